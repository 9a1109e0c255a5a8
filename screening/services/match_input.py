"""The body of ``POST /match/{dataset}``: its outer shape; each query is read by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from screening.domain.errors import BadSelection, Fault, InvalidRequest, TooLarge
from screening.services.bulk_input import MOST_TOGETHER

_OBJECTS = ("queries", "weights", "config")


@dataclass(frozen=True, slots=True)
class MatchInput:
    """The queries under their keys, and what of the body is not used."""

    queries: Mapping[str, object]
    warnings: tuple[str, ...]


def read_match_input(payload: object) -> MatchInput:
    """The queries in a decoded JSON body.

    Raises ``InvalidRequest`` for another shape, ``BadSelection`` for a body without a query,
    ``TooLarge`` for one with too many.
    """
    if not isinstance(payload, Mapping):
        raise InvalidRequest([Fault("body", "must be an object")])
    given = {name: payload.get(name, {}) for name in _OBJECTS}
    faults = [
        Fault(name, "must be an object") for name, value in given.items() if not isinstance(value, Mapping)
    ]
    if "queries" not in payload:
        faults.append(Fault("queries", "is required"))
    if faults:
        raise InvalidRequest(faults)
    queries = given["queries"]
    if not queries:
        raise BadSelection("No queries provided.")
    if len(queries) > MOST_TOGETHER:
        raise TooLarge(f"A request holds {MOST_TOGETHER:,} queries at the most.")
    unused = [name for name in payload if name != "queries" and payload[name]]
    return MatchInput(
        queries, tuple(f"{name[:64]} is not used: the policy in force scores" for name in unused)
    )
