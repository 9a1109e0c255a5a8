"""The letters of scripts whose tables are ours, in Latin (``data/letters.csv``)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def letters(script: str) -> dict[str, str]:
    """The Latin for each letter of a script of the table; empty for a letter that is silent."""
    text = files("screening.text").joinpath("data/letters.csv").read_text("utf-8")
    return {
        row["letter"]: row["latin"] for row in csv.DictReader(text.splitlines()) if row["script"] == script
    }
