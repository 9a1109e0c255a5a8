"""Keys for tests, made as an administrator makes them."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient

from screening.domain.access import FIRST_SCOPES, operator
from screening.services.deps import Deps
from screening.services.key_admin import MadeKey, create_key
from screening.services.key_orders import KeyOrder
from screening.services.users import UserOrder, create_user
from screening.store.users import User

OPERATOR = operator("test")


def make_key(deps: Deps, *scopes: str, name: str = "bank", **more: Any) -> MadeKey:
    """A key of that name that may do what ``scopes`` say; everything but approve where none are."""
    order = KeyOrder(name=name, **{"owner": "anna", "scopes": scopes or FIRST_SCOPES, **more})
    return create_key(deps, order, OPERATOR)


def showing(secret: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"X-API-Key": secret}


PASSWORD = "correct horse battery"


def make_user(deps: Deps, name: str = "anna", *roles: str, **more: Any) -> User:
    """A user of that name, an analyst where no roles are named, whose password is ``PASSWORD``."""
    order = UserOrder(name=name, **{"roles": roles or ("analyst",), "password": PASSWORD, **more})
    return create_user(deps, order, OPERATOR)


def form_token(client: FlaskClient) -> str:
    """What forms must send along, from the page that anybody may see."""
    return token_in(client.get("/sign-in").get_data(as_text=True))


def token_in(page: str) -> str:
    """The token in the forms of a page."""
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]
