from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest
import urllib3

from tests.accounts import token_in
from tests.serving import Service


def send(service: Service, **fields: str) -> urllib3.BaseHTTPResponse:
    """Send the search form."""
    page = service.ask("GET", "/")
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    body = urlencode({**fields, "form_token": token_in(page.data.decode())})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    return service.ask("POST", "/screenings", body=body, headers=headers)


def search(service: Service, **fields: str) -> tuple[int, str]:
    """What the page answers when the search form is sent: the status and the HTML, redirect followed."""
    answer = send(service, **fields)
    if answer.status == 303:
        answer = service.ask("GET", answer.headers["Location"])
    return answer.status, answer.data.decode()


def test_the_home_page_shows_the_lists_and_says_that_they_are_samples(service: Service) -> None:
    page = service.ask("GET", "/").data.decode()
    assert "SAMPLE DATA — not the list" in page
    assert "2 lists in force" in page
    assert page.count("sample — not the list") == 2


def test_a_search_is_recorded_and_then_shown(service: Service) -> None:
    answer = send(service, name="Kim Jong Un")
    assert answer.status == 303
    place = answer.headers["Location"]
    assert re.fullmatch(r"/screenings/[0-9a-f]+", place)
    shown = service.ask("GET", place).data.decode()
    recorded = service.ask("GET", f"/api/v1{place}").json()
    assert "SAMPLE DATA — not the list" in shown
    for hit in recorded["hits"]:
        assert f"{hit['score']:.4f}" in shown
        assert hit["provenance"]["locator"] in shown
        assert hit["designation_url"] in shown
    assert recorded["corpus"] in shown


def test_a_hit_leads_to_its_entry_with_the_raw_record(service: Service) -> None:
    _, page = search(service, name="Joaquin Guzman Loera")
    assert "Foreign narcotics kingpins" in page
    assert "full block" in page
    place = re.search(r'href="(/designations/us_ofac_sdn/6861\?version=[^"]+raw=yes#raw)"', page)
    assert place
    answer = service.ask("GET", unescape(place[1]).partition("#")[0])
    shown = answer.data.decode()
    assert answer.status == 200
    assert "&lt;uid&gt;6861&lt;/uid&gt;" in shown
    assert re.search(r"Line \d+ of\s+<code>sample.xml</code>", shown)
    assert "SAMPLE DATA — not the list" in shown
    assert service.ask("GET", "/designations/us_ofac_sdn/none").status == 404
    assert service.ask("GET", "/designations/us_ofac_sdn/6861?version=x").status == 422


def test_no_hit_is_said_in_those_words_and_no_others(service: Service) -> None:
    status, page = search(service, name="Zzyzx Qwertzuiop")
    assert status == 200
    assert "No hit at or above 0.70 in" in page
    assert "clear" not in page.casefold().replace("nuclear", "")


def test_every_field_of_the_form_is_asked_and_kept(service: Service) -> None:
    fields = {
        "name": "Kim Jong Un",
        "type": "individual",
        "birth_date": "1984",
        "country": "North Korea",
        "identifier": "X123",
        "lists": "us_ofac_sdn",
        "threshold": "0,6",
    }
    _, page = search(service, **fields)
    assert "at or above 0.60" in page
    for value in ("Kim Jong Un", "1984", "kp", "X123", "0.6"):
        assert f'value="{value}"' in page
    assert '<option value="individual" selected>' in page
    assert 'value="us_ofac_sdn" checked' in page


def test_faults_are_listed_by_the_labels_of_the_fields(service: Service) -> None:
    wrong = {"name": " ", "birth_date": "soon", "country": "Atlantis", "threshold": "much", "lists": "none"}
    status, page = search(service, **wrong)
    assert status == 422
    for label in ("Name", "Birth date", "Country", "Threshold", "Lists"):
        assert f"<strong>{label}</strong>" in page
    assert 'value="soon"' in page


@pytest.mark.parametrize("path", ["/screenings/none", "/screenings/00000000000000000000000000000000"])
def test_an_unknown_answer_is_a_page_too(service: Service, path: str) -> None:
    answer = service.ask("GET", path)
    assert answer.status == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_markup_in_a_name_is_only_a_name(service: Service) -> None:
    name = '"><script>alert(1)</script>{{ 7 * 7 }}'
    _, page = search(service, name=name)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in page


def test_pages_hold_no_inline_style_or_script(service: Service) -> None:
    pages = [search(service, name="Kim Jong Un")[1], service.ask("GET", "/").data.decode()]
    for page in pages:
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page)


def test_a_name_that_is_too_long_is_refused_and_no_browser_cuts_it_before(service: Service) -> None:
    (field,) = re.findall(r"<input id=\"name\"[^>]*>", service.ask("GET", "/").data.decode())
    assert "maxlength" not in field
    status, page = search(service, name="x" * 1_001)
    assert status == 422
    assert "must not be longer than 1,000 characters" in page


def test_a_fact_that_was_compared_and_tells_nothing_is_not_said_to_be_missing(service: Service) -> None:
    _, page = search(service, name="GUZMAN LOERA, Joaquin", birth_date="1954-04-04")
    assert "the same year, another day" in page
    assert "other facts agree in part" in page
