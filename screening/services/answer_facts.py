"""What stands around the hits of a recorded answer: what the list says of each, who else is that party,
and which alerts were raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from screening.domain.designation import Designation
from screening.domain.party_group import Member, PartyGroup
from screening.domain.screening import Screening
from screening.services.deps import Deps
from screening.store import parties as party_store
from screening.store.alert_reading import alerts_of
from screening.store.designations import designations_of
from screening.store.parties import ListedParty


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """``designations`` as the versions that were screened against have them, of the hits that are shown;
    ``groups`` by id, as they were when it was answered; ``listed`` what the lists in force say of their
    members; ``alerts`` by party."""

    designations: Mapping[Member, Designation]
    groups: Mapping[str, PartyGroup]
    listed: Mapping[Member, ListedParty]
    alerts: Mapping[str, str]


def facts_of_answer(deps: Deps, screening: Screening) -> AnswerFacts:
    """What stands around the hits that ``screening`` shows; all of it is read, nothing is computed."""
    with deps.database.reading() as session:
        groups = _groups(session, screening)
        members = (member for group in groups.values() for member in group.members)
        return AnswerFacts(
            designations=_designations(session, screening),
            groups=groups,
            listed=party_store.listed_parties(session, members),
            alerts=alerts_of(session, [screening.id]).get(screening.id, {}),
        )


def _designations(session: Session, screening: Screening) -> dict[Member, Designation]:
    found: dict[Member, Designation] = {}
    for one in screening.screened_against:
        version = one.version
        refs = [hit.authority_ref for hit in screening.shown if hit.list_id == version.list_id]
        if refs:
            read = designations_of(session, version.list_id, version.reading, refs)
            found |= {Member(version.list_id, ref): designation for ref, designation in read.items()}
    return found


def _groups(session: Session, screening: Screening) -> dict[str, PartyGroup]:
    named = {hit.party_group for hit in screening.shown if hit.party_group}
    if not named:
        return {}
    revision = screening.basis.party_revision if screening.basis else party_store.last_revision(session)
    return {group.id: group for group in party_store.read_groups(session, revision, sorted(named))}
