"""Hits under a suppression are told apart, and suppressions found void as they are met.

What was changed by a list is known when the list is put in force (``list_consequences``); the subject
is met only when it is screened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.listing import ListVersion
from screening.domain.material import material_changes, subject_facts
from screening.domain.party_group import Member
from screening.domain.screening import Hit, ScreeningRequest, Subject
from screening.domain.suppression import Ending, Suppression, SuppressionState
from screening.store.audit_key import AuditKey
from screening.store.screenings import OURSELVES
from screening.store.states import designation_state, fingerprints_in
from screening.store.suppression_reading import accepted_states, get_suppression, in_force_of
from screening.store.suppressions import end_suppressions, subject_key
from screening.store.types import json_bytes

Lapse = tuple[Suppression, Ending]
"""A suppression that no longer holds, and why."""


NOT_COMPARED = "the designation cannot be compared with what it was"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Hits, each with the suppression that it is under, and the suppressions that were found void."""

    hits: tuple[Hit, ...]
    lapsed: tuple[Lapse, ...] = ()


def facts_key(key: AuditKey) -> AuditKey:
    """The key of ``facts_of``: made of the audit's, which it does not tell."""
    return AuditKey(bytes.fromhex(key.mac(b"screening facts of subjects")))


def facts_of(subject: Subject, key: AuditKey) -> dict[str, str]:
    """Digests, keyed by ``facts_key``, of what is material of a subject, by kind: who reads them learns
    nothing."""
    facts = subject_facts(subject).items()
    return {kind: key.mac(json_bytes([kind, list(said)]))[:32] for kind, said in facts}


def suppress(
    session: Session,
    request: ScreeningRequest,
    hits: tuple[Hit, ...],
    versions: Sequence[ListVersion],
    key: AuditKey,
    at: datetime,
) -> Suppressed:
    """The hits of an answer of ``at`` on ``versions``, under the suppressions of then.

    Without a reference, and about the past, there are none.
    """
    if not hits or request.reference is None or request.is_of_the_past:
        return Suppressed(hits)
    subject = subject_key(request.portfolio, request.reference)
    found = in_force_of(session, [subject], at).get(subject, [])
    if not found:
        return Suppressed(hits)
    facts = facts_of(request.subject, facts_key(key))
    void = {one.id: why for one in found if (why := changed_subject(one, facts))}
    met = [one for one in found if one.id not in void and one.member in set(map(member_of, hits))]
    void |= changed_designations(session, met, versions, at)
    holding = {one.member: one.id for one in met if one.id not in void}
    return Suppressed(
        hits=tuple(mark(hits, holding)),
        lapsed=tuple((one, lapse(at, void[one.id])) for one in found if one.id in void),
    )


def mark(hits: Sequence[Hit], holding: Mapping[Member, str]) -> list[Hit]:
    """The hits, those on designations of ``holding`` with the suppression that they are under."""
    return [
        replace(hit, suppression=holding[member_of(hit)]) if member_of(hit) in holding else hit
        for hit in hits
    ]


def changed_designations(
    session: Session, suppressions: Sequence[Suppression], versions: Sequence[ListVersion], at: datetime
) -> dict[str, str]:
    """Suppression: why it is void, of those whose designation has materially changed in ``versions``
    since it was decided on."""
    accepted = accepted_states(session, [one.id for one in suppressions], at)
    readings = {version.list_id: version.reading for version in versions}
    void = {}
    for list_id in {one.member.list_id for one in suppressions} & readings.keys():
        of_list = [one for one in suppressions if one.member.list_id == list_id]
        refs = {one.member.authority_ref for one in of_list}
        now = fingerprints_in(session, list_id, readings[list_id], refs)
        for one in of_list:
            fingerprint = now.get(one.member.authority_ref)
            if fingerprint and (why := changed_since(session, one, accepted.get(one.id, []), fingerprint)):
                void[one.id] = why
    return void


def changed_since(session: Session, one: Suppression, accepted: Sequence[str], fingerprint: str) -> str:
    """Why a suppression does not hold for a state of its designation; empty where it does.

    It is compared with the last state that it was found to hold for.
    """
    if fingerprint in (one.fingerprint, *accepted):
        return ""
    basis = accepted[0] if accepted else one.fingerprint
    old, new = (designation_state(session, one.member, state) for state in (basis, fingerprint))
    if old is None or new is None:
        return NOT_COMPARED
    return changed_words(material_changes(old, new))


def changed_words(kinds: Sequence[str]) -> str:
    """Why a change of the designation's material facts voids a suppression; empty where there is none."""
    return f"the designation changed: {', '.join(kinds)}" if kinds else ""


def lapse(at: datetime, why: str) -> Ending:
    """How a suppression ends that was found void."""
    return Ending(state=SuppressionState.LAPSED, at=at, by=OURSELVES, why=why)


def record_lapses(session: Session, lapses: Sequence[Lapse], at: datetime) -> None:
    """Write that suppressions lapsed, but for those that have ended meanwhile; once each."""
    ended = {one.id: (one, ending) for one, ending in lapses}
    standing = [pair for pair in ended.values() if get_suppression(session, pair[0].id).ending is None]
    end_suppressions(session, standing, at=at, actor=OURSELVES)


def member_of(hit: Hit) -> Member:
    """The designation of a hit."""
    return Member(hit.list_id, hit.authority_ref)


def changed_subject(one: Suppression, facts: Mapping[str, str]) -> str:
    """Why a suppression does not hold for a subject of these facts; empty where it does."""
    kinds = one.changed_facts(facts)
    return f"the subject changed: {', '.join(kinds)}" if kinds else ""
