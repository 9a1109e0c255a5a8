"""The authorities' own files: every entry is read, and every element of it is understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from screening.domain.codec import fingerprint
from screening.domain.designation import Designation
from screening.domain.listing import Change, ChangeKind, Parsed, diff
from screening.sources.registry import find_source
from tests.sources.published import counts, parse_packed

_SDN = {
    "us-ofac/sdn.xml__2021-03-10.xz": (4539, 3613, 403, 277, 14094, 2402),
    "us-ofac/sdn.xml__2024-05-07.xz": (6855, 6884, 851, 376, 21754, 3694),
}
_CONSOLIDATED = {
    "us-ofac/consolidated.xml__2018-04-06.xz": (94, 471, 74, 0, 1255, 46),
    "us-ofac/consolidated.xml__2020-03-17.xz": (82, 293, 0, 0, 915, 31),
    "us-ofac/consolidated.xml__2024-05-06.xz": (79, 364, 0, 0, 1126, 66),
    "us-ofac/consolidated.xml__2025-03-28.xz": (80, 363, 0, 0, 1136, 70),
}
_UN = {
    "un-sc/consolidated.xml__2018-10-29.xz": (703, 390),
    "un-sc/consolidated.xml__2020-12-01.xz": (712, 294),
    "un-sc/consolidated.xml__2021-03-12.xz": (711, 293),
    "un-sc/consolidated.xml__2024-05-15.xz": (682, 193),
    "un-sc/consolidated.xml__2024-11-30.xz": (686, 193),
    "un-sc/consolidated.xml__2025-04-19.xz": (684, 193),
    "un-sc/consolidatedLegacyByPRN.xml__2025-11-15.xz": (727, 273),
    "un-sc/consolidatedLegacyByPRN.xml__2025-11-20.xz": (727, 273),
    "un-sc/consolidated.xml__2026-02-27.xz": (730, 273),
}
_KINDS = ("individual", "entity", "vessel", "aircraft", "aliases", "weak")


@pytest.mark.parametrize("name", [*_SDN, *_CONSOLIDATED])
def test_every_entry_and_element_of_ofac_is_read(official: Path, name: str) -> None:
    counted, _ = _read("us_ofac_sdn" if name in _SDN else "us_ofac_cons", official / name)
    assert tuple(counted[kind] for kind in _KINDS) == (_SDN | _CONSOLIDATED)[name]
    assert (counted["UnknownField"], counted["Quarantined"]) == (0, 0)


@pytest.mark.parametrize("name", _UN)
def test_every_entry_and_element_of_the_un_is_read(official: Path, name: str) -> None:
    counted, _ = _read("un_sc_sanctions", official / name)
    assert (counted["individual"], counted["entity"]) == _UN[name]
    assert (counted["UnknownField"], counted["Quarantined"]) == (0, 0)


@pytest.mark.parametrize(
    ("list_id", "names"),
    [("us_ofac_sdn", _SDN), ("us_ofac_cons", _CONSOLIDATED), ("un_sc_sanctions", _UN)],
)
def test_every_complete_file_is_within_its_lists_bounds(
    official: Path, list_id: str, names: dict[str, tuple[int, ...]]
) -> None:
    bounds = find_source(list_id).expectations
    for name in names:
        _, manifest = _read(list_id, official / name)
        assert bounds.fewest <= len(manifest) <= bounds.most


def test_what_changed_at_the_un_is_what_is_known(official: Path) -> None:
    april = _un(official, "consolidated.xml__2025-04-19.xz")
    november = _un(official, "consolidatedLegacyByPRN.xml__2025-11-20.xz")
    february = _un(official, "consolidated.xml__2026-02-27.xz")
    assert diff(_un(official, "consolidatedLegacyByPRN.xml__2025-11-15.xz"), november) == []
    assert _kinds(diff(november, february)) == {"added": 4, "removed": 1, "amended": 2}
    assert _kinds(diff(april, november))[ChangeKind.ADDED] == 126
    assert _kinds(diff(april, november))[ChangeKind.REMOVED] == 3


def test_what_changed_at_ofac_is_what_is_known(official: Path) -> None:
    old, new = (_read("us_ofac_sdn", official / name)[1] for name in _SDN)
    assert (len(new.keys() - old.keys()), len(old.keys() - new.keys())) == (7083, 949)


def _un(official: Path, name: str) -> dict[str, str]:
    return _read("un_sc_sanctions", official / "un-sc" / name)[1]


def _kinds(changes: list[Change]) -> Counter[ChangeKind]:
    return Counter(change.kind for change in changes)


@cache
def _read(list_id: str, path: Path) -> tuple[Counter[str], dict[str, str]]:
    """The counts, and the manifest: for the UN with fingerprints, for OFAC with references only."""
    manifest: dict[str, str] = {}

    def noted() -> Iterator[Parsed]:
        for item in parse_packed(list_id, path):
            if isinstance(item, Designation):
                manifest[item.authority_ref] = fingerprint(item) if list_id == "un_sc_sanctions" else ""
            yield item

    return counts(noted()), manifest
