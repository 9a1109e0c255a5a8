"""The shapes of the matching API's questions and answers, as its clients know them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from screening.api.schemas import FaultAnswer
from screening.domain.screening import ScreeningStatus

Score = Annotated[float, Field(ge=0, le=1)]
Properties = dict[str, list[Any]]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EntityExample(BaseModel):
    """A party by example."""

    id: str | None = Field(None, description="Your own id; it becomes the `reference` of the screening.")
    schema_: str = Field(alias="schema", description="`Person`, `Company`, `Vessel`, `Thing` …")
    properties: dict[str, Any] = Field(description="FollowTheMoney properties: a text, or a list of some.")


class MatchBody(BaseModel):
    """Parties by example, under keys of your own."""

    queries: dict[str, EntityExample]
    weights: dict[str, float] = Field({}, description="Taken and not used: the policy scores.")
    config: dict[str, Any] = Field({}, description="Taken and not used: the policy scores.")


class EntityAnswer(_Answer):
    """A party, with everything that the lists say of it. ``referents`` are the other designations of
    the same party."""

    id: str
    caption: str
    schema_: str = Field(alias="schema")
    properties: Properties
    datasets: list[str]
    referents: list[str]
    target: bool = Field(description="Whether a list names it now.")
    first_seen: str = Field(description="When a version with it was first loaded here; UTC.")
    last_seen: str = Field(description="When its lists were last checked; UTC.")
    last_change: str = Field(description="When a version that changed it was last loaded here; UTC.")


class ExplanationAnswer(_Answer):
    """A line of the ledger; the scores of all lines sum to that of the result."""

    score: float
    detail: str | None
    query: str | None
    candidate: str | None
    weight: float


class ScoredEntityAnswer(EntityAnswer):
    """A party with a hit."""

    score: Score
    match: bool = Field(description="At or above the threshold.")
    features: dict[str, float]
    explanations: dict[str, ExplanationAnswer]


class TotalAnswer(_Answer):
    """How many there are, shown or not."""

    value: int
    relation: str


class QueryAnswer(_Answer):
    """A party as it was compared: values that could not be are left out."""

    id: str | None
    schema_: str = Field(alias="schema")
    properties: Properties


class RecordedAnswer(_Answer):
    """The recorded screening behind an answer; it has all hits, shown here or not."""

    id: str
    status: ScreeningStatus
    reason: str
    corpus: str
    url: str
    alerts: list[str] = Field(description="Raised where the key asks for it.")


class MatchesAnswer(_Answer):
    """What came of one query; ``status`` 200, or why it could not be answered."""

    status: int
    results: list[ScoredEntityAnswer]
    total: TotalAnswer
    query: QueryAnswer
    screening: RecordedAnswer | None
    warnings: list[str]
    error: str | None = None
    faults: list[FaultAnswer] | None = None


class MatchAnswer(_Answer):
    """The answers, under the keys of the queries."""

    responses: dict[str, MatchesAnswer]
    limit: int
    warnings: list[str]


class FacetItemAnswer(_Answer):
    """A value, and of how many entities it is."""

    name: str
    label: str
    count: int


class FacetAnswer(_Answer):
    """What entities have in common."""

    label: str
    values: list[FacetItemAnswer]


class SearchAnswer(_Answer):
    """Found entities."""

    limit: int
    offset: int
    total: TotalAnswer
    results: list[EntityAnswer]
    facets: dict[str, FacetAnswer]


class DatasetAnswer(_Answer):
    """A list, or all lists together."""

    name: str
    title: str
    url: str | None
    version: str | None
    updated_at: str | None = Field(description="The day that its authority published it.")
    last_export: str | None = Field(description="When it was loaded.")
    entity_count: int
    load: bool = Field(description="Whether it can be asked.")
    index_version: str | None
    index_current: bool = Field(description="Whether it was checked as lately as the policy wants.")
    children: list[str]


class CatalogAnswer(_Answer):
    """The datasets of this installation."""

    datasets: list[DatasetAnswer]
    current: list[str]
    outdated: list[str]
    index_stale: bool


class FeatureAnswer(_Answer):
    """A feature in words."""

    description: str
    url: str


class AlgorithmAnswer(_Answer):
    """A way to score."""

    name: str
    description: str
    features: dict[str, FeatureAnswer]
    docs: dict[str, Any]


class AlgorithmsAnswer(_Answer):
    """The ways to score: there is one, under the policy in force."""

    algorithms: list[AlgorithmAnswer]
    default: str
    best: str
