"""Since when a designation is known here, and when it last changed."""

from __future__ import annotations

from datetime import timedelta

from screening.domain.designation import Designation
from screening.domain.listing import ListVersion
from screening.store.database import Database
from screening.store.sightings import Sighting, sightings
from tests.store.examples import NOON, make_designation, make_version, store

DAYS = [NOON + timedelta(days=n) for n in range(4)]


def add(database: Database, day: int, *designations: Designation) -> ListVersion:
    """A version of that day, in force from then on."""
    version = make_version(f"2026-03-0{day + 1}.{'abcd'[day] * 8}", len(designations), retrieved_at=DAYS[day])
    return store(database, version, designations, at=DAYS[day])


def seen(database: Database, version: ListVersion, *refs: str) -> dict[str, Sighting]:
    with database.reading() as session:
        return sightings(session, version, refs)


def test_what_the_first_version_held_is_known_since_it_was_taken(database: Database) -> None:
    first = add(database, 0, make_designation("1"))
    assert seen(database, first, "1") == {"1": Sighting(DAYS[0], DAYS[0])}


def test_what_was_added_or_amended_later_says_so(database: Database) -> None:
    add(database, 0, make_designation("1"), make_designation("2"))
    add(database, 1, make_designation("1"), make_designation("2", "ANOTHER"), make_designation("3"))
    last = add(database, 2, *(make_designation(ref, "ANOTHER") for ref in "123"))
    assert seen(database, last, "1", "2", "3") == {
        "1": Sighting(DAYS[0], DAYS[2]),
        "2": Sighting(DAYS[0], DAYS[1]),
        "3": Sighting(DAYS[1], DAYS[2]),
    }


def test_one_that_came_again_is_known_since_it_came_first(database: Database) -> None:
    one, other = make_designation("1"), make_designation("2")
    for day, held in enumerate(((one,), (one, other), (one,))):
        add(database, day, *held)
    last = add(database, 3, one, other)
    assert seen(database, last, "2") == {"2": Sighting(DAYS[1], DAYS[3])}


def test_an_earlier_version_knows_nothing_of_what_came_later(database: Database) -> None:
    first = add(database, 0, make_designation("1"))
    add(database, 1, make_designation("1", "ANOTHER"))
    assert seen(database, first, "1") == {"1": Sighting(DAYS[0], DAYS[0])}


def test_any_text_may_be_asked_for(database: Database) -> None:
    first = add(database, 0, make_designation("1"))
    assert set(seen(database, first, "1", "none", "\ud800", "\x00")) == {"1", "none", "\ud800", "\x00"}
