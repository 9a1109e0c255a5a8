"""What a rescreening found is written: hits, findings, answers and alerts, and how far it has come.

All of a transaction or nothing, the cursor with it: a run that is carried on loses nothing and doubles
nothing. A subject that was changed meanwhile is left alone: it waits to be screened against everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.errors import StaleVersion
from screening.domain.monitoring import Finding, FindingKind, RescreenCause, Rescreening
from screening.domain.screening import ScreeningRequest
from screening.services.corpus import Corpus
from screening.services.deps import Deps
from screening.services.party_groups import PartyBook
from screening.services.policy_book import current_policy
from screening.services.recorder import Answered, record_corpus, write_answers
from screening.services.rescreen_judging import Judged
from screening.services.screen import answer, basis_of
from screening.services.suppressing import member_of
from screening.services.terms import settle_terms
from screening.store.alert_reading import alerts_of
from screening.store.findings import write_findings
from screening.store.lists import versions_in_force
from screening.store.rescreenings import move_on
from screening.store.screenings import OURSELVES
from screening.store.subject_hits import HitDigest, remove_hits, write_hits
from screening.store.subjects import mark_screened, still_standing, take_subjects

BY = Principal(name=OURSELVES, person=OURSELVES, permissions=frozenset())
_MOST_ANSWERS, _MOST_FINDINGS = 25, 250
"""In one transaction, so that none is long."""


class CorpusChanged(StaleVersion):
    """Another list version or policy was put in force while a run was under way."""


class RescreenWriter:
    """Writes the outcomes of one run, in the order of the subjects."""

    def __init__(self, deps: Deps, corpus: Corpus, run: Rescreening) -> None:
        """``corpus`` is what is in force, and what the run screens against."""
        self._deps, self._corpus = deps, corpus
        self._parties = PartyBook(deps.database).current()
        self.run = run

    def write(self, judged: Sequence[Judged], last: int) -> None:
        """Write the outcomes of some subjects, and that all up to the id ``last`` are done."""
        parts = list(_parts(judged)) or [[]]
        for number, part in enumerate(parts):
            is_last = number == len(parts) - 1
            self._write_part(part, last if is_last else part[-1].subject.id)

    def _write_part(self, part: Sequence[Judged], last: int) -> None:
        answers = {one.subject.id: self._answered(one) for one in part if one.alerts_on}
        waiting = self.run.cause is RescreenCause.SUBJECT_CHANGE
        with self._deps.database.writing() as session:
            take_subjects(session)
            revisions = {one.subject.id: one.subject.revision for one in part}
            standing = still_standing(session, revisions, waiting=waiting)
            if waiting:
                self._check_corpus(session)
            kept = [one for one in part if one.subject.id in standing]
            given = [found for one in kept if (found := answers.get(one.subject.id))]
            alerts = self._alert(session, given)
            _keep(session, kept, answers)
            if waiting:
                screened = {one: revisions[one] for one in standing}
                mark_screened(session, screened, self.run.id, self._deps.clock())
            after = self._moved(kept, last, screenings=len(given), alerts=alerts)
            move_on(session, self.run, after)
        self.run = after

    def _check_corpus(self, session: Session) -> None:
        """A subject may only be called screened where what it was screened against is still in force: the
        run over what has changed since then does not know of it."""
        now = {(version.list_id, version.reading) for version in versions_in_force(session)}
        mine = {(version.list_id, version.reading) for version in self._corpus.versions}
        if now != mine or current_policy(session).id != self._corpus.policy.id:
            raise CorpusChanged("what is in force has changed meanwhile")

    def _answered(self, judged: Judged) -> Answered | None:
        """The whole answer about a subject, with alerts on what an analyst is to see; None where all of that
        is folded under hits on other lists, which were seen before."""
        now, corpus, entry = self._deps.clock(), self._corpus, judged.subject.entry
        request = ScreeningRequest(
            subject=entry.subject,
            reference=entry.reference,
            portfolio=entry.portfolio,
            alert=True,
            unread=entry.unread,
        )
        terms = settle_terms(corpus, threshold=None, at=now)
        given, lapsed = answer(request, corpus, terms, now, self._parties, deps=self._deps)
        if not any(member_of(hit) in judged.alerts_on for hit in given.hits):
            return None
        basis = basis_of(self._parties, frozenset(version.list_id for version in corpus.versions), terms)
        return Answered(
            replace(given, basis=basis),
            corpus,
            OURSELVES,
            alerts_for=BY,
            lapsed=lapsed,
            alerts_on=judged.alerts_on,
            cause={"cause": self.run.cause.value, "rescreening": self.run.id, "changes": _changes(judged)},
        )

    def _alert(self, session: Session, given: Sequence[Answered]) -> int:
        if not given:
            return 0
        record_corpus(session, self._corpus, given[0].screening.screened_at)
        write_answers(session, given)
        return sum(map(len, alerts_of(session, [one.screening.id for one in given]).values()))

    def _moved(self, kept: Sequence[Judged], last: int, *, screenings: int, alerts: int) -> Rescreening:
        run = self.run
        found = [finding.kind for one in kept for finding in one.findings]
        digest, expected = HitDigest(run.digest), HitDigest(run.expected)
        for one in kept:
            digest.add(one.hits)
            expected.add(one.known)
        return replace(
            run,
            cursor=last,
            hits=run.hits + sum(len(one.hits) for one in kept),
            new_hits=run.new_hits + found.count(FindingKind.NEW),
            gone_hits=run.gone_hits + found.count(FindingKind.GONE),
            differences=run.differences + len(found),
            screenings=run.screenings + screenings,
            alerts=run.alerts + alerts,
            digest=digest.value,
            expected=expected.value,
        )


def _keep(session: Session, kept: Sequence[Judged], answers: Mapping[int, Answered | None]) -> None:
    write_hits(session, [hit for one in kept for hit in one.hits if hit not in one.known])
    for one in kept:
        now = {hit.member for hit in one.hits}
        remove_hits(session, [hit for hit in one.known if hit.member not in now])
    write_findings(session, [found for one in kept for found in _told(one, answers.get(one.subject.id))])


def _told(judged: Judged, given: Answered | None) -> Iterator[Finding]:
    """The findings, each with the answer that alerts on it were raised from."""
    for one in judged.findings:
        is_alerted = given is not None and one.member in judged.alerts_on
        yield replace(one, screening_id=given.screening.id) if given and is_alerted else one


def _changes(judged: Judged) -> list[dict[str, Any]]:
    """What the alerts' history tells of the designations."""
    return [
        {"designation": str(one.member), "kind": one.kind.value, "change": one.change, **one.fields}
        for one in judged.findings
        if one.member in judged.alerts_on
    ]


def _parts(judged: Sequence[Judged]) -> Iterator[list[Judged]]:
    """Subjects that are written together, so that no transaction is long."""
    part: list[Judged] = []
    answers = findings = 0
    for one in judged:
        part.append(one)
        answers += bool(one.alerts_on)
        findings += len(one.findings)
        if answers >= _MOST_ANSWERS or findings >= _MOST_FINDINGS:
            yield part
            part, answers, findings = [], 0, 0
    if part:
        yield part
