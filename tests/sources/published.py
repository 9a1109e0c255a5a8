"""Published files for the tests of the sources, and reading them whole."""

from __future__ import annotations

import io
import lzma
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from screening.domain.designation import AliasStrength, Designation, NameKind
from screening.domain.listing import Parsed, PublishedFile
from screening.resources import lists_dir
from screening.sources.registry import find_source

DATA = Path(__file__).parent / "data"
SAMPLES = {"us_ofac_sdn": DATA / "ofac.xml", "un_sc_sanctions": DATA / "un.xml"}


def parse_bytes(list_id: str, content: bytes, name: str = "list.xml") -> list[Parsed]:
    """Everything that the list's parser yields for one file with this content."""
    file = PublishedFile(name, partial(io.BytesIO, content))
    return list(find_source(list_id).formats[0].parse((file,)))


def parse_sample(list_id: str) -> list[Parsed]:
    """Everything that is read from the sample of a list, by the format that recognises it."""
    paths = sorted((lists_dir() / list_id).glob("sample.*"))
    heads = {path.name: path.read_bytes()[:4096] for path in paths}
    form = next(form for form in find_source(list_id).formats if form.recognises(heads))
    files = (PublishedFile(path.name, partial(io.BytesIO, path.read_bytes())) for path in paths)
    return list(form.parse(tuple(files)))


def parse_packed(list_id: str, path: Path) -> Iterator[Parsed]:
    """What the list's parser yields for an ``.xz`` file."""
    file = PublishedFile(path.name, cast(Callable[[], BinaryIO], partial(lzma.open, path)))
    return find_source(list_id).formats[0].parse((file,))


def designations(parsed: list[Parsed]) -> dict[str, Designation]:
    """The designations by their authority's reference."""
    return {d.authority_ref: d for d in parsed if isinstance(d, Designation)}


def counts(parsed: Iterator[Parsed]) -> Counter[str]:
    """How many of each there are: party types, aliases, weak aliases, and what is no designation."""
    counted: Counter[str] = Counter()
    for item in parsed:
        if not isinstance(item, Designation):
            counted[type(item).__name__] += 1
            continue
        aliases = [name for name in item.names if name.kind is not NameKind.PRIMARY]
        counted[item.party_type.value] += 1
        counted["aliases"] += len(aliases)
        counted["weak"] += sum(name.strength is AliasStrength.WEAK for name in aliases)
    return counted
