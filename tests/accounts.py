"""Keys for tests, made as an administrator makes them."""

from __future__ import annotations

from typing import Any

from screening.domain.access import FIRST_SCOPES, operator
from screening.services.deps import Deps
from screening.services.key_admin import MadeKey, create_key
from screening.services.key_orders import KeyOrder

OPERATOR = operator("test")


def make_key(deps: Deps, *scopes: str, name: str = "bank", **more: Any) -> MadeKey:
    """A key of that name that may do what ``scopes`` say; everything but approve where none are."""
    order = KeyOrder(name=name, **{"owner": "anna", "scopes": scopes or FIRST_SCOPES, **more})
    return create_key(deps, order, OPERATOR)


def showing(secret: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"X-API-Key": secret}
