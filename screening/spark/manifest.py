"""What is asked of a job, and what its manifest says before anything is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.matching.engine import ENGINE_VERSION
from screening.services.answers import list_warnings
from screening.services.batch_csv import DOUBLE
from screening.services.batch_ground import PARTY_REVISION
from screening.services.batch_subject import READING
from screening.services.cluster_result import ClusterResult
from screening.services.deps import utc_now
from screening.spark.frames import Sent
from screening.spark.order import Order
from screening.spark.sources import Source
from screening.store.batches import new_batch_id
from screening.text.fold import NORMALISER_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequest:
    """What to screen and where to write: ``out`` is a folder. ``threshold`` in points; ``kind`` is
    ``csv`` or ``parquet``, None for that of the input; the rest as in ``BatchRequest``."""

    source: str
    out: str
    bundle: str
    threshold: int | None = None
    limit: int = 10
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None
    quoting: str = DOUBLE
    kind: str | None = None
    partitions: int | None = None
    overwrite: bool = False


def begun(source: Source, sent: Sent, order: Order, request: JobRequest, kind: str) -> ClusterResult:
    """The batch as it is known before its first row is answered."""
    terms, corpus = order.terms, sent.bundle.corpus
    settings = {
        "reading": READING,
        "columns": dict(request.columns),
        "limit": request.limit,
        "encoding": request.encoding,
        "sheet": request.sheet,
        "hits_file": True,
        "laid": [kind, kind],
        "guarded": [order.guarded, order.guarded],
        "reservation": terms.reservation,
        "threshold_asked": terms.asked,
        PARTY_REVISION: sent.bundle.parties.revision,
    } | ({} if request.quoting == DOUBLE else {"quoting": request.quoting})
    return ClusterResult(
        id=new_batch_id(),
        bundle=sent.bundle.id,
        corpus=corpus.stamp,
        versions=corpus.versions,
        policy=corpus.policy.id,
        engine=ENGINE_VERSION,
        normaliser=NORMALISER_VERSION,
        threshold=terms.threshold,
        mapping=source.mapping,
        settings=settings,
        input_name=source.name,
        input_sha256=source.sha256,
        started_at=utc_now(),
        rows=source.rows,
        warnings=tuple(note for one in terms.screened_against for note in list_warnings(one)),
        stale_lists=terms.stale,
    )
