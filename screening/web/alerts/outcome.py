"""A form is carried out, or the page that it is of says why not, with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Protocol

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import (
    InvalidRequest,
    OwnProposal,
    RuleRefused,
    ScreeningError,
    StaleVersion,
    UnlawfulAction,
)
from screening.web.alerts.one_form import say_alert_fault

_STATUSES: Mapping[type[ScreeningError], HTTPStatus] = {
    StaleVersion: HTTPStatus.CONFLICT,
    UnlawfulAction: HTTPStatus.CONFLICT,
    OwnProposal: HTTPStatus.FORBIDDEN,
    RuleRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
}


class Page(Protocol):
    """Renders a page as it is now; ``faults`` are labels with what is wrong, ``typed`` what was sent."""

    def __call__(
        self, status: int, *, faults: list[tuple[str, str]], typed: Mapping[str, str]
    ) -> AnyResponse: ...


def carried_out(do: Callable[[], AnyResponse], page: Page) -> AnyResponse:
    """What ``do`` answers; where it cannot be done, ``page`` with the reason."""
    try:
        return do()
    except InvalidRequest as error:
        return page(422, faults=[say_alert_fault(one) for one in error.faults], typed=request.form)
    except tuple(_STATUSES) as error:
        return page(_STATUSES[type(error)], faults=[("", str(error))], typed=request.form)
