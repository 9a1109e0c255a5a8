"""The queue of alerts: filtered by its address, taken away, and worked on many at once."""

from __future__ import annotations

import csv
import io

import pytest

from tests.web.alert_people import Desk, Person, version_in


@pytest.fixture(scope="module")
def anna(desk: Desk) -> Person:
    return desk.person("anna")


def ticked(person: Person, *alerts: str) -> list[tuple[str, str]]:
    """The boxes of these alerts, as the queue would send them."""
    return [("alert", f"{one}:{version_in(person.page(f'/alerts/{one}'))}") for one in alerts]


def test_an_alert_waits_in_the_queue_with_its_customer(desk: Desk, anna: Person) -> None:
    alert = desk.raise_alert(reference="Q-1")
    page = anna.page("/alerts?reference=Q-1")
    assert f'href="/alerts/{alert}?reference=Q-1"' in page
    assert "<bdi>Kim Jong Un</bdi>" in page
    assert 'aria-current="page">To do <span class="quiet">1</span>' in page


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("assignee=@nobody", True),
        ("assignee=@free", True),
        ("assignee=@me", False),
        ("assignee=carl", False),
        ("list_id=us_ofac_sdn", True),
        ("list_id=ch_seco_sanctions", False),
        ("corroboration=not_compared", True),
        ("corroboration=confirmed", False),
        ("score=0.7", True),
        ("score=1,0", True),
        ("portfolio=funds", True),
        ("portfolio=retail", False),
        ("delisted=yes", False),
        ("state=open&order=score", True),
        ("state=closed", False),
        ("state=all&order=newest", True),
    ],
)
def test_a_queue_is_filtered_by_its_address(desk: Desk, anna: Person, query: str, is_there: bool) -> None:
    if "Q-2" not in anna.page("/alerts?state=all&reference=Q-2").partition("<tbody>")[2]:
        desk.raise_alert(reference="Q-2", portfolio="funds")
    assert (">Q-2<" in anna.page(f"/alerts?reference=Q-2&{query}").partition("<tbody>")[2]) is is_there


def test_what_is_given_to_another_is_no_longer_free(desk: Desk, anna: Person) -> None:
    alert = desk.raise_alert(reference="Q-8")
    anna.act(alert, "assignment", assignee="carl")
    there = [
        name
        for name in ("@me", "@nobody", "@free", "carl")
        if ">Q-8<" in anna.page(f"/alerts?reference=Q-8&assignee={name}").partition("<tbody>")[2]
    ]
    assert there == ["carl"]


@pytest.mark.parametrize(
    "query", ["state=mad", "order=up", "corroboration=x", "score=much", "score=7", "score=nan"]
)
def test_a_filter_that_cannot_be_read_is_told_and_the_rest_counts(anna: Person, query: str) -> None:
    answer = anna.get(f"/alerts?{query}&offset=x&reference=nobody")
    assert answer.status == 422
    assert "This cannot be filtered by" in answer.data.decode()


@pytest.mark.parametrize(
    "query", ["offset=99999999999999", "list_id=%00", "portfolio=%00&assignee=%00", "hit=:"]
)
def test_odd_values_find_nothing_and_break_nothing(anna: Person, query: str) -> None:
    assert anna.get(f"/alerts?{query}").status == 200


def test_the_whole_queue_is_taken_away_as_a_table(desk: Desk, anna: Person) -> None:
    alert = desk.raise_alert(reference="Q-3")
    answer = anna.get("/alerts?reference=Q-3&format=csv")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["alert"], row["customer_name"], row["state"]) == (alert, "Kim Jong Un", "open")


def test_an_empty_queue_says_what_to_do(anna: Person) -> None:
    assert "Take a filter away" in anna.page("/alerts?reference=of-nobody")


def test_ticked_alerts_are_given_decided_and_approved_together(desk: Desk, anna: Person) -> None:
    alerts = [desk.raise_alert(reference=f"Q-4{n}") for n in range(2)]
    given = anna.fill("/alerts/assignment?state=open", [*ticked(anna, *alerts), ("assignee", "carl")])
    assert (given.status, given.headers["Location"]) == (303, "/alerts?done=alerts-assigned&state=open")
    told = [
        ("verdict", "false_positive"),
        ("reason-false_positive", "birth_date_differs"),
        ("confirmed", "yes"),
    ]
    decided = anna.fill("/alerts/decision", [*ticked(anna, *alerts), *told])
    assert decided.headers["Location"] == "/alerts?done=alerts-decided"
    ben = desk.person("ben")
    approved = ben.fill("/alerts/approval", ticked(anna, *alerts))
    assert approved.headers["Location"] == "/alerts?done=alerts-approved"
    assert ">closed<" in ben.page(f"/alerts/{alerts[0]}")


def test_one_that_changed_meanwhile_is_told_and_the_others_are_done(desk: Desk, anna: Person) -> None:
    alerts = [desk.raise_alert(reference=f"Q-5{n}") for n in range(2)]
    boxes = ticked(anna, *alerts)
    desk.person("carl").act(alerts[0], "notes", act="comment", words="I look at it")
    answer = anna.fill("/alerts/assignment", [*boxes, ("assignee", "@me")])
    page = answer.data.decode()
    assert answer.status == 409
    assert "1 of 2 was left as it was" in page
    assert f'<a href="/alerts/{alerts[0]}">{alerts[0][:8]}</a> The alert is at version 2 by now' in page


def test_what_cannot_be_decided_together_is_told_with_what_was_typed(desk: Desk, anna: Person) -> None:
    answer = anna.fill("/alerts/decision", [("verdict", "true_match"), ("rationale", "all of them")])
    assert answer.status == 422
    assert "<strong>Alerts</strong> none is ticked" in answer.data.decode()
    assert ">all of them</textarea>" in answer.data.decode()
    assert anna.fill("/alerts/assignment", [("alert", "x:y")]).status == 422


def test_where_it_was_told_leads_back_to_the_queue_when_it_is_opened_again(anna: Person) -> None:
    answer = anna.get("/alerts/decision?state=open")
    assert (answer.status, answer.headers["Location"]) == (302, "/alerts?state=open")


def test_an_alert_unlike_the_first_is_named(desk: Desk, anna: Person) -> None:
    other = {"name": "Joseph Kony", "type": "individual"}
    alerts = [desk.raise_alert(reference="Q-9"), desk.raise_alert(other, reference="Q-10")]
    told = [("verdict", "false_positive"), ("reason-false_positive", "gender_differs")]
    answer = anna.fill("/alerts/decision", [*ticked(anna, *alerts), *told])
    assert answer.status == 422
    assert "JOSEPH KONY for Q-10</strong> is not equal to the first" in answer.data.decode()


def test_only_the_own_portfolios_are_seen_and_counted(desk: Desk) -> None:
    desk.raise_alert(reference="Q-6", portfolio="funds")
    mine = desk.raise_alert(reference="Q-7", portfolio="retail")
    rita = desk.person("rita")
    page = rita.page("/alerts?state=all")
    assert f"/alerts/{mine}?" in page
    assert "Q-6" not in page
    assert "Q-6" not in rita.get("/alerts?state=all&format=csv").data.decode()


def test_who_may_only_read_sees_no_buttons_and_is_refused(desk: Desk) -> None:
    alert = desk.raise_alert()
    dora = desk.person("dora")
    assert "Give the ticked to" not in dora.page("/alerts")
    assert dora.fill("/alerts/assignment", [("alert", f"{alert}:1")]).status == 403
    assert dora.fill("/alerts/approval", [("alert", f"{alert}:1")]).status == 403
    page = dora.page(f"/alerts/{alert}")
    assert "<button class" not in page.partition("<main")[2].partition("</main>")[0]
    assert dora.fill(f"/alerts/{alert}/decision", {"version": "1"}).status == 403
