"""The evidence of a screening or of an alert, gathered: what was asked, found, decided, and what proves it.

A report shows what is recorded. What is gone by now (a purged answer, a file that is no longer kept) is
said to be gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.access import Permission, Principal
from screening.domain.alert import AlertFile
from screening.domain.audit import AuditHead
from screening.domain.errors import UnknownScreening
from screening.domain.party_group import Member
from screening.domain.screening import Screening
from screening.domain.suppression import Suppression
from screening.services.alert_catalogue import read_file
from screening.services.audit_verification import Verification, verification_state
from screening.services.deps import Deps
from screening.services.report_hits import ReportedHit, report_hits
from screening.store import audit
from screening.store.audit_evidence import (
    CheckedRecord,
    alert_problems,
    check_records,
    screening_problems,
)
from screening.store.audit_trail import KeptRecord, read_records, records_at
from screening.store.screenings import get_origin, get_screening, unknown_screening
from screening.store.suppression_reading import suppressions_of

NOT_YOURS = "whoever this report was made for may not read screenings"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedScreening:
    """An answer as it was recorded, who asked, the number of its record, the hits that are told in whole
    and how many more there are."""

    screening: Screening
    asked_by: str
    audit_record: int
    hits: tuple[ReportedHit, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedAudit:
    """The records that tell of all this, each checked as the report was made; ``problems`` are rows that
    are not as their records say."""

    records: tuple[CheckedRecord, ...]
    problems: tuple[str, ...]
    head: AuditHead
    key_id: str
    last: Verification | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All evidence of one screening, or of one alert with the screenings that it came from; ``gone`` says
    of each screening that cannot be shown why."""

    made_at: datetime
    made_for: str
    alert: AlertFile | None
    suppressions: tuple[Suppression, ...]
    screenings: tuple[ReportedScreening, ...]
    gone: tuple[str, ...]
    audit: ReportedAudit

    @property
    def subject_id(self) -> str:
        """The id of what it is of."""
        return self.alert.alert.id if self.alert else self.screenings[0].screening.id

    @property
    def kind(self) -> str:
        """``alert`` or ``screening``."""
        return "alert" if self.alert else "screening"


def screening_report(deps: Deps, screening_id: str, *, by: Principal) -> Report:
    """The evidence of one answer.

    Raises ``UnknownScreening``, for one of a portfolio that ``by`` does not see alike.
    """
    told = _screening(deps, screening_id, by, None)
    return _report(deps, by, [told])


def alert_report(deps: Deps, alert_id: str, *, by: Principal) -> Report:
    """The evidence of one alert, with the screenings that its hits were found by.

    Raises ``UnknownAlert``, for one of a portfolio that ``by`` does not see alike.
    """
    file = read_file(deps, alert_id, seen_by=by)
    members = {hit.member for hit in file.alert.hits}
    told, gone = [], []
    for screening_id in dict.fromkeys(hit.screening_id for hit in file.alert.hits):
        try:
            told.append(_screening(deps, screening_id, by, members))
        except UnknownScreening as error:
            gone.append(str(error))
    return _report(deps, by, told, file=file, gone=gone)


def _screening(
    deps: Deps, screening_id: str, by: Principal, members: Collection[Member] | None
) -> ReportedScreening:
    """One answer, with the hits on ``members`` (None: all)."""
    if not by.may(Permission.READ_SCREENINGS):
        raise UnknownScreening(f"the screening {screening_id} is not shown: {NOT_YOURS}")
    with deps.database.reading() as session:
        screening = get_screening(session, screening_id)
        asked_by, record = get_origin(session, screening_id)
    if not by.sees(screening.request.portfolio):
        raise unknown_screening(screening_id)
    hits, more = report_hits(deps, screening, members)
    return ReportedScreening(
        screening=screening, asked_by=asked_by, audit_record=record, hits=hits, more=more
    )


def _report(
    deps: Deps,
    by: Principal,
    told: Sequence[ReportedScreening],
    *,
    file: AlertFile | None = None,
    gone: Sequence[str] = (),
) -> Report:
    with deps.database.reading() as session:
        suppressions = _suppressions(session, file)
        found = _audit(session, deps, told, file, suppressions)
    return Report(
        made_at=deps.clock(),
        made_for=by.name,
        alert=file,
        suppressions=suppressions,
        screenings=tuple(told),
        gone=tuple(gone),
        audit=found,
    )


def _suppressions(session: Session, file: AlertFile | None) -> tuple[Suppression, ...]:
    """Those that came of the alert."""
    if file is None or file.alert.reference is None:
        return ()
    found = suppressions_of(session, file.alert.reference)
    return tuple(one for one in found if one.alert_id == file.alert.id)


def _audit(
    session: Session,
    deps: Deps,
    told: Sequence[ReportedScreening],
    file: AlertFile | None,
    suppressions: Sequence[Suppression],
) -> ReportedAudit:
    answers = {one.audit_record: one for one in told}
    of_answers = read_records(session, list(answers))
    of_alert = _records_of(session, file, suppressions)
    problems = [
        problem
        for record in of_answers
        for problem in screening_problems(session, answers[record.record.seq].screening.id, record)
    ]
    if file:
        problems += alert_problems(session, file.alert.id, of_alert)
    records = {one.record.seq: one for one in (*of_answers, *of_alert)}
    checked = check_records(session, deps.keeper, [records[seq] for seq in sorted(records)])
    return ReportedAudit(
        records=tuple(checked),
        problems=tuple(problems),
        head=audit.head(session),
        key_id=deps.keeper.key.id,
        last=verification_state(deps).last,
    )


def _records_of(
    session: Session, file: AlertFile | None, suppressions: Sequence[Suppression]
) -> list[KeptRecord]:
    """The records of an alert's history, of its occurrences and of the suppressions that came of it."""
    if file is None:
        return []
    instants = {event.at for event in file.history} | {one.at for one in file.occurrences}
    for one in suppressions:
        instants |= {one.begun_at, *([one.ending.at] if one.ending else [])}
    return records_at(session, sorted(instants), [file.alert.id, *(one.id for one in suppressions)])
