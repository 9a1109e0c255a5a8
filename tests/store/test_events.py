"""Events keep their numbers through migrations, and come in the order of their commits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from alembic import command
from sqlalchemy import text

from screening.domain.events import Event, EventKind, NewEvent
from screening.domain.party_group import Member
from screening.store import schema
from screening.store.database import Database
from screening.store.events import append_events, events_after, take_events
from tests.store.alerts import make_alert, raised, record
from tests.store.examples import NOON

BEFORE = "0057"
"""The schema in which alerts had a feed of their own."""


def _events(database: Database, after: int = 0) -> list[Event]:
    with database.reading() as session:
        return events_after(session, after, None, limit=1_000)


def test_the_feed_of_alerts_goes_on_under_its_numbers_after_the_migration(database: Database) -> None:
    first, second = make_alert(Member("l", "1"), portfolio="retail"), make_alert(Member("l", "2"))
    with database.writing() as session:
        record(session, raised(first), raised(second))
    told = _events(database)
    with schema.migrating(database) as config:
        command.downgrade(config, BEFORE)
    with database.reading() as session:
        rows = session.execute(text("SELECT seq, kind, alert_id FROM alert_feed ORDER BY seq")).all()
    assert [tuple(row) for row in rows] == [(one.seq, "opened", one.subject) for one in told]
    schema.upgrade(database)
    names = ("seq", "kind", "subject", "number", "portfolio", "at")
    again = _events(database)
    assert [[getattr(one, name) for name in names] for one in again] == [
        [getattr(one, name) for name in names] for one in told
    ]
    assert len({one.id for one in again}) == 2
    with database.writing() as session:
        record(session, raised(make_alert(Member("l", "3"))))
    assert _events(database)[-1].seq > told[-1].seq


def test_who_reads_on_while_others_write_misses_nothing(database: Database) -> None:
    def write(number: int) -> None:
        event = NewEvent(kind=EventKind.LIST_HELD, at=NOON, subject=str(number), data={})
        with database.writing() as session:
            take_events(session)
            append_events(session, [event])

    read: list[str] = []
    last = 0
    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, number) for number in range(40)]
        while len(read) < 40:
            found = _events(database, last)
            read += [one.subject for one in found]
            last = found[-1].seq if found else last
            assert not any(one.done() and one.exception() for one in writing)
    assert sorted(read, key=int) == [str(number) for number in range(40)]
