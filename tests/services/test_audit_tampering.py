"""Whatever a database administrator changes by SQL in what was recorded is found, table by table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from screening.config import Settings
from screening.domain.errors import DatabaseFailure
from screening.services.audit_check import verify_audit
from screening.services.deps import Deps
from screening.store.audit_rows import row_findings
from screening.store.counters import Counters
from screening.store.database import Database
from screening.store.tables import Table as Models
from tests.loading import LIST_ID, Clock, plugged_in
from tests.recorded import record_everything
from tests.store.chain import keep, tamper

COVERED = {
    "activation",
    "alert",
    "alert_event",
    "alert_hit",
    "alert_occurrence",
    "alert_response",
    "api_key",
    "batch",
    "designation_state",
    "discount_rule",
    "disposition",
    "hit",
    "legal_hold",
    "list_in_force",
    "list_version",
    "list_version_dismissal",
    "list_version_file",
    "manifest",
    "monitoring_incident",
    "party_decision",
    "pending_change",
    "policy",
    "portfolio",
    "policy_activation",
    "policy_draft",
    "proof",
    "quarantined",
    "recording_mode",
    "relationship",
    "rescreening",
    "screening",
    "screening_corpus",
    "screening_corpus_list",
    "subject_import",
    "suppression",
    "suppression_review",
    "suppression_state",
    "tombstone",
    "unfreeze_review",
    "user_account",
    "webhook_target",
}
ELSEWHERE = {
    "audit_record": "tests/store/test_audit_chain.py",
    "audit_payload": "tests/store/test_audit_chain.py",
    "audit_head": "tests/store/test_audit_chain.py",
    "event": "made from the events of alerts and the versions of lists, which are covered",
    "webhook_delivery": "comes and goes",
    "digest_sent": "comes and goes; each mail is a record of its own",
    "raw_file": "the version's sha256 is over the files themselves",
    "list_change": "made from two versions, which are covered",
    "page_session": "comes and goes",
    "answered_once": "comes and goes",
    "batch_job": "changes in the course of work; each act is told, and the batch itself is covered",
    "rate_window": "comes and goes",
    "party_grouping": "made from the lists and the decisions, which are covered",
    "party_membership": "made from the lists and the decisions, which are covered",
    "party_link": "made from the lists and the decisions, which are covered",
    "monitored_subject": "changes with each revision; imports and runs tell counts and digests",
    "subject_revision": "told by the import that it came with, or by the act of who changed the subject",
    "subject_hit": "what is known by now; each run tells a digest of all of it",
    "rescreening_finding": "made by a run, which is covered",
    "lease": "comes and goes",
    "scheduled_run": "comes and goes",
}
NOT_RECORDED = {
    "api_key": {"last_used_at"},
    "hit": {"id"},
    "list_version": {"checked_at", "status", "held_reason", "previous_id"},
    "party_decision": {"id"},
    "policy_activation": {"id"},
    "proof": {"id"},
    "quarantined": {"version_id"},
    "user_account": {"failures", "locked_until"},
    "webhook_target": {
        *("cursor", "rests_until", "served_at", "delivered", "failed", "leased_by", "leased_until"),
    },
}
"""Columns that change in the course of work, or number rows."""


@pytest.fixture
def recorded(database: Database, tmp_path: Path) -> Iterator[Deps]:
    """An installation that has recorded something of every kind."""
    settings = Settings(database_url=database.url, data_dir=tmp_path)
    deps = Deps(database, tmp_path, settings, keep(database), Counters(database), Clock())
    with plugged_in():
        record_everything(deps, tmp_path)
        yield deps


class _NotKeptError(Exception):
    """Ends a transaction that is not to be kept."""


def _found(deps: Deps, *statements: Any) -> set[str]:
    """The tables that a verification names after these statements, which are not kept."""
    found: set[str] = set()
    try:
        with deps.database.writing() as session:
            tamper(session, *statements)
            found = {one.table for one in row_findings(session, 0)}
            raise _NotKeptError
    except _NotKeptError:
        return found
    except DatabaseFailure as error:
        if "refused a row" in str(error):
            return {"refused by the database itself"}
        raise


TABLES = Models.metadata.tables


def test_every_table_is_covered_or_it_is_said_why_not() -> None:
    assert set(TABLES) == COVERED | set(ELSEWHERE)


def test_what_was_recorded_and_not_touched_verifies(recorded: Deps) -> None:
    report = verify_audit(recorded)
    assert report.findings == ()
    assert report.records >= 8


def test_any_altered_column_of_any_row_is_found(recorded: Deps) -> None:
    unseen = {
        f"{name}.{column.name}"
        for name in COVERED
        for column in TABLES[name].columns
        if column.name not in NOT_RECORDED.get(name, set())
        and not _found(recorded, *_altered(recorded, TABLES[name], column))
    }
    assert unseen == _empty_here(recorded)


def _empty_here(deps: Deps) -> set[str]:
    """Columns of tables that this installation has no row of."""
    with deps.database.reading() as session:
        return {
            f"{name}.{column.name}"
            for name in COVERED
            if _any_row(session, TABLES[name]) is None
            for column in TABLES[name].columns
            if column.name not in NOT_RECORDED.get(name, set())
        }


def _altered(deps: Deps, table: Table, column: Column[Any]) -> list[Any]:
    with deps.database.reading() as session:
        row = _any_row(session, table)
    if row is None:
        return []
    same = [one == row[one.name] for one in table.primary_key]
    return [update(table).where(*same).values({column.name: _other(row[column.name], column)})]


def _any_row(session: Session, table: Table) -> dict[str, Any] | None:
    """A row of ours: one that a record tells of."""
    query = select(*table.columns)
    if "list_id" in table.columns:
        query = query.where(table.columns["list_id"] == LIST_ID)
    row = session.execute(query.limit(1)).first()
    return dict(row._mapping) if row else None


def _other(value: Any, column: Column[Any]) -> Any:
    """Another value of the same type."""
    if value is None:
        return _SAMPLES[column.type.__class__.__name__]
    for kind, change in _CHANGES:
        if isinstance(value, kind):
            return change(value)
    raise AssertionError(f"{column}: {value!r}")


_CHANGES: list[tuple[type, Any]] = [
    (bool, lambda value: not value),
    (int, lambda value: value + 1_000),
    (float, lambda value: value + 1.0),
    (str, lambda value: value[:-1] + ("x" if value[-1:] != "x" else "y")),
    (bytes, lambda value: value + b" "),
    (datetime, lambda value: value + timedelta(microseconds=1)),
    (date, lambda value: value + timedelta(days=1)),
    (dict, lambda value: {**value, "altered": True}),
    (list, lambda value: [*value, "altered"]),
]
_SAMPLES: dict[str, Any] = {
    "ExactText": "x",
    "String": "x",
    "BigInteger": 7,
    "Integer": 7,
    "ExactJson": {"altered": True},
    "UtcDateTime": datetime(2026, 1, 1, tzinfo=UTC),
    "Date": date(2026, 1, 1),
    "Boolean": True,
}


@pytest.mark.parametrize("name", sorted(COVERED - {"quarantined", "tombstone"}))
def test_a_row_that_is_taken_out_is_found(recorded: Deps, name: str) -> None:
    table = TABLES[name]
    with recorded.database.reading() as session:
        row = _any_row(session, table)
    assert row is not None
    same = [one == row[one.name] for one in table.primary_key]
    assert _found(recorded, delete(table).where(*same))


@pytest.mark.parametrize(
    "name", ["activation", "hit", "list_version", "party_decision", "policy", "screening"]
)
def test_a_row_that_is_added_by_hand_is_found(recorded: Deps, name: str) -> None:
    table = TABLES[name]
    with recorded.database.reading() as session:
        row = _any_row(session, table)
    assert row is not None
    number = isinstance(row["id"], int)
    forged = row | {"id": 9_999 if number else "f" * 32}
    forged |= {"rank": 99} if name == "hit" else {}
    forged |= {"version": "2026-01-01.ffffffff"} if name == "list_version" else {}
    assert _found(recorded, insert(table).values(forged)) & {name, "screening"}


def test_a_finding_names_the_row_and_the_record_that_tells(recorded: Deps) -> None:
    table = TABLES["screening"]
    with recorded.database.writing() as session:
        session.execute(update(table).values(status="no_hit"))
    (found,) = verify_audit(recorded).findings
    with recorded.database.reading() as session:
        altered = session.execute(select(table.c.id, table.c.audit_seq).where(table.c.total_hits > 0)).one()
    assert (found.table, found.key, found.seq) == ("screening", altered.id, altered.audit_seq)
