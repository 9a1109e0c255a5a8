"""Unfreeze reviews: what was frozen for parties that their list no longer names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission, same_person
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.unfreezing import ReviewOutcome, ReviewState, UnfreezeReview
from screening.services.deps import Deps
from screening.services.unfreeze_reviews import answer_review, decide_review, read_reviews
from screening.web.alerts.one_form import read_version, read_words
from screening.web.alerts.outcome import carried_out
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.notices import done
from screening.web.paging import Paging, asked_offset
from screening.web.rendering import render_page

SHOWN, _ALL = 25, 10_000
_TABS: Mapping[str, tuple[ReviewState, ...]] = {
    "waiting": (ReviewState.OPEN, ReviewState.PENDING_APPROVAL),
    "closed": (ReviewState.CLOSED,),
}
_COLUMNS = (
    *(
        "id",
        "state",
        "list_id",
        "authority_ref",
        "portfolio",
        "reference",
        "list_version",
        "alert_id",
        "raised_at",
    ),
    *("outcome", "text", "proposed_by", "proposed_at", "answered_by", "answered_at"),
)


def add_unfreeze_reviews(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/unfreeze-reviews")
    def unfreeze_reviews() -> AnyResponse:
        if wants_csv():
            found = read_reviews(deps, list(ReviewState), offset=0, limit=_ALL, seen_by=g.principal)
            return csv_response("unfreeze-reviews.csv", _COLUMNS, map(_cells, found.reviews))
        return _page(deps)

    def page(status: int, **more: Any) -> AnyResponse:
        return _page(deps, status, **more)

    @blueprint.post("/unfreeze-reviews/<review_id>/decision")
    def decide_unfreeze_review(review_id: str) -> AnyResponse:
        def decided() -> AnyResponse:
            words, version = read_words(request.form, "words"), read_version(request.form)
            decide_review(deps, review_id, version, _outcome(), text=words, by=g.principal)
            return done("web.unfreeze_reviews", "review-proposed")

        return carried_out(decided, page)

    @blueprint.post("/unfreeze-reviews/<review_id>/answer")
    def answer_unfreeze_review(review_id: str) -> AnyResponse:
        def answered() -> AnyResponse:
            answer = request.form.get("answer")
            if answer not in ("approve", "reject"):
                raise InvalidRequest([Fault("act", "approve or reject has to be chosen")])
            is_approved, version = answer == "approve", read_version(request.form)
            words = read_words(request.form, "words")
            answer_review(deps, review_id, version, approved=is_approved, text=words, by=g.principal)
            return done("web.unfreeze_reviews", "review-approved" if is_approved else "review-rejected")

        return carried_out(answered, page)


def _page(deps: Deps, status: int = 200, **more: Any) -> AnyResponse:
    tab = request.args.get("state", "")
    tab = tab if tab in _TABS else "waiting"
    offset, by = asked_offset(), g.principal
    page = read_reviews(deps, _TABS[tab], offset=offset, limit=SHOWN, seen_by=by)
    return render_page(
        "alerts/unfreeze_reviews.html",
        status,
        tab=tab,
        reviews=page.reviews,
        paging=Paging(offset=offset, shown=SHOWN, total=page.total),
        own={one.id for one in page.reviews if same_person(one.proposed_by or "", by.person)},
        may_decide=by.may(Permission.DECIDE),
        may_approve=by.may(Permission.APPROVE),
        **more,
    )


def _outcome() -> ReviewOutcome:
    try:
        return ReviewOutcome(request.form.get("outcome", ""))
    except ValueError:
        raise InvalidRequest([Fault("outcome", "has to be chosen: released or kept")]) from None


def _cells(one: UnfreezeReview) -> list[object]:
    said = {**{name: getattr(one, name, None) for name in _COLUMNS}, **one.member._asdict()}
    return [_text(said[name]) for name in _COLUMNS]


def _text(value: Any) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
