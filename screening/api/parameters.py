"""Parameters of requests: what the framework reads them by, and pages of long answers."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import request
from pydantic import BaseModel, ConfigDict, Field


class Parameters(BaseModel):
    """Parameters whose schema is made once: the framework asks for it with each request."""

    @classmethod
    def model_json_schema(cls, *args: Any, **more: Any) -> dict[str, Any]:
        """The JSON schema."""
        return super().model_json_schema(*args, **more) if args or more else _schema_of(cls)


class StrictParameters(Parameters):
    """Parameters beside which there are no others: a filter that is misspelt would filter nothing."""

    model_config = ConfigDict(extra="forbid")


class Page(StrictParameters):
    """Which part of a long answer."""

    offset: int = Field(0, ge=0, le=10_000_000, description="How many to leave out at the beginning.")
    limit: int = Field(100, ge=1, le=1_000, description="The most to answer with.")


@cache
def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    return BaseModel.model_json_schema.__func__(model)  # type: ignore[attr-defined, no-any-return]


def page_members(page: Page, total: int) -> dict[str, Any]:
    """What an answer says of its page: how many there are in all, and where the next one is."""
    return {"total": total, "offset": page.offset, "limit": page.limit, "next": _next(page, total)}


def page_links(page: Page, total: int) -> dict[str, str]:
    """The header that says the same of the next page (RFC 8288)."""
    following = _next(page, total)
    return {"Link": f'<{following}>; rel="next"'} if following else {}


def _next(page: Page, total: int) -> str | None:
    if page.offset + page.limit >= total:
        return None
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "offset"]
    return f"{request.path}?{urlencode([*kept, ('offset', page.offset + page.limit)])}"
