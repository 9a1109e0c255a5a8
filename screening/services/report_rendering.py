"""A report as one self-contained page of HTML: it needs nothing from elsewhere, now or in ten years."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from screening import __version__
from screening.domain.alert import Action, AlertEvent, AlertFile, AlertState, Verdict
from screening.domain.response import ResponseKind
from screening.domain.screening import ScreeningRequest
from screening.services.directions import name_controls
from screening.services.report import Report
from screening.services.report_hits import MOST_EXCERPT
from screening.services.titles import list_title, reason_title
from screening.services.wording import instant, label, points, signed, threshold_words
from screening.store.records import to_record

_FOLDER = "report_templates"
_BESIDE = frozenset({"subject", "subject_digest", "limit", "alert", "threshold"})
"""What of a request is told in places of its own."""

_ENUMERATED = frozenset({*AlertState, *Verdict, *ResponseKind})
"""Words of ours in an alert's history; names and references keep their underscores."""


_ANSWERS = frozenset({Action.APPROVED, Action.REJECTED, Action.DISCOUNTED})


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a report on the screen, never in print: links (words to address), and the
    address of the icon."""

    links: Mapping[str, str]
    icon: str


def render_report(report: Report, *, frame: Frame | None = None) -> bytes:
    """The page; without a frame it is the file to be kept."""
    template = _environment().get_template("report.html")
    html = template.render(
        report=report,
        alert=report.alert.alert if report.alert else None,
        style=Markup(style_sheet()),  # noqa: S704  our own file, and inside of <style> nothing is escaped
        release=__version__,
        frame=frame,
    )
    return name_controls(html).encode("utf-8", "replace")


@cache
def style_sheet() -> str:
    """What reports look like, on the screen and in print."""
    return files("screening.services").joinpath(_FOLDER, "report.css").read_text("utf-8")


@cache
def style_source() -> str:
    """What a content security policy calls that style sheet inside of a page."""
    digest = hashlib.sha256(style_sheet().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def report_title(report: Report) -> str:
    """What a report is called."""
    return f"Evidence of {report.kind} {report.subject_id}"


def asked_rows(request: ScreeningRequest) -> Iterator[tuple[str, list[str]]]:
    """Everything that was asked of a subject and told with it, as words and values."""
    subject = to_record(request.subject)
    rest = {name: value for name, value in to_record(request).items() if name not in _BESIDE}
    for name, value in {**subject, **rest}.items():
        if value not in (None, [], {}, "", False):
            yield label(name), list(_values(value))


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _values(one)
    elif isinstance(value, dict):
        yield ", ".join(f"{label(name)}: {one}" for name, one in value.items() if one is not None)
    else:
        yield str(value)


def whole_instant(value: datetime) -> str:
    """An instant that no line breaks within."""
    return instant(value).replace(" ", "\N{NO-BREAK SPACE}")


def excerpt(text: str) -> str:
    """The beginning of a published record."""
    return text if len(text) <= MOST_EXCERPT else f"{text[:MOST_EXCERPT]}…"


def told(value: Any) -> str:
    """A value of an alert's history in words."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {told(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(told, value)) or "none"
    if value is None:
        return "—"
    return label(value) if value in _ENUMERATED else str(value)


def approval_of(file: AlertFile) -> AlertEvent | None:
    """The last event that approved or rejected a decision, a discount rule's too; None where nothing has."""
    return next((one for one in reversed(file.history) if one.action in _ANSWERS), None)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("screening.services", _FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["instant"] = whole_instant
    for function in (
        points,
        signed,
        label,
        threshold_words,
        list_title,
        excerpt,
        reason_title,
        told,
        approval_of,
    ):
        found.filters[function.__name__] = function
    found.globals |= {"asked_rows": asked_rows, "report_title": report_title}
    return found
