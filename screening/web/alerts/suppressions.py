"""Suppressions: which there are, one with its changes of wording, ending one; and what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission
from screening.domain.suppression import Suppression, SuppressionState
from screening.services.deps import Deps
from screening.services.suppression_answers import suppression_to_dict
from screening.services.suppression_book import (
    read_reviews,
    read_suppression,
    read_suppressions,
    revoke,
    see_wording,
)
from screening.store.suppression_reading import SuppressionFilter
from screening.web.alerts.one_form import read_words
from screening.web.alerts.outcome import carried_out
from screening.web.alerts.words import list_options
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.notices import done
from screening.web.paging import Paging, asked_offset
from screening.web.rendering import render_page

SHOWN, _CHUNK = 50, 500
_COLUMNS = (
    *("id", "state", "portfolio", "reference", "list_id", "authority_ref", "decided_by", "approved_by"),
    *("begun_at", "expires_at", "ended_at", "ended_by", "why"),
)
_WORDING = ("suppression", "reference", "list_id", "authority_ref", "fields", "list_version", "noticed_at")
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class SuppressionForm:
    """The filter as text, empty where nothing was chosen."""

    state: str = SuppressionState.IN_FORCE.value
    list_id: str = ""
    reference: str = ""
    authority_ref: str = ""
    portfolio: str = ""

    def filter(self, deps: Deps) -> SuppressionFilter:
        """What the services understand."""
        known = self.state in [one.value for one in SuppressionState]
        chosen = {name: value or None for name, value in asdict(self).items() if name != "state"}
        state = SuppressionState(self.state) if known else None
        return SuppressionFilter(at=deps.clock(), state=state, **chosen)


def add_suppressions(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/suppressions")
    def suppressions() -> AnyResponse:
        form = SuppressionForm(**{name: _given(name, default) for name, default in asdict(_FORM).items()})
        wanted = form.filter(deps)
        if wants_csv():
            return csv_response("suppressions.csv", _COLUMNS, _rows(deps, wanted))
        offset = asked_offset()
        total, found = read_suppressions(deps, wanted, offset=offset, limit=SHOWN, seen_by=g.principal)
        return render_page(
            "alerts/suppressions.html",
            form=form,
            found=found,
            at=wanted.at,
            paging=Paging(offset=offset, shown=SHOWN, total=total),
            states=[(one.value, one.value.replace("_", " ")) for one in SuppressionState] + [("any", "any")],
            list_options=list_options(),
            to_see=read_reviews(deps, _any(deps), offset=0, limit=1, seen_by=g.principal)[0],
        )

    @blueprint.get("/suppressions/review")
    def suppression_reviews() -> AnyResponse:
        if wants_csv():
            return csv_response("wording.csv", _WORDING, _wordings(deps))
        offset = asked_offset()
        total, found = read_reviews(deps, _any(deps), offset=offset, limit=SHOWN, seen_by=g.principal)
        paging = Paging(offset=offset, shown=SHOWN, total=total)
        may_decide = g.principal.may(Permission.DECIDE)
        return render_page(
            "alerts/suppression_reviews.html", found=found, paging=paging, may_decide=may_decide
        )

    _add_one(blueprint, deps)


def _add_one(blueprint: Blueprint, deps: Deps) -> None:
    def page(suppression_id: str, status: int = 200, **more: Any) -> AnyResponse:
        file = read_suppression(deps, suppression_id, seen_by=g.principal)
        one, at = file.suppression, deps.clock()
        may = g.principal.may(Permission.DECIDE)
        shown = {"file": file, "one": one, "at": at, "may_decide": may, "holds": one.holds_at(at)}
        return render_page("alerts/suppression.html", status, **shown, **more)

    @blueprint.get("/suppressions/<suppression_id>")
    def suppression(suppression_id: str) -> AnyResponse:
        return page(suppression_id)

    @blueprint.post("/suppressions/<suppression_id>/revocation")
    def revoke_suppression(suppression_id: str) -> AnyResponse:
        def revoked() -> AnyResponse:
            words = read_words(request.form, "words")
            revoke(deps, suppression_id, text=words, by=g.principal)
            return done("web.suppression", "suppression-revoked", suppression_id=suppression_id)

        return carried_out(revoked, lambda status, **more: page(suppression_id, status, **more))

    @blueprint.post("/suppressions/<suppression_id>/review")
    def review_suppression(suppression_id: str) -> AnyResponse:
        def seen() -> AnyResponse:
            fingerprint = request.form.get("fingerprint", "")
            see_wording(deps, suppression_id, fingerprint=fingerprint, by=g.principal)
            if request.form.get("from") == "list":
                return done("web.suppression_reviews", "wording-seen")
            return done("web.suppression", "wording-seen", suppression_id=suppression_id)

        return carried_out(seen, lambda status, **more: page(suppression_id, status, **more))


_FORM = SuppressionForm()


def _given(name: str, default: str) -> str:
    return request.args.get(name, default).strip()[:_LONGEST]


def _any(deps: Deps) -> SuppressionFilter:
    return SuppressionFilter(at=deps.clock())


def _rows(deps: Deps, wanted: SuppressionFilter) -> Iterator[list[object]]:
    total, offset = 1, 0
    while offset < total:
        total, found = read_suppressions(deps, wanted, offset=offset, limit=_CHUNK, seen_by=g.principal)
        yield from (_cells(one, wanted) for one in found)
        offset += _CHUNK


def _wordings(deps: Deps) -> Iterator[list[object]]:
    total, offset = 1, 0
    while offset < total:
        total, found = read_reviews(deps, _any(deps), offset=offset, limit=_CHUNK, seen_by=g.principal)
        for one, review in found:
            fields, at = ", ".join(review.fields), review.noticed_at.isoformat()
            yield [one.id, one.reference, *one.member, fields, review.list_version, at]
        offset += _CHUNK


def _cells(one: Suppression, wanted: SuppressionFilter) -> list[object]:
    said = suppression_to_dict(one, wanted.at)
    return [said[name] for name in _COLUMNS]
