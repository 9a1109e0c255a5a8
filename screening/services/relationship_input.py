"""What is told of a relationship, as a client's system sends it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from screening.services.account_input import AccountBody, ShortText
from screening.services.subject_fields import IsoDate, Text

Reason = Annotated[Text, Field(min_length=1, max_length=1_000)]


class RelationshipBody(AccountBody):
    """The body of ``POST /api/v1/relationships``."""

    reference: ShortText
    ended_on: IsoDate | None = Field(None, description="Null: it goes on after all.")
    jurisdictions: Annotated[tuple[ShortText, ...], Field(max_length=20)] = Field(
        (), description="Whose law counts, such as `us` or `eu`; empty: those of the installation."
    )
    reason: Reason
