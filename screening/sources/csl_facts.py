"""The cells of the Consolidated Screening List that hold several facts between semicolons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.domain.designation import Address, Country, Identifier, IdentifierType, Name, NameKind, Vessel
from screening.sources.ofac_ids import Facts, PublishedId, kind_of
from screening.sources.record import Record, squeeze
from screening.sources.scripts import script_of
from screening.text.countries import parse_country

_CODE = re.compile(r"[A-Z]{2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_THEREOF = re.compile(r",? and any successors?, sub-?units?,? or subsidiar(?:y|ies) thereof$")
_ALSO = re.compile(r"\s*[(\[]\s*a\.?k\.?a\.?:?\s+(?P<others>[^()\[\]]+)[)\]]", re.IGNORECASE)


def read_names(name: str, alt_names: list[str], *, is_split: bool) -> Iterator[Name]:
    """The primary name without *and any successor …*, those that it gives in brackets as *aka*,
    then the alternate names; ``is_split`` where a comma parts family from given name."""
    whole = squeeze(name)
    bare = _THEREOF.sub("", whole)
    also = _ALSO.search(bare)
    bare = _ALSO.sub("", bare).strip(" ,") or bare
    family, comma, given = bare.partition(", ")
    yield Name(
        text=bare,
        kind=NameKind.PRIMARY,
        family_name=family if is_split and comma else None,
        given_name=given if is_split and comma else None,
        script=script_of(bare),
        wording=whole if bare != whole else None,
    )
    for other in re.split(r"\s*;\s*", also["others"]) if also else ():
        yield Name(text=other.strip(), script=script_of(other), wording=whole)
    for text in alt_names:
        yield Name(text=squeeze(text), script=script_of(text))


def read_csl_ids(row: Record) -> Facts:
    """The ``ids`` cell: ``PK, 2013-09-09, 2008-09-09, 4117921, Passport; Male, Gender``.

    A country, days of expiry and of issue, the value and the type; semicolons stand in some values,
    too. Types are those of ``data/ofac_id_types.csv``; what is not understood is reported.
    """
    facts = Facts()
    for published in _ids(row.take("ids") or ""):
        doubt = facts.add(published)
        if doubt:
            row.report("ids", f"{published.value}, {published.type}")
    return facts


def read_addresses(text: str | None) -> tuple[Address, ...]:
    """Addresses between semicolons, each ending with the code of its country."""
    return tuple(_address(part) for part in (text or "").split("; ") if part.strip())


def read_vessel(row: Record, former_flags: list[Country]) -> tuple[Vessel | None, tuple[Identifier, ...]]:
    """What the row says of a ship, and its call sign."""
    flag, call_sign = row.take("vessel_flag"), row.take("call_sign")
    vessel = Vessel(
        vessel_type=row.take("vessel_type"),
        flag=parse_country(flag) if flag else None,
        former_flags=tuple(former_flags),
        tonnage=row.take("gross_tonnage"),
        gross_tonnage=row.take("gross_registered_tonnage"),
        owner=row.take("vessel_owner"),
    )
    signs = [
        Identifier(type=IdentifierType.CALL_SIGN, value=sign, published_type="call_sign")
        for sign in ([call_sign] if call_sign else [])
    ]
    return None if vessel == Vessel() else vessel, tuple(signs)


def _ids(text: str) -> Iterator[PublishedId]:
    """One id after the other; a part that ends with no known type goes on behind the semicolon."""
    begun: list[str] = []
    for part in filter(None, map(str.strip, text.split("; "))):
        begun.append(part)
        if kind_of(part.rpartition(", ")[2]):
            yield _id("; ".join(begun))
            begun.clear()
    if begun:
        yield _id("; ".join(begun))


def _id(text: str) -> PublishedId:
    *parts, type = text.split(", ")
    country = parts.pop(0) if len(parts) > 1 and _CODE.fullmatch(parts[0]) else None
    days: list[str] = []
    while len(parts) > 1 and len(days) < 2 and _DATE.fullmatch(parts[0]):
        days.append(parts.pop(0))
    expires, issued = days if len(days) == 2 else (None, None)
    return PublishedId(
        type=type,
        value=", ".join(parts),
        country=parse_country(country) if country else None,
        issued_on=issued,
        expires_on=expires,
        note=f"issued or expires on {days[0]}" if len(days) == 1 else None,
    )


def _address(text: str) -> Address:
    street, comma, code = text.strip().rpartition(", ")
    if not _CODE.fullmatch(code):
        return Address(street=text.strip())
    return Address(street=street if comma else None, country=parse_country(code))
