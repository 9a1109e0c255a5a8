"""What waits for a second person, suppressions, discount rules and unfreeze reviews, over served pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from screening.domain.access import operator
from screening.domain.errors import AwaitsApproval
from screening.domain.pending import ChangeState, PendingChange, PendingKind
from screening.domain.suppression import WordingReview
from screening.domain.unfreezing import ReviewState
from screening.services.deps import Deps
from screening.services.four_eyes import Request, force, make_user, release
from screening.services.policies import draft_policy, read_policy_file
from screening.services.users import UserOrder
from screening.store.suppressions import write_reviews as write_wordings
from screening.store.unfreezing import write_reviews
from screening.web.change_words import subject_rows
from tests.store.alerts import make_review
from tests.store.examples import NOON
from tests.web.alert_people import Desk, Person, opened

CARL = replace(operator("carl"), person="carl")
RULE = {"title": "Born apart", "kind": "birth_dates_apart", "years": "40", "sample": "5"}


@pytest.fixture(scope="module")
def anna(desk: Desk) -> Person:
    return desk.person("anna")


@pytest.fixture(scope="module")
def ben(desk: Desk) -> Person:
    return desk.person("ben")


def under_four_eyes(deps: Deps) -> Deps:
    return replace(deps, settings=deps.settings.model_copy(update={"four_eyes": True}))


def test_a_user_who_may_do_much_waits_with_all_that_he_is_to_be(desk: Desk, ben: Person) -> None:
    order = UserOrder(name="eve", roles=("analyst",), password="correct horse battery")
    with closing(opened(desk.folder)) as deps, pytest.raises(AwaitsApproval):
        make_user(under_four_eyes(deps), order, CARL)
    page = ben.page("/approvals")
    assert "Make a user who may do much" in page
    assert "<dt>roles</dt><dd><bdi>analyst</bdi>" in page
    assert "correct horse" not in page
    place = re.findall(r'action="(/approvals/changes/\w+/answer)"', page)[0]
    refused = ben.fill(place, {"answer": "reject", "words": " "})
    assert (refused.status, "<strong>Words</strong> is required" in refused.data.decode()) == (422, True)
    assert ben.fill(place, {"answer": "perhaps"}).status == 422
    done = ben.fill(place, {"answer": "approve"})
    assert done.headers["Location"] == "/approvals?done=change-approved"
    late = ben.fill(place, {"answer": "reject"})
    assert (late.status, "it waits for nobody" in late.data.decode()) == (409, True)


def test_a_change_is_said_as_old_and_new_and_what_stays_is_not() -> None:
    rights = {"roles": ["analyst", "auditor"], "disabled": False, "level": None}
    was = {"roles": ["analyst"], "disabled": True, "level": None}
    rows = dict(subject_rows(asked(PendingKind.CHANGE_USER, {"name": "zed", **rights, "was": was})))
    assert rows == {"name": "zed", "roles": "analyst → analyst, auditor", "kept out": "yes → no"}
    key = {"name": "k", "scopes": ["analyst"], "portfolios": None, "rate_limit": None, "days": 365}
    rows = dict(subject_rows(asked(PendingKind.CREATE_KEY, key)))
    assert rows == {
        "name": "k",
        "scopes": "analyst",
        "portfolios": "all",
        "ends": "365 days after it is made",
    }


def asked(kind: PendingKind, subject: Mapping[str, object]) -> PendingChange:
    """A change that waits."""
    return PendingChange(
        id="1",
        kind=kind,
        subject=subject,
        state=ChangeState.WAITING,
        reason="so",
        requested_by="ada",
        entered_by="ada",
        requested_at=NOON,
    )


def test_a_policy_that_waits_says_what_it_would_change(desk: Desk, ben: Person, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("name = 'own'\n[weak_alias]\nmost_alone = 0.68\n", encoding="utf-8")
    with closing(opened(desk.folder)) as deps:
        policy = draft_policy(deps, read_policy_file(tmp_path / "own.toml"), by="carl").policy
        request = Request(reason="more is to be found", by="carl", entered_by="carl")
        with pytest.raises(AwaitsApproval):
            force(under_four_eyes(deps), policy, request)
        with pytest.raises(AwaitsApproval):
            release(under_four_eyes(deps), "us_ofac_sdn", "gone", request)
    pages = [ben.page(place) for place in re.findall(r'"(/approvals/changes/\w+)"', ben.page("/approvals"))]
    assert any("0.68" in page and "Against the policy in force" in page for page in pages)
    assert any("What it would change cannot be said" in page for page in pages)
    assert ben.get("/approvals/changes/none").status == 404


def test_only_who_may_approve_opens_the_approvals(anna: Person, ben: Person) -> None:
    assert anna.get("/approvals").status == 403
    assert 'href="/approvals"' not in anna.page("/alerts")
    assert 'href="/approvals"' in ben.page("/alerts")


def test_a_proposal_waits_among_the_approvals(desk: Desk, anna: Person, ben: Person) -> None:
    alert = desk.raise_alert(reference="A-1")
    anna.decide(alert)
    page = ben.page("/approvals")
    assert f"/alerts/{alert}?state=pending_approval" in page
    assert "The birth dates cannot be of one person" in page


def suppressed(desk: Desk, anna: Person, ben: Person, reference: str) -> str:
    """The address of a new suppression."""
    alert = desk.raise_alert(reference=reference)
    anna.decide(alert)
    assert ben.act(alert, "answer", answer="approve").status == 303
    page = anna.page(f"/suppressions?reference={reference}")
    return str(re.findall(r'"(/suppressions/[0-9a-f]{32})"', page)[0])


def test_a_suppression_is_found_read_and_revoked_with_words(desk: Desk, anna: Person, ben: Person) -> None:
    place = suppressed(desk, anna, ben, "S-1")
    assert "approved by <bdi>ben</bdi>" in anna.page(place)
    assert anna.fill(f"{place}/revocation", {"words": " "}).status == 422
    assert ben.fill(f"{place}/revocation", {"words": "x"}).status == 403
    assert anna.fill(f"{place}/revocation", {"words": "it is him after all"}).status == 303
    assert "it is him after all" in anna.page(place)
    assert "Revoke</button>" not in anna.page(place)
    late = anna.fill(f"{place}/revocation", {"words": "again"})
    assert (late.status, "cannot be revoked" in late.data.decode()) == (409, True)
    assert "S-1" in anna.get("/suppressions?state=revoked&format=csv").data.decode()
    assert "S-1" not in anna.page("/suppressions?state=in_force").partition("<tbody>")[2]
    assert anna.get("/suppressions?state=odd&list_id=%00").status == 200
    assert anna.get("/suppressions/none").status == 404


def test_a_change_of_wording_is_looked_at(desk: Desk, anna: Person, ben: Person) -> None:
    place = suppressed(desk, anna, ben, "S-2")
    waiting = WordingReview(
        suppression_id=place.rpartition("/")[2],
        fingerprint="a" * 64,
        fields=("remarks",),
        list_version="v2",
        noticed_at=NOON,
    )
    with closing(opened(desk.folder)) as deps, deps.database.writing() as session:
        write_wordings(session, [waiting], at=NOON, actor="test")
    assert "S-2" in anna.page("/suppressions/review")
    assert "S-2" in anna.get("/suppressions/review?format=csv").data.decode()
    assert anna.fill(f"{place}/review", {"fingerprint": "b" * 64}).status == 422
    seen = anna.fill(f"{place}/review", {"fingerprint": "a" * 64, "from": "list"})
    assert seen.headers["Location"] == "/suppressions/review?done=wording-seen"
    assert "S-2" not in anna.page("/suppressions/review")


def test_a_rule_is_simulated_proposed_approved_by_another_and_retired(
    desk: Desk, anna: Person, ben: Person
) -> None:
    desk.raise_alert(reference="R-1")
    simulated = anna.fill("/discount-rules/simulation", RULE)
    assert simulated.status == 200
    assert "It would have closed <strong>0</strong> of the latest" in simulated.data.decode()
    assert "There is no rule" in anna.page("/discount-rules")
    for wrong in ({"years": "x"}, {"years": ""}, {"sample": "0"}, {"kind": "odd"}, {"title": ""}):
        answer = anna.fill("/discount-rules", {**RULE, **wrong})
        assert (answer.status, "This was not done" in answer.data.decode()) == (422, True), wrong
    assert anna.fill("/discount-rules", RULE).status == 303
    place = re.findall(r'action="(/discount-rules/\w+)/answer"', ben.page("/discount-rules"))[0]
    assert "Born apart" in ben.page("/approvals")
    assert anna.fill(f"{place}/answer", {"answer": "approve"}).status == 403
    assert ben.fill(f"{place}/answer", {"answer": "approve", "words": "as agreed"}).status == 303
    assert ben.fill(f"{place}/answer", {"answer": "reject"}).status == 409
    assert "Born apart" in anna.get("/discount-rules?format=csv").data.decode()
    assert anna.fill(f"{place}/retirement", {"words": "found one"}).status == 303
    assert ">retired<" in anna.page("/discount-rules")


def test_who_sees_some_portfolios_reads_rules_and_no_more(desk: Desk) -> None:
    rita = desk.person("rita")
    assert "you see some of them" in rita.page("/discount-rules")
    assert rita.fill("/discount-rules", RULE).status == 403


def test_an_unfreeze_review_is_proposed_and_answered_by_another(
    desk: Desk, anna: Person, ben: Person
) -> None:
    alert = desk.raise_alert()
    waiting = make_review(alert, "us_ofac_sdn")
    opened_one = replace(
        waiting, state=ReviewState.OPEN, outcome=None, proposed_by=None, proposed_at=None, version=1
    )
    with closing(opened(desk.folder)) as deps, deps.database.writing() as session:
        write_reviews(session, [opened_one], at=NOON, actor="test", kind="unfreeze_review_raised")
    place = f"/unfreeze-reviews/{waiting.id}"
    assert "Propose to release" in anna.page("/unfreeze-reviews")
    sent = {"version": "1", "outcome": "kept", "words": "a court order"}
    assert anna.fill(f"{place}/decision", {**sent, "outcome": "lost"}).status == 422
    assert anna.fill(f"{place}/decision", {**sent, "version": "7"}).status == 409
    assert anna.fill(f"{place}/decision", sent).status == 303
    assert "another person has to answer it" in anna.page("/unfreeze-reviews")
    assert "a court order" in ben.page("/approvals")
    assert ben.fill(f"{place}/answer", {"version": "2", "answer": "hm"}).status == 422
    assert (
        ben.fill(f"{place}/answer", {"version": "2", "answer": "reject", "words": "which one"}).status == 303
    )
    assert "which one" in anna.page("/unfreeze-reviews")
    assert anna.fill(f"{place}/decision", {**sent, "version": "3"}).status == 303
    assert ben.fill(f"{place}/answer", {"version": "4", "answer": "approve"}).status == 303
    assert "a court order" in anna.page("/unfreeze-reviews?state=closed")
    assert "a court order" in anna.get("/unfreeze-reviews?format=csv").data.decode()
