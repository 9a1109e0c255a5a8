"""Languages as authorities name them: by their English name or a code of three letters."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


def language_code(text: str) -> str | None:
    """The ISO 639-1 code of a language; None where the table does not know it."""
    return _codes().get(text.strip().casefold())


@cache
def _codes() -> dict[str, str]:
    path = resources.files("screening.sources") / "data" / "languages.csv"
    with path.open(encoding="utf-8") as lines:
        return {
            wording: row["code"]
            for row in csv.DictReader(lines)
            for wording in [row["code"], *row["wordings"].split("|")]
        }
