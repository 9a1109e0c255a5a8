"""An exported audit tells everything that was recorded, and whether it was touched since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from screening.domain.errors import BadInputFile
from screening.services.audit_export import export_audit
from screening.services.audit_file import FileReport, verify_export
from screening.services.deps import Deps
from tests.loading import Clock
from tests.recorded import record_everything, screen


@pytest.fixture
def lines(deps: Deps, tmp_path: Path) -> list[dict[str, Any]]:
    """The lines of an export."""
    record_everything(deps, tmp_path)
    return _export(deps)


def _export(deps: Deps, **days: Any) -> list[dict[str, Any]]:
    out = BytesIO()
    count = export_audit(deps, out, **days)
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert count == sum(line["type"] == "record" for line in found) == found[-1]["records"]
    return found


def _verify(deps: Deps, folder: Path, lines: list[dict[str, Any]], *, keyed: bool = True) -> FileReport:
    path = folder / "export.jsonl"
    path.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    return verify_export(path, deps.keeper.key if keyed else None)


def test_an_export_verifies_with_the_key_and_without(
    deps: Deps, tmp_path: Path, lines: list[dict[str, Any]]
) -> None:
    for keyed in (True, False):
        report = _verify(deps, tmp_path, lines, keyed=keyed)
        assert (report.findings, report.keyed) == ((), keyed)
        assert report.records == report.last == lines[-1]["records"]


def test_an_export_holds_the_answers_whole(lines: list[dict[str, Any]]) -> None:
    answers = [line for line in lines if line["type"] == "screening"]
    asked = [answer["row"]["request"]["subject"]["name"] for answer in answers]
    assert asked == ["Joseph Kony", "Nobody At All"]
    assert [len(answer["hits"]) for answer in answers] == [1, 0]
    assert [line["hit"][:3] for line in lines if line["type"] == "batch_hit"] == [[1, "1", 1], [2, "2", 1]]
    kinds = {line["kind"] for line in lines if line["type"] == "record"}
    assert {"screening", "batch", "list_version_loaded", "list_version_in_force", "party_decision"} <= kinds


def test_the_days_of_an_export_are_whole_days_and_overlap_nothing(
    deps: Deps, clock: Clock, tmp_path: Path, lines: list[dict[str, Any]]
) -> None:
    first_day = clock.now.date()
    clock.move(timedelta(days=1))
    screen(deps, "Someone Later")
    before, after = _export(deps, until=first_day), _export(deps, since=first_day + timedelta(days=1))
    assert before[-1]["records"] == lines[-1]["records"]
    assert after[-1]["records"] == 2, "the new corpus, and the answer"
    assert _verify(deps, tmp_path, after).findings == ()
    assert _export(deps, since=first_day + timedelta(days=2))[-1]["records"] == 0


def _of(lines: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(line for line in lines if line["type"] == kind)


CHANGES: dict[str, Callable[[list[dict[str, Any]]], object]] = {
    "a hash": lambda lines: _of(lines, "record").update(hash="f" * 64),
    "a payload": lambda lines: _of(lines, "record").update(payload="{}"),
    "a salt": lambda lines: _of(lines, "record").update(salt="00"),
    "a name that was asked": lambda lines: _of(lines, "screening")["row"]["request"].update(subject={}),
    "a score": lambda lines: _of(lines, "screening")["hits"][0].__setitem__(2, 1),
    "a hit that is taken out": lambda lines: _of(lines, "screening")["hits"].clear(),
    "a batch": lambda lines: _of(lines, "batch")["row"].update(input_name="other.csv"),
    "a hit of a batch": lambda lines: _of(lines, "batch_hit")["hit"].__setitem__(1, "7"),
    "a record that is taken out": lambda lines: lines.pop(1),
    "an answer that is taken out": lambda lines: lines.remove(_of(lines, "screening")),
    "a batch that is taken out": lambda lines: lines.remove(_of(lines, "batch")),
    "a hit of a batch that is taken out": lambda lines: lines.remove(_of(lines, "batch_hit")),
    "a line that is said twice": lambda lines: lines.insert(2, lines[1]),
    "the first line said twice": lambda lines: lines.insert(1, lines[0]),
    "a line of no kind": lambda lines: lines.insert(1, {"type": "other"}),
    "a line that lacks everything": lambda lines: lines.insert(1, {"type": "record"}),
    "the last line": lambda lines: lines.pop(),
    "the end": lambda lines: lines.__delitem__(slice(-4, None)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_to_an_export_is_found_by_a_reader_without_the_key(
    deps: Deps, tmp_path: Path, lines: list[dict[str, Any]], change: str
) -> None:
    CHANGES[change](lines)
    if lines[-1]["type"] == "end":
        lines[-1]["sha256"] = _digest(lines[:-1])
    assert _verify(deps, tmp_path, lines, keyed=False).findings


@pytest.mark.parametrize("field", ["actor", "kind", "at", "key_id"])
def test_an_altered_record_is_found_with_the_key(
    deps: Deps, tmp_path: Path, lines: list[dict[str, Any]], field: str
) -> None:
    other = {"at": "2026-01-01T00:00:00.000000+00:00"}.get(field, "f" * 16)
    _of(lines, "record")[field] = other
    lines[-1] |= {"sha256": _digest(lines[:-1])}
    found = [one.problem for one in _verify(deps, tmp_path, lines).findings]
    assert found == ["record 1 was altered", "it was not made with the key"]


def test_an_export_that_is_made_anew_without_the_key_is_found_with_it(
    deps: Deps, tmp_path: Path, lines: list[dict[str, Any]]
) -> None:
    kept = [line for line in lines if line["type"] in {"export", "end"}]
    kept[0] |= {"first": 1, "last": 0}
    kept[1]["sha256"] = _digest(kept[:1])
    assert _verify(deps, tmp_path, kept, keyed=False).findings == ()
    assert [one.problem for one in _verify(deps, tmp_path, kept).findings] == ["it was not made with the key"]


def _digest(lines: list[dict[str, Any]]) -> str:
    return hashlib.sha256(
        b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines)
    ).hexdigest()


@pytest.mark.parametrize("content", [b"", b"no json\n", b'{"type":"export"}\n', b"[]\n"])
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(BadInputFile, match="no audit export"):
        verify_export(tmp_path / "other", None)


def test_an_export_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputFile, match="cannot be read"):
        verify_export(tmp_path / "nothing", None)
