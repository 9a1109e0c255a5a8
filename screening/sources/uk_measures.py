"""The measures that the UK Sanctions List names, in words and as indicators."""

from __future__ import annotations

import re

from screening.sources.merging import unite
from screening.sources.record import Record, squeeze

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read_measures(designation: Record) -> tuple[str, ...]:
    """``SanctionsImposed`` between its bars, then every indicator that is ``true`` and not in it:
    ``AssetFreeze`` is *Asset Freeze*. Another value than true or false is reported."""
    stated = [
        squeeze(measure) for text in designation.take_all("SanctionsImposed") for measure in text.split("|")
    ]
    known = {_key(measure) for measure in stated}
    for indicators in designation.open_all("SanctionsImposedIndicators"):
        for tag in list(indicators.fields):
            stated += [_CAPITAL.sub(" ", tag) for _ in _true(indicators, tag) if _key(tag) not in known]
    return unite(filter(None, stated))


def _true(indicators: Record, tag: str) -> list[str]:
    values = indicators.take_all(tag)
    for value in values:
        if value.casefold() not in ("true", "false"):
            indicators.report(tag, value)
    return [value for value in values if value.casefold() == "true"]


def _key(measure: str) -> str:
    return re.sub(r"\W", "", measure).casefold()
