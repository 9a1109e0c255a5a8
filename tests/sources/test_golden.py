"""Every field of each layout, against files that a person has read.

``UPDATE_GOLDEN=1 pytest tests/sources/test_golden.py`` writes them anew; read the difference.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from screening.domain.listing import Parsed
from tests.sources.ofac_published import LAYOUTS, parse, published
from tests.sources.published import SAMPLES, parse_bytes

_GOLDEN = Path(__file__).parent / "golden"
_ITEM = TypeAdapter(object)


@pytest.mark.parametrize("list_id", SAMPLES)
def test_everything_in_the_file_is_read_as_a_person_would(list_id: str) -> None:
    _compare(parse_bytes(list_id, SAMPLES[list_id].read_bytes()), _GOLDEN / f"{list_id}.json")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_everything_in_ofacs_further_layouts_is_read(layout: str) -> None:
    files = map(published, LAYOUTS[layout])
    _compare(parse("us_ofac_sdn", *files), _GOLDEN / f"ofac_{layout}.json")


def _compare(parsed: Iterable[Parsed], golden: Path) -> None:
    read = [_as_json(item) for item in parsed]
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert read == json.loads(golden.read_text("utf-8"))


def _as_json(item: Parsed) -> dict[str, object]:
    return {"is": type(item).__name__, **_filled(json.loads(_ITEM.dump_json(item)))}


def _filled(value: Any) -> Any:
    """Without the fields that say nothing."""
    if isinstance(value, list):
        return [_filled(item) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item not in (None, [], False, "")}
    return value
