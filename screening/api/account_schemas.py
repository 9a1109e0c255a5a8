"""The shapes of answers about keys, users and portfolios."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from screening.domain.access import AnalystLevel


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class KeyAnswer(_Answer):
    """A key without its secret. ``portfolios`` null: all of them."""

    id: str
    name: str
    prefix: str = Field(description="What the key begins with, where the service made it.")
    owner: str
    scopes: list[str]
    portfolios: list[str] | None
    rate_limit: str | None
    raises_alerts: bool = Field(description="Whether each of its screenings raises alerts.")
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="To the minute.")
    revoked_at: datetime | None


class MadeKeyAnswer(KeyAnswer):
    """A key that was just made, with the secret that is shown this once."""

    secret: str


class KeysAnswer(_Answer):
    """All keys, the oldest first, ended ones too."""

    keys: list[KeyAnswer]


class PortfolioAnswer(_Answer):
    """A business unit whose screenings only its own keys and users see."""

    id: str
    title: str
    created_at: datetime


class PortfoliosAnswer(_Answer):
    """All portfolios, by id."""

    portfolios: list[PortfolioAnswer]


class UserAnswer(_Answer):
    """A person who signs in to the pages. ``portfolios`` null: all of them."""

    name: str
    roles: list[str]
    portfolios: list[str] | None
    created_at: datetime
    failures: int = Field(description="Attempts to sign in since the last that succeeded.")
    locked_until: datetime | None
    disabled: bool
    level: AnalystLevel | None
    has_password: bool
    has_single_sign_on: bool = Field(description="Whether a single sign-on was bound to the user.")


class UsersAnswer(_Answer):
    """All users by name, disabled ones too."""

    users: list[UserAnswer]
