"""The pages of files: uploaded, looked at, started, watched, taken away.

A page of a batch that is at work asks the browser to load it again: nothing of it needs a script.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission
from screening.domain.batch_job import CANCELLABLE, STARTABLE, BatchJob, BatchState
from screening.domain.errors import InvalidRequest, UnlawfulAction
from screening.services.batch_answers import retry_after
from screening.services.batch_columns import base_field
from screening.services.batch_desk import MOST_SHOWN, BatchDesk
from screening.services.batch_downloads import MEDIA_TYPES
from screening.services.batch_headings import fields
from screening.services.batch_look import look_at
from screening.services.batch_preview import BatchPreview
from screening.services.uploads import Upload
from screening.store.batch_jobs import new_job_id
from screening.store.batch_listing import BatchFilter
from screening.web.batch_form import BatchForm, chosen_columns, order_of, read_batch_form, say_batch_fault
from screening.web.batch_table import table_of_batches
from screening.web.csv_tables import wants_csv
from screening.web.paging import Paging, asked_offset
from screening.web.rendering import render_page

SHOWN = 20
"""Batches on a page."""

Receive = Callable[[str], Upload]
"""Receives the file of the request for a new batch."""


def add_batches(blueprint: Blueprint, desk: BatchDesk, receive: Receive) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/batches")
    def batches() -> AnyResponse:
        if wants_csv():
            return table_of_batches(desk)
        return _list_page(desk, BatchForm())

    @blueprint.post("/batches")
    def upload_batch() -> AnyResponse:
        form = read_batch_form(request.form)
        try:
            order = order_of(form)
            desk.check(order, g.principal)
            job_id = new_job_id()
            job, _ = desk.ask(job_id, receive(job_id), order, g.principal)
        except InvalidRequest as error:
            return _list_page(desk, form, 422, faults=[say_batch_fault(one) for one in error.faults])
        return _to_batch(job.id)

    @blueprint.get("/batches/<batch_id>")
    def batch(batch_id: str) -> AnyResponse:
        return _batch_page(desk, desk.read(batch_id, g.principal))

    _add_acts(blueprint, desk)


def _add_acts(blueprint: Blueprint, desk: BatchDesk) -> None:
    @blueprint.post("/batches/<batch_id>/start")
    def start_batch(batch_id: str) -> AnyResponse:
        job = desk.read(batch_id, g.principal)
        try:
            columns = chosen_columns(request.form)
            return _done(batch_id, lambda: desk.start(batch_id, g.principal, columns))
        except InvalidRequest as error:
            return _batch_page(desk, job, fault=error.faults[0].message)

    @blueprint.post("/batches/<batch_id>/cancel")
    def cancel_batch(batch_id: str) -> AnyResponse:
        return _done(batch_id, lambda: desk.cancel(batch_id, g.principal))

    @blueprint.post("/batches/<batch_id>/delete")
    def delete_batch(batch_id: str) -> AnyResponse:
        return _done(batch_id, lambda: desk.delete(batch_id, g.principal))


def _done(batch_id: str, act: Callable[[], BatchJob]) -> AnyResponse:
    """Do it and show what became of it; what changed while the page was open is shown, too."""
    with suppress(UnlawfulAction):  # The page tells the state that the batch is in by now.
        act()
    return _to_batch(batch_id)


def _to_batch(batch_id: str) -> AnyResponse:
    return redirect(url_for("web.batch", batch_id=batch_id), 303)


def _list_page(desk: BatchDesk, form: BatchForm, status: int = 200, **more: Any) -> AnyResponse:
    offset = asked_offset()
    page = desk.page(BatchFilter(), g.principal, offset=offset, limit=SHOWN)
    return render_page(
        "batches.html",
        status,
        form=form,
        page=page,
        paging=Paging(offset=offset, shown=SHOWN, total=page.total),
        may_ask=g.principal.may(Permission.SCREEN),
        portfolios=sorted(g.principal.portfolios or ()),
        formats=list(MEDIA_TYPES),
        as_csv=url_for("web.batches", format="csv"),
        **more,
    )


def _batch_page(desk: BatchDesk, job: BatchJob, *, fault: str = "") -> AnyResponse:
    may = g.principal.may(Permission.SCREEN) and job.options is not None and job.files_gone_at is None
    preview, unread = _preview(desk, job) if may and job.state is BatchState.PREVIEW else (None, "")
    return render_page(
        "batch.html",
        422 if fault else 200,
        batch=job,
        preview=preview,
        fault=fault or unread,
        fields=fields(),
        base_field=base_field,
        may_start=may and job.state in STARTABLE and not unread,
        may_cancel=may and job.state in CANCELLABLE and job.state is not BatchState.PREVIEW,
        may_delete=may and (job.finished_at is not None or job.state is BatchState.PREVIEW),
        again=retry_after(job),
        hits=desk.first_hits(job),
        most_hits=MOST_SHOWN,
    )


def _preview(desk: BatchDesk, job: BatchJob) -> tuple[BatchPreview | None, str]:
    try:
        return look_at(desk.uploads, job), ""
    except InvalidRequest as error:
        return None, error.faults[0].message
