"""Japan's list of asset freezes as CSV: 32 columns, most of them in Japanese and in English.

The date of the edition stands in the file's name only (``shisantouketsu20260828.csv``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from screening.domain.designation import (
    Address,
    AliasStrength,
    Attribute,
    Country,
    CrossReference,
    Designation,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    PartialDate,
    PartyType,
    Place,
)
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.entries import EntryReader, has_name
from screening.sources.free_dates import read_dates
from screening.sources.places import parse_place
from screening.sources.prose import imo_numbers
from screening.sources.raw_table import table_finder
from screening.sources.record import Record, UnreadableRecordError, squeeze
from screening.sources.scripts import script_of
from screening.sources.table import TableLayout, only_table, read_rows, recognises_table, table_rows
from screening.text.countries import parse_country
from screening.text.dates import parse_date

_KEY, _TYPE, _BORN = "番号", "個人・団体", "生年月日"
_NOTICE_DATES, _UN_REFERENCE, _LISTED = "告示日付", "国連参照番号", "リスト掲載日"
_OTHER, _GAZETTE, _NOTICE, _CATEGORY = "その他の情報", "外務省告示情報", "告示番号", "区分"
_BOTH = ("氏名", "別名・別称", "旧称", "確定に十分でない別名", "称号", "役職", "出生地", "国籍")
_HOME, _TOWN = "住所・所在地（国）", "住所・所在地（都市その他の情報）"
_NUMBERS = {"旅券番号": IdentifierType.PASSPORT, "身分証番号": IdentifierType.NATIONAL_ID}
_LANGUAGES = {"en": "（英語）", "ja": "（日本語）"}
_LAYOUT = TableLayout(
    columns=(
        *(_CATEGORY, _KEY, _NOTICE_DATES, _NOTICE, _TYPE),
        *(f"{column}{language}" for column in (*_BOTH, _HOME, _TOWN) for language in _LANGUAGES.values()),
        *(_BORN, *_NUMBERS, _UN_REFERENCE, _LISTED, _OTHER, _GAZETTE),
    ),
    expected="Japan's list of asset freezes as CSV (32 columns, from 区分 to 外務省告示情報)",
)
_PARTY_TYPES = {"個人": PartyType.INDIVIDUAL, "団体": PartyType.ENTITY, "船舶": PartyType.VESSEL}
_NAMES = {
    "氏名": (NameKind.PRIMARY, AliasStrength.STRONG),
    "旧称": (NameKind.FKA, AliasStrength.STRONG),
    "別名・別称": (NameKind.AKA, AliasStrength.STRONG),
    "確定に十分でない別名": (NameKind.AKA, AliasStrength.WEAK),
}
_EDITION = re.compile(r"shisantouketsu(\d{8})")
_SEVERAL = re.compile(r"\s*[;；]\s*")
_DAY = re.compile(r"\d{4}[./]\d{1,2}[./]\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日")
_UNKNOWN = frozenset({"不明", "なし", "-", "－"})


def asset_freeze_format(list_id: str) -> ListFormat:
    """The CSV format of Japan's list."""
    return ListFormat(
        name="jp-mof-csv",
        parser_version=1,
        recognises=recognises_table(_LAYOUT),
        parse=partial(parse_asset_freeze, list_id=list_id),
        find_records=table_finder(_LAYOUT),
    )


def parse_asset_freeze(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """The header, with the date that the file's name bears, then every row as an entry.

    Raises BadListFile for what is no such file.
    """
    file = only_table(files, _LAYOUT.expected)
    edition = _EDITION.search(file.name)
    published = parse_date(edition[1]) if edition else None
    reader = EntryReader(_KEY, partial(_designation, list_id))
    yield ListHeader(published.earliest if published else None)
    yield from read_rows(table_rows(file, _LAYOUT), reader.read)


def _designation(list_id: str, row: Record, reference: str, locator: str) -> Designation:
    published_type = row.take(_TYPE) or ""
    if published_type not in _PARTY_TYPES:
        raise UnreadableRecordError(f"its type {published_type!r} is not known")
    names = tuple(_names(row))
    if not any(name.kind is NameKind.PRIMARY for name in names):
        raise UnreadableRecordError("it has no name")
    dates, unread = _births(row)
    days = _days(row)
    category, other, un_reference = row.take(_CATEGORY), row.take(_OTHER), row.take(_UN_REFERENCE)
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=_PARTY_TYPES[published_type],
        locator=locator,
        names=names,
        titles=_in_both(row, "称号"),
        positions=_in_both(row, "役職"),
        birth_dates=dates,
        birth_places=_places(row),
        nationalities=_countries(row),
        addresses=tuple(_addresses(row)),
        identifiers=(
            *_numbers(row),
            *imo_numbers((other or "").replace("番号", " number "), stated_in=_OTHER),
        ),
        programmes=(category,) if category else (),
        remarks=(other,) if other else (),
        attributes=(*unread, *_attributes(row)),
        cross_references=_of_the_un(un_reference),
        listed_on=days[0] if days else None,
        amended_on=days[1:],
    )


def _several(row: Record, column: str) -> list[str]:
    """The values of a cell between semicolons; *unknown* is none."""
    parts = (squeeze(part) for part in _SEVERAL.split(row.take(column) or ""))
    return [part for part in parts if part and part not in _UNKNOWN]


def _in_both(row: Record, column: str) -> tuple[str, ...]:
    """The values of a pair of columns, the English ones first."""
    return tuple(value for words in _LANGUAGES.values() for value in _several(row, f"{column}{words}"))


def _names(row: Record) -> Iterator[Name]:
    for column, (kind, strength) in _NAMES.items():
        for language, words in _LANGUAGES.items():
            for text in _several(row, f"{column}{words}"):
                if not has_name(text):
                    row.report(f"{column}{words}", text)
                    continue
                yield Name(
                    text=text,
                    kind=kind,
                    strength=strength,
                    script=script_of(text),
                    language="ja" if language == "ja" else None,
                )


def _births(row: Record) -> tuple[tuple[PartialDate, ...], tuple[Attribute, ...]]:
    found = read_dates((row.take(_BORN) or "").replace("、", ";").replace("；", ";"))
    unread = [part for part in found.unread if part not in _UNKNOWN]
    for part in unread:
        row.report(_BORN, part)
    return found.dates, tuple(Attribute(label=_BORN, value=part) for part in unread)


def _days(row: Record) -> tuple[date, ...]:
    """The days of the notices: ``2001.9.22 2008.6.25改訂``; what is not understood is reported."""
    text = row.take(_NOTICE_DATES) or ""
    found = [parse_date(day) for day in _DAY.findall(text)]
    if _DAY.sub("", text).replace("改訂", "").strip(" 、,") or None in found:
        row.report(_NOTICE_DATES, text)
    return tuple(day.earliest for day in found if day)


def _places(row: Record) -> tuple[Place, ...]:
    return tuple(map(parse_place, _in_both(row, "出生地")))


def _countries(row: Record) -> tuple[Country, ...]:
    """The nationalities, each once: in English where the list has both."""
    found = [parse_country(text) for text in _in_both(row, "国籍")]
    by_code = {country.code or country.text: country for country in reversed(found)}
    return tuple(reversed(by_code.values()))


def _addresses(row: Record) -> Iterator[Address]:
    for words in _LANGUAGES.values():
        country, town = row.take(f"{_HOME}{words}"), row.take(f"{_TOWN}{words}")
        address = Address(
            street=town if town not in _UNKNOWN else None,
            country=parse_country(country) if country and country not in _UNKNOWN else None,
        )
        if address != Address():
            yield address


def _numbers(row: Record) -> Iterator[Identifier]:
    for column, type in _NUMBERS.items():
        for value in _several(row, column):
            yield Identifier(type=type, value=value, published_type=column)


def _attributes(row: Record) -> Iterator[Attribute]:
    for column in (_NOTICE, _LISTED, _GAZETTE):
        value = row.take(column)
        if value:
            yield Attribute(label=column, value=value)


def _of_the_un(reference: str | None) -> tuple[CrossReference, ...]:
    if not reference or reference in _UNKNOWN:
        return ()
    return (CrossReference(scheme="un_sc_sanctions", reference="".join(reference.split())),)
