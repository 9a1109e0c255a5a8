"""A screening as a person reads it: what was asked of which lists, and each hit with its ledger."""

from __future__ import annotations

from collections.abc import Iterable

import click

from screening.domain.screening import POINTS, Evidence, Hit, ScreenedList, Screening
from screening.services.wording import threshold_words

_SIGNED = "{:+.4f}"


def print_screening(screening: Screening) -> None:
    """Print the whole answer; every ledger ends in a total that is the score."""
    for line in _lines(screening):
        click.echo(line.encode("utf-8", "backslashreplace").decode())


def _lines(screening: Screening) -> Iterable[str]:
    yield _headline(screening)
    yield from _table([_screened_list(one) for one in screening.screened_against], "  ")
    for rank, hit in enumerate(screening.shown, 1):
        yield ""
        yield from _hit(rank, hit)
    if hidden := len(screening.hits) - len(screening.shown):
        yield f"\n{hidden:,} more hits are recorded and not shown; raise --limit to see them"
    yield f"\nscreening {screening.id}"
    yield from (f"alert {alert_id}" for alert_id in screening.alerts)
    yield f"corpus {screening.corpus[:12]}, policy {screening.policy}, engine {screening.engine}"


def _headline(screening: Screening) -> str:
    count, name = len(screening.hits), screening.request.subject.name
    hits = "1 hit" if count == 1 else f"{count:,} hits"
    reason = f" ({screening.reason})" if screening.reason else ""
    return f"{screening.status.value}{reason}: {hits} at or above {threshold_words(screening)} for {name}"


def _screened_list(one: ScreenedList) -> list[str]:
    version = one.version
    flags = (("sample", version.sample), ("partial", version.partial), ("stale", one.stale))
    return [
        f"{version.list_id} {version.version}",
        f"published {version.published_on.isoformat()}",
        f"checked {version.checked_at:%Y-%m-%d %H:%M}Z",
        f"{version.designations:,} designations",
        f"sha256 {version.sha256[:12]}",
        " ".join(flag.upper() for flag, is_so in flags if is_so),
    ]


def _hit(rank: int, hit: Hit) -> Iterable[str]:
    entry = f"{hit.list_id} {hit.authority_ref}, {hit.party_type.value}"
    yield f"{rank}. {_score(hit.score)}  {hit.primary_name}  ({entry})"
    if hit.suppression:
        yield f"   suppressed: an approved false positive, {hit.suppression}"
    yield from _table(list(_facts(hit)), "   ")
    header = ["feature", "asked", "listed", "similarity", "contribution", "note"]
    total = [
        "total",
        "",
        "",
        "",
        _SIGNED.format(sum(line.contribution for line in hit.evidence) / POINTS),
        "",
    ]
    yield from _table([header, *(_evidence(line) for line in hit.evidence), total], "   ")


def _facts(hit: Hit) -> Iterable[list[str]]:
    yield [
        "matched",
        f"{hit.matched_name} ({hit.matched_name_kind.value}, {hit.matched_alias_strength.value})",
    ]
    if hit.published_wording != hit.matched_name:
        yield ["published as", hit.published_wording]
    yield ["programmes", ", ".join(hit.programmes) or "none published"]
    if hit.measures:
        yield ["measures", ", ".join(hit.measures)]
    if hit.listed_on:
        yield ["listed on", hit.listed_on.isoformat()]
    yield ["corroboration", hit.corroboration.value]
    if hit.party_group not in (None, f"{hit.list_id}:{hit.authority_ref}"):
        yield ["party group", hit.party_group or ""]
    if hit.republished_by:
        yield ["repeated by", ", ".join(f"{one.list_id} {one.authority_ref}" for one in hit.republished_by)]
    yield ["record", f"{hit.locator} in {hit.list_id} {hit.list_version}"]
    if hit.url:
        yield ["page", hit.url]


def _evidence(line: Evidence) -> list[str]:
    similarity = "" if line.similarity is None else _score(line.similarity)
    return [
        line.feature,
        line.asked,
        line.listed,
        similarity,
        _SIGNED.format(line.contribution / POINTS),
        line.note,
    ]


def _score(points: int) -> str:
    return f"{points / POINTS:.4f}"


def _table(rows: list[list[str]], indent: str) -> Iterable[str]:
    """Aligned columns, nothing cut."""
    clean = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*clean, strict=True)]
    for row in clean:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield indent + "  ".join(cells).rstrip()
