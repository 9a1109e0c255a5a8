"""Batches as they are asked for over HTTP: checked, and kept once, however often the request is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from screening.domain.access import Permission, Principal
from screening.domain.batch_job import BatchJob, BatchOptions, BatchState
from screening.domain.errors import Fault, InvalidRequest, KeyReused, NotPermitted, UsageError
from screening.services.batch_encoding import check_encoding
from screening.services.batch_target import target_of
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.once import HEADER, KEPT, check_key
from screening.services.portfolios import choose_portfolio
from screening.services.terms import settle_terms
from screening.services.uploads import Upload
from screening.store import audit
from screening.store.batch_jobs import add_job, asked_before


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOrder:
    """What is asked of an uploaded file. ``preview``: it waits until it is started; ``key`` makes the
    request safe to be sent again."""

    options: BatchOptions
    portfolio: str | None = None
    preview: bool = False
    key: str | None = None


def check_order(deps: Deps, corpora: CorpusProvider, order: BatchOrder, by: Principal) -> str | None:
    """Refuse what could not be carried out; the portfolio that it is for.

    Raises ``InvalidRequest``, ``NotPermitted``, ``ListNotReady``.
    """
    if order.key is not None:
        check_key(order.key)
    _check_options(order.options)
    terms = settle_terms(corpora.current(), threshold=order.options.threshold, at=deps.clock())
    if terms.narrowed and not by.may(Permission.NARROW):
        raise NotPermitted(f"A higher threshold needs the scope {Permission.NARROW}.")
    return choose_portfolio(deps.database, order.portfolio, by)


def job_of(
    deps: Deps, job_id: str, upload: Upload, order: BatchOrder, *, by: Principal, portfolio: str | None
) -> BatchJob:
    """The batch that ``order`` asks for, over a file that was received; not kept yet."""
    now, asked = deps.clock(), order.options
    return BatchJob(
        id=job_id,
        state=BatchState.PREVIEW if order.preview else BatchState.QUEUED,
        input_name=upload.name,
        input_sha256=upload.sha256,
        input_bytes=upload.bytes,
        asked_by=by.name,
        asked_at=now,
        portfolio=portfolio,
        options=replace(asked, alerts=asked.alerts or by.raises_alerts),
        expires_at=expiry(deps, now),
    )


def once_of(deps: Deps, job: BatchJob, order: BatchOrder, by: Principal) -> tuple[str, str] | None:
    """Digests of an idempotency key and of whose it is, and of the request; None without a key."""
    if order.key is None:
        return None
    scope = ("batch once", by.name, by.person, order.key)
    request = ("batch", job.input_sha256, asdict(order.options), order.portfolio, order.preview)
    mac = deps.keeper.key.mac
    return mac(json.dumps(scope).encode()), mac(json.dumps(request, sort_keys=True).encode())


def keep_job(deps: Deps, job: BatchJob, once: tuple[str, str] | None) -> str | None:
    """Keep a new batch; the id of the one that came under the same idempotency key before, if any.

    Raises ``KeyReused``.
    """
    with deps.database.writing() as session:
        if once is not None and (found := asked_before(session, once[0], job.asked_at - KEPT)):
            if found[1] != once[1]:
                raise KeyReused(f"This {HEADER} was used for another request.")
            return found[0]
        add_job(session, job, once)
        payload = {**told_of(job), "options": asdict(job.options or BatchOptions())}
        audit.append(session, at=job.asked_at, actor=job.asked_by, kind="batch_asked", payload=payload)
    return None


def told_of(job: BatchJob) -> dict[str, object]:
    """What every audit record of a batch says of it."""
    names = ("id", "input_name", "input_sha256", "portfolio", "batch_id")
    return {name: getattr(job, name) for name in names}


def expiry(deps: Deps, since: datetime) -> datetime:
    """When the files of a batch are removed, counted from ``since``."""
    return since + timedelta(days=deps.settings.upload_days)


def _check_options(options: BatchOptions) -> None:
    """Raises ``InvalidRequest`` for a format that is not written here, and an encoding that there is not."""
    faults = [
        *_faults("format", lambda: target_of(Path(f"answers.{options.format}"))),
        *_faults("encoding", lambda: options.encoding and check_encoding(options.encoding)),
    ]
    if faults:
        raise InvalidRequest(faults)


def _faults(field: str, check: Callable[[], object]) -> list[Fault]:
    try:
        check()
    except UsageError as error:
        return [Fault(field, str(error).partition(": ")[2])]
    return []
