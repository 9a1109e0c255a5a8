"""Columns are known by what banks call them, in many languages; several of them make one party."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

import pytest

from screening.domain.designation import Gender, IdentifierType, PartyType
from screening.domain.errors import BadInputFile, UsageError
from screening.domain.screening import Subject
from screening.services.batch_columns import map_columns
from screening.services.batch_headings import SEVERAL, fields, heading_of, headings, plain, word_of
from screening.services.batch_subject import read_subject


def _subject(**cells: str) -> Subject:
    """The party in a row whose columns are called so; ``__`` stands for a space."""
    header = [name.replace("__", " ") for name in cells]
    columns = map_columns(header, {})
    subject = read_subject(columns.fields(columns.key(list(cells.values())))).subject
    assert subject is not None
    return subject


def test_no_heading_is_of_two_fields() -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for field, languages in headings().items():
        for written in languages.values():
            for heading in written:
                meant[plain(heading)].add(field)
    assert {heading: found for heading, found in meant.items() if len(found) > 1} == {}


def test_every_heading_is_read_as_its_field() -> None:
    for field, languages in headings().items():
        for heading in (heading for written in languages.values() for heading in written):
            known = heading_of(heading)
            assert known is not None, heading
            assert known.field == field, heading


def test_no_word_of_a_cell_has_two_meanings() -> None:
    for field, cells in (("gender", ("männlich", "Ж", "女")), ("type", ("Personne morale", "自然人"))):
        assert all(word_of(field, cell) != cell for cell in cells)


def test_every_type_of_identifier_has_a_field() -> None:
    assert {kind.value for kind in IdentifierType} - {"other"} <= set(fields())


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Date of Birth (YYYY-MM-DD)", "birth_date"),
        ("dateOfBirth", "birth_date"),
        ("Geb.-Datum", "birth_date"),
        ("Prenom", "given_name"),
        ("PRÉNOM", "given_name"),
        ("Né(e) le", "birth_date"),
        ("Nacionalidad", "nationality"),
        ("Ragione Sociale", "name"),
        ("Data de Nascimento", "birth_date"),
        ("Geboorteplaats", "birth_place"),
        ("Imię i nazwisko", "name"),
        ("Ф.И.О.", "name"),
        ("تاريخ الميلاد", "birth_date"),
        ("护照号码", "passport"),
        ("生年月日", "birth_date"),
        ("Passport No.", "passport"),
        ("Passport 2", "passport"),
        ("name2", "alias"),
        ("alias_1", "alias"),
        ("also known as", "alias"),
    ],
)
def test_headings_are_known_whatever_their_language_and_punctuation(heading: str, field: str) -> None:
    for written in (heading, unicodedata.normalize("NFD", heading), f"  {heading.upper()} "):
        known = heading_of(written)
        assert known is not None
        assert known.field == field


@pytest.mark.parametrize("heading", ["", "id2", "note", "balance 2024", "type 2", "2"])
def test_what_is_not_known_passes_through(heading: str) -> None:
    assert heading_of(heading) is None


def test_several_columns_of_names_are_one_party() -> None:
    subject = _subject(name="Joseph Kony", name2="Joseph Koni; J. K.", alias_1="Walupere", aka="Joseph Kony")
    assert subject.name == "Joseph Kony"
    assert subject.aliases == ("Joseph Koni", "J. K.", "Walupere")


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"Vorname": "Angela", "Nachname": "Merkel"}, "Angela Merkel"),
        ({"family_name": "Kony", "middle_name": "R.", "given_name": "Joseph"}, "Joseph R. Kony"),
        ({"Name": "Merkel", "Vorname": "Angela"}, "Angela Merkel"),
        ({"Name": "Angela Merkel", "Vorname": "Angela"}, "Angela Merkel"),
        ({"Nome": "Mario", "Cognome": "Rossi"}, "Mario Rossi"),
        ({"name": "Angela D. Merkel", "first_name": "Angela", "last_name": "Merkel"}, "Angela D. Merkel"),
        ({"name": "", "first_name": "Angela", "last_name": "Merkel"}, "Angela Merkel"),
        ({"姓": "王", "名": "伟"}, "伟 王"),
        ({"name": "Angela Merkel", "middle_name": "D."}, "Angela Merkel"),
    ],
)
def test_the_parts_of_a_name_make_one(cells: dict[str, str], name: str) -> None:
    subject = _subject(**cells)
    assert (subject.name, subject.aliases) == (name, ())


def test_the_parts_are_an_alias_where_they_make_another_name() -> None:
    subject = _subject(name="Mutti", first_name="Angela", last_name="Merkel")
    assert (subject.name, subject.aliases) == ("Mutti", ("Angela Merkel",))


def test_typed_columns_are_typed_identifiers() -> None:
    subject = _subject(
        name="A",
        passport="P 1; P 2",
        steuernummer="12",
        LEI="5493",
        SWIFT="DEUTDEFF",
        kvk="7",
        identifier="X",
    )
    assert [(one.value, one.type) for one in subject.identifiers] == [
        ("X", None),
        ("P 1", IdentifierType.PASSPORT),
        ("P 2", IdentifierType.PASSPORT),
        ("12", IdentifierType.TAX_ID),
        ("7", IdentifierType.REGISTRATION),
        ("5493", IdentifierType.LEI),
        ("DEUTDEFF", IdentifierType.BIC),
    ]  # fmt: skip


def test_the_other_facts_of_a_request_have_columns_too() -> None:
    subject = _subject(
        Name="A", Geschlecht="weiblich", Geburtsort="Berlin", Wohnsitzland="Kuba", Sitzland="DE",
        Flagge="PA", MMSI="1", Rufzeichen="XY", Personenart="natürliche Person",
    )  # fmt: skip
    assert (subject.gender, subject.birth_place) == (Gender.FEMALE, "Berlin")
    assert subject.type is PartyType.INDIVIDUAL
    assert (subject.incorporation_country, subject.flag) == ("de", "pa")
    assert (subject.mmsi, subject.call_sign) == ("1", "XY")


def test_a_list_of_json_in_a_cell_is_its_values_whole() -> None:
    subject = _subject(
        name="A", aliases='["B; C", "D"]', nationality="[]", identifiers='[{"type": "lei", "value": "9"}]'
    )
    assert (subject.aliases, subject.nationalities) == (("B; C", "D"), ())
    assert [(one.value, one.type) for one in subject.identifiers] == [("9", IdentifierType.LEI)]


def test_a_column_that_is_said_goes_before_what_is_known() -> None:
    columns = map_columns(["alias", "Spitzname", "name"], {"alias": "Spitzname", "alias 2": "alias"})
    assert columns.positions == {"name": 2, "alias": 1, "alias 2": 0}
    assert map_columns(["name", "dob", "né le"], {}).positions == {
        "name": 0,
        "birth_date": 1,
        "birth_date 2": 2,
    }


@pytest.mark.parametrize("field", ["name 2", "colour", "alias two"])
def test_a_field_that_is_not_there_is_refused(field: str) -> None:
    with pytest.raises(UsageError, match=f"{field} is no field"):
        map_columns(["name"], {field: "name"})


def test_two_columns_of_a_field_that_takes_one_are_refused() -> None:
    with pytest.raises(BadInputFile, match="two columns are called Vorname"):
        map_columns(["Vorname", "VORNAME", "Nachname"], {})
    assert "birth_date" in SEVERAL
