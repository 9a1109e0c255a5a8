"""Helpers of the tests of single lists: golden files, planted surprises, bytes in place of files."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree
from pydantic import TypeAdapter

from screening.domain.listing import ListFormat, Parsed, PublishedFile, Quarantined, UnknownField
from screening.resources import lists_dir

_GOLDEN = Path(__file__).parent / "golden"
_ITEM = TypeAdapter(object)


def read_bytes(form: ListFormat, content: bytes, name: str = "today.xml") -> list[Parsed]:
    """Everything that a format yields for one file with this content."""
    return list(form.parse((PublishedFile(name, partial(io.BytesIO, content)),)))


def assert_as_golden(name: str, parsed: list[Parsed]) -> None:
    """``parsed`` is what a person has read in ``golden/<name>.json``; ``UPDATE_GOLDEN=1`` writes it."""
    read = [{"is": type(item).__name__, **_filled(json.loads(_ITEM.dump_json(item)))} for item in parsed]
    golden = _GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert read == json.loads(golden.read_text("utf-8"))


def assert_every_surprise_is_reported(
    read: Callable[[bytes], list[Parsed]], content: bytes, record_tag: str
) -> None:
    """An element and an attribute planted anywhere in a readable record come out as unknown."""
    root = etree.fromstring(content)
    for element in list(root.iter()):
        if not _is_in_readable_record(read, root, element, record_tag):
            continue
        where = root.getroottree().getpath(element)
        planted = etree.SubElement(element, "planted")
        planted.text = "surprise"
        assert _surprises(read(etree.tostring(root)), "planted"), where
        element.remove(planted)
        element.set("planted", "surprise")
        assert _surprises(read(etree.tostring(root)), "@planted"), where
        del element.attrib["planted"]


def unknown_codes(list_id: str, codes: set[str]) -> set[str]:
    """Those of the codes of programmes that the list's ``programmes.csv`` does not describe."""
    text = (lists_dir() / list_id / "programmes.csv").read_text("utf-8")
    return codes - {row["code"] for row in csv.DictReader(text.splitlines())}


def _is_in_readable_record(
    read: Callable[[bytes], list[Parsed]], root: etree._Element, element: etree._Element, tag: str
) -> bool:
    line = [element, *element.iterancestors()]
    record = next((e for e in reversed(line) if etree.QName(e).localname == tag), None)
    if record is None:
        return False
    alone = etree.fromstring(etree.tostring(root))
    for other, copy in zip(list(root.iter()), list(alone.iter()), strict=True):
        parent = copy.getparent()
        if etree.QName(other).localname == tag and other is not record and parent is not None:
            parent.remove(copy)
    return not any(isinstance(item, Quarantined) for item in read(etree.tostring(alone)))


def _surprises(parsed: list[Parsed], end: str) -> bool:
    return any(
        isinstance(item, UnknownField) and item.path.endswith(end) and item.value == "surprise"
        for item in parsed
    )


def _filled(value: Any) -> Any:
    """Without the fields that say nothing."""
    if isinstance(value, list):
        return [_filled(item) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if _says_something(key, item)}
    return value


def _says_something(key: str, value: Any) -> bool:
    return value not in (None, [], "") and (value is not False or key == "is_valid")
