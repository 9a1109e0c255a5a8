"""A row of a file is answered as the same request is, whatever the format of the file."""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from screening.domain.access import operator
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.screen import Screener
from screening.services.subject_input import parse_screening_request
from tests.loading import write
from tests.screened import load_people

SEED, ROWS = 7, 60
NAMES = ("Joseph Kony", "KONI, Joseph", "Walupere", "Hyperlink Trading Company", "Ivanov", "Angela Merkel")
FACTS: dict[str, list[Any]] = {
    "type": ["individual", "Company", None],
    "birth_dates": [["1964"], ["1970-01-02", "1964-09"], []],
    "nationalities": [["ug"], ["Cuba", "ru"]],
    "aliases": [["Koni; Joseph"], ["Petrov", "Sidorov"]],
    "identifiers": [[{"type": "passport", "value": "P 1", "country": "ug"}], [{"value": "77"}]],
    "gender": ["male", "F"],
    "birth_place": ["Odek"],
    "residence_countries": [["ug"]],
}


def _subject(chance: random.Random) -> dict[str, Any]:
    name = chance.choice(NAMES)
    at = chance.randrange(len(name))
    slipped = name[:at] + chance.choice("aeiou ") + name[at + chance.choice((0, 1)) :]
    facts = {fact: chance.choice(values) for fact, values in FACTS.items() if chance.random() < 0.4}
    return {"name": slipped, **facts}


def _flat(subject: dict[str, Any]) -> dict[str, str]:
    """The cells of a CSV that say the same."""
    cells = {
        fact: value if isinstance(value, str) else json.dumps(value)
        for fact, value in subject.items()
        if value
    }
    return {fact: "" if cell == "[]" else cell for fact, cell in cells.items()}


@pytest.mark.parametrize("form", ["request", "flat", "csv"])
def test_random_rows_are_answered_as_single_requests_are(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path, form: str
) -> None:
    load_people(deps, tmp_path)
    chance = random.Random(SEED)
    subjects = [_subject(chance) for _ in range(ROWS)]
    source = tmp_path / "in"
    if form == "csv":
        with source.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, ["id", "name", *FACTS])
            writer.writeheader()
            writer.writerows({"id": n, **_flat(one)} for n, one in enumerate(subjects))
    else:
        objects = [
            {"reference": str(n), "subject": one} if form == "request" else {"id": n, **one}
            for n, one in enumerate(subjects)
        ]
        write(source, "".join(json.dumps(one) + "\n" for one in objects).encode())
    request = BatchRequest(
        source=source, out=tmp_path / "out.jsonl", hits=tmp_path / "hits.jsonl", threshold=5000, workers=1
    )
    run_batch(deps, corpora, request, actor="test")
    found = defaultdict(list)
    for line in (tmp_path / "hits.jsonl").read_text("utf-8").splitlines():
        hit = json.loads(line)
        found[hit["row_id"]].append((hit["authority_ref"], hit["score"], hit["evidence"]))
    written = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    statuses = [json.loads(line)["screening_status"] for line in written]
    screener, hits = Screener(deps, corpora), 0
    for number, subject in enumerate(subjects):
        asked = parse_screening_request({"subject": subject, "threshold": 0.5})
        single = screener.screen(asked, by=operator("test"))
        assert statuses[number] == single.status.value
        told = [(hit.authority_ref, hit.score / 10_000) for hit in single.hits]
        assert [(ref, score) for ref, score, _ in found[str(number)]] == told
        hits += len(told)
    assert hits > ROWS / 2
