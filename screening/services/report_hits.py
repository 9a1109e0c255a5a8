"""Hits as a report tells them: the ledger worked out line by line, the entry, its raw record, its group."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from screening.domain.errors import (
    InvalidPolicy,
    ScreeningError,
    UnknownPartyGroup,
    UnknownPolicy,
    UnknownSuppression,
)
from screening.domain.listing import ListVersion
from screening.domain.party_group import Member
from screening.domain.programme import Programme
from screening.domain.screening import POINTS, Evidence, Hit, Screening
from screening.domain.suppression import Suppression
from screening.matching.policy import FactWeight
from screening.services.deps import Deps
from screening.services.party_catalogue import ShownGroup, find_group
from screening.services.policy_book import policy_of
from screening.services.programmes import describe_programmes
from screening.services.provenance import Entry, Moment, find_entry
from screening.store.suppression_reading import get_suppression

MOST_HITS = 50
"""Hits that a report tells in whole; it says how many more are recorded."""

MOST_RAW = 12
"""Hits whose published record is cut out of the kept file, which takes a while for each."""

MOST_EXCERPT = 6_000
"""Characters of a published record that are printed; the sha256 names the file that has it all."""

Weights = Mapping[str, FactWeight]


@dataclass(frozen=True, slots=True)
class ReportedLine:
    """A line of the ledger, the sum up to it, and how its contribution comes about."""

    evidence: Evidence
    total: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedHit:
    """A hit with all that a report tells of it; ``note`` says why there is no entry."""

    rank: int
    hit: Hit
    version: ListVersion
    lines: tuple[ReportedLine, ...]
    programmes: tuple[Programme, ...]
    entry: Entry | None
    note: str
    group: ShownGroup | None
    suppression: Suppression | None


def report_hits(
    deps: Deps, screening: Screening, members: Collection[Member] | None
) -> tuple[tuple[ReportedHit, ...], int]:
    """The hits on ``members`` (None: all) of an answer, best first, and how many are left out."""
    ranked = enumerate(screening.hits, 1)
    wanted = [
        (rank, hit)
        for rank, hit in ranked
        if members is None or Member(hit.list_id, hit.authority_ref) in members
    ]
    weights, versions = _weights(deps, screening), _versions(screening)
    told = tuple(
        _hit(deps, rank, hit, versions[hit.list_id], weights, with_raw=place < MOST_RAW)
        for place, (rank, hit) in enumerate(wanted[:MOST_HITS])
    )
    return told, len(wanted) - len(told)


def _hit(
    deps: Deps, rank: int, hit: Hit, version: ListVersion, weights: Weights, *, with_raw: bool
) -> ReportedHit:
    entry, note = _entry(deps, hit, with_raw=with_raw)
    return ReportedHit(
        rank=rank,
        hit=hit,
        version=version,
        lines=tuple(_lines(hit, weights)),
        programmes=describe_programmes(hit.list_id, hit.programmes),
        entry=entry,
        note=note,
        group=_group(deps, hit),
        suppression=_suppression(deps, hit),
    )


def _lines(hit: Hit, weights: Weights) -> Iterator[ReportedLine]:
    totals = accumulate(line.contribution for line in hit.evidence)
    for line, total in zip(hit.evidence, totals, strict=True):
        yield ReportedLine(line, total, how_it_comes(line, weights))


def how_it_comes(line: Evidence, weights: Weights) -> str:
    """The sum that gives a line's contribution, so that it can be done with a pencil; empty for a line
    that a rule made, whose note says why."""
    if line.similarity is None or not line.contribution:
        return ""
    weight = weights.get(line.feature)
    if weight is None:
        return "the similarity itself" if line.contribution == line.similarity else ""
    worth = weight.agree if line.similarity >= POINTS // 2 else weight.conflict
    share = f"({line.similarity / POINTS:.4f} − 0.5) ÷ 0.5"
    return f"{abs(worth) / POINTS:.4f} × {share}"


def _weights(deps: Deps, screening: Screening) -> Weights:
    """What facts were worth under the policy of the answer; nothing where it means nothing by now."""
    try:
        with deps.database.reading() as session:
            return policy_of(session, screening.policy).facts
    except (InvalidPolicy, UnknownPolicy):
        return {}


def _versions(screening: Screening) -> dict[str, ListVersion]:
    return {one.version.list_id: one.version for one in screening.screened_against}


def _entry(deps: Deps, hit: Hit, *, with_raw: bool) -> tuple[Entry | None, str]:
    at = Moment(version=hit.list_version)
    try:
        entry = find_entry(deps, hit.list_id, hit.authority_ref, at=at, with_raw=with_raw)
    except ScreeningError as error:
        return None, str(error)
    return entry, entry.note if with_raw else f"records of the first {MOST_RAW} hits are printed"


def _group(deps: Deps, hit: Hit) -> ShownGroup | None:
    if hit.party_group is None:
        return None
    try:
        return find_group(deps, hit.party_group)
    except UnknownPartyGroup:
        return None


def _suppression(deps: Deps, hit: Hit) -> Suppression | None:
    if hit.suppression is None:
        return None
    try:
        with deps.database.reading() as session:
            return get_suppression(session, hit.suppression)
    except UnknownSuppression:
        return None
