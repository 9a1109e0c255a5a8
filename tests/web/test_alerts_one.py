"""One alert on one page: decided, moved, handed over; told what happened meanwhile; never losing words."""

from __future__ import annotations

import re
from contextlib import closing
from html import unescape

import pytest

from screening.domain.access import operator
from screening.services.users import change_user
from tests.web.alert_people import Desk, Person, opened
from tests.web.test_sign_in import FORM, HTML

BORN = {"name": "Kim Jong Un", "type": "individual", "birth_dates": ["1999-05-05"]}
KONY = {"name": "Joseph Kony", "type": "individual"}
"""On two of the samples."""

SCRIPT = "Kim Jong Un <script>"


@pytest.fixture(scope="module")
def anna(desk: Desk) -> Person:
    return desk.person("anna")


@pytest.fixture(scope="module")
def ben(desk: Desk) -> Person:
    return desk.person("ben")


def test_the_facts_stand_before_the_ledger_and_the_rationale_is_drafted(desk: Desk, anna: Person) -> None:
    page = anna.page(f"/alerts/{desk.raise_alert(BORN)}")
    assert page.index('<tbody class="conflicting">') < page.index('<tbody class="missing">')
    assert page.index('class="facts-table"') < page.index('class="ledger"')
    assert "Birth date differs: 1999-05-05 against 08 Jan 1984" in unescape(page)
    assert "decisive" in page


def test_after_a_decision_the_next_alert_of_the_same_queue_opens(desk: Desk, anna: Person) -> None:
    first, second = (desk.raise_alert(reference=f"N-{n}", portfolio="funds") for n in range(2))
    query = "?portfolio=funds&order=newest"
    answer = anna.decide(second, query)
    assert answer.status == 303
    assert answer.headers["Location"].startswith(f"/alerts/{first}?done=alert-proposed&")
    assert "portfolio=funds" in answer.headers["Location"]
    assert "Decided; it waits for a second person." in anna.page(answer.headers["Location"])
    last = anna.decide(first, "?reference=N-0")
    assert last.headers["Location"] == "/alerts?done=alert-proposed-last&reference=N-0"
    assert "That was the last of this queue." in anna.page(last.headers["Location"])


def test_a_verdict_without_its_reason_or_words_is_told_and_keeps_what_was_typed(
    desk: Desk, anna: Person
) -> None:
    alert = desk.raise_alert()
    for fields, fault in (
        ({"verdict": ""}, "<strong>Verdict</strong> has to be chosen"),
        ({"reason-false_positive": ""}, "<strong>Reason</strong> has to be chosen"),
        ({"reason-false_positive": "other", "rationale": " "}, "<strong>Words</strong> is required"),
        ({"expires_on": "2999-01-01"}, "<strong>Holds until</strong>"),
        ({"expires_on": "soon"}, "<strong>Holds until</strong>"),
        (
            {"member-0": "us_ofac_sdn:0", "other-0": "true_match:other", "other-words-0": "x"},
            "of exception 1</strong> is no designation",
        ),
    ):
        answer = anna.decide(alert, **{"rationale": "my own words", **fields})
        assert answer.status == 422, fields
        assert fault in answer.data.decode(), fields
    assert ">my own words</textarea>" in answer.data.decode()


def test_single_designations_are_decided_otherwise(desk: Desk, anna: Person) -> None:
    alert = desk.raise_alert(KONY)
    page = anna.page(f"/alerts/{alert}")
    members = re.findall(r'name="member-\d" value="([^"]+)"', page)
    assert len(members) > 1
    fields = {"member-0": members[0], "other-0": "true_match:facts_agree", "other-words-0": "it is him"}
    assert anna.decide(alert, **fields).status == 303
    page = anna.page(f"/alerts/{alert}")
    assert "it is him" in page
    assert f"1 of {len(members)}" in page


def test_who_proposed_cannot_approve_and_is_told_so(desk: Desk, anna: Person, ben: Person) -> None:
    alert, own = desk.raise_alert(), desk.raise_alert()
    zoe = desk.person("zoe")  # She may do both, and still not with the same alert.
    zoe.decide(own)
    page = zoe.page(f"/alerts/{own}")
    assert "Your answer, as the second person" not in page
    assert "You made this proposal: another person has to approve or reject it." in page
    refused = zoe.fill(f"/alerts/{own}/answer", {"version": "2", "answer": "approve", "answer_words": "mine"})
    assert (refused.status, "Not yours to answer" in refused.data.decode()) == (403, True)
    assert "you: another person has to answer" in zoe.page("/approvals")
    anna.decide(alert, rationale="his own brother")
    assert anna.fill(f"/alerts/{alert}/answer", {"version": "2", "answer": "approve"}).status == 403
    assert "Your answer, as the second person" in ben.page(f"/alerts/{alert}")
    assert ben.act(alert, "answer", answer="reject").status == 422
    assert ben.act(alert, "answer", answer="maybe").status == 422
    assert ben.act(alert, "answer", answer="reject", answer_words="look again").status == 303
    work = anna.page(f"/alerts/{alert}").partition('class="work"')[2]
    assert work.index("look again") < work.index('<textarea id="rationale"')
    assert ">his own brother</textarea>" in work
    anna.decide(alert)
    assert ben.act(alert, "answer", answer="approve", answer_words="agreed").status == 303
    page = ben.page(f"/alerts/{alert}")
    assert ">closed<" in page
    assert re.search(r"Approved.*by <bdi>ben</bdi>.*\n.*agreed", page.partition('class="work"')[2])


def test_the_second_of_two_is_told_who_did_what_and_keeps_the_words(desk: Desk, anna: Person) -> None:
    alert = desk.raise_alert()
    desk.person("carl").act(alert, "notes", act="escalate", words="this is above me")
    sent = {
        "version": "1",
        "verdict": "true_match",
        "reason-true_match": "facts_agree",
        "rationale": "IT IS HIM",
    }
    answer = anna.fill(f"/alerts/{alert}/decision", sent)
    page = answer.data.decode()
    assert answer.status == 409
    assert "the alert has changed meanwhile" in page
    assert "<bdi>carl</bdi></strong> escalated it" in page
    assert "this is above me" in page
    assert page.count(">IT IS HIM</textarea>") == 2
    assert ">escalated<" in anna.page(f"/alerts/{alert}")
    assert "IT IS HIM" not in anna.page(f"/alerts/{alert}")


def test_words_are_kept_to_be_copied_where_nothing_can_be_sent_any_more(desk: Desk, anna: Person) -> None:
    alert = desk.raise_alert()
    desk.person("carl").decide(alert)
    sent = {"version": "1", "verdict": "not_determined", "rationale": "too little to tell"}
    answer = anna.fill(f"/alerts/{alert}/decision", sent | {"reason-not_determined": "facts_missing"})
    assert answer.status == 409
    assert "too little to tell</textarea>" in answer.data.decode()
    assert "proposed a decision" in answer.data.decode()


def test_words_are_given_back_where_the_session_ended(desk: Desk) -> None:
    alert = desk.raise_alert()
    carl = desk.person("carl")
    desk.end_sessions("carl")
    place = f"{desk.service.url}/alerts/{alert}?state=open"
    sent = {"version": "1", "rationale": "<b>an hour of work", "password": "secret"}
    answer = carl.fill(f"/alerts/{alert}/decision", sent, referrer=place)
    assert answer.status == 307
    assert answer.headers["Location"] == f"/sign-in/again?next=/alerts/{alert}?state%3Dopen"
    page = carl.fill(answer.headers["Location"], sent)
    assert page.status == 401
    assert "&lt;b&gt;an hour of work</textarea>" in page.data.decode()
    assert "secret" not in page.data.decode()
    assert f"/sign-in?next=/alerts/{alert}?state%3Dopen" in page.data.decode()
    sent_by = {**HTML, **FORM}
    stranger = Person(desk.service)._ask("POST", "/sign-in/again", sent_by, "rationale=of+another+site")
    assert stranger.status == 401
    assert "another site" not in stranger.data.decode()


def test_a_long_comment_is_kept_whole_or_refused(desk: Desk, anna: Person) -> None:
    alert = desk.raise_alert()
    assert anna.act(alert, "notes", act="comment", words="wörd " * 1_000).status == 303
    assert ("wörd " * 1_000).strip() in anna.page(f"/alerts/{alert}")
    answer = anna.act(alert, "notes", act="comment", words="x" * 10_001)
    assert answer.status == 422
    assert "<strong>Words</strong>" in answer.data.decode()
    assert "x" * 10_001 in answer.data.decode()


def test_a_script_in_a_name_or_in_words_is_inert(desk: Desk, anna: Person) -> None:
    subject = {"name": SCRIPT, "type": "individual", "identifiers": [{"value": "<i>9"}]}
    alert = desk.raise_alert(subject, reference="<img src=x>")
    anna.act(alert, "notes", act="comment", words="<script>alert(2)</script>")
    for path in (f"/alerts/{alert}", "/alerts?reference=%3Cimg+src%3Dx%3E"):
        page = anna.page(path)
        assert "&lt;script&gt;" in page
        assert not re.search(r"<script>|<img src=x|<i>9", page)
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page)


def test_it_is_taken_given_moved_and_commented(desk: Desk, anna: Person) -> None:
    alert = desk.raise_alert()
    assert (
        anna.act(alert, "assignment", assignee="@me").headers["Location"]
        == f"/alerts/{alert}?done=alert-taken"
    )
    page = anna.page(f"/alerts/{alert}")
    assert ">in review<" in page
    assert "Given to <strong><bdi>anna</bdi>" in page
    assert anna.act(alert, "notes", act="escalate", words="").status == 422
    assert anna.act(alert, "notes", act="await").status == 303
    assert anna.act(alert, "notes", act="dance", words="x").status == 422
    assert anna.act(alert, "assignment", assignee="nobody of ours").status == 422
    assert anna.act(alert, "assignment", assignee="carl").status == 303
    assert anna.act(alert, "assignment", assignee="").status == 303


def test_alerts_of_who_works_here_no_longer_are_shown_and_taken_over(desk: Desk, anna: Person) -> None:
    alert = desk.raise_alert(reference="G-1")
    anna.act(alert, "assignment", assignee="carl")
    with closing(opened(desk.folder)) as deps:
        change_user(deps, "carl", {"disabled": True}, operator("test"))
    try:
        assert "works here no longer" in anna.page(f"/alerts/{alert}")
        assert "works here no longer" in anna.page("/alerts?assignee=carl&reference=G-1")
        assert anna.act(alert, "assignment", assignee="@me").status == 303
    finally:
        with closing(opened(desk.folder)) as deps:
            change_user(deps, "carl", {"disabled": False}, operator("test"))


def test_what_was_done_after_a_true_match_is_recorded_with_the_day_of_the_report(
    desk: Desk, anna: Person
) -> None:
    alert = desk.raise_alert()
    told = {"verdict": "true_match", "reason-true_match": "facts_agree", "rationale": "it is him"}
    assert anna.decide(alert, **told).status == 303
    assert "Nothing is recorded yet" in anna.page(f"/alerts/{alert}")
    assert anna.act(alert, "response", kind="frozen", taken_on="2999-01-01").status == 422
    assert anna.act(alert, "response", kind="frozen", taken_on="2026-03-02").status == 303
    assert "report due on 2026-03-16" in anna.page(f"/alerts/{alert}")


def test_earlier_decisions_on_the_customer_and_on_the_party_are_told(
    desk: Desk, anna: Person, ben: Person
) -> None:
    alert = desk.raise_alert(reference="E-1")
    anna.decide(alert)
    ben.act(alert, "answer", answer="approve")
    other = desk.raise_alert(reference="E-2")
    page = anna.page(f"/alerts/{other}").partition("On this party")[2]
    assert f'<a href="/alerts/{alert}"><bdi>E-1</bdi></a>' in page
    rita = desk.person("rita")
    own = desk.raise_alert(reference="E-3", portfolio="retail")
    assert "E-1" not in rita.page(f"/alerts/{own}")


@pytest.mark.parametrize("path", ["nothing", "%00", "nothing/decision"])
def test_an_unknown_alert_is_a_page_that_says_so(anna: Person, path: str) -> None:
    answer = anna.fill(f"/alerts/{path}", {"version": "1"}) if "/" in path else anna.get(f"/alerts/{path}")
    assert answer.status in (404, 422)
    assert answer.headers["Content-Type"].startswith("text/html")


def test_an_alert_of_another_portfolio_is_not_there(desk: Desk) -> None:
    alert = desk.raise_alert(portfolio="funds")
    rita = desk.person("rita")
    assert rita.get(f"/alerts/{alert}").status == 404
    assert rita.fill(f"/alerts/{alert}/notes", {"version": "1", "act": "comment", "words": "x"}).status == 404


def test_a_form_without_its_version_or_its_token_is_refused(desk: Desk, anna: Person) -> None:
    alert = desk.raise_alert()
    assert anna.fill(f"/alerts/{alert}/notes", {"act": "comment", "words": "x"}).status == 422
    assert anna._ask("POST", f"/alerts/{alert}/notes", {}, "version=1&words=x").status == 403
