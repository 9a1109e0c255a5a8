from __future__ import annotations

import pytest

from screening.domain.designation import IdentifierType
from screening.sources.un_document_numbers import find_number
from screening.sources.un_documents import document_type, imo_numbers


@pytest.mark.parametrize(
    ("number", "kind", "note", "found"),
    [
        ("D 000974", "", "", ("D 000974", "", None, None)),
        ("NO33301/862", "", "", ("NO33301/862", "", None, None)),
        ("R00012098, South Sudan", "", "", ("R00012098", "", "ss", None)),
        ("381110042 (Expired 25 Jan. 2016)", "", "", ("381110042", "", None, "Expired 25 Jan. 2016")),
        ("Jordan 654781", "", "", ("654781", "Jordan", "jo", None)),
        (
            "identity card no. 44103-5251752-5",
            "",
            "",
            ("44103-5251752-5", "identity card no.", None, None),
        ),
        ("Libyan Passport No. 96/184442", "", "", ("96/184442", "Libyan Passport No.", "ly", None)),
        (
            "",
            "Afghan (tazkira) no. 57388",
            "issued",
            ("57388", "Afghan (tazkira) no.", "af", None),
        ),
        (
            "",
            "",
            "Italian Code: ABC74T11Z352Z",
            ("ABC74T11Z352Z", "Italian Code", "it", None),
        ),
        ("", "", "04643632 issued on 18 Jun. 1999", ("04643632", "", None, None)),
        ("", "Birth certificate", "issued for Ana, born on 25 Sep. 1973", None),
    ],
)
def test_the_number_is_found_in_the_prose(
    number: str, kind: str, note: str, found: tuple[str, str, str | None, str | None] | None
) -> None:
    read = find_number(number, kind, note)
    assert (read and (read.value, read.label, read.country and read.country.code, read.remark)) == found


@pytest.mark.parametrize(
    ("published", "type"),
    [
        ("Numéro de passeport ", IdentifierType.PASSPORT),
        ("National Identification\n   Number", IdentifierType.NATIONAL_ID),
        ("Birth Certificate", IdentifierType.BIRTH_CERTIFICATE),
        ("Ration card no.", IdentifierType.OTHER),
        ("Scroll", None),
    ],
)
def test_a_document_type_is_recognised(published: str, type: IdentifierType | None) -> None:
    assert document_type(published) == type


def test_imo_numbers_are_found_in_comments_once_each() -> None:
    comments = "IMO number: 5571322. Maritime Organization (IMO) Number: 1790183. Company Number IMO 5571322."
    assert [found.value for found in imo_numbers(comments)] == ["5571322", "1790183"]
    assert imo_numbers(None) == []
