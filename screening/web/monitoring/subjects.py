"""Who is monitored: found by reference, one with its hits and history; paused, resumed, removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission
from screening.domain.monitoring import MonitoredSubject, SubjectEntry, SubjectRevision, SubjectState
from screening.services.deps import Deps
from screening.services.diff_answers import value_text
from screening.services.monitoring_answers import subject_to_dict
from screening.services.monitoring_reading import find_subjects, names_in_force, read_standing
from screening.services.subjects import SubjectBook
from screening.store.subject_reading import SubjectFilter
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.monitoring.numbers import asked_number
from screening.web.notices import done
from screening.web.paging import this_page
from screening.web.rendering import render_page

SHOWN = 50
"""Subjects on a page."""

_CHUNK = 1_000
_HEADER = (
    *("reference", "portfolio", "state", "name", "branch", "risk_class", "since", "changed_at", "changed_by"),
    "screened_at",
)


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """A line of a subject's history with the facts that differ from the one before: name, was, is."""

    revision: SubjectRevision
    changes: tuple[tuple[str, str, str], ...]


def add_subjects(blueprint: Blueprint, deps: Deps, book: SubjectBook) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/monitoring/subjects")
    def subjects() -> AnyResponse:
        reference = request.args.get("reference", "").strip()
        if reference and not wants_csv():
            return _found(deps, reference)
        wanted = _filter()
        if wants_csv():
            return csv_response("subjects.csv", _HEADER, map(_row, _all(book, wanted)))
        page = book.page(wanted, SHOWN + 1, by=g.principal)
        return _list_page(deps, page)

    @blueprint.get("/monitoring/subject")
    def subject() -> AnyResponse:
        return _subject_page(deps, book, request.args.get("reference", ""))


def add_moves(blueprint: Blueprint, book: SubjectBook) -> None:
    """Add what is done to a subject to ``blueprint``."""

    @blueprint.post("/monitoring/subject/pause")
    def pause_subject() -> AnyResponse:
        return _move(book, SubjectState.PAUSED, "subject-paused")

    @blueprint.post("/monitoring/subject/resume")
    def resume_subject() -> AnyResponse:
        return _move(book, SubjectState.ACTIVE, "subject-resumed")

    @blueprint.post("/monitoring/subject/removal")
    def remove_subject() -> AnyResponse:
        return _move(book, SubjectState.REMOVED, "subject-removed")


def history_of(revisions: Sequence[SubjectRevision]) -> list[ShownRevision]:
    """The history, the last change first, each with what differs from the one before."""
    facts = [_facts(one.entry) for one in revisions]
    changes = [tuple(_differences(before, after)) for after, before in pairwise(facts)]
    return [ShownRevision(one, what) for one, what in zip(revisions, [*changes, ()], strict=False)]


def _found(deps: Deps, reference: str) -> AnyResponse:
    found = find_subjects(deps, reference, seen_by=g.principal)
    if len(found) == 1:
        entry = found[0].entry
        place = url_for("web.subject", reference=entry.reference, portfolio=entry.portfolio)
        return redirect(place, 303)
    return _list_page(deps, found, reference=reference)


def _list_page(deps: Deps, page: Sequence[MonitoredSubject], *, reference: str = "") -> AnyResponse:
    return render_page(
        "monitoring/subjects.html",
        subjects=page[:SHOWN],
        reference=reference,
        state=request.args.get("state", ""),
        states=[(one.value, one.value) for one in SubjectState] + [("waiting", "waiting to be screened")],
        standing=read_standing(deps, seen_by=g.principal),
        after=this_page(after=page[SHOWN - 1].id) if len(page) > SHOWN else None,
        first=this_page(after=None) if asked_number("after") else None,
    )


def _subject_page(deps: Deps, book: SubjectBook, reference: str) -> AnyResponse:
    file = book.read(reference, request.args.get("portfolio") or None, by=g.principal)
    may = g.principal.may(Permission.MONITOR) and file.subject.state is not SubjectState.REMOVED
    return render_page(
        "monitoring/subject.html",
        subject=file.subject,
        facts=list(_facts(file.subject.entry).items()),
        hits=file.hits,
        names=names_in_force(deps, [one.member for one in file.hits]),
        history=history_of(file.history),
        may_pause=may and file.subject.state is SubjectState.ACTIVE,
        may_resume=may and file.subject.state is SubjectState.PAUSED,
        may_remove=may,
    )


def _move(book: SubjectBook, state: SubjectState, code: str) -> AnyResponse:
    """References may hold anything, slashes at their ends too: so fields carry them, not paths."""
    reference, portfolio = request.form.get("reference", ""), request.form.get("portfolio") or None
    known = book.read(reference, portfolio, by=g.principal).subject
    if str(known.revision) != request.form.get("revision"):
        return render_page("monitoring/changed.html", 409, subject=known)
    book.move(reference, portfolio, state, by=g.principal)
    return done("web.subject", code, reference=reference, portfolio=portfolio)


def _filter() -> SubjectFilter:
    state = request.args.get("state", "")
    return SubjectFilter(
        state=SubjectState(state) if state in set(SubjectState) else None,
        waiting=state == "waiting",
        after=asked_number("after") or 0,
    )


def _all(book: SubjectBook, wanted: SubjectFilter) -> Iterator[MonitoredSubject]:
    after = 0
    while True:
        page = book.page(replace(wanted, after=after), _CHUNK, by=g.principal)
        yield from page
        if len(page) < _CHUNK:
            return
        after = page[-1].id


def _row(one: MonitoredSubject) -> list[object]:
    told = subject_to_dict(one) | {"name": one.entry.subject.name}
    return [told[name] for name in _HEADER]


def _facts(entry: SubjectEntry) -> dict[str, str]:
    """What is told of a subject, as lines of text by what they are called."""
    told = {**asdict(entry.subject), "branch": entry.branch, "risk_class": entry.risk_class}
    texts = {name: value_text(_plain(value)) for name, value in told.items() if value}
    unread = {"not understood": ", ".join(entry.unread)} if entry.unread else {}
    return {name.replace("_", " "): text for name, text in texts.items()} | unread


def _plain(value: Any) -> Any:
    """As ``value_text`` reads it: lists for tuples, and without what is not said."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if part is not None}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys([*after, *before]):
        if before.get(name) != after.get(name):
            yield name, before.get(name, ""), after.get(name, "")
