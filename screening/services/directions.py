"""Characters that turn the order of letters round: on a page they are named, not obeyed."""

from __future__ import annotations

import re
import unicodedata

_TURNS = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates, and what ends them (Unicode, annex 9)."""

_TURN = re.compile(f"[{_TURNS}]")
_KEPT_OR_TURN = re.compile(rf"<textarea\b.*?</textarea>|<pre\b.*?</pre>|<[^>]*>|[{_TURNS}]", re.DOTALL)


def name_controls(html: str) -> str:
    """The page with the name of each in brackets, so that nobody reads words in another order than they were
    written. What stands in fields is sent as it is, and published records are shown as they are."""
    return _KEPT_OR_TURN.sub(_named, html) if _TURN.search(html) else html


def _named(found: re.Match[str]) -> str:
    text = found[0]
    return text if text.startswith("<") else f"[{unicodedata.name(text).lower()}]"
