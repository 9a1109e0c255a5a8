"""An engine that answers otherwise has another version."""

from __future__ import annotations

import json

from screening.matching.engine import ENGINE_VERSION
from tests.matching.golden_ledgers import FILE, ledgers


def test_the_engine_gives_the_ledgers_that_its_version_gave() -> None:
    golden = json.loads(FILE.read_text("utf-8"))
    assert golden["engine"] == ENGINE_VERSION, "write the file anew: python -m tests.matching.golden_ledgers"
    assert ledgers() == golden["ledgers"], "another score is another engine: raise ENGINE_VERSION"


def test_every_ledger_of_the_file_adds_up() -> None:
    for ledger in json.loads(FILE.read_text("utf-8"))["ledgers"]:
        assert sum(contribution for _, contribution, _ in ledger["evidence"]) == ledger["score"]
