"""The shapes of answers, for the description of the API. A test holds every answer against them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from screening.domain.designation import AliasStrength, NameKind, PartyType
from screening.domain.listing import VersionState
from screening.domain.party_group import Certainty, DecisionKind, LinkBasis
from screening.domain.programme import MeasureClass
from screening.domain.screening import Corroboration, ScreeningStatus
from screening.services.replay import Outcome

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


class CrossReferenceAnswer(_Answer):
    """Another authority's id of the same party, as the entry publishes it."""

    scheme: str
    reference: str


class RepublicationAnswer(_Answer):
    """A hit on a list that repeats this entry, folded under it."""

    score: Share
    list_id: str
    authority_ref: str
    list_version: str
    matched_name: str
    programmes: list[str]
    locator: str
    url: str | None
    designation_url: str


class HitAnswer(_Answer):
    """A designation at or above the threshold, with everything an analyst needs to judge it."""

    score: Share
    corroboration: Corroboration
    party_group: str | None = Field(
        description="Designations of one party have one; see `/api/v1/party-groups/{id}`. Never scored."
    )
    suppression: str | None = Field(description="Where the approved false positive is that it is under.")
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
    cross_references: list[CrossReferenceAnswer]
    republished_by: list[RepublicationAnswer]
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
    portfolio: str | None
    screened_at: datetime
    status: ScreeningStatus
    reason: str
    policy: str
    engine: str
    corpus: str
    threshold: Share = Field(description="The lowest score that can be a hit.")
    highest_threshold: Share | None = Field(
        description="The highest of the policy's thresholds that applied, by list and type, as `threshold` is"
        " the lowest; null: not recorded then."
    )
    limit: int
    total_hits: int
    truncated: bool
    narrowed: bool
    warnings: list[str]
    screened_against: list[ScreenedListAnswer]
    hits: list[HitAnswer]
    alerts: list[str]


class DifferenceAnswer(_Answer):
    """A place where a replayed answer differs, as it is recorded: scores in points of 1/10,000."""

    path: str
    recorded: Any
    replayed: Any


class ReplayAnswer(_Answer):
    """A recorded answer, who asked what, and beside it the answer that is given now."""

    id: str
    asked_by: str
    audit_record: int
    request: dict[str, Any]
    outcome: Outcome
    reasons: list[str]
    differences: list[DifferenceAnswer]
    recorded: ScreeningAnswer
    replayed: ScreeningAnswer | None


class RelationshipAnswer(_Answer):
    """What was last told of a relationship; ``ended_on`` null: it goes on."""

    reference: str
    ended_on: date | None
    jurisdictions: list[str]
    told_at: datetime
    told_by: str


class VersionAnswer(ScreenedListAnswer):
    """One published state of a list as it was taken."""

    format: str
    parser_version: int
    state: VersionState
    held_reason: str | None


class ProgrammeAnswer(_Answer):
    """A programme of an entry, as far as it is described here."""

    code: str
    title: str
    legal_basis: str
    measure_class: MeasureClass
    measures: list[str]


class RawRecordAnswer(_Answer):
    """A piece of the published file, as it stands there; lines and rows count from 1."""

    file: str
    line: int
    text: str


class DesignationAnswer(_Answer):
    """A designation, word for word; fields that the authority left empty are left out. ``raw_note``
    says why there is no raw record."""

    list_version: str
    published_on: date
    sample: bool
    version: VersionAnswer
    designation: dict[str, Any]
    programmes: list[ProgrammeAnswer]
    measures: list[str]
    measure_classes: list[MeasureClass]
    raw_records: list[RawRecordAnswer]
    raw_note: str


class GroupMemberAnswer(_Answer):
    """A designation of a group. ``certain``: linked to the one that the group is named after by
    cross-references, numbers or decisions; else in the group probably."""

    list_id: str
    authority_ref: str
    certainty: Certainty
    party_type: PartyType | None
    primary_name: str | None
    designation_url: str


class PartyLinkAnswer(_Answer):
    """What links two members, with the evidence as both publish it."""

    first: str
    second: str
    certainty: Certainty
    basis: LinkBasis
    evidence: str


class PartyDecisionAnswer(_Answer):
    """What a person decided of two designations; the last on a pair counts."""

    first: str
    second: str
    decision: DecisionKind
    by: str
    reason: str
    at: datetime


class PartyGroupAnswer(_Answer):
    """Designations of one real party on several lists. No score depends on it."""

    id: str
    certainty: Certainty
    members: list[GroupMemberAnswer]
    links: list[PartyLinkAnswer]
    decisions: list[PartyDecisionAnswer]
    revision: int
    grouped_at: datetime | None


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
    simulation: dict[str, Any] | None = Field(None, description="Of a discount rule that is refused.")


class StatusAnswer(_Answer):
    """That all is well."""

    status: str


class BulkItemAnswer(_Answer):
    """What came of one subject: its recorded screening, or why there is none."""

    index: int
    screening: ScreeningAnswer | None = None
    problem: Problem | None = None


class BulkAnswer(_Answer):
    """What came of each subject, in the order of the request."""

    results: list[BulkItemAnswer]
