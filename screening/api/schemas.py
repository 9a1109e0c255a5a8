"""The shapes of answers, for the description of the API. A test holds every answer against them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from screening.domain.designation import AliasStrength, NameKind, PartyType
from screening.domain.listing import ChangeCause, ChangeKind, VersionState
from screening.domain.programme import MeasureClass
from screening.domain.screening import Corroboration, ScreeningStatus

Share = Annotated[float, Field(ge=0, le=1)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EvidenceAnswer(_Answer):
    """One line of a hit's ledger; the contributions of all lines sum to the score."""

    feature: str
    asked: str
    listed: str
    similarity: Share | None = Field(description="Null where the line compares nothing: a cap, a floor.")
    contribution: float
    note: str


class ProvenanceAnswer(_Answer):
    """Where in the authority's file a hit was found, and how it is written there."""

    list_version: str
    locator: str
    published_wording: str
    url: str | None


class HitAnswer(_Answer):
    """A designation at or above the threshold, with everything an analyst needs to judge it."""

    score: Share
    corroboration: Corroboration
    party_group: str | None
    suppression: str | None
    list_id: str
    authority_ref: str
    party_type: PartyType
    primary_name: str
    matched_name: str
    matched_name_kind: NameKind
    matched_alias_strength: AliasStrength
    programmes: list[str]
    measures: list[str] = Field(
        description="What the list says that the entry orders, else what its programmes impose."
    )
    measure_classes: list[MeasureClass]
    listed_on: date | None
    evidence: list[EvidenceAnswer]
    provenance: ProvenanceAnswer
    designation_url: str


class ScreenedListAnswer(_Answer):
    """A list and version that a screening was answered from, and how fresh it was."""

    list_id: str
    version: str
    published_on: date
    retrieved_at: datetime
    sha256: str
    designations: int
    checked_at: datetime
    stale: bool
    partial: bool
    sample: bool = Field(description="A small extract for trying out, not the list.")


class ScreeningAnswer(_Answer):
    """A recorded screening. There is no word for a party that is in order: ``no_hit`` is all."""

    id: str
    reference: str | None
    screened_at: datetime
    status: ScreeningStatus
    reason: str
    policy: str
    engine: str
    corpus: str
    threshold: Share
    limit: int
    total_hits: int
    truncated: bool
    narrowed: bool
    warnings: list[str]
    screened_against: list[ScreenedListAnswer]
    hits: list[HitAnswer]
    alerts: list[str]


class VersionAnswer(ScreenedListAnswer):
    """One published state of a list as it was taken."""

    format: str
    parser_version: int
    state: VersionState
    held_reason: str | None


class ListAnswer(_Answer):
    """A list that this installation knows, loaded or not."""

    list_id: str
    title: str
    authority: str
    url: str
    state: str = Field(description="`active`, `sample` or `none`.")
    stale: bool
    held_version: str | None
    in_force: VersionAnswer | None


class ListsAnswer(_Answer):
    """All lists, by their ids."""

    lists: list[ListAnswer]


class VersionsAnswer(_Answer):
    """All versions held of one list, the latest published first."""

    list_id: str
    versions: list[VersionAnswer]


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


class DiffAnswer(_Answer):
    """What changed between two versions of a list; ``reparsed`` counts the changes that are none of
    the authority's, ``total`` all of them."""

    list_id: str
    old: VersionAnswer
    new: VersionAnswer
    added: int
    amended: int
    removed: int
    reparsed: int
    total: int
    changes: list[ChangeAnswer]


class DesignationAnswer(_Answer):
    """A designation in force, word for word; fields that the authority left empty are left out."""

    list_version: str
    published_on: date
    sample: bool
    designation: dict[str, Any]


class FaultAnswer(_Answer):
    """One thing wrong with a request, and the path of the field that it is about."""

    field: str
    message: str


class Problem(BaseModel):
    """An error, as RFC 9457 writes them."""

    type: str
    title: str
    status: int
    detail: str
    faults: list[FaultAnswer] | None = None
