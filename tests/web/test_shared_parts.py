"""What every page shares: the navigation, notices, pages of tables, tables to take away."""

from __future__ import annotations

import pytest
from flask import Flask

from screening.domain.access import ROLES, Principal
from screening.services.directions import name_controls
from screening.web.csv_tables import csv_response
from screening.web.navigation import links_of
from screening.web.notices import done
from screening.web.paging import Paging, asked_offset, this_page
from screening.web.sign_in import own_path


def of_role(role: str) -> Principal:
    return Principal(name="x", person="x", permissions=ROLES[role])


def test_only_pages_that_may_be_opened_are_offered() -> None:
    assert "Files" in [link.label for link in links_of(of_role("analyst"), "/")]
    assert "Files" not in [link.label for link in links_of(of_role("admin"), "/")]


def test_the_page_that_is_open_is_current() -> None:
    links = links_of(of_role("analyst"), "/batches/7")
    assert [link.label for link in links if link.is_current] == ["Files"]


def test_a_notice_that_nobody_wrote_cannot_be_led_to() -> None:
    with pytest.raises(ValueError, match="no notice"):
        done("web.home", "made-up")


def test_cells_that_a_spreadsheet_would_run_are_made_text() -> None:
    text = csv_response("a.csv", ["name", "n"], [["=1+1", 7], [None, -3]]).get_data(as_text=True)
    assert text == "\ufeffname,n\r\n'=1+1,7\r\n,-3\r\n"


def test_the_pages_of_a_table_begin_and_end() -> None:
    app = Flask("pages")
    app.add_url_rule("/rows", "rows", lambda: "")
    with app.test_request_context("/rows?state=open&offset=20&done=x"):
        paging = Paging(offset=asked_offset(), shown=20, total=41)
        assert (paging.first, paging.last) == (21, 40)
        assert paging.before == "/rows?state=open"
        assert paging.after == "/rows?state=open&offset=40"
        assert Paging(offset=40, shown=20, total=41).after is None


@pytest.mark.parametrize("asked", ["-5", "many", ""])
def test_an_offset_that_is_none_is_the_first_page(asked: str) -> None:
    with Flask("pages").test_request_context(f"/?offset={asked}"):
        assert asked_offset() == 0


def with_addresses() -> Flask:
    """An application that knows some addresses, one of them of a form only."""
    app = Flask(__name__)
    for path, endpoint in (
        ("/", "web.home"),
        ("/screenings/<screening_id>", "answer"),
        ("/alerts/<one>", "one"),
    ):
        app.add_url_rule(path, endpoint)
    app.add_url_rule("/alerts/<one>/decision", "decide", methods=["POST"])
    return app


@pytest.mark.parametrize("name", ["endpoint", "_anchor", "_scheme", "_method", "_external", "screening_id"])
def test_a_parameter_of_any_name_is_kept_as_a_parameter(name: str) -> None:
    with with_addresses().test_request_context(f"/screenings/abc?{name}=x&q=a%26b&q=c&done=y"):
        assert this_page(offset=50, format=None) == f"/screenings/abc?{name}=x&q=a%26b&q=c&offset=50"


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("/alerts/abc?state=open", "/alerts/abc?state=open"),
        ("/alerts/abc/decision?state=open", "/alerts/abc?state=open"),
        ("/no/such/page", "/"),
        ("//elsewhere/alerts", "/"),
    ],
)
def test_a_sign_in_leads_to_what_can_be_opened(wanted: str, page: str) -> None:
    with with_addresses().test_request_context("/sign-in"):
        assert own_path(wanted) == page


def test_what_turns_words_round_is_named_where_it_is_read_and_sent_as_it_is() -> None:
    page = '<p title="a\u202eb">a\u202eb</p><textarea>a\u202eb</textarea>'
    shown = '<p title="a\u202eb">a[right-to-left override]b</p><textarea>a\u202eb</textarea>'
    assert name_controls(page) == shown
