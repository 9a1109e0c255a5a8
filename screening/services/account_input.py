"""Keys, users and portfolios as administrators send them: every fault of a body named at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from screening.domain.access import AnalystLevel
from screening.domain.errors import InvalidRequest
from screening.services.key_orders import KeyOrder
from screening.services.sign_in import LONGEST_PASSWORD
from screening.services.subject_fields import printable
from screening.services.subject_input import faults_of
from screening.services.users import UserOrder

ShortText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]
Password = Annotated[str, Field(max_length=LONGEST_PASSWORD)]
Names = Annotated[tuple[ShortText, ...], Field(max_length=100)]
MOST_OVERLAP_HOURS = 24 * 90
"""The longest that a rotated key may go on beside the new one."""

_LEVEL = "What waived approval may ask for of who decides."

Body = TypeVar("Body", bound="AccountBody")


class AccountBody(BaseModel):
    """The base of the bodies below."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class KeyBody(AccountBody):
    """A key to make."""

    name: ShortText
    owner: ShortText
    scopes: Names
    portfolios: Names | None = Field(None, description="The business units it is kept to; null: all.")
    rate_limit: ShortText | None = Field(None, description="Such as `600/minute`; null: the usual one.")
    raises_alerts: bool = Field(
        False,
        strict=True,
        description="True: each of its screenings raises alerts, whatever the request's `alert` says.",
    )
    expires_at: AwareDatetime | None = None

    def order(self) -> KeyOrder:
        """What the services understand."""
        return KeyOrder(**{name: getattr(self, name) for name in KeyBody.model_fields})


class RotationBody(AccountBody):
    """How a key is rotated."""

    overlap_hours: int = Field(
        0, ge=0, le=MOST_OVERLAP_HOURS, strict=True, description="How long the old key goes on."
    )

    @property
    def overlap(self) -> timedelta:
        """How long the old key goes on."""
        return timedelta(hours=self.overlap_hours)


class UserBody(AccountBody):
    """A user to make."""

    name: ShortText
    roles: Names
    portfolios: Names | None = Field(None, description="The business units that are seen; null: all.")
    password: Password | None = Field(None, description="Null: by single sign-on only.")
    level: AnalystLevel | None = Field(None, description=_LEVEL)

    def order(self) -> UserOrder:
        """What the services understand."""
        return UserOrder(**{name: getattr(self, name) for name in UserBody.model_fields})


class UserChangeBody(AccountBody):
    """What is to change of a user; what is not sent stays."""

    roles: Names = ()
    portfolios: Names | None = None
    level: AnalystLevel | None = Field(None, description=f"{_LEVEL} Null takes it away.")
    disabled: bool = Field(False, strict=True)
    locked: Literal[False] = Field(False, description="`false`: let in again who failed too often.")
    password: Password = ""

    def changes(self) -> dict[str, Any]:
        """The fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class PortfolioBody(AccountBody):
    """A portfolio to make."""

    id: ShortText
    title: ShortText


def parse_body(body: type[Body], payload: object) -> Body:
    """``payload`` as that body. Raises ``InvalidRequest`` with one fault for each thing wrong."""
    try:
        return body.model_validate(payload)
    except ValidationError as error:
        raise InvalidRequest(faults_of(error)) from None
