"""Monitored subjects one by one: told, changed, paused, removed; and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from screening.domain.access import Principal
from screening.domain.errors import Fault, InvalidRequest, ListNotReady, ScreeningError, UnknownSubject
from screening.domain.monitoring import (
    KnownHit,
    MonitoredSubject,
    Rescreening,
    SubjectEntry,
    SubjectRevision,
    SubjectState,
)
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.portfolios import choose_portfolio
from screening.services.rescreen import rescreen_waiting
from screening.services.rescreen_writing import CorpusChanged
from screening.services.subject_body import parse_entry
from screening.services.subject_import import refuse_zero_footprint
from screening.store.records import to_record
from screening.store.subject_audit import record_changes
from screening.store.subject_hits import hits_of
from screening.store.subject_reading import (
    SubjectFilter,
    find_subject,
    subject_history,
    subjects_page,
)
from screening.store.subjects import Writing, Written, set_state, write_entries


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """All that is known of a subject: as it stands, its hits, and its history, the last change first."""

    subject: MonitoredSubject
    hits: tuple[KnownHit, ...]
    history: tuple[SubjectRevision, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A subject as it stands after it was told, whether it is new, and the run that screened it; None where
    there was nothing to screen, or it could not be yet: ``waits`` says why."""

    subject: MonitoredSubject
    is_new: bool
    rescreening: Rescreening | None
    waits: str | None = None


class _Screened(NamedTuple):
    run: Rescreening | None = None
    waits: str | None = None


class SubjectBook:
    """The monitored subjects, for whoever may see them."""

    def __init__(self, deps: Deps, corpora: CorpusProvider) -> None:
        """Both stay open as long as the book is used; it may be shared between threads."""
        self._deps, self._corpora = deps, corpora

    def portfolio(self, named: str | None, by: Principal) -> str | None:
        """The portfolio that is meant. Raises ``InvalidRequest``, ``NotPermitted``."""
        return choose_portfolio(self._deps.database, named, by)

    def tell(self, entry: SubjectEntry, *, by: Principal) -> Told:
        """Tell all of a subject, new or known; it is screened before this returns. Where that cannot be,
        since no list is in force, it is kept and waits: the next rescreening screens it.

        Raises ``UnlawfulAction`` (zero footprint), ``DatabaseFailure``: where it was written all
        the same it waits.
        """
        written = self._write([entry], by)
        screened = self._screened([self._find(entry)])
        return Told(self._find(entry), bool(written.added), *screened)

    def tell_many(
        self, entries: Sequence[SubjectEntry | ScreeningError], *, by: Principal
    ) -> list[Told | ScreeningError]:
        """Tell many subjects, each by itself: one that cannot be taken is answered in its place."""
        good, seen = [], set[str]()
        answers: list[SubjectEntry | ScreeningError] = []
        for number, one in enumerate(entries):
            if isinstance(one, SubjectEntry) and one.reference in seen:
                fault = Fault(f"subjects[{number}].reference", "is that of a subject before it")
                answers.append(InvalidRequest([fault]))
                continue
            answers.append(one)
            if isinstance(one, SubjectEntry):
                seen.add(one.reference)
                good.append(one)
        before = {one.reference for one in good if self._is_known(one)}
        self._write(good, by)
        screened = self._screened([self._find(one) for one in good])
        return [
            Told(self._find(one), one.reference not in before, *screened)
            if isinstance(one, SubjectEntry)
            else one
            for one in answers
        ]

    def amend(
        self, reference: str, portfolio: str | None, changes: Mapping[str, Any], *, by: Principal
    ) -> Told:
        """Replace what is named of a subject. Raises ``UnknownSubject``, ``InvalidRequest``."""
        known = self.read(reference, portfolio, by=by).subject
        if known.state is SubjectState.REMOVED:
            raise UnknownSubject("this subject was removed; PUT brings it back")
        return self.tell(_amended(known.entry, changes), by=by)

    def move(self, reference: str, portfolio: str | None, state: SubjectState, *, by: Principal) -> Told:
        """Pause, resume or remove a subject; who is resumed is screened at once.

        Raises ``UnknownSubject``.
        """
        known = self.read(reference, portfolio, by=by).subject
        if known.state is state:
            return Told(known, False, None)
        if known.state is SubjectState.REMOVED:
            raise UnknownSubject("this subject was removed; PUT brings it back")
        with self._deps.database.writing() as session:
            writing = Writing(at=self._deps.clock(), by=by.name)
            written = set_state(session, [(known.id, known.entry)], state, writing)
            record_changes(session, written)
        screened = self._screened([self._find(known.entry)])
        return Told(self._find(known.entry), False, *screened)

    def read(self, reference: str, portfolio: str | None, *, by: Principal) -> SubjectFile:
        """All that is known of a subject. Raises ``UnknownSubject``, of another's portfolio alike."""
        with self._deps.database.reading() as session:
            subject = find_subject(session, portfolio, reference)
            if not by.sees(subject.entry.portfolio):
                raise UnknownSubject("there is no monitored subject of that reference and portfolio")
            is_gone = subject.state is SubjectState.REMOVED
            hits = [] if is_gone else hits_of(session, [subject.id]).get(subject.id, [])
            return SubjectFile(subject, tuple(hits), tuple(subject_history(session, subject)))

    def page(self, wanted: SubjectFilter, limit: int, *, by: Principal) -> list[MonitoredSubject]:
        """Subjects by their ids, of the portfolios that ``by`` sees."""
        with self._deps.database.reading() as session:
            return subjects_page(session, replace(wanted, portfolios=by.portfolios), limit)

    def _write(self, entries: Sequence[SubjectEntry], by: Principal) -> Written:
        refuse_zero_footprint(self._deps)
        with self._deps.database.writing() as session:
            writing = Writing(at=self._deps.clock(), by=by.name)
            written = write_entries(session, entries, writing)
            record_changes(session, written)
        return written

    def _screened(self, told: Sequence[MonitoredSubject]) -> _Screened:
        waiting = [one.id for one in told if one.state is SubjectState.ACTIVE and one.screened_at is None]
        try:
            return _Screened(rescreen_waiting(self._deps, self._corpora, waiting))
        except (ListNotReady, CorpusChanged) as error:
            return _Screened(waits=str(error))

    def _find(self, entry: SubjectEntry) -> MonitoredSubject:
        with self._deps.database.reading() as session:
            return find_subject(session, entry.portfolio, entry.reference)

    def _is_known(self, entry: SubjectEntry) -> bool:
        try:
            self._find(entry)
        except UnknownSubject:
            return False
        return True


def _amended(entry: SubjectEntry, changes: Mapping[str, Any]) -> SubjectEntry:
    """What was told, with the members that are named replaced; null takes one away."""
    before = {"branch": entry.branch, "risk_class": entry.risk_class, "subject": to_record(entry.subject)}
    unknown = sorted(changes.keys() - before.keys())
    if unknown:
        raise InvalidRequest([Fault(name[:64], "is not a field of this request") for name in unknown])
    subject = changes.get("subject", {})
    if not isinstance(subject, Mapping):
        raise InvalidRequest([Fault("subject", "must be an object")])
    whole = {**before["subject"], **subject}
    merged = {**before, **changes, "subject": {name: one for name, one in whole.items() if one is not None}}
    return parse_entry(merged, reference=entry.reference, portfolio=entry.portfolio)
