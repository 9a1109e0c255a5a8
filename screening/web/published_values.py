"""Published values in words, the same wherever a page shows one: in a hit, an entry or a difference."""

from __future__ import annotations

from screening.domain.designation import Address, Identifier, Place


def joined(*parts: str | None) -> str:
    """The parts that say something, with commas between."""
    return ", ".join(part for part in parts if part)


def address_text(address: Address) -> str:
    """An address in one line."""
    country = address.country.text if address.country else None
    return joined(address.street, address.city, address.region, address.postal_code, country)


def about_place(place: Place) -> str:
    """What is said of a place beside its text: the country where that does not name it, the note."""
    country = place.country.text if place.country else ""
    return joined("" if country in place.text else country, place.note)


def about_identifier(one: Identifier) -> str:
    """What is said of an identifier beside its type and value."""
    country = one.country.text if one.country else None
    issued = f"issued {one.issued_on}" if one.issued_on else None
    expires = f"expires {one.expires_on}" if one.expires_on else None
    invalid = "said to be invalid" if one.is_valid is False else None
    return joined(country, issued, expires, invalid, one.note)
