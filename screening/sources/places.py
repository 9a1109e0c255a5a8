"""Places of birth as authorities print them."""

from __future__ import annotations

import re

from screening.domain.designation import Place
from screening.text.countries import parse_country

_COMMA = re.compile(r",\s*")


def parse_place(text: str) -> Place:
    """The place that ``text`` describes, with the country that its end names, if any.

    That is the last part between commas (``Lima, Peru``), or the last two where they name another
    country than the last alone (``Pyongyang, Korea, North``, ``Tortola, Virgin Islands, British``).
    """
    parts = _COMMA.split(text)
    last, last_two = parse_country(parts[-1]), parse_country(", ".join(parts[-2:]))
    country = last_two if last_two.code and last_two.code != last.code else last
    return Place(text=text, country=country if country.code else None)
