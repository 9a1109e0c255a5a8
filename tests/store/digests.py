"""The digest over the hits of a batch, worked out anew from what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from screening.store.batches import NO_HITS, BatchHit, digest_told_hit
from screening.store.records import to_record


def digest_hits(hits: Iterable[BatchHit]) -> str:
    """64 hex digits over hits by row and rank."""
    told = ([one.row_number, one.row_id, one.rank, to_record(one.hit)] for one in hits)
    return reduce(digest_told_hit, told, NO_HITS)
