from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from screening.domain.designation import Gender, IdentifierType, PartyType
from screening.domain.errors import InvalidRequest
from screening.domain.screening import ScreeningRequest, Subject, SubjectIdentifier
from screening.services.subject_input import parse_screening_request

SECRET = "0xdeadbeef"

FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "subject.name", "is required"),
    ({"name": " \t\u00a0"}, "subject.name", "must not be blank"),
    ({"name": "\u200b\u200b"}, "subject.name", "must hold a letter or a digit"),
    ({"name": "?!"}, "subject.name", "must hold a letter or a digit"),
    ({"name": "x" * 1001}, "subject.name", "must not be longer than 1,000 characters"),
    ({"name": 7}, "subject.name", "must be a text"),
    ({"name": None}, "subject.name", "must be a text"),
    ({"name": "A", "aliases": ["B", ""]}, "subject.aliases[1]", "must not be blank"),
    ({"name": "A", "aliases": ["B"] * 101}, "subject.aliases", "holds too many values"),
    ({"name": "A", "type": SECRET}, "subject.type", "must be one of individual, entity"),
    ({"name": "A", "type": ["x"]}, "subject.type", "must be one of individual, entity"),
    ({"name": "A", "gender": SECRET}, "subject.gender", "must be one of male, female"),
    ({"name": "A", "birth_dates": [SECRET]}, "subject.birth_dates[0]", "must be an ISO 8601 date"),
    (
        {"name": "A", "birth_dates": ["1956", "31/12/1956"]},
        "subject.birth_dates[1]",
        "must be an ISO 8601 date",
    ),
    ({"name": "A", "birth_dates": ["1956-02-30"]}, "subject.birth_dates[0]", "must be an ISO 8601 date"),
    ({"name": "A", "birth_dates": "1956"}, "subject.birth_dates", "must be a list"),
    ({"name": "A", "nationalities": [SECRET]}, "subject.nationalities[0]", "must be an ISO 3166-1 country"),
    ({"name": "A", "flag": SECRET}, "subject.flag", "must be an ISO 3166-1 country"),
    ({"name": "A", "identifiers": [{}]}, "subject.identifiers[0].value", "is required"),
    ({"name": "A", "identifiers": ["x"]}, "subject.identifiers[0]", "must be an object"),
    (
        {"name": "A", "identifiers": [{"value": "1", "type": SECRET}]},
        "subject.identifiers[0].type",
        "must be one of passport",
    ),
    ({"name": "A", "context": {"k": 1}}, "subject.context.k", "must be a text"),
    ({"name": "A", "colour": SECRET}, "subject.colour", "is not a field of this request"),
]
REQUEST_FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"threshold": "0.7"}, "threshold", "must be a number"),
    ({"threshold": True}, "threshold", "must be a number"),
    ({"threshold": float("nan")}, "threshold", "must be a number"),
    ({"threshold": 1.01}, "threshold", "must be from 0.50, the policy's floor, to 1.00"),
    ({"threshold": 0.4999}, "threshold", "must be from 0.50, the policy's floor, to 1.00"),
    ({"reference": "\x00"}, "reference", "must be of printable characters"),
    ({"limit": 0}, "limit", "must be at least 1"),
    ({"limit": 1001}, "limit", "must be at most 1000"),
    ({"limit": 1.5}, "limit", "must be a whole number"),
    ({"lists": ["zz_no_such_list"]}, "lists[0]", "is not a list that this installation knows"),
    ({"as_of": "2024-5-7"}, "as_of", "must be an ISO 8601 date"),
    ({"as_of": "2024-02-30"}, "as_of", "must be a day of the calendar"),
    ({"as_of": 1715040000}, "as_of", "must be an ISO 8601 date"),
    ({"in_force_at": "2024-05-07T12:00:00"}, "in_force_at", "with its time zone"),
    ({"in_force_at": "2024-05-07"}, "in_force_at", "with its time zone"),
    ({"alert": 1}, "alert", "must be true or false"),
    ({"reference": ""}, "reference", "must not be blank"),
    ({SECRET: 1}, SECRET, "is not a field of this request"),
]


def _refused(payload: object) -> dict[str, str]:
    with pytest.raises(InvalidRequest) as refused:
        parse_screening_request(payload)
    return {fault.field: fault.message for fault in refused.value.faults}


@pytest.mark.parametrize(("subject", "field", "message"), FAULTS)
def test_a_fault_of_the_subject_is_named_by_its_path(
    subject: dict[str, Any], field: str, message: str
) -> None:
    faults = _refused({"subject": subject})
    assert list(faults) == [field]
    assert message in faults[field]
    assert SECRET not in faults[field]


@pytest.mark.parametrize(("fields", "field", "message"), REQUEST_FAULTS)
def test_a_fault_of_the_request_is_named_by_its_path(
    fields: dict[str, Any], field: str, message: str
) -> None:
    faults = _refused({"subject": {"name": "A"}, **fields})
    assert list(faults) == [field]
    assert message in faults[field]


@pytest.mark.parametrize("payload", [None, [], "text", 7])
def test_what_is_no_object_is_refused(payload: object) -> None:
    assert _refused(payload) == {"body": "must be an object"}


def test_all_faults_are_named_at_once() -> None:
    subject = {"birth_dates": ["x", "1956", "y"], "countries": ["zz"], "nonsense": 1}
    faults = _refused({"subject": subject, "limit": 0, "alert": "yes"})
    assert set(faults) == {
        "subject.name", "subject.birth_dates[0]", "subject.birth_dates[2]", "subject.countries[0]",
        "subject.nonsense", "limit", "alert",
    }  # fmt: skip


def test_a_long_field_name_is_cut_in_its_path() -> None:
    assert all(len(field) < 80 for field in _refused({"subject": {"name": "A", "k" * 10_000: 1}}))


def test_a_whole_request_is_read() -> None:
    subject = {
        "name": "Ri Yong Ho", "aliases": ["리영호"], "type": "Person", "gender": "male",
        "birth_dates": ["1956", "1956-03-07"], "birth_place": "Pyongyang", "nationalities": ["KP"],
        "residence_countries": ["North Korea"], "countries": ["kp"], "addresses": ["1 Street"],
        "identifiers": [{"type": "passport", "value": "PS 1-23", "country": "kp"}, {"value": "77"}],
        "context": {"branch": "Pyongyang"},
    }  # fmt: skip
    request = parse_screening_request({
        "subject": subject, "reference": "C-1", "lists": ["us_ofac_sdn", "us_ofac_sdn"], "threshold": 0.7,
        "limit": 3, "in_force_at": "2024-05-07T14:00:00+02:00", "alert": False,
    })  # fmt: skip
    assert request == ScreeningRequest(
        subject=Subject(
            name="Ri Yong Ho", aliases=("리영호",), type=PartyType.INDIVIDUAL, gender=Gender.MALE,
            birth_dates=("1956", "1956-03-07"), birth_place="Pyongyang", nationalities=("kp",),
            residence_countries=("kp",), countries=("kp",), addresses=("1 Street",),
            identifiers=(
                SubjectIdentifier(type=IdentifierType.PASSPORT, value="PS 1-23", country="kp"),
                SubjectIdentifier(value="77"),
            ),
            context={"branch": "Pyongyang"},
        ),
        reference="C-1", lists=("us_ofac_sdn",), threshold=7000, limit=3,
        in_force_at=datetime(2024, 5, 7, 12, tzinfo=UTC),
    )  # fmt: skip


def test_only_a_name_is_needed_and_missing_facts_stay_missing() -> None:
    request = parse_screening_request({"subject": {"name": "A", "type": None, "imo": None, "gender": ""}})
    assert request == ScreeningRequest(subject=Subject(name="A"))


@pytest.mark.parametrize(
    "name", ["a\x00b", "a\ud800", "a\tb", "\u00a0a\u200b", "x" * 1000, json.loads('"\\udfff7"')]
)
def test_any_name_within_bounds_stays_as_it_was_sent(name: str) -> None:
    assert parse_screening_request({"subject": {"name": name}}).subject.name == name


@pytest.mark.parametrize(
    ("word", "party_type"),
    [
        ("Person", "individual"), ("Organization", "entity"), ("Organisation", "entity"),
        ("Company", "entity"), ("LegalEntity", "entity"), ("Public Body", "entity"),
        ("VESSEL", "vessel"), ("Airplane", "aircraft"),
    ],
)  # fmt: skip
def test_common_words_for_party_types_are_understood(word: str, party_type: str) -> None:
    assert parse_screening_request({"subject": {"name": "A", "type": word}}).subject.type == party_type


def test_as_of_is_a_day() -> None:
    assert parse_screening_request({"subject": {"name": "A"}, "as_of": "2024-05-07"}).as_of == date(
        2024, 5, 7
    )
