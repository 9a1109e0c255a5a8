"""Designations and indexes in a line, for tests of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

import pytest

from screening.domain.designation import AliasStrength, Designation, Name, NameKind, PartyType
from screening.matching.index import Index, IndexEntry, build_index, open_index

MakeIndex = Callable[[Iterable[Designation]], Index]
_refs = count(1)


def listed(
    name: str,
    *aliases: str,
    party_type: PartyType = PartyType.INDIVIDUAL,
    list_id: str = "xx_list",
    weak: tuple[str, ...] = (),
    **facts: object,
) -> Designation:
    """A designation with a primary name, strong and weak aliases and whatever facts are given."""
    names = [Name(text=name, kind=NameKind.PRIMARY), *(Name(text=alias) for alias in aliases)]
    names += [Name(text=alias, strength=AliasStrength.WEAK) for alias in weak]
    reference = str(next(_refs))
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        names=tuple(names),
        locator=f"entry[{reference}]",
        **facts,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def make_index(tmp_path_factory: pytest.TempPathFactory) -> MakeIndex:
    """Builds and opens an index over the designations given."""

    def make(designations: Iterable[Designation]) -> Index:
        folder = tmp_path_factory.mktemp("indexes") / "index"
        build_index(folder, (IndexEntry(d, "2024-05-07.79bf2d15", None) for d in designations))
        return open_index(folder)

    return make
