"""The states of one designation are read through all versions of its list, on every back end."""

from __future__ import annotations

from screening.store.database import Database
from screening.store.entry_states import read_states, states_through_versions
from tests.store.examples import LIST, make_designation, make_version, store

FIRST, SECOND, THIRD = (make_version(f"2026-0{month}-27.aaaaaaa{month}", 2) for month in (1, 2, 3))


def test_every_version_has_the_state_that_it_says_the_first_published_first(database: Database) -> None:
    one, other = make_designation("1"), make_designation("2")
    amended = make_designation("1", "ANOTHER NAME")
    store(database, SECOND, [amended, other])
    store(database, FIRST, [one, other], at=None)
    store(database, THIRD, [other], at=None)
    with database.reading() as session:
        held = states_through_versions(session, LIST, "1")
        states = [number for _, number in held]
        read = read_states(session, {number for number in states if number is not None})
        assert states_through_versions(session, LIST, "\x00") == []
    assert [version.version for version, _ in held] == [one.version for one in (FIRST, SECOND, THIRD)]
    assert [number and read[number].primary_name for number in states] == ["A NAME", "ANOTHER NAME", None]
