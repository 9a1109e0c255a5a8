from __future__ import annotations

import re
from pathlib import Path

from screening.services.batch_headings import SEVERAL, headings
from screening.services.batch_output import COLUMNS, HIT_COLUMNS

TEXT = (Path(__file__).parent.parent.parent / "docs" / "batches.md").read_text("utf-8")


def test_every_field_is_documented_with_its_headings_in_english() -> None:
    documented = {
        field: (columns == "several", re.findall(r"`([^`]+)`", written))
        for field, columns, written in re.findall(r"^\| (\w+) \| (one|several) \| (`.*) \|$", TEXT, re.M)
    }
    assert documented == {field: (field in SEVERAL, known["en"]) for field, known in headings().items()}


def test_every_language_is_documented() -> None:
    told = TEXT[
        TEXT.index("those of other languages") : TEXT.index("`screening/services/batch_headings.toml`")
    ]
    assert set(re.findall(r"`(\w+)`", told)) == {name for known in headings().values() for name in known} - {
        "en"
    }


def test_every_column_that_is_written_is_documented() -> None:
    assert re.findall(r"^\| `(screening_\w+)` ", TEXT, re.M) == list(COLUMNS)
    hits = TEXT[TEXT.index("The hits file") : TEXT.index("`--limit` cuts")]
    assert re.findall(r"`(\w+)`", hits) == list(HIT_COLUMNS)
