"""A recorded screening as the page shows it: parties, their hits with ledgers, lists with their titles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from screening.domain.party_group import Member
from screening.domain.screening import Hit, ScreenedList, Screening
from screening.services.alert_raising import party_of
from screening.services.answer_facts import AnswerFacts
from screening.services.suppressing import member_of
from screening.services.titles import list_title, programme_titles
from screening.web.ledger import Ledger, draw_ledger
from screening.web.search.listed_facts import ListedFacts, listed_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHit:
    """A hit with its place among all that are shown, the title of its list, when that version was
    published, the programmes by code and title (empty where it is not described), the drawn ledger,
    and what the list says of the party (None where that is no longer held)."""

    hit: Hit
    rank: int
    title: str
    published_on: date | None
    programmes: tuple[tuple[str, str], ...]
    ledger: Ledger
    facts: ListedFacts | None


@dataclass(frozen=True, slots=True)
class OtherMember:
    """A designation of a party that is no hit: its list, its name where it is in force, how sure it is."""

    member: Member
    title: str
    name: str
    is_probable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownParty:
    """The hits of one party, the best first; who else is that party; the alert that was raised, if any."""

    id: str
    hits: tuple[ShownHit, ...]
    others: tuple[OtherMember, ...]
    probable: frozenset[Member]
    alert: str | None

    @property
    def is_suppressed(self) -> bool:
        """Whether every hit is under an approved false positive: such a party raises no alert."""
        return all(one.hit.suppression for one in self.hits)

    @property
    def may_be_raised(self) -> bool:
        """Whether there is something to put before an analyst that is not there yet."""
        return self.alert is None and not self.is_suppressed


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list that was screened against, with its title."""

    screened: ScreenedList
    title: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """Everything on the page of a screening that needs more than the screening itself."""

    parties: tuple[ShownParty, ...]
    lists: tuple[ShownList, ...]

    @property
    def hits(self) -> list[ShownHit]:
        """The hits of all parties, as they stand on the page."""
        return [hit for party in self.parties for hit in party.hits]

    @property
    def samples(self) -> list[str]:
        """The titles of the lists that a sample stood in for."""
        return [one.title for one in self.lists if one.screened.version.sample]


def describe_answer(screening: Screening, facts: AnswerFacts) -> ShownAnswer:
    """What the page shows of ``screening``: parties in the order of their best hit."""
    parties: dict[str, list[Hit]] = {}
    for hit in screening.shown:
        parties.setdefault(party_of(hit), []).append(hit)
    in_order = [hit for hits in parties.values() for hit in hits]
    published = {one.version.list_id: one.version.published_on for one in screening.screened_against}
    shown = [_hit(hit, rank, published, facts) for rank, hit in enumerate(in_order, 1)]
    by_party = groupby(shown, key=lambda one: party_of(one.hit))
    lists = tuple(ShownList(one, list_title(one.version.list_id)) for one in screening.screened_against)
    return ShownAnswer(tuple(_party(party, tuple(hits), facts) for party, hits in by_party), lists)


def _hit(hit: Hit, rank: int, published: dict[str, date], facts: AnswerFacts) -> ShownHit:
    found = facts.designations.get(member_of(hit))
    return ShownHit(
        hit=hit,
        rank=rank,
        title=list_title(hit.list_id),
        published_on=published.get(hit.list_id),
        programmes=programme_titles(hit.list_id, hit.programmes),
        ledger=draw_ledger(hit),
        facts=listed_facts(found) if found else None,
    )


def _party(party: str, hits: tuple[ShownHit, ...], facts: AnswerFacts) -> ShownParty:
    group = facts.groups.get(party)
    hit_on = {member_of(one.hit) for one in hits}
    hit_on |= {Member(again.list_id, again.authority_ref) for one in hits for again in one.hit.republished_by}
    others = [member for member in group.members if member not in hit_on] if group else []
    probable = {member for member in group.members if member not in group.certain} if group else set()
    return ShownParty(
        id=party,
        hits=hits,
        others=tuple(_other(member, facts, is_probable=member in probable) for member in others),
        probable=frozenset(probable),
        alert=facts.alerts.get(party),
    )


def _other(member: Member, facts: AnswerFacts, *, is_probable: bool) -> OtherMember:
    listed = facts.listed.get(member)
    name = listed.primary_name if listed else ""
    return OtherMember(member, list_title(member.list_id), name, is_probable)
