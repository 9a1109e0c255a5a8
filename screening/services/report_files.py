"""Reports handed out: the file, its name, and the record that says who took which bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from screening.domain.access import Principal
from screening.services.deps import Deps
from screening.services.report import Report
from screening.services.report_pdf import make_pdf
from screening.services.report_rendering import Frame, render_report
from screening.store import audit

AUDIT_KIND = "report_read"
"""The kind of the audit record of a report that was handed out."""


class ReportFormat(StrEnum):
    """What a report is handed out as."""

    HTML = "html"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """Its media type."""
        return {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}[self.value]


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report as bytes, and what the file is called."""

    content: bytes
    format: ReportFormat
    name: str


def hand_out(
    deps: Deps, report: Report, form: ReportFormat, *, by: Principal, frame: Frame | None = None
) -> ReportFile:
    """The report as a file, recorded: with the sha256 of what was handed out it can be told again.

    ``frame`` as for ``render_report``. Raises ``NotInstalled`` for a PDF without the extra.
    """
    page = render_report(report, frame=frame)
    content = make_pdf(page) if form is ReportFormat.PDF else page
    told = {
        report.kind: report.subject_id,
        "format": form.value,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    with deps.database.writing() as session:
        audit.append(session, at=report.made_at, actor=by.name, kind=AUDIT_KIND, payload=told)
    return ReportFile(content, form, f"{report.kind}-{report.subject_id}.{form.value}")
