"""Look-up is kept apart from screening: what is written so, without a score, told once."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from screening.api.list_schemas import LookupsAnswer
from screening.services.deps import Deps
from screening.services.lookup import AUDIT_KIND
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from screening.store.tables_screening import ScreeningRow
from tests.accounts import make_key, showing

ADDRESS = "/api/v1/designations"


def look_up(client: FlaskClient, **asked: Any) -> dict[str, Any]:
    answer = client.get(f"{ADDRESS}?{urlencode(asked, doseq=True)}")
    assert answer.status_code == 200, answer.get_json()
    LookupsAnswer.model_validate(answer.get_json())
    body: dict[str, Any] = answer.get_json()
    return body


def refs(client: FlaskClient, **asked: Any) -> list[str]:
    return [f"{one['list_id']}:{one['authority_ref']}" for one in look_up(client, **asked)["designations"]]


KIM = "us_ofac_sdn:20157"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"name": "Jong Un KIM"}, True),
        ({"name": "Kim Jong"}, False),
        ({"name": "Kim Jong Unn"}, False),
        ({"prefix": "kim jo"}, True),
        ({"prefix": "jong"}, False),
        ({"q": "jong"}, True),
        ({"q": "ong-u"}, True),
        ({"q": "KÍM"}, True),
        ({"authority_ref": "20157"}, True),
        ({"authority_ref": "2015"}, False),
        ({"programme": "dprk3"}, True),
        ({"programme": "DPRK"}, False),
        ({"q": "kim", "type": "individual"}, True),
        ({"q": "kim", "type": ["individual", "vessel"]}, True),
        ({"q": "kim", "type": "vessel"}, False),
        ({"q": "kim", "list_id": "us_ofac_sdn"}, True),
        ({"q": "kim", "list_id": "un_sc_sanctions"}, False),
        ({"q": "kim", "programme": "SDGT"}, False),
        ({"q": "jong", "prefix": "kim", "name": "jong un kim", "authority_ref": "20157"}, True),
    ],
)
def test_a_designation_is_found_by_what_is_written_so(
    reader: FlaskClient, asked: dict[str, Any], expected: bool
) -> None:
    assert (KIM in refs(reader, **asked)) is expected


@pytest.mark.parametrize("value", ["9116412", "IMO 9116412", "imo-9116412"])
def test_a_number_is_found_whatever_its_punctuation(reader: FlaskClient, value: str) -> None:
    assert refs(reader, identifier=value) == ["us_ofac_sdn:27304"]
    assert refs(reader, identifier="911641") == []


def test_the_name_that_fits_is_shown_and_no_score(reader: FlaskClient) -> None:
    (found,) = look_up(reader, prefix="grace")["designations"]
    assert (found["primary_name"], found["matched_name"]) == ("ADRIAN DARYA 1", "GRACE 1")
    assert "score" not in found
    assert reader.get(found["designation_url"]).status_code == 200


def test_pages_join_to_the_whole(reader: FlaskClient) -> None:
    whole = refs(reader, limit=1_000)
    address, found = f"{ADDRESS}?limit=7&type=individual&type=entity&type=vessel&type=aircraft", []
    while address:
        answer = reader.get(address)
        body = answer.get_json()
        found += [f"{one['list_id']}:{one['authority_ref']}" for one in body["designations"]]
        address = body["next"]
        assert answer.headers.get("Link") == (f'<{address}>; rel="next"' if address else None)
    assert found == whole
    assert whole == sorted(whole)
    assert body["total"] == len(whole) > 40
    assert look_up(reader, limit=len(whole))["next"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("list_id=none", "list_id[0]"),
        ("type=person", "type[0]"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("offset=-1", "offset"),
        ("name=", "name"),
        ("name=!!", "name"),
        ("q=--", "q"),
        ("identifier=--", "identifier"),
        ("programm=SDGT", "programm"),
        ("name=" + "x" * 1001, "name"),
    ],
)
def test_a_filter_that_cannot_be_used_is_a_fault(reader: FlaskClient, query: str, field: str) -> None:
    answer = reader.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.get_json()["faults"]] == [field]


def test_a_list_that_is_not_loaded_is_an_error(reader: FlaskClient) -> None:
    assert reader.get(f"{ADDRESS}?list_id=gb_fcdo_sanctions").status_code == 503


def test_it_is_told_in_the_audit_once_and_is_no_screening(client: FlaskClient, deps: Deps) -> None:
    key = showing(make_key(deps, "lists:read").secret)
    for offset in (0, 1, 2):
        assert client.get(f"{ADDRESS}?q=Jong&limit=1&offset={offset}", headers=key).status_code == 200
    query = select(AuditRow.actor, AuditPayloadRow.payload).join(
        AuditPayloadRow, AuditRow.seq == AuditPayloadRow.seq
    )
    with deps.database.reading() as session:
        ((actor, payload),) = session.execute(query.where(AuditRow.kind == AUDIT_KIND))
        assert session.scalar(select(func.count()).select_from(ScreeningRow)) == 0
    assert actor == "bank"
    told = json.loads(payload)
    assert (told["filters"], len(told["digest"])) == (["part"], 64)
    assert b"Jong" not in payload


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (f"{ADDRESS}?limit=5&name=M%FCller", "name"),
        (f"{ADDRESS}?name=%ED%A0%80", "name"),
        (f"{ADDRESS}?%FF=Kim", "query"),
        ("/search/default?q=%FF", "q"),
    ],
)
def test_what_is_not_utf_8_is_refused_and_not_looked_up_as_something_else(
    reader: FlaskClient, address: str, field: str
) -> None:
    answer = reader.get(address)
    assert answer.status_code == 422
    assert answer.get_json()["faults"] == [{"field": field, "message": "must be UTF-8"}]


def test_a_name_in_any_script_may_stand_in_an_address(reader: FlaskClient) -> None:
    assert look_up(reader, name="M\N{LATIN SMALL LETTER U WITH DIAERESIS}ller")["total"] == 0
    assert look_up(reader, name="\N{HANGUL SYLLABLE GIM}\N{HANGUL SYLLABLE JEONG}\N{HANGUL SYLLABLE EUN}")
