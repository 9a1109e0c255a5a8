from __future__ import annotations

from datetime import date

from screening.domain.designation import AliasStrength, Designation, Name, NameKind, PartyType
from screening.sources.merging import merge, unique_names

FIRST = Designation(
    list_id="xx_test_list",
    authority_ref="1",
    party_type=PartyType.ENTITY,
    names=(Name(text="ZEPHYR", kind=NameKind.PRIMARY), Name(text="ZTH", strength=AliasStrength.WEAK)),
    locator="entry[uid=1]",
    programmes=("A",),
    listed_on=date(2012, 1, 1),
    delisted_on=date(2020, 1, 1),
)
SECOND = Designation(
    list_id="xx_test_list",
    authority_ref="1",
    party_type=PartyType.ENTITY,
    names=(Name(text="ZTH", kind=NameKind.PRIMARY), Name(text="ZEPHYR")),
    locator="entry[uid=1]",
    programmes=("B", "A"),
    listed_on=date(2010, 1, 1),
    amended_on=(date(2013, 1, 1),),
)


def test_one_record_is_what_it_was() -> None:
    assert merge([FIRST]) is FIRST


def test_records_of_one_party_are_united_and_say_nothing_twice() -> None:
    merged = merge([FIRST, SECOND])
    assert [(n.text, n.kind, n.strength) for n in merged.names] == [
        ("ZEPHYR", NameKind.PRIMARY, AliasStrength.STRONG),
        ("ZTH", NameKind.AKA, AliasStrength.STRONG),
    ]
    assert merged.programmes == ("A", "B")
    assert (merged.listed_on, merged.amended_on) == (date(2010, 1, 1), (date(2012, 1, 1), date(2013, 1, 1)))


def test_a_party_is_delisted_where_all_its_records_are() -> None:
    assert merge([FIRST, SECOND]).delisted_on is None
    assert merge([FIRST, FIRST]).delisted_on == date(2020, 1, 1)


def test_a_name_in_several_languages_is_kept_once_with_a_note() -> None:
    names = [Name(text="AB", language=language) for language in ("sv", "fi", "fi", None, "da")]
    (kept,) = unique_names(names)
    assert (kept.language, kept.note) == ("sv", "also in fi; also in da")
