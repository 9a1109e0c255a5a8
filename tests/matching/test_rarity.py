"""The table of keys is what its tool makes of the table of tokens."""

from __future__ import annotations

import csv
from importlib.resources import files

from tools.build_key_frequency import key_rows


def test_the_table_of_keys_is_counted_from_the_table_of_tokens() -> None:
    text = files("screening.matching").joinpath("data/key_frequency.csv").read_text("utf-8")
    assert list(csv.reader(text.splitlines())) == key_rows(), "run tools/build_key_frequency.py"
