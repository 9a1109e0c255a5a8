"""Alerts are written whole with their audit record, and read back as they were."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from screening.domain.alert import Action, AlertState
from screening.domain.errors import DatabaseFailure, UnknownAlert
from screening.domain.party_group import Member
from screening.store.alert_reading import (
    alerts_of,
    files_of,
    get_alert,
    get_file,
    maker_of,
    open_alerts,
    read_alerts,
)
from screening.store.alerts import AlertChange, open_key
from screening.store.audit_rows import row_findings
from screening.store.database import Database
from tests.store.alerts import decided_alert, make_alert, make_alert_hit, raised, record
from tests.store.chain import verified
from tests.store.examples import NOON

ONE, TWO = Member("a_list", "1"), Member("b_list", "2")


def test_an_alert_is_read_back_with_all_that_happened_to_it(database: Database) -> None:
    written = decided_alert("a_list")
    with database.writing() as session:
        record(session, written)
    with database.reading() as session:
        file = get_file(session, get_alert(session, written.alert.id))
        assert verified(session) == 1
        assert list(row_findings(session, 0)) == []
        assert maker_of(session, file.alert) == "anna"
    assert file.alert == written.alert
    assert (file.occurrences, file.dispositions) == ((written.occurrence,), written.dispositions)
    assert (file.history, file.responses) == ((written.event,), (written.response,))


@pytest.mark.parametrize("alert_id", ["none", "\x00", "\ud800"])
def test_an_alert_that_is_not_there_is_an_error(database: Database, alert_id: str) -> None:
    with database.reading() as session, pytest.raises(UnknownAlert):
        get_alert(session, alert_id)


def test_a_later_version_takes_the_place_of_the_one_before(database: Database) -> None:
    first = raised(make_alert(ONE))
    assert first.event
    event = replace(first.event, number=2, action=Action.TAKEN_UP, at=NOON + timedelta(hours=1))
    later = replace(first.alert, version=2, state=AlertState.IN_REVIEW)
    with database.writing() as session:
        record(session, first)
        record(session, AlertChange(alert=later, event=event))
    with database.reading() as session:
        assert get_alert(session, later.id) == later
        assert get_file(session, later).history == (first.event, event)
        assert list(row_findings(session, 0)) == []


def test_no_two_alerts_of_one_subject_and_party_are_open(database: Database) -> None:
    one, other = make_alert(ONE), make_alert(ONE)
    assert open_key(one) == open_key(other)
    with pytest.raises(DatabaseFailure), database.writing() as session:
        record(session, raised(one), raised(other))
    with database.writing() as session:
        record(session, raised(one))
        closed = replace(one, version=2, state=AlertState.CLOSED, closed_at=NOON)
        event = raised(closed).event
        record(session, AlertChange(alert=closed, event=event))
        record(session, raised(other))


def test_another_portfolio_reference_or_party_is_another_alert() -> None:
    alert = make_alert(ONE)
    others = [
        replace(alert, portfolio="retail"),
        replace(alert, reference="client-2"),
        replace(alert, reference=None),
        replace(alert, reference=""),
        replace(alert, party_group="another"),
        replace(alert, reference=None, hits=(make_alert_hit(ONE, screening_id="another"),)),
        replace(alert, closed_at=NOON),
    ]
    assert len({open_key(one) for one in (alert, *others)}) == len(others) + 1


def test_open_alerts_are_found_by_their_keys_and_those_of_a_screening_by_party(database: Database) -> None:
    alerts = [make_alert(ONE, TWO), make_alert(TWO, reference="client-2")]
    with database.writing() as session:
        record(session, *map(raised, alerts))
    keys = {key: alert for alert in alerts if (key := open_key(alert))}
    with database.reading() as session:
        assert open_alerts(session, [*keys, "none"]) == keys
        assert read_alerts(session, [alerts[1].id, alerts[0].id]) == alerts[::-1]
        found = alerts_of(session, ["5" * 32, "none"])
    assert found == {"5" * 32: {str(ONE): alerts[0].id, str(TWO): alerts[1].id}}


def test_a_reference_of_any_length_is_kept_and_found(database: Database) -> None:
    noise = "".join(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(1_000))
    with database.writing() as session:
        record(session, raised(make_alert(ONE, reference=noise)))
    with database.reading() as session:
        assert [file.alert.reference for file in files_of(session, noise)] == [noise]
