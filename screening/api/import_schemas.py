"""What the addresses of files of monitored subjects are asked with, and answer."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from screening.api.parameters import StrictParameters
from screening.domain.monitoring import ImportMode, ImportState
from screening.services.account_input import AccountBody


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ImportPath(BaseModel):
    """Which file of subjects."""

    import_id: str = Field(description="The `id` of an import.")


class ImportsParameters(StrictParameters):
    """Which files of subjects."""

    held: bool = Field(False, description="Only those that wait for a person.")
    limit: int = Field(100, ge=1, le=1_000, description="The most to answer with.")


class ImportAnswerBody(AccountBody):
    """What becomes of a held file."""

    release: bool = Field(description="True: it is applied after all; false: it is thrown away.")
    text: str = Field(min_length=1, max_length=4_000, description="Why; goes into the audit.")


class RowFaultAnswer(_Answer):
    """A row that was not taken."""

    row_number: int
    reason: str


class ImportAnswer(_Answer):
    """A file of subjects, and what came of it."""

    id: str
    portfolio: str | None
    file_name: str
    sha256: str
    mode: ImportMode
    state: ImportState
    at: datetime
    by: str
    rows: int
    added: int
    changed: int
    unchanged: int
    closed: int
    kept: int = Field(
        description="Subjects that stay as they are: missing from a file with rows that have no id, or "
        "changed after the file was held."
    )
    invalid: int = Field(description="Rows that were not taken.")
    unread: int = Field(description="Rows that were taken, and hold what could not be understood.")
    held_reason: str
    faults: list[RowFaultAnswer] = Field(description="At most 1,000.")
    answered_by: str | None
    answered_at: datetime | None
    answer: str


class ImportsAnswer(_Answer):
    """Files of subjects, the last one first."""

    imports: list[ImportAnswer]
