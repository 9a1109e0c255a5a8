"""Looking up, past screenings, and raising alerts from an answer, over the service as it is run."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import urlencode

import pytest
import urllib3

from tests.accounts import token_in
from tests.serving import Service
from tests.web.test_pages import send

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def page(service: Service, path: str, **asked: str) -> str:
    """The HTML of a page that answers 200."""
    answer = service.ask("GET", f"{path}?{urlencode(asked)}")
    assert answer.status == 200, answer.data.decode()
    return answer.data.decode()


def table(service: Service, path: str, **asked: str) -> list[dict[str, str]]:
    """A table as it is taken away."""
    answer = service.ask("GET", f"{path}?{urlencode({**asked, 'format': 'csv'})}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def press(service: Service, answer: str, **fields: str) -> urllib3.BaseHTTPResponse:
    """Send the button of an answer that raises alerts."""
    shown = service.ask("GET", answer)
    cookie = shown.headers["Set-Cookie"].partition(";")[0]
    body = urlencode({**fields, "form_token": token_in(shown.data.decode())})
    return service.ask("POST", f"{answer}/alerts", body=body, headers={**FORM, "Cookie": cookie})


def test_a_surname_alone_finds_its_bearers_and_leads_to_their_entries(service: Service) -> None:
    shown = page(service, "/look-up", q="kim")
    places = re.findall(r'href="(/designations/[^"]+)"', shown)
    assert "/designations/us_ofac_sdn/20157" in places
    assert "Score" not in shown
    assert service.ask("GET", places[0]).status == 200


def test_all_that_is_found_is_taken_away_as_a_table(service: Service) -> None:
    rows = table(service, "/look-up", list="us_ofac_sdn")
    assert len(rows) > 10
    assert {row["list"] for row in rows} == {"us_ofac_sdn"}
    assert f"{len(rows)} entries" in page(service, "/look-up", list="us_ofac_sdn")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "Type a name, a reference, a number or a programme"),
        ({"q": "zzyzx"}, "Nothing is written so on these lists"),
        ({"q": "kim", "type": "vessel"}, "Nothing is written so on these lists"),
        ({"q": "kim", "in": "made-up", "type": "ghost", "list": "none", "offset": "x"}, "KIM"),
        ({"q": "kim", "offset": "5000"}, "KIM"),
    ],
)
def test_every_state_of_the_page_says_what_it_means(
    service: Service, asked: dict[str, str], words: str
) -> None:
    assert words.casefold() in page(service, "/look-up", **asked).casefold()


def test_words_of_nothing_are_refused_and_kept(service: Service) -> None:
    answer = service.ask("GET", "/look-up?q=%3F%3F&in=part")
    assert answer.status == 422
    shown = answer.data.decode()
    assert "must hold a letter or a digit" in shown
    assert 'value="??"' in shown


def test_past_screenings_are_found_by_reference_name_and_status(service: Service) -> None:
    send(service, name="Zwetschge Pflaume", reference="past-1")
    shown = page(service, "/screenings", name="pflaume zwetschge")
    assert "past-1" in shown
    assert "Zwetschge Pflaume" in page(service, "/screenings", reference="past-1", mine="yes")
    assert "No answer fits" in page(service, "/screenings", reference="past-1", status="hit")
    (row,) = table(service, "/screenings", reference="past-1")
    assert (row["name"], row["status"], row["hits"]) == ("Zwetschge Pflaume", "no_hit", "0")
    place = re.search(r'<tr data-row><th scope="row"><a href="(/screenings/[0-9a-f]+)"', shown)
    assert place
    assert service.ask("GET", place[1]).status == 200


@pytest.mark.parametrize(
    ("since", "until", "is_found"), [("2020-01-01", "9999-12-31", True), ("9999-12-31", "", False)]
)
def test_days_cut_past_screenings_off(service: Service, since: str, until: str, is_found: bool) -> None:
    send(service, name="Quitte Mispel", reference="days-1")
    shown = page(service, "/screenings", since=since, until=until, reference="days-1")
    assert ("Quitte Mispel" in shown) == is_found


def test_a_day_that_is_none_is_told(service: Service) -> None:
    answer = service.ask("GET", "/screenings?since=soon&status=odd&offset=-3&format=csv")
    assert answer.status == 422
    assert "must be a day" in answer.data.decode()


def test_an_answer_raises_alerts_only_when_the_button_is_pressed(service: Service) -> None:
    place = send(service, name="Joaquin Guzman Loera", reference="raise-1").headers["Location"]
    assert service.ask("GET", f"/api/v1{place}").json()["alerts"] == []
    party = re.search(r'name="party" value="([^"]+)"', page(service, place))
    assert party
    answer = press(service, place, party=unescape(party[1]))
    assert answer.status == 303
    shown = service.ask("GET", answer.headers["Location"]).data.decode()
    assert "Put before the analysts" in shown
    assert "Open the alert" in shown
    (alert,) = service.ask("GET", f"/api/v1{place}").json()["alerts"]
    assert alert.rpartition("/")[2] in shown


def test_no_button_is_offered_where_nothing_could_be_raised(service: Service) -> None:
    place = send(service, name="Zzyzx Qwertz").headers["Location"]
    assert "Raise an alert" not in page(service, place)
    answer = press(service, place)
    assert answer.status == 422
    assert "No alert was raised" in answer.data.decode()


def test_a_party_that_is_not_among_the_hits_raises_nothing(service: Service) -> None:
    place = send(service, name="Kim Jong Un", reference="raise-2").headers["Location"]
    assert press(service, place, party="made up").status == 422


def test_a_hit_shows_all_that_is_listed_and_marks_what_differs(service: Service) -> None:
    place = send(service, name="Joakin Guzman Loera", birth_date="1954").headers["Location"]
    shown = page(service, place)
    assert re.search(r"<mark>[^<]+</mark>", shown)
    for words in ("All that is listed", "Birth dates", "Birth places", "Identifiers", "matched"):
        assert words in shown


def test_the_history_of_an_entry_is_on_its_page(service: Service) -> None:
    shown = page(service, "/designations/us_ofac_sdn/20157")
    assert "Through the 1 version of this list held here" in shown
    assert "first seen" in shown
    assert "Show the raw record" in shown


def test_a_comment_of_five_thousand_letters_in_a_field_is_refused_and_kept(service: Service) -> None:
    answer = send(service, name="Kim Jong Un", addresses="x" * 5_000)
    assert answer.status == 422
    assert "x" * 5_000 in answer.data.decode()
    assert "<strong>Addresses</strong>" in answer.data.decode()


def test_a_day_before_the_first_version_is_told_and_the_form_is_kept(service: Service) -> None:
    answer = send(service, name="Kim Jong Un", as_of="1999-01-01")
    assert answer.status == 422
    shown = answer.data.decode()
    assert "<strong>As published by</strong>" in shown
    assert "This cannot be screened as it stands" in shown
    assert 'value="1999-01-01"' in shown


def test_what_is_folded_away_is_open_where_something_was_typed_and_wrong_fields_are_marked(
    service: Service,
) -> None:
    shown = send(service, name="Kim Jong Un", nationality="Atlantis", imo="9074729").data.decode()
    assert re.search(r"<details open>\s*<summary>More about the party", shown)
    assert re.search(r"<details>\s*<summary>How to screen", shown)
    assert re.search(r'<input id="nationality"[^>]*aria-invalid="true"', shown)
    assert not re.search(r'<input id="imo"[^>]*aria-invalid', shown)
    assert 'value="9074729"' in shown


def test_all_hits_of_an_answer_are_taken_away(service: Service) -> None:
    place = send(service, name="Joaquin Guzman Loera").headers["Location"]
    recorded = service.ask("GET", f"/api/v1{place}").json()
    rows = table(service, place)
    assert len(rows) == recorded["total_hits"]
    assert (rows[0]["score"], rows[0]["reference"]) == ("1.0000", recorded["hits"][0]["authority_ref"])
