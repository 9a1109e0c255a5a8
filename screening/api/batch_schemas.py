"""What requests for batches may say, and what the answers hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from screening.api.parameters import Page, StrictParameters
from screening.domain.batch_job import BatchOptions, BatchState
from screening.domain.errors import UsageError
from screening.domain.screening import POINTS
from screening.services.batch_columns import check_fields, chosen_columns
from screening.services.batch_encoding import check_encoding
from screening.services.batch_headings import fields
from screening.services.batch_orders import BatchOrder
from screening.store.batch_listing import BatchFilter

AnswerFormat = Literal["csv", "csv.gz", "jsonl", "jsonl.gz", "xlsx", "parquet"]
Quoting = Literal["double", "none"]


def _a_pair(pair: str) -> str:
    field, sign, _ = pair.partition("=")
    if not sign:
        raise ValueError("must be FIELD=COLUMN")
    with _said(f"the field must be one of {', '.join(fields())}"):
        check_fields([field.strip()])
    return pair


def _an_encoding(name: str) -> str:
    with _said("there is no such encoding"):
        check_encoding(name)
    return name


@contextmanager
def _said(words: str) -> Iterator[None]:
    """A refusal in words that repeat nothing of what was sent."""
    try:
        yield
    except UsageError:
        raise ValueError(words) from None


Pair = Annotated[str, AfterValidator(_a_pair)]
Encoding = Annotated[str, Field(max_length=50), AfterValidator(_an_encoding)]


class BatchPath(BaseModel):
    """Which batch."""

    batch_id: str = Field(description="The `id` of a batch.")


class FileParameters(StrictParameters):
    """How a file is to be screened."""

    name: str | None = Field(None, max_length=200, description="Name of the file; default: as it was sent.")
    map: list[Pair] = Field([], max_length=50, description="`FIELD=COLUMN`: read that column as that field.")
    threshold: float | None = Field(
        None, ge=0, le=1, description="The lowest score that is reported; default: the policy's."
    )
    limit: int = Field(10, ge=1, le=1000, description="Hits shown a row.")
    hits: bool = Field(True, description="Write a file of hits too, with their ledgers.")
    alerts: bool = Field(False, description="Raise alerts; what was decided false is suppressed.")
    portfolio: str | None = Field(None, max_length=1_000, description="The business unit that it is for.")
    encoding: Encoding | None = Field(None, description="Of a CSV that is not UTF-8: `cp1252`.")
    sheet: str | None = Field(None, max_length=100, description="Of a workbook with several filled sheets.")
    quoting: Quoting = Field("double", description="Of a CSV; `none`: quotation marks are letters.")
    format: AnswerFormat = Field("csv", description="Of the answers and the hits.")
    preview: bool = Field(False, description="Wait until it is started: look first at what is recognised.")

    def order(self, key: str | None) -> BatchOrder:
        """What the services understand."""
        options = BatchOptions(
            threshold=None if self.threshold is None else round(self.threshold * POINTS),
            columns=read_map(self.map),
            format=self.format,
            **self.model_dump(include={"limit", "hits", "alerts", "encoding", "sheet", "quoting"}),
        )
        return BatchOrder(options=options, portfolio=self.portfolio, preview=self.preview, key=key)


class StartParameters(StrictParameters):
    """What is changed before it starts."""

    map: list[Pair] = Field([], max_length=50, description="`FIELD=COLUMN`, in place of those given before.")


class BatchesParameters(Page):
    """What the batches must fulfil, all of it."""

    state: list[BatchState] = Field([], description="In one of these states.")
    portfolio: str | None = Field(None, max_length=1_000, description="Of this portfolio.")
    asked_by: str | None = Field(None, max_length=200, description="Asked for by this key or user.")

    def filter(self) -> BatchFilter:
        """What the services understand."""
        return BatchFilter(states=self.state, portfolio=self.portfolio, asked_by=self.asked_by)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BatchInput(_Strict):
    """The file that is screened."""

    name: str
    sha256: str
    bytes: int | None


class BatchRecord(_Strict):
    """The record of the batch in the audit, and what it was screened on."""

    id: str
    policy: str
    engine: str
    corpus: str
    threshold: float


class BatchOptionsAnswer(_Strict):
    """How it is screened; `columns` as `map` has it."""

    threshold: float | None
    limit: int
    hits: bool
    alerts: bool
    columns: dict[str, str]
    encoding: str | None
    sheet: str | None
    quoting: Quoting
    format: AnswerFormat


class BatchAnswer(_Strict):
    """A batch and how far it has come. One of the command line has no options and no expiry."""

    id: str
    state: BatchState
    input: BatchInput
    options: BatchOptionsAnswer | None
    portfolio: str | None
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    rows: int | None = Field(description="Rows in the file, once they are counted.")
    rows_done: int
    rows_per_second: float | None
    seconds_left: float | None
    counts: dict[str, int] | None = Field(description="Rows by `screening_status`, once all are answered.")
    record: BatchRecord | None
    warnings: list[str]
    error: str | None = Field(description="Why it failed.")
    expires_at: datetime | None = Field(description="When its files are removed.")
    files_gone_at: datetime | None = Field(description="When they were.")
    links: dict[str, str] = Field(description="What may be done with it as it stands.")


class BatchesAnswer(_Strict):
    """A page of batches."""

    total: int
    offset: int
    limit: int
    next: str | None
    batches: list[BatchAnswer]


class PreviewColumnAnswer(_Strict):
    """A column, and the field that it is read as; null where it only passes through."""

    name: str
    field: str | None


class PreviewRowAnswer(_Strict):
    """A row as it is read; `subject` is null where it cannot be screened."""

    number: int
    id: str
    subject: dict[str, Any] | None
    left_out: list[str]


class BatchPreviewAnswer(_Strict):
    """What a file is recognised as. Without a column of names (`can_run`) it cannot be screened."""

    name: str
    sha256: str
    format: str
    packing: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheets: list[str]
    rows: int
    columns: list[PreviewColumnAnswer]
    first_rows: list[PreviewRowAnswer]
    can_run: bool
    warnings: list[str]
    unmapped: list[str]


def read_map(pairs: list[str]) -> dict[str, str]:
    """Fields and their columns from ``FIELD=COLUMN``; a field that is said again has a further column."""
    cut = (pair.partition("=") for pair in pairs)
    return chosen_columns((field.strip(), column) for field, _, column in cut)


def described_file() -> dict[str, Any]:
    """The description of a body that is a file."""
    raw = {"schema": {"type": "string", "format": "binary"}}
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
    kinds = ("text/csv", "application/octet-stream")
    return {"multipart/form-data": {"schema": form}, **dict.fromkeys(kinds, raw)}
