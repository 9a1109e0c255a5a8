"""A party is followed to another reference only where nothing else could be meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from screening.domain.designation import CrossReference, Identifier, IdentifierType, PartialDate, PartyType
from screening.grouping.re_references import re_references
from tests.store.examples import make_designation

BORN = (PartialDate(earliest=date(1964, 1, 1), latest=date(1964, 12, 31), text="1964"),)
PASSPORT = Identifier(type=IdentifierType.PASSPORT, value="A-123 456", published_type="Passport")
OLD = make_designation("1", birth_dates=BORN)
NEW = replace(OLD, authority_ref="2")


def moved(removed: list, added: list) -> dict[str, str]:  # type: ignore[type-arg]
    """Old to new references."""
    return {old: new.authority_ref for old, new in re_references(removed, added).items()}


def test_the_same_facts_under_another_reference_are_the_same_party() -> None:
    assert moved([OLD], [NEW]) == {"1": "2"}
    assert moved([OLD], []) == moved([], [NEW]) == {}


def test_a_number_or_another_id_of_the_authority_tells_too() -> None:
    known = replace(OLD, identifiers=(PASSPORT,))
    changed = replace(NEW, birth_dates=(), identifiers=(replace(PASSPORT, value="a123456"),))
    assert moved([known], [changed]) == {"1": "2"}
    reference = (CrossReference(scheme="DATAID", reference="7"),)
    known, changed = (replace(one, cross_references=reference) for one in (OLD, replace(NEW, birth_dates=())))
    assert moved([known], [changed]) == {"1": "2"}


@pytest.mark.parametrize(
    ("removed", "added"),
    [
        ([OLD, replace(OLD, authority_ref="9")], [NEW]),
        ([OLD], [NEW, replace(NEW, authority_ref="9")]),
        ([OLD], [replace(NEW, birth_dates=())]),
        ([OLD], [replace(NEW, party_type=PartyType.ENTITY)]),
        ([make_designation("1")], [make_designation("2")]),
        (
            [replace(OLD, identifiers=(PASSPORT,))],
            [make_designation("2", "ANOTHER", identifiers=(PASSPORT,))],
        ),
    ],
    ids=["two were removed", "two were added", "other facts", "another type", "a name alone", "another name"],
)
def test_if_unsure_it_is_a_removal_and_an_addition(removed: list, added: list) -> None:  # type: ignore[type-arg]
    assert moved(removed, added) == {}
