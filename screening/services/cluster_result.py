"""What a cluster has answered is taken into the audit: one record, with every hit, or an error.

A cluster's processes have no database. Its result stays *unrecorded*, in its name too, until this is
done on a machine that has one: by the driver itself, or later by ``screening cluster record``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from screening.domain.errors import BadInputFile, UnknownPolicy, UnknownScreening, UsageError
from screening.domain.listing import ListVersion, corpus_stamp
from screening.domain.screening import Hit
from screening.matching.policy import Policy
from screening.services.audit_seal import audit_head
from screening.services.batch_request import BatchSummary
from screening.services.deps import Deps
from screening.services.policy_book import policy_of
from screening.services.zero_footprint import is_on, redacted_hit
from screening.store.batches import Batch, BatchHit, add_batch_hits, begin_batch, finish_batch, get_batch
from screening.store.records import from_record, to_record
from screening.store.screenings import add_corpus, add_policy
from screening.store.versions import same_row

UNRECORDED = ".unrecorded"
"""What a result's name ends with until the audit holds it."""

MANIFEST = "manifest.json"
"""The file of a result that says what it is."""

RECORDED_HITS = "recorded.jsonl"
"""The file of a result with all hits as the audit keeps them, by row number and rank."""

_HITS_A_TRANSACTION = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterResult:
    """What a cluster's job says of its answers: a batch, where it is recorded. ``bundle`` is the id
    of the corpus bundle, ``threshold`` in points, ``hits_sha256`` the hash of the recorded lines,
    ``answering_seconds`` what answering and laying down the answers took, by the clock on the wall."""

    id: str
    bundle: str
    corpus: str
    versions: tuple[ListVersion, ...]
    policy: str
    engine: str
    normaliser: str
    threshold: int
    mapping: Mapping[str, str]
    settings: Mapping[str, Any]
    input_name: str
    input_sha256: str
    started_at: datetime
    rows: int
    counts: Mapping[str, int] = field(default_factory=dict)
    hits: int = 0
    hits_sha256: str = ""
    answering_seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    stale_lists: tuple[str, ...] = ()


_JSON = TypeAdapter(ClusterResult)


def result_to_json(result: ClusterResult) -> bytes:
    """UTF-8 JSON, for people and for ``result_from_json``."""
    return _JSON.dump_json(result, indent=1)


def result_from_json(text: bytes) -> ClusterResult:
    """What ``result_to_json`` wrote. Raises ``BadInputFile`` for anything else."""
    try:
        return _JSON.validate_json(text)
    except ValidationError:
        raise BadInputFile("the manifest is not one of a cluster's result, or of another release") from None


def recorded_line(hit: BatchHit) -> str:
    """A hit as a line of JSON, so that it is recorded as it was found."""
    told = {"row_number": hit.row_number, "row_id": hit.row_id, "rank": hit.rank, "hit": to_record(hit.hit)}
    return json.dumps(told, separators=(",", ":"))


def check_recordable(deps: Deps, result: ClusterResult) -> None:
    """Refuse what could not be recorded here, before it is worked for. Raises as ``record_result``."""
    with deps.database.reading() as session:
        _known_policy(session, result)
        _check_versions(session, result)


def record_result(deps: Deps, result: ClusterResult, lines: Iterable[str], *, actor: str) -> BatchSummary:
    """Record a result with all of its hits, whose ``lines`` come by row number; one audit record.

    Continues where an earlier call was interrupted; changes nothing where it was recorded before.
    Raises ``UsageError`` where its lists or its policy are unknown here, ``BadInputFile`` where it is
    not whole (nothing is recorded then).
    """
    _check_counts(result)
    if not _is_recorded(deps, result):
        batch = _begin(deps, result, actor)
        _record_hits(deps, result, batch, _checked(lines, result))
        with deps.database.writing() as session:
            finish_batch(session, batch.id, counts=result.counts, at=deps.clock(), actor=actor)
    return summary_of(result, audit_head=str(audit_head(deps)))


def record_folder(deps: Deps, folder: Path, *, actor: str) -> BatchSummary:
    """Record the result in a folder that a job left unrecorded, and take that out of its name.

    Raises as ``record_result``; ``UsageError`` where the folder is no such result or its name is taken.
    """
    recorded = folder.with_name(folder.name.removesuffix(UNRECORDED))
    manifest, hits = folder / MANIFEST, folder / RECORDED_HITS
    if recorded == folder or not manifest.is_file() or not hits.is_file():
        raise UsageError(f"{folder} is no unrecorded result: its name ends in {UNRECORDED}")
    if recorded.exists():
        raise UsageError(f"{recorded}: it stands there already; take it away first")
    result = result_from_json(manifest.read_bytes())
    with hits.open(encoding="utf-8", newline="\n") as lines:
        summary = record_result(deps, result, (line.removesuffix("\n") for line in lines), actor=actor)
    folder.rename(recorded)
    return summary


def summary_of(result: ClusterResult, *, audit_head: str = "") -> BatchSummary:
    """A result as a batch's summary; without ``audit_head`` where it is not recorded."""
    return BatchSummary(
        batch_id=result.id,
        rows=result.rows,
        counts=Counter(result.counts),
        corpus=result.corpus,
        audit_head=audit_head,
        stale_lists=result.stale_lists,
        warnings=result.warnings,
        input_name=result.input_name,
        input_sha256=result.input_sha256,
        policy=result.policy,
        threshold=result.threshold,
        seconds=result.answering_seconds,
    )


def _known_policy(session: Session, result: ClusterResult) -> Policy:
    try:
        return policy_of(session, result.policy)
    except UnknownPolicy:
        raise UsageError(f"the policy {result.policy} is not known in this database") from None


def _check_versions(session: Session, result: ClusterResult) -> None:
    """The record names lists of this installation, so that it can be looked into here."""
    for version in result.versions:
        row = same_row(session, version)
        if row is None or row.sha256 != version.sha256:
            raise UsageError(
                f"{version.list_id} {version.version} was never loaded here: "
                "record the result in the database that its bundle was exported from"
            )
    stamp = corpus_stamp(
        result.versions, policy=result.policy, engine=result.engine, normaliser=result.normaliser
    )
    if stamp != result.corpus:
        raise BadInputFile("the result's corpus stamp is not that of its lists, policy and engine")


def _check_counts(result: ClusterResult) -> None:
    if sum(result.counts.values()) != result.rows:
        raise BadInputFile(f"the result of {result.input_name} does not add up: it is not whole")


def _is_recorded(deps: Deps, result: ClusterResult) -> bool:
    with deps.database.reading() as session:
        try:
            return get_batch(session, result.id).finished_at is not None
        except UnknownScreening:
            return False


def _begin(deps: Deps, result: ClusterResult, actor: str) -> Batch:
    """The settings hold the result's id, so that no other run is taken for the beginning of this one."""
    zero = {"zero_footprint": True} if is_on(deps) else {}
    batch = Batch(
        id=result.id,
        input_sha256=result.input_sha256,
        input_name=result.input_name,
        mapping=result.mapping,
        settings={**result.settings, "bundle": result.bundle, "cluster_result": result.id} | zero,
        policy=result.policy,
        engine=result.engine,
        corpus=result.corpus,
        threshold=result.threshold,
        started_at=result.started_at,
    )
    with deps.database.writing() as session:
        policy = _known_policy(session, result)
        _check_versions(session, result)
        add_policy(session, policy.id, policy.content, result.started_at)
        add_corpus(session, result.corpus, result.versions, result.started_at)
        return begin_batch(session, batch, actor=actor)


def _checked(lines: Iterable[str], result: ClusterResult) -> Iterator[BatchHit]:
    """The hits, and at their end an error where they are not all that were found."""
    digest, count, last = hashlib.sha256(), 0, 0
    for count, line in enumerate(lines, 1):
        digest.update(f"{line}\n".encode())
        hit = _read_line(line, count)
        if hit.row_number < last or hit.row_number > result.rows:
            raise BadInputFile(f"line {count} of the recorded hits is out of its order")
        last = hit.row_number
        yield hit
    if (count, digest.hexdigest()) != (result.hits, result.hits_sha256):
        raise BadInputFile(
            f"the recorded hits are not those of the result ({count:,} of {result.hits:,}): "
            "nothing is recorded; run the job again"
        )


def _read_line(line: str, number: int) -> BatchHit:
    try:
        told = json.loads(line)
        return BatchHit(**{**told, "hit": from_record(Hit, told["hit"])})
    except (ValueError, TypeError, KeyError):
        raise BadInputFile(f"line {number} of the recorded hits cannot be read") from None


def _record_hits(deps: Deps, result: ClusterResult, batch: Batch, hits: Iterator[BatchHit]) -> None:
    """In short transactions of whole rows; the last one counts the rows that had no hit."""
    redact = bool(batch.settings.get("zero_footprint"))
    part: list[BatchHit] = []
    for row_number, of_row in groupby(hits, key=attrgetter("row_number")):
        if len(part) >= _HITS_A_TRANSACTION:
            _add(deps, batch, part, row_number - 1)
            part = []
        part.extend(replace(one, hit=redacted_hit(one.hit)) if redact else one for one in of_row)
    _add(deps, batch, part, result.rows)


def _add(deps: Deps, batch: Batch, hits: list[BatchHit], rows_done: int) -> None:
    with deps.database.writing() as session:
        add_batch_hits(session, batch.id, hits, rows_done=rows_done)
