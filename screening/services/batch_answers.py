"""A batch as the JSON that clients and pages show."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from screening.domain.batch_job import AT_WORK, CANCELLABLE, STARTABLE, BatchJob, BatchState
from screening.services.answers import instant_text, share

_SOONEST, _LATEST = 1, 30
"""Seconds after which to look again."""


def batch_to_dict(job: BatchJob) -> dict[str, Any]:
    """A batch; ``links`` lead to what may be done with it as it stands."""
    copied = ("id", "portfolio", "asked_by", "rows", "rows_done", "counts", "error")
    instants = ("asked_at", "started_at", "finished_at", "expires_at", "files_gone_at")
    return {
        **{name: getattr(job, name) for name in copied},
        "state": job.state.value,
        "input": {"name": job.input_name, "sha256": job.input_sha256, "bytes": job.input_bytes},
        "options": _options(job),
        "record": _record(job),
        "rows_per_second": None if job.rows_per_second is None else round(job.rows_per_second, 1),
        "seconds_left": None if job.seconds_left is None else round(job.seconds_left, 1),
        "warnings": list(job.warnings),
        **{name: _instant(getattr(job, name)) for name in instants},
        "links": _links(job),
    }


def retry_after(job: BatchJob) -> int | None:
    """Seconds after which it is worth looking again; None where nothing changes by itself."""
    if job.state not in AT_WORK:
        return None
    tenth = _SOONEST if job.seconds_left is None else round(job.seconds_left / 10)
    return min(max(tenth, _SOONEST), _LATEST)


def batch_path(batch_id: str) -> str:
    """Where a batch is read."""
    return f"/api/v1/batches/{batch_id}"


def _links(job: BatchJob) -> dict[str, str]:
    path = batch_path(job.id)
    has_files = job.options is not None and job.files_gone_at is None
    may = {
        "preview": has_files and job.state is BatchState.PREVIEW,
        "start": has_files and job.state in STARTABLE,
        "cancel": has_files and job.state in CANCELLABLE,
        "output": job.has_answers,
        "hits": job.has_answers and job.options is not None and job.options.hits,
    }
    return {"self": path} | {name: f"{path}/{name}" for name, lawful in may.items() if lawful}


def _options(job: BatchJob) -> dict[str, Any] | None:
    if job.options is None:
        return None
    threshold = job.options.threshold
    return {**asdict(job.options), "threshold": None if threshold is None else share(threshold)}


def _record(job: BatchJob) -> dict[str, Any] | None:
    if job.record is None or job.batch_id is None:
        return None
    return {"id": job.batch_id, **job.record, "threshold": share(job.record["threshold"])}


def _instant(at: datetime | None) -> str | None:
    return None if at is None else instant_text(at)
