"""The denied persons list of the U.S. Bureau of Industry and Security: tab-separated text.

There is no id: an entry is known by its name, street and city. Dates, citations and the country
of one person change from edition to edition and identify nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from screening.domain.designation import Address, Attribute, Designation, Name, NameKind
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.entries import EntryReader, require_name
from screening.sources.raw_table import table_finder
from screening.sources.record import Record, squeeze
from screening.sources.references import HashedReferences
from screening.sources.scripts import script_of
from screening.sources.table import Row, TableLayout, only_table, read_rows, recognises_table, table_rows
from screening.sources.untyped import NOT_PUBLISHED, party_type_of
from screening.text.countries import parse_country
from screening.text.dates import parse_date

_IDENTITY = ("Name", "Street_Address", "City")
_LAYOUT = TableLayout(
    columns=(
        *_IDENTITY,
        "State",
        "Country",
        "Postal_Code",
        "Effective_Date",
        "Expiration_Date",
        "Standard_Order",
        "Last_Update",
        "Action",
        "FR_Citation",
    ),
    expected="the denied persons list (12 columns between tabs)",
    delimiter="\t",
)
_PROGRAMME = "DPL"
_ALSO = re.compile(r"\s*\(?\b(?:A/K/A|A\.K\.A\.|D/B/A|D\.B\.A\.)\s*", re.IGNORECASE)
_ORDERS = ("Expiration_Date", "Standard_Order")


def denied_persons_format(list_id: str) -> ListFormat:
    """The tab-separated format of the denied persons list."""
    return ListFormat(
        name="bis-dpl-tsv",
        parser_version=1,
        recognises=recognises_table(_LAYOUT),
        parse=partial(parse_denied_persons, list_id=list_id),
        find_records=table_finder(_LAYOUT),
    )


def parse_denied_persons(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """A header (the file does not say when it was published), then every row as an entry.

    The file is read twice: first to tell apart entries of one identity. Raises BadListFile for
    what is no such file.
    """
    file = only_table(files, _LAYOUT.expected)
    references = HashedReferences()
    for row in table_rows(file, _LAYOUT):
        if isinstance(row, Row):
            references.add(_identity(row), row.content())
    reader = EntryReader("Name", partial(_designation, list_id))

    def read(row: Row) -> Iterator[Parsed]:
        identity = _identity(row)
        locator = "row" + "".join(
            f"[{column}={part}]" for column, part in zip(_IDENTITY, identity, strict=True)
        )
        return reader.read(row, references.claim(identity, row.content()), locator)

    yield ListHeader(None)
    yield from read_rows(table_rows(file, _LAYOUT), read)


def _identity(row: Row) -> tuple[str, ...]:
    return tuple(squeeze(row.seen(column)) for column in _IDENTITY)


def _designation(list_id: str, row: Record, reference: str, locator: str) -> Designation:
    names = _names(squeeze(require_name(row.take("Name"))))
    action, citation = row.take("Action"), row.take("FR_Citation")
    updated = _date(row, "Last_Update")
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type_of(names[0].text),
        locator=locator,
        names=names,
        addresses=_addresses(row),
        programmes=(_PROGRAMME,),
        remarks=(action,) if action else (),
        attributes=(NOT_PUBLISHED, *_attributes(row)),
        legal_bases=(citation,) if citation else (),
        listed_on=_date(row, "Effective_Date"),
        amended_on=(updated,) if updated else (),
    )


def _names(text: str) -> tuple[Name, ...]:
    """The name, and after *a/k/a* or *d/b/a* the others."""
    first, *others = (part.strip(" )") for part in _ALSO.split(text))
    if not others or "(" in text:
        return (Name(text=text, kind=NameKind.PRIMARY, script=script_of(text)),)
    primary = Name(text=first, kind=NameKind.PRIMARY, script=script_of(first), wording=text)
    return (primary, *(Name(text=other, script=script_of(other), wording=text) for other in others))


def _addresses(row: Record) -> tuple[Address, ...]:
    country = row.take("Country")
    address = Address(
        street=row.take("Street_Address"),
        city=row.take("City"),
        region=row.take("State"),
        postal_code=row.take("Postal_Code"),
        country=parse_country(country) if country else None,
    )
    return (address,) if address != Address() else ()


def _attributes(row: Record) -> Iterator[Attribute]:
    for column in _ORDERS:
        value = row.take(column)
        if value:
            yield Attribute(label=column, value=value)


def _date(row: Record, column: str) -> date | None:
    """A day; in ``Effective_Date`` the month comes first. What is none is reported."""
    text = row.take(column)
    if not text:
        return None
    found = parse_date(_SHAPES.get(column, str)(text))
    if found is None:
        row.report(column, text)
    return found.earliest if found else None


def _iso(american: str) -> str:
    return re.sub(r"^(\d\d?)/(\d\d?)/(\d{4})$", r"\3-\1-\2", american)


_SHAPES: dict[str, Callable[[str], str]] = {"Effective_Date": _iso}
