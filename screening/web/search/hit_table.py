"""The hits of an answer as a table to take away: all that are recorded, not only those on the page."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response

from screening.domain.screening import Screening
from screening.web.csv_tables import csv_response
from screening.web.wording import points

_HEADER = (
    "rank",
    "score",
    "corroboration",
    "list",
    "reference",
    "type",
    "primary name",
    "matched name",
    "strength",
    "programmes",
    "measures",
    "listed on",
    "list version",
    "party",
    "suppression",
)


def table_of_hits(screening: Screening) -> Response:
    """Every hit of ``screening``, the best first."""
    return csv_response(f"hits-{screening.id}.csv", _HEADER, _rows(screening))


def _rows(screening: Screening) -> Iterator[tuple[object, ...]]:
    for rank, hit in enumerate(screening.hits, 1):
        yield (
            rank,
            points(hit.score),
            hit.corroboration.value,
            hit.list_id,
            hit.authority_ref,
            hit.party_type.value,
            hit.primary_name,
            hit.matched_name,
            hit.matched_alias_strength.value,
            "; ".join(hit.programmes),
            "; ".join(hit.measures),
            hit.listed_on,
            hit.list_version,
            hit.party_group,
            hit.suppression,
        )
