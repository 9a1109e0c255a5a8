"""What happens to lists is told in the feed, with the transaction in which it happens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from screening.domain.access import operator
from screening.domain.events import Event, EventKind
from screening.services.deps import Deps
from screening.services.event_answers import event_to_dict, read_feed
from screening.services.refresh import load_list, release_version
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, list_xml, write
from tests.webhooks import tell, told

EVERYBODY = operator("test")


def _events(deps: Deps) -> list[Event]:
    return read_feed(deps, 0, limit=100, seen_by=EVERYBODY)


def _load(deps: Deps, folder: Path, content: bytes) -> Any:
    return load_list(deps, LIST_ID, [write(folder / "list.xml", content)])


def test_a_version_that_is_put_in_force_is_told_once(deps: Deps, tmp_path: Path) -> None:
    first = _load(deps, tmp_path, list_xml())
    _load(deps, tmp_path, list_xml())
    _load(deps, tmp_path, list_xml(NEW))
    told = [event_to_dict(one) for one in _events(deps)]
    assert [one["type"] for one in told] == ["list.in_force"] * 2
    assert told[0]["data"]["version"] == told[1]["data"]["before"] == first.version.version
    assert told[0]["data"] == {
        "list_id": LIST_ID,
        "url": f"/api/v1/lists/{LIST_ID}/versions",
        "version": first.version.version,
        "published_on": OLD.isoformat(),
        "designations": len(PEOPLE),
        "sample": False,
        "partial": False,
        "before": None,
    }


def test_a_held_version_is_told_with_its_reason_and_its_release_too(deps: Deps, tmp_path: Path) -> None:
    _load(deps, tmp_path, list_xml())
    held = _load(deps, tmp_path, list_xml(NEW, dict(list(PEOPLE.items())[:1])))
    release_version(deps, LIST_ID, held.version.version, by="Ann", reason="checked")
    told = _events(deps)
    kinds = [EventKind.LIST_IN_FORCE, EventKind.LIST_HELD, EventKind.LIST_RELEASED, EventKind.LIST_IN_FORCE]
    assert [one.kind for one in told] == kinds
    assert told[1].data["held_reason"] == held.reason
    assert {one.data["version"] for one in told[1:]} == {held.version.version}
    assert told == sorted(told, key=lambda one: one.seq)


def test_who_sees_one_portfolio_is_told_of_lists_and_not_of_others_alerts(deps: Deps, tmp_path: Path) -> None:
    _load(deps, tmp_path, list_xml())
    tell(deps, told("a" * 32, portfolio="retail"), told("b" * 32, portfolio="wealth"), told("c" * 32))
    clerk = replace(EVERYBODY, portfolios=frozenset({"retail"}))
    found = read_feed(deps, 0, limit=100, seen_by=clerk)
    assert [one.subject for one in found] == [LIST_ID, "a" * 32]
    last = read_feed(deps, found[0].seq, kinds=(EventKind.LIST_IN_FORCE,), limit=100, seen_by=clerk)
    assert last == []
