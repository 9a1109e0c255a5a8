"""What pages show of monitoring: how it stands, runs with what they found, incidents, who subjects are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.errors import UnknownSubject
from screening.domain.monitoring import (
    OF_ALL,
    Finding,
    FindingKind,
    Incident,
    MonitoredSubject,
    RescreenCause,
    Rescreening,
)
from screening.domain.party_group import Member
from screening.services.deps import Deps
from screening.store.designations import primary_names
from screening.store.finding_counts import count_findings
from screening.store.findings import count_open_incidents, findings_of, incidents
from screening.store.lists import version_in_force
from screening.store.portfolios import list_portfolios
from screening.store.rescreenings import get_run, last_run, runs_page
from screening.store.subject_reading import count_subjects, find_subject


@dataclass(frozen=True, slots=True)
class Standing:
    """Subjects of the own portfolios by state, and how many wait; incidents that nobody has closed; when the
    last whole and the last daily rescreening ended, None: never."""

    subjects: Mapping[str, int]
    incidents: int
    rescreened_at: datetime | None
    daily_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunFindings:
    """A run, how much it found of each kind, some of its findings, and the names of what these are about,
    where they are in force."""

    run: Rescreening
    counts: Mapping[FindingKind, int]
    findings: Sequence[Finding]
    names: Mapping[Member, str]

    @property
    def total(self) -> int:
        """How many findings there are."""
        return sum(self.counts.values())


def read_standing(deps: Deps, *, seen_by: Principal) -> Standing:
    """How monitoring stands, now."""
    with deps.database.reading() as session:
        last, daily = (last_run(session, causes) for causes in (OF_ALL, [RescreenCause.DAILY]))
        return Standing(
            count_subjects(session, seen_by.portfolios),
            count_open_incidents(session),
            last.finished_at if last else None,
            daily.finished_at if daily else None,
        )


def read_runs(
    deps: Deps, limit: int, *, below: int | None = None, cause: RescreenCause | None = None
) -> list[Rescreening]:
    """Runs, the last one first; those with numbers under ``below``."""
    with deps.database.reading() as session:
        return runs_page(session, limit, below=below, cause=cause)


def read_findings(deps: Deps, number: int, *, offset: int, limit: int, seen_by: Principal) -> RunFindings:
    """A run and what it found of subjects of the own portfolios. Raises ``UnknownRescreening``."""
    with deps.database.reading() as session:
        run, portfolios = get_run(session, number), seen_by.portfolios
        counts = count_findings(session, number, portfolios)
        found = findings_of(session, number, offset + limit, portfolios=portfolios)[offset:]
        return RunFindings(run, counts, found, _names(session, (one.member for one in found)))


def read_incidents(deps: Deps) -> list[Incident]:
    """The incidents, those that nobody has closed before the others, each the last one first."""
    with deps.database.reading() as session:
        found = incidents(session)
    return sorted(found, key=lambda one: one.answered_at is not None)


def find_subjects(deps: Deps, reference: str, *, seen_by: Principal) -> list[MonitoredSubject]:
    """The subjects of that reference in the portfolios that ``seen_by`` sees."""
    found = []
    with deps.database.reading() as session:
        known = [one.id for one in list_portfolios(session)]
        for portfolio in (None, *known):
            if seen_by.sees(portfolio):
                try:
                    found.append(find_subject(session, portfolio, reference))
                except UnknownSubject:
                    continue
    return found


def names_in_force(deps: Deps, members: Iterable[Member]) -> dict[Member, str]:
    """The primary names of designations that are in force."""
    with deps.database.reading() as session:
        return _names(session, members)


def _names(session: Session, members: Iterable[Member]) -> dict[Member, str]:
    by_list: dict[str, list[str]] = {}
    for one in members:
        by_list.setdefault(one.list_id, []).append(one.authority_ref)
    names: dict[Member, str] = {}
    for list_id, refs in by_list.items():
        version = version_in_force(session, list_id)
        found = primary_names(session, list_id, version.reading, refs) if version else {}
        names |= {Member(list_id, ref): name for ref, name in found.items()}
    return names
