from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from screening.domain.errors import BadInputFile, UsageError
from screening.matching.engine import ENGINE_VERSION
from screening.services import zero_footprint
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest
from screening.services.cluster_result import (
    MANIFEST,
    RECORDED_HITS,
    ClusterResult,
    check_recordable,
    record_folder,
    record_result,
    recorded_line,
    result_from_json,
    result_to_json,
)
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.store.batches import BatchHit, batch_hits, get_batch
from screening.store.tables_audit import AuditRow
from screening.text.fold import NORMALISER_VERSION
from tests.loading import write
from tests.screened import load_people
from tests.store.chain import verified

ROWS = 700


@pytest.fixture
def found(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> list[BatchHit]:
    """The hits of a batch, of which a cluster's result is made."""
    load_people(deps, tmp_path)
    names = "".join(f"{'Joseph Kony' if row % 2 else 'Nobody Atall'}\n" for row in range(ROWS))
    source = write(tmp_path / "in.csv", f"name\n{names}".encode())
    summary = run_batch(deps, corpora, BatchRequest(source=source, out=tmp_path / "out.csv"), actor="test")
    with deps.database.reading() as session:
        return list(batch_hits(session, summary.batch_id))


@pytest.fixture
def lines(found: list[BatchHit]) -> list[str]:
    return [recorded_line(hit) for hit in found]


@pytest.fixture
def result(deps: Deps, corpora: CorpusProvider, lines: list[str]) -> ClusterResult:
    corpus = corpora.current()
    return ClusterResult(
        id="a" * 32,
        bundle="b" * 64,
        corpus=corpus.stamp,
        versions=corpus.versions,
        policy=corpus.policy.id,
        engine=ENGINE_VERSION,
        normaliser=NORMALISER_VERSION,
        threshold=7000,
        mapping={"name": "name"},
        settings={"limit": 10},
        input_name="in.csv",
        input_sha256=hashlib.sha256(b"in").hexdigest(),
        started_at=deps.clock(),
        rows=ROWS,
        counts={"hit": ROWS // 2, "no_hit": ROWS // 2},
        hits=len(lines),
        hits_sha256=hashlib.sha256(_text(lines)).hexdigest(),
    )


def _text(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _hits(deps: Deps, batch_id: str) -> list[BatchHit]:
    with deps.database.reading() as session:
        return list(batch_hits(session, batch_id))


def _audited(deps: Deps, kind: str = "batch") -> int:
    with deps.database.reading() as session:
        return session.query(AuditRow).filter(AuditRow.kind == kind).count()


def test_a_result_is_one_audit_record_with_every_hit(
    deps: Deps, result: ClusterResult, lines: list[str], found: list[BatchHit]
) -> None:
    before = _audited(deps)
    summary = record_result(deps, result, lines, actor="test")
    assert _hits(deps, result.id) == found
    with deps.database.reading() as session:
        batch = get_batch(session, result.id)
        verified(session)
    assert (batch.rows_done, batch.counts) == (ROWS, result.counts)
    assert (batch.settings["bundle"], batch.input_sha256) == (result.bundle, result.input_sha256)
    assert _audited(deps) == before + 1
    assert (summary.rows, summary.counts["hit"]) == (ROWS, ROWS // 2)


def test_a_result_is_recorded_once(deps: Deps, result: ClusterResult, lines: list[str]) -> None:
    record_result(deps, result, lines, actor="test")
    audited = _audited(deps)
    record_result(deps, result, lines, actor="test")
    assert _audited(deps) == audited


def test_recording_goes_on_where_it_was_interrupted(
    deps: Deps, result: ClusterResult, lines: list[str], found: list[BatchHit]
) -> None:
    def torn() -> Iterator[str]:
        yield from lines[:300]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record_result(deps, result, torn(), actor="test")
    assert 0 < len(_hits(deps, result.id)) < len(found)
    record_result(deps, result, lines, actor="test")
    assert _hits(deps, result.id) == found


def test_hits_that_are_missing_changed_or_out_of_order_are_no_record(
    deps: Deps, result: ClusterResult, lines: list[str]
) -> None:
    spoilt = {
        "are not those of the result": [
            lines[:-1],
            [*lines[:-1], lines[-1].replace("Joseph Kony", "Joseph Pony")],
        ],
        "out of its order": [lines[::-1], [*lines, lines[0]]],
        "cannot be read": [["{", *lines]],
    }
    audited = _audited(deps)
    for at, (said, cases) in enumerate(spoilt.items()):
        for case in cases:
            with pytest.raises(BadInputFile, match=said):
                record_result(deps, replace(result, id=f"{at:032}"), case, actor="test")
    assert _audited(deps) == audited


def test_counts_that_do_not_add_up_are_no_record(deps: Deps, result: ClusterResult, lines: list[str]) -> None:
    with pytest.raises(BadInputFile, match="does not add up"):
        record_result(deps, replace(result, rows=ROWS + 1), lines, actor="test")


def test_lists_and_policies_that_were_never_here_are_refused_before_the_work(
    deps: Deps, result: ClusterResult
) -> None:
    (version,) = result.versions
    check_recordable(deps, result)
    with pytest.raises(UsageError, match="never loaded here"):
        check_recordable(deps, replace(result, versions=(replace(version, sha256="0" * 64),)))
    with pytest.raises(UsageError, match="is not known in this database"):
        check_recordable(deps, replace(result, policy="lax-000000000000"))
    with pytest.raises(BadInputFile, match="corpus stamp"):
        check_recordable(deps, replace(result, corpus="0" * 64))


def test_with_zero_footprint_nothing_that_was_asked_is_recorded(
    deps: Deps, result: ClusterResult, lines: list[str]
) -> None:
    change = zero_footprint.request_change(deps, on=True, reason="tried", by="one", entered_by="test")
    zero_footprint.confirm_change(deps, change.id, by="another", entered_by="test")
    record_result(deps, result, lines, actor="test")
    assert {line.asked for one in _hits(deps, result.id) for line in one.hit.evidence} == {""}


def test_a_folder_gets_its_name_when_it_is_recorded(
    deps: Deps, result: ClusterResult, lines: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "out.unrecorded"
    folder.mkdir()
    write(folder / MANIFEST, result_to_json(result))
    with pytest.raises(UsageError, match="is no unrecorded result"):
        record_folder(deps, folder, actor="test")
    write(folder / RECORDED_HITS, _text(lines))
    assert record_folder(deps, folder, actor="test").batch_id == result.id
    assert (tmp_path / "out" / MANIFEST).is_file()
    assert not folder.exists()
    with pytest.raises(UsageError, match="is no unrecorded result"):
        record_folder(deps, tmp_path / "out", actor="test")


def test_a_manifest_is_read_as_it_was_written(result: ClusterResult) -> None:
    assert result_from_json(result_to_json(result)) == result
    with pytest.raises(BadInputFile, match="manifest"):
        result_from_json(b"{}")
