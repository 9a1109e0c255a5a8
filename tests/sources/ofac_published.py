"""OFAC's files for the tests, in the format that recognises them, whole lists or samples."""

from __future__ import annotations

import io
import lzma
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from screening.domain.designation import Designation
from screening.domain.listing import ListFormat, Parsed, PublishedFile
from screening.sources.registry import find_source
from tests.sources.published import DATA

ENHANCED = DATA / "ofac_enhanced.xml"
ADVANCED = DATA / "ofac_advanced.xml"
CLASSIC = DATA / "ofac.xml"
TABLES = tuple(sorted((DATA / "ofac_csv").iterdir()))
LAYOUTS = {"enhanced": (ENHANCED,), "advanced": (ADVANCED,), "csv": TABLES}


def published(path: Path) -> PublishedFile:
    """A file as a parser sees it; ``.xz`` is opened up."""
    opened = partial(lzma.open if path.suffix == ".xz" else Path.open, path)
    return PublishedFile(path.name, cast(Callable[[], BinaryIO], _opener(opened)))


def in_memory(name: str, content: bytes) -> PublishedFile:
    """A file with this content."""
    return PublishedFile(name, partial(io.BytesIO, content))


def form_of(list_id: str, files: tuple[PublishedFile, ...]) -> ListFormat:
    """The format that recognises ``files``."""
    heads = {}
    for file in files:
        with file.open() as stream:
            heads[file.name] = stream.read(4096)
    return next(form for form in find_source(list_id).formats if form.recognises(heads))


def parse(list_id: str, *files: PublishedFile) -> Iterator[Parsed]:
    """What the format that recognises ``files`` yields for them."""
    return form_of(list_id, files).parse(files)


def read(list_id: str, *files: PublishedFile) -> dict[str, Designation]:
    """The designations in ``files`` by their reference."""
    return {d.authority_ref: d for d in parse(list_id, *files) if isinstance(d, Designation)}


def _opener(opened: Callable[..., object]) -> Callable[[], object]:
    return partial(opened, "rb")
