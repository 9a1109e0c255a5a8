"""Refreshing from an authority's server, which may do anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from screening.config import Settings
from screening.domain.errors import BadListFile, FetchFailed, ScreeningError
from screening.domain.listing import ListVersion
from screening.services.deps import Deps
from screening.services.load_report import LoadOutcome, LoadReport
from screening.services.refresh import load_list, refresh_list
from screening.store.lists import version_in_force
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, Clock, list_xml, write
from tests.scripted_server import Answer, ScriptedServer, serving

TAGGED = {"ETag": '"first"'}
HTML = b"<html><body>We are sorry</body></html>"


def test_a_fetched_list_is_put_in_force(deps: Deps) -> None:
    with serving(Answer(list_xml())) as server:
        report = _refresh(deps, server)
    assert report.outcome is LoadOutcome.ACTIVATED
    assert report.version == _in_force(deps)
    assert [file.suffix for file in _raw_files(deps)] == [".gz"]


def test_a_list_that_is_unchanged_at_its_authority_counts_as_checked(deps: Deps, clock: Clock) -> None:
    with serving(Answer(list_xml(), headers=TAGGED), Answer(status=304)) as server:
        _refresh(deps, server)
        clock.move(timedelta(hours=5))
        report = _refresh(deps, server)
    assert server.requests[1]["If-None-Match"] == '"first"'
    assert report.outcome is LoadOutcome.UNCHANGED
    assert report.version == _in_force(deps)
    assert report.version.checked_at == clock.now


def test_the_same_file_with_status_200_counts_as_checked_too(deps: Deps, clock: Clock) -> None:
    with serving(Answer(list_xml())) as server:
        _refresh(deps, server)
        clock.move(timedelta(hours=5))
        assert _refresh(deps, server).version.checked_at == clock.now


def test_a_list_from_another_address_is_asked_for_whole(deps: Deps) -> None:
    with serving(Answer(list_xml(), headers=TAGGED)) as first:
        _refresh(deps, first)
    with serving(Answer(list_xml())) as second:
        _refresh(deps, second)
    assert second.requests[0]["If-None-Match"] is None


def test_an_unchanged_answer_to_an_unconditional_question_is_refused(deps: Deps) -> None:
    with serving(Answer(status=304)) as server, pytest.raises(FetchFailed, match="none of it is here"):
        _refresh(deps, server)


def test_a_held_version_that_is_still_published_is_not_taken_for_checked(deps: Deps, clock: Clock) -> None:
    few = Answer(list_xml(NEW, {1: "IVANOV"}), headers=TAGGED)
    with serving(Answer(list_xml(OLD)), few, Answer(status=304)) as server:
        old = _refresh(deps, server).version
        clock.move(timedelta(hours=5))
        assert _refresh(deps, server).outcome is LoadOutcome.HELD
        assert _refresh(deps, server).outcome is LoadOutcome.HELD
    assert _in_force(deps) == old


@pytest.mark.parametrize(
    ("answer", "error", "sentence"),
    [
        (Answer(b""), BadListFile, "LIST.XML is empty"),
        (Answer(HTML), BadListFile, "LIST.XML is an HTML page"),
        (Answer(list_xml(NEW)[:-60]), BadListFile, "LIST.XML is cut short"),
        (Answer(list_xml(NEW)[:-60], declared=len(list_xml(NEW))), FetchFailed, "LIST.XML could not be"),
        (Answer(b"no", status=403), FetchFailed, "answered 403"),
        (Answer(b"gone", status=410), FetchFailed, "answered 410"),
    ],
)
def test_whatever_the_server_does_the_old_version_stays_in_force(
    deps: Deps, tmp_path: Path, answer: Answer, error: type[ScreeningError], sentence: str
) -> None:
    old = load_list(deps, LIST_ID, [write(tmp_path / "list.xml", list_xml(OLD))]).version
    before = _raw_files(deps)
    with serving(answer) as server, pytest.raises(error) as refused:
        _refresh(deps, server)
    assert sentence in str(refused.value)
    assert _in_force(deps) == old
    assert _raw_files(deps) == before


def test_a_busy_server_is_asked_again_and_a_redirect_followed(deps: Deps) -> None:
    with serving(Answer(list_xml(NEW, {**PEOPLE, 5: "POPOV"}))) as storage:
        moved = Answer(status=302, headers={"Location": storage.url})
        with serving(Answer(status=500), moved) as front:
            report = _refresh(deps, front)
    assert (report.outcome, report.version.designations) == (LoadOutcome.ACTIVATED, 5)


def _refresh(deps: Deps, server: ScriptedServer) -> LoadReport:
    settings = Settings(
        database_url=deps.settings.database_url, list_urls={LIST_ID: server.url}, fetch_timeout=5
    )
    there = replace(deps, settings=settings)
    return refresh_list(there, LIST_ID)


def _in_force(deps: Deps) -> ListVersion | None:
    with deps.database.reading() as session:
        return version_in_force(session, LIST_ID)


def _raw_files(deps: Deps) -> list[Path]:
    folder = deps.data_folder / "raw" / LIST_ID
    return sorted(path for path in folder.iterdir() if path.name != ".lock")
