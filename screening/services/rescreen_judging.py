"""What was screened is compared with what was known of a subject: findings, and what an analyst is to see.

A hit is put before an analyst where it is new, or where the authority or the client changed something
material of it. The same hit on the same state of its designation is neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from screening.domain.material import subject_facts
from screening.domain.monitoring import (
    Finding,
    FindingKind,
    KnownHit,
    MonitoredSubject,
    RescreenCause,
    Rescreening,
)
from screening.domain.party_group import Member
from screening.domain.screening import Subject
from screening.services.diff_answers import fields_to_list
from screening.services.rescreen_delta import ADDED, AMENDED, REMOVED, REPARSED, Delta, States
from screening.services.rescreen_workers import Scored
from screening.store.states import fingerprints_in
from screening.store.subject_hits import hits_of
from screening.store.subject_reading import subjects_last_screened

_CHANGE = {
    RescreenCause.SUBJECT_CHANGE: "subject",
    RescreenCause.POLICY_CHANGE: "policy",
    RescreenCause.DAILY: "missed",
}
"""What is said to have changed where it was not a list."""

_OF_KIND = {FindingKind.NEW: ADDED, FindingKind.CHANGED: AMENDED, FindingKind.GONE: REMOVED}
"""What happened to a designation that the lists have not changed since the last run over all: it was met as
it stood in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a rescreening makes of a subject: its hits now, those that were known, what differs, and on which
    designations an analyst is asked."""

    subject: MonitoredSubject
    hits: tuple[KnownHit, ...]
    known: tuple[KnownHit, ...]
    findings: tuple[Finding, ...] = ()
    alerts_on: frozenset[Member] = frozenset()


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the subjects of one run. ``delta``: what the lists have changed, where that is why;
    ``is_whole``: they were screened against everything, and not that alone."""

    run: Rescreening
    delta: Delta | None
    states: States
    is_whole: bool

    def judge(
        self,
        session: Session,
        subjects: Sequence[MonitoredSubject],
        scored: Sequence[Sequence[Scored]],
    ) -> list[Judged]:
        """What becomes of subjects, each with the hits that it was found to have."""
        ids = [one.id for one in subjects]
        known = hits_of(session, ids)
        fingerprints = self._fingerprints(session, scored)
        before = subjects_last_screened(session, ids) if self._is_of_subjects else {}
        return [
            self._of_one(session, one, _known_hits(one.id, hits, fingerprints), known.get(one.id, []), before)
            for one, hits in zip(subjects, scored, strict=True)
        ]

    @property
    def _is_of_subjects(self) -> bool:
        return self.run.cause is RescreenCause.SUBJECT_CHANGE

    def _fingerprints(self, session: Session, scored: Sequence[Sequence[Scored]]) -> dict[Member, str]:
        refs: dict[str, set[str]] = {}
        for hit in (hit for hits in scored for hit in hits):
            refs.setdefault(hit.list_id, set()).add(hit.authority_ref)
        found: dict[Member, str] = {}
        for list_id, some in refs.items():
            states = fingerprints_in(session, list_id, self.run.versions[list_id], some)
            found |= {Member(list_id, ref): state for ref, state in states.items()}
        return found

    def _of_one(
        self,
        session: Session,
        subject: MonitoredSubject,
        hits: Sequence[KnownHit],
        known: Sequence[KnownHit],
        before: Mapping[int, Subject],
    ) -> Judged:
        """``hits`` are all that there are where everything was screened, else those on what changed."""
        old = {one.member: one for one in known}
        now = {one.member: one for one in hits}
        if self.delta is not None and not self.is_whole:
            now |= {member: one for member, one in old.items() if not self.delta.touches(member)}
        last = before.get(subject.id)
        is_changed = last is not None and subject_facts(last) != subject_facts(subject.entry.subject)
        findings, alerts_on = [], set()
        for finding, asks in self._compare(session, subject, old, now):
            findings.append(finding)
            alerts_on.update([finding.member] if asks else [])
        return Judged(
            subject=subject,
            hits=tuple(now.values()),
            known=tuple(known),
            findings=tuple(findings),
            alerts_on=frozenset(now) if is_changed else frozenset(alerts_on),
        )

    def _compare(
        self,
        session: Session,
        subject: MonitoredSubject,
        old: Mapping[Member, KnownHit],
        now: Mapping[Member, KnownHit],
    ) -> Iterator[tuple[Finding, bool]]:
        """What differs, and whether an analyst is to see it."""
        for member, hit in sorted(now.items()):
            was = old.get(member) or old.get(self._stood_under(member))
            if was is None:
                yield self._finding(subject, FindingKind.NEW, hit, None), True
            elif (was.member, was.fingerprint) != (hit.member, hit.fingerprint):
                compared = self.states.compared(
                    session, (was.member, was.fingerprint), (member, hit.fingerprint)
                )
                fields = {"fields": fields_to_list(compared.fields)} if compared.fields else {}
                finding = self._finding(subject, FindingKind.CHANGED, hit, was, fields)
                yield finding, compared.is_material and finding.change != REPARSED
            elif was.score != hit.score:
                yield self._finding(subject, FindingKind.CHANGED, hit, was), False
        for member, hit in sorted(old.items()):
            if member not in now:
                yield self._finding(subject, FindingKind.GONE, None, hit), False

    def _stood_under(self, member: Member) -> Member:
        """Where a designation stood before it was listed under another reference."""
        of_list = self.delta.of(member.list_id) if self.delta else None
        was = of_list.moved.get(member.authority_ref) if of_list else None
        return Member(member.list_id, was) if was else member

    def _finding(
        self,
        subject: MonitoredSubject,
        kind: FindingKind,
        hit: KnownHit | None,
        was: KnownHit | None,
        fields: Mapping[str, object] | None = None,
    ) -> Finding:
        member = hit.member if hit else was.member if was else Member("", "")
        return Finding(
            rescreening=self.run.id,
            subject_id=subject.id,
            reference=subject.entry.reference,
            portfolio=subject.entry.portfolio,
            member=member,
            kind=kind,
            change=self._change(member, kind),
            score=hit.score if hit else None,
            score_before=was.score if was else None,
            fields=fields or {},
        )

    def _change(self, member: Member, kind: FindingKind) -> str:
        """What happened to the designation, or what else has changed."""
        if self.run.cause in _CHANGE:
            return _CHANGE[self.run.cause]
        of_list = self.delta.of(member.list_id) if self.delta else None
        if of_list is None:
            return _OF_KIND[kind]
        if member.authority_ref in of_list.removed:
            return REMOVED
        return of_list.listed.get(member.authority_ref, _OF_KIND[kind])


def _known_hits(
    subject_id: int, hits: Sequence[Scored], fingerprints: Mapping[Member, str]
) -> list[KnownHit]:
    members = [Member(hit.list_id, hit.authority_ref) for hit in hits]
    return [
        KnownHit(subject_id=subject_id, member=member, fingerprint=fingerprints[member], score=hit.score)
        for member, hit in zip(members, hits, strict=True)
    ]
