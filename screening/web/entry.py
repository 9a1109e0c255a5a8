"""An entry of a list as its page shows it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from screening.services.entry_answers import entry_rows
from screening.services.programmes import describe_programmes
from screening.services.provenance import Entry
from screening.sources.registry import find_source


def describe_entry(entry: Entry) -> dict[str, Any]:
    """What the page of ``entry`` shows, by the names of its template."""
    found, source = entry.designation, find_source(entry.designation.list_id)
    reference = quote(found.authority_ref, safe="")
    return {
        "entry": entry,
        "title": source.title,
        "rows": list(entry_rows(found)),
        "programmes": describe_programmes(found.list_id, found.programmes),
        "page": source.entry_url.format(authority_ref=reference) if source.entry_url else None,
    }
