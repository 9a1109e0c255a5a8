"""The shapes of answers about lists: their versions, the proofs of these, and what they change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from screening.api.schemas import VersionAnswer
from screening.domain.designation import PartyType
from screening.domain.listing import ChangeCause, ChangeKind


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProofAnswer(_Answer):
    """What was asked of a list version before it or a policy was put in force."""

    version: str
    policy: str
    engine: str
    at: datetime
    names: int = Field(description="Names asked as they are printed.")
    others_proven_with: str | None = Field(description="The version that all other names were proven with.")
    manipulated: int = Field(description="Names asked altered, and compared with scoring without the index.")
    missed: int
    misses: list[str] = Field(description="The first of what was missed, in words.")
    seconds: float


class ProvenVersionAnswer(VersionAnswer):
    """A list version with its last proof."""

    proof: ProofAnswer | None


class PageAnswer(_Answer):
    """A part of a long answer. ``next``: where the next one is, also in the header `Link`."""

    total: int
    offset: int
    limit: int
    next: str | None


class ListAnswer(_Answer):
    """A list that this installation knows, loaded or not."""

    list_id: str
    title: str
    authority: str
    url: str
    state: str = Field(description="`active`, `sample` or `none`.")
    stale: bool
    held_version: str | None
    in_force: ProvenVersionAnswer | None


class ListsAnswer(_Answer):
    """All lists, by their ids."""

    lists: list[ListAnswer]


class VersionsAnswer(PageAnswer):
    """The versions held of one list, the latest published first."""

    list_id: str
    versions: list[ProvenVersionAnswer]


class FieldChangeAnswer(_Answer):
    """A field of an amended designation: the values that are gone and those that are new."""

    field: str
    before: list[Any]
    after: list[Any]


class ChangeAnswer(_Answer):
    """A designation that differs between two versions."""

    kind: ChangeKind
    cause: ChangeCause
    authority_ref: str
    primary_name: str
    fields: list[FieldChangeAnswer]


class DiffAnswer(PageAnswer):
    """What changed between two versions of a list; ``reparsed`` counts the changes that are none of
    the authority's, ``total`` all of them."""

    list_id: str
    old: VersionAnswer
    new: VersionAnswer
    added: int
    amended: int
    removed: int
    reparsed: int
    changes: list[ChangeAnswer]


class LookupAnswer(_Answer):
    """A designation that was looked up, and the name of it that fits."""

    list_id: str
    authority_ref: str
    party_type: PartyType
    primary_name: str
    matched_name: str
    programmes: list[str]
    listed_on: date | None
    list_version: str
    designation_url: str


class LookupsAnswer(PageAnswer):
    """Designations in force that fit, by list and reference. Nothing is scored."""

    designations: list[LookupAnswer]
