"""Parties given by example are screened, and their hits shown as entities.

Recorded as any screening is. What a client does not want to see (by schema, topic, date or id) cuts
what is shown, never what is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from screening.domain.access import Principal
from screening.domain.errors import BadExample, Fault, InvalidRequest, ScreeningError
from screening.domain.screening import Screening, ScreeningRequest
from screening.services.catalogue import Catalogue
from screening.services.datasets import Scope, scope_of
from screening.services.entities import EntityBook
from screening.services.ftm_query import Example, read_example
from screening.services.match_options import MatchOptions
from screening.services.match_results import Display
from screening.services.screen import Screener


@dataclass(frozen=True, slots=True)
class Matched:
    """A party that was screened: as it was read, its recorded screening, the entities that are shown
    of it, and how many are matches."""

    example: Example
    screening: Screening
    results: list[dict[str, Any]]
    matches: int


class Matcher:
    """Screens parties given by example; shared between threads."""

    def __init__(self, screener: Screener, catalogue: Catalogue, book: EntityBook) -> None:
        """All stay open as long as it is used."""
        self._screener = screener
        self._catalogue = catalogue
        self._book = book

    def match(
        self, dataset: str, queries: Mapping[str, object], options: MatchOptions, *, by: Principal
    ) -> dict[str, Matched | ScreeningError]:
        """Of each query what came of it, or why it could not be answered; at least one.

        Raises ``UnknownList`` and ``BadSelection`` as ``scope_of``; and why none could be answered,
        where none could: an answer of errors alone would be taken for one without hits.
        """
        scope = scope_of(self._catalogue, dataset, options.include_dataset, options.exclude_dataset)
        read = {name: _read(name, given) for name, given in queries.items()}
        examples = {name: one for name, one in read.items() if isinstance(one, Example)}
        answers = self._screen(examples, scope, options, by)
        screenings = {name: one for name, one in answers.items() if isinstance(one, Screening)}
        display = Display(self._book, self._catalogue.policy, options, list(screenings.values()))
        outcomes: dict[str, Matched | ScreeningError] = {
            name: one for name, one in (*read.items(), *answers.items()) if isinstance(one, ScreeningError)
        }
        for name, screening in screenings.items():
            outcomes[name] = Matched(examples[name], screening, *display.results(screening))
        _refuse_errors_alone(outcomes)
        return {name: outcomes[name] for name in queries}

    def _screen(
        self, examples: Mapping[str, Example], scope: Scope, options: MatchOptions, by: Principal
    ) -> dict[str, Screening | ScreeningError]:
        if not examples:
            return {}
        lists = scope.lists or [state.source.list_id for state in self._catalogue.lists() if state.in_force]
        threshold = options.asked(self._catalogue.policy, lists)
        requests = [
            ScreeningRequest(
                subject=one.subject,
                reference=one.id,
                unread=one.unread,
                lists=scope.lists,
                threshold=threshold,
                limit=max(options.limit, 1),
                portfolio=options.portfolio,
            )
            for one in examples.values()
        ]
        return dict(zip(examples, self._screener.screen_all(requests, by=by), strict=True))


def _read(name: str, given: object) -> Example | InvalidRequest:
    try:
        return read_example(given)
    except InvalidRequest as refused:
        path = f"queries.{name[:64]}"
        return type(refused)(
            [Fault(f"{path}.{one.field}".rstrip("."), one.message) for one in refused.faults]
        )


def _refuse_errors_alone(outcomes: Mapping[str, Matched | ScreeningError]) -> None:
    errors = [one for one in outcomes.values() if isinstance(one, ScreeningError)]
    if len(errors) < len(outcomes):
        return
    for error in errors:
        if not isinstance(error, InvalidRequest):
            raise error
    kind = BadExample if all(isinstance(error, BadExample) for error in errors) else InvalidRequest
    raise kind([fault for error in errors if isinstance(error, InvalidRequest) for fault in error.faults])
