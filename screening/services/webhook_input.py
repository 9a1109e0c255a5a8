"""Webhook targets as administrators send them: every fault of a body named at once."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from screening.domain.errors import Fault, InvalidRequest
from screening.domain.events import EventKind
from screening.fetch.addresses import LONGEST_URL
from screening.services.account_input import MOST_OVERLAP_HOURS, AccountBody, Names, RotationBody, ShortText
from screening.services.webhook_targets import TargetOrder

Url = Annotated[str, Field(min_length=1, max_length=LONGEST_URL, description="`https://…`")]
Kinds = Annotated[tuple[EventKind, ...], Field(max_length=100)]
DAY = 24


class TargetBody(AccountBody):
    """A target to register."""

    title: ShortText
    url: Url
    kinds: Kinds | None = Field(None, description="The kinds of events to be told of; null: all.")
    portfolios: Names | None = Field(None, description="Whose alerts it is told of; null: all.")
    with_reference: bool = Field(
        False, strict=True, description="Tell the client's own reference of an alert's subject too."
    )

    def order(self) -> TargetOrder:
        """What the services understand."""
        return TargetOrder(**{name: getattr(self, name) for name in TargetBody.model_fields})


class TargetChangeBody(AccountBody):
    """What is to change of a target; what is not sent stays."""

    title: ShortText = ""
    url: Url = ""
    kinds: Kinds | None = None
    portfolios: Names | None = None
    with_reference: bool = Field(False, strict=True)
    paused: bool = Field(False, strict=True, description="`true`: send nothing until it is `false` again.")

    def changes(self) -> dict[str, Any]:
        """The fields that were sent. Raises ``InvalidRequest`` where there are none."""
        if not self.model_fields_set:
            raise InvalidRequest([Fault("body", "must name something to change")])
        return {name: getattr(self, name) for name in self.model_fields_set}


class SecretBody(RotationBody):
    """How a secret is rotated."""

    overlap_hours: int = Field(
        DAY,
        ge=0,
        le=MOST_OVERLAP_HOURS,
        strict=True,
        description="How long events are signed with the old secret as well.",
    )
