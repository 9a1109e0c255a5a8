"""Places of birth as authorities print them."""

from __future__ import annotations

from collections.abc import Iterable

from screening.domain.designation import Country, Place
from screening.text.countries import parse_country


def parse_place(text: str) -> Place:
    """The place that ``text`` describes; its country is read from the last parts between commas
    (``Pyongyang, Korea, North``: two parts; ``Lima, Peru``: one), where they name one."""
    parts = text.split(", ")
    tails = (", ".join(parts[-count:]) for count in (2, 1) if count <= len(parts))
    return Place(text=text, country=_first_known(parse_country(tail) for tail in tails))


def _first_known(countries: Iterable[Country]) -> Country | None:
    return next((country for country in countries if country.code), None)
