"""One real party on several lists: what links its designations, and how sure that is.

A group is knowledge for people and for alerts. No score depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from screening.domain.errors import UsageError


class Certainty(StrEnum):
    """How sure it is that two designations are of one party."""

    CERTAIN = "certain"
    PROBABLE = "probable"


class LinkBasis(StrEnum):
    """What links two designations; from the surest to the weakest."""

    DECISION = "decision"
    CROSS_REFERENCE = "cross_reference"
    IDENTIFIER = "identifier"
    NAME_AND_BIRTH_DATE = "name_and_birth_date"
    NAME_BIRTH_YEAR_AND_PLACE = "name_birth_year_and_place"
    NAME_BIRTH_YEAR_AND_COUNTRY = "name_birth_year_and_country"
    NAME_AND_ADDRESS = "name_and_address"
    NAME_AND_COUNTRY = "name_and_country"


RANK = {basis: rank for rank, basis in enumerate(LinkBasis)}
"""The order in which links are followed: the surest first."""

_CERTAIN = frozenset({LinkBasis.DECISION, LinkBasis.CROSS_REFERENCE, LinkBasis.IDENTIFIER})


class Member(NamedTuple):
    """A designation by its list and the authority's reference; written ``list_id:authority_ref``."""

    list_id: str
    authority_ref: str

    def __str__(self) -> str:
        return f"{self.list_id}:{self.authority_ref}"


def parse_member(text: str) -> Member:
    """The member that ``list_id:authority_ref`` names. Raises ``UsageError`` for other texts."""
    list_id, colon, authority_ref = text.partition(":")
    if not (list_id and colon and authority_ref):
        raise UsageError(f"{text!r} names no designation: write LIST_ID:AUTHORITY_REF")
    return Member(list_id, authority_ref)


@dataclass(frozen=True, slots=True, order=True)
class PartyLink:
    """Two designations of one party; ``first`` sorts before ``second``. ``evidence`` says in words
    what both have in common, as each of them publishes it."""

    first: Member
    second: Member
    basis: LinkBasis
    evidence: str

    @property
    def certainty(self) -> Certainty:
        """As sure as its basis."""
        return Certainty.CERTAIN if self.basis in _CERTAIN else Certainty.PROBABLE


def make_link(one: Member, other: Member, basis: LinkBasis, evidence: str) -> PartyLink:
    """A link with its ends in order."""
    first, second = sorted((one, other))
    return PartyLink(first, second, basis, evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyGroup:
    """Designations of one party. ``id`` is the entity id of the designation that the group began
    with, and stays when the group grows. ``certain`` are the members that are linked to it by
    certain links alone, itself included; the others are in the group probably."""

    id: str
    members: tuple[Member, ...]
    certain: frozenset[Member]
    links: tuple[PartyLink, ...]

    @property
    def certainty(self) -> Certainty:
        """Certain where no member is in the group only probably."""
        return Certainty.CERTAIN if len(self.certain) == len(self.members) else Certainty.PROBABLE


class DecisionKind(StrEnum):
    """What a person has decided of two designations."""

    LINKED = "linked"
    APART = "apart"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDecision:
    """A person's word on two designations: one party, two parties, or the last word taken back, so
    that the lists decide again. The latest word on a pair counts; none is ever deleted."""

    first: Member
    second: Member
    kind: DecisionKind
    actor: str
    reason: str
    at: datetime
