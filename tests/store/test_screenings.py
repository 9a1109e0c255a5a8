"""A screening is recorded whole or not at all, and comes back as it was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from screening.domain.errors import DatabaseFailure, UnknownScreening
from screening.domain.listing import ListVersion
from screening.domain.screening import Hit, ScreenedList, Screening, ScreeningRequest
from screening.store import lists, screenings
from screening.store.database import Database
from screening.store.tables_audit import AuditPayloadRow
from screening.store.tables_screening import HitRow
from screening.store.types import exact_text
from tests.store.answers import REQUESTS, TEXT, hits_on, make_hit, make_screening
from tests.store.chain import verified
from tests.store.examples import LIST, NOON, make_designation, make_version, store

ONE, TWO = (make_designation(ref) for ref in ("1", "2"))
VERSION = make_version()
often = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def ready(database: Database) -> Database:
    """A database with a list, a policy and a corpus."""
    store(database, VERSION, [ONE, TWO])
    _prepare(database, [VERSION])
    return database


def _prepare(database: Database, versions: Sequence[ListVersion]) -> None:
    with database.writing() as session:
        screenings.add_policy(session, "policy-1", "threshold: 7000", NOON)
        screenings.add_corpus(session, "c" * 64, versions, NOON)


def _record(database: Database, screening: Screening, actor: str = "tester") -> None:
    with database.writing() as session:
        screenings.add_screening(session, screening, actor=actor)


def _read(database: Database, screening_id: str) -> Screening:
    with database.reading() as session:
        return screenings.get_screening(session, screening_id)


@often
@given(
    request=REQUESTS,
    hits=st.lists(hits_on(ONE, VERSION) | hits_on(TWO, VERSION), max_size=3).map(tuple),
    reason=TEXT,
    actor=TEXT,
    stale=st.booleans(),
)
def test_any_screening_comes_back_as_it_was(
    ready: Database, request: ScreeningRequest, hits: tuple[Hit, ...], reason: str, actor: str, stale: bool
) -> None:
    against = (ScreenedList(version=VERSION, stale=stale),)
    asked = make_screening([], request=request, hits=hits, reason=reason, screened_against=against)
    _record(ready, asked, actor)
    assert _read(ready, asked.id) == asked


def test_each_screening_has_an_audit_record_that_covers_it(ready: Database) -> None:
    asked = make_screening([VERSION], hits=(make_hit(ONE, VERSION),))
    _record(ready, asked)
    with ready.reading() as session:
        assert verified(session) == 3, "the policy, the corpus and the screening"
        latest = select(AuditPayloadRow.payload).order_by(AuditPayloadRow.seq.desc())
        payload = exact_text(session.scalars(latest).first() or b"")
    assert asked.id in payload
    assert '"covers":[{"key":"' in payload


def test_a_recorded_answer_says_how_fresh_the_list_was_then(ready: Database) -> None:
    asked = make_screening([VERSION])
    _record(ready, asked)
    with ready.writing() as session:
        lists.mark_checked(session, LIST, VERSION.version, NOON + timedelta(hours=9))
    store(ready, make_version("2026-02-28.bbbbbbbb"), [ONE])
    assert _read(ready, asked.id) == asked


def test_a_screening_of_some_lists_comes_back_with_those(database: Database) -> None:
    other = make_version("2026-01-01.dddddddd", list_id="us_ofac_sdn", count=1)
    store(database, VERSION, [ONE, TWO])
    store(database, other, [make_designation("1", list_id="us_ofac_sdn")])
    _prepare(database, [VERSION, other])
    asked = make_screening([other])
    _record(database, asked)
    assert _read(database, asked.id).screened_against == asked.screened_against


def test_a_hit_is_tied_to_the_state_of_the_designation(ready: Database) -> None:
    _record(ready, make_screening([VERSION], hits=(make_hit(TWO, VERSION),)))
    query = "SELECT authority_ref FROM designation_state WHERE id = (SELECT state_id FROM hit)"
    with ready.reading() as session:
        assert session.execute(text(query)).scalar_one() == "2"


def test_a_hit_on_what_is_not_listed_is_refused_whole(ready: Database) -> None:
    foreign = make_hit(make_designation("99"), VERSION)
    with pytest.raises(LookupError, match="99 is not in corpus"):
        _record(ready, make_screening([VERSION], hits=(make_hit(ONE, VERSION), foreign)))
    with ready.reading() as session:
        assert verified(session) == 2
        assert session.scalars(select(HitRow.id)).all() == []


@pytest.mark.parametrize("changed", [{"policy": "unknown"}, {"corpus": "d" * 64}])
def test_nothing_is_recorded_under_an_unknown_policy_or_corpus(
    ready: Database, changed: dict[str, str]
) -> None:
    with pytest.raises(DatabaseFailure, match="nothing of this step was kept"):
        _record(ready, make_screening([VERSION], **changed))
    with ready.reading() as session:
        assert verified(session) == 2


def test_policies_and_corpora_are_written_once(ready: Database) -> None:
    other = make_version("2026-02-28.bbbbbbbb")
    store(ready, other, [ONE])
    _prepare(ready, [other])
    asked = make_screening([VERSION])
    _record(ready, asked)
    assert _read(ready, asked.id).screened_against == asked.screened_against


def test_a_corpus_of_a_version_that_is_not_here_is_refused(database: Database) -> None:
    with pytest.raises(LookupError, match="not in the store"):
        _prepare(database, [VERSION])


@pytest.mark.parametrize("screening_id", ["", "0" * 32, "a\udc80", "\x00"])
def test_an_unknown_screening_is_an_error(ready: Database, screening_id: str) -> None:
    with pytest.raises(UnknownScreening):
        _read(ready, screening_id)


def test_ids_tell_nothing() -> None:
    ids = {screenings.new_screening_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(one) == 32 and int(one, 16) for one in ids)
