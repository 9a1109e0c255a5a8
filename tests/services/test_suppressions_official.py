"""Real editions of lists played against suppressions: what lapsed, what stayed, what is to be seen."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from screening.domain.designation import Designation
from screening.grouping.re_references import re_references
from screening.services.deps import Deps
from screening.store.audit_rows import row_findings
from tests.services.editions import (
    WORDING,
    Edition,
    put_in_force,
    read,
    some_of_each,
    suppress,
    suppressions,
    table,
)

EDITIONS = {
    "un_sc_sanctions": (
        "un-sc/consolidated.xml__2025-04-19.xz",
        "un-sc/consolidatedLegacyByPRN.xml__2025-11-20.xz",
    ),
    "us_ofac_cons": ("us-ofac/consolidated.xml__2024-05-06.xz", "us-ofac/consolidated.xml__2025-03-28.xz"),
    "eu_fsf": (
        "eu-fsf/xmlFullSanctionsList_1_1.xml__2021-03-02.xz",
        "eu-fsf/20240513-FULL-1_1(xsd).xml__2024-05-13.xz",
    ),
    "gb_hmt_sanctions": ("uk-ofsi/ConList.xlsx__2023-06-05", "uk-ofsi/ConList.xlsx__2025-04-14"),
}
MOST = 25
"""Designations of each fate that are looked at."""

REMOVED_AND_ADDED = {
    "un_sc_sanctions": (3, 126),
    "us_ofac_cons": (1, 1),
    "eu_fsf": (178, 2_738),
    "gb_hmt_sanctions": (131, 826),
}
RE_REFERENCED = {
    "gb_hmt_sanctions": {
        "9002": "16167",
        "9003": "16161",
        "9004": "16178",
        "9005": "16165",
        "9053": "16174",
        "9054": "16168",
        "9055": "16177",
        "11157": "16156",
        "12274": "16164",
    }
}
"""Parties that came back under another reference. No two published editions of OFAC, EU or UN that are
at hand have any."""
ON_UNDER_ANOTHER_REFERENCE = {"gb_hmt_sanctions": {"16156"}}
"""Of these the one of which nothing material was changed."""

FATES = {
    ("removed", "removed"),
    ("stayed", "stayed"),
    ("wording", "wording"),
    ("notes", "wording"),
    ("material", "lapsed"),
}


def test_the_hand_written_fields_are_fields_of_designations() -> None:
    assert {name for name in WORDING if "." not in name} <= {one.name for one in fields(Designation)}


@pytest.mark.parametrize("list_id", EDITIONS)
def test_editions_of_a_list_against_suppressions(deps: Deps, official: Path, list_id: str) -> None:
    before, after = (Edition(list_id, official / name) for name in EDITIONS[list_id])
    old, new = read(before), read(after)
    gone, come = old.keys() - new.keys(), new.keys() - old.keys()
    assert (len(gone), len(come)) == REMOVED_AND_ADDED[list_id]
    moved = re_references(map(old.__getitem__, gone), map(new.__getitem__, come))
    assert {ref: one.authority_ref for ref, one in moved.items()} == RE_REFERENCED.get(list_id, {})
    put_in_force(deps, before)
    chosen = {one.authority_ref: one for one in some_of_each(old, new, MOST)} | {
        ref: old[ref] for ref in moved
    }
    suppress(deps, list(chosen.values()))
    assert chosen.keys() <= {one.member.authority_ref for one in suppressions(deps)}
    put_in_force(deps, after)
    found = table(deps, old, new)
    assert FATES - {("notes", "wording")} <= set(found) <= FATES, found
    followed = {one.member.authority_ref for one in suppressions(deps)} - old.keys()
    assert followed == ON_UNDER_ANOTHER_REFERENCE.get(list_id, set())
    with deps.database.reading() as session:
        assert list(row_findings(session, 0)) == []
