from __future__ import annotations

import re
from pathlib import Path

from screening.services.batch_columns import ALIASES
from screening.services.batch_output import COLUMNS, HIT_COLUMNS

TEXT = (Path(__file__).parent.parent.parent / "docs" / "batches.md").read_text("utf-8")


def test_every_heading_that_is_known_is_documented() -> None:
    documented = {
        field: tuple(re.findall(r"`(\w+)`", headings))
        for field, headings in re.findall(r"^\| (\w+) \| (`\w+`.*) \|$", TEXT, re.M)
    }
    assert documented == ALIASES


def test_every_column_that_is_written_is_documented() -> None:
    assert re.findall(r"^\| `(screening_\w+)` ", TEXT, re.M) == list(COLUMNS)
    hits = TEXT[TEXT.index("The hits file") : TEXT.index("`--limit` cuts")]
    assert re.findall(r"`(\w+)`", hits) == list(HIT_COLUMNS)
