"""Pages of long tables: which rows, and how to get to the others."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for

MOST_OFFSET = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """The rows from ``offset`` on, ``shown`` at most, of ``total``."""

    offset: int
    shown: int
    total: int

    @property
    def first(self) -> int:
        """The number of the first row as people count; 0 where there is none."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """The number of the last row on this page."""
        return min(self.offset + self.shown, self.total)

    @property
    def before(self) -> str | None:
        """The address of the page before; None on the first."""
        return _at(max(0, self.offset - self.shown)) if self.offset else None

    @property
    def after(self) -> str | None:
        """The address of the page after; None on the last."""
        return _at(self.offset + self.shown) if self.last < self.total else None


def asked_offset() -> int:
    """From which row on the request asks; 0 where it says nothing that can be read."""
    return min(max(0, request.args.get("offset", 0, type=int)), MOST_OFFSET)


def this_page(**changes: object) -> str:
    """The address of the page that is asked for, with other parameters; None takes one away.

    Parameters are whatever somebody typed: they never reach ``url_for``, which has such names itself.
    """
    asked: dict[str, object] = {**request.args.to_dict(flat=False), **changes}
    asked.pop("done", None)
    query = urlencode({name: value for name, value in asked.items() if value is not None}, doseq=True)
    path = url_for(str(request.endpoint), **(request.view_args or {}))
    return f"{path}?{query}" if query else path


def _at(offset: int) -> str:
    return this_page(offset=offset or None)
