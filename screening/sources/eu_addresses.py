"""Addresses in the EU's list, and the telephone numbers and other contacts published with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.domain.designation import Address, Identifier, IdentifierType
from screening.sources.eu_parts import Facts, is_true, open_parts, parse_published_country, remark_of
from screening.sources.record import Record, squeeze

_CONTACTS = {
    "PHONE": IdentifierType.PHONE,
    "MOBILE": IdentifierType.PHONE,
    "EMAIL": IdentifierType.EMAIL,
    "WEB": IdentifierType.WEBSITE,
    "FAX": IdentifierType.OTHER,
}
_BETWEEN = re.compile(r";\s*(?:and\s+)?")


def read_addresses(entity: Record, facts: Facts) -> tuple[list[Address], list[Identifier]]:
    """The addresses of an entry, then the contacts of all of them; a contact element that holds
    several between semicolons gives as many."""
    addresses: list[Address] = []
    contacts: list[Identifier] = []
    for record in open_parts(entity, "address", facts):
        address = _address(record)
        if address != Address():
            addresses.append(address)
        for contact in record.open_all("contactInfo"):
            contacts += _contacts(contact)
    return addresses, contacts


def _address(record: Record) -> Address:
    street, box, city, place, code, region = (
        squeeze(record.take_attribute(name) or "") or None
        for name in ("street", "poBox", "city", "place", "zipCode", "region")
    )
    if box and not re.search("[A-Za-z]", box):
        box = f"P.O. Box {box}"
    past = "at the time of listing" if is_true(record, "asAtListingTime") else None
    return Address(
        street=", ".join(filter(None, (street, box))) or None,
        city=", ".join(filter(None, (city, place))) or None,
        region=region,
        postal_code=code,
        country=parse_published_country(record),
        note="; ".join(filter(None, (past, remark_of(record)))) or None,
    )


def _contacts(record: Record) -> Iterator[Identifier]:
    key, value = (record.take_attribute(name) or "" for name in ("key", "value"))
    if key not in _CONTACTS:
        record.report("@key", key)
    for part in _BETWEEN.split(squeeze(value)):
        if part:
            yield Identifier(type=_CONTACTS.get(key, IdentifierType.OTHER), value=part, published_type=key)
