"""Zero footprint: nothing of the party asked about is kept but a keyed digest, and two persons decide it."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from screening.app import open_corpora
from screening.domain.access import operator
from screening.domain.errors import UsageError
from screening.domain.screening import Evidence, ScreeningRequest, Subject
from screening.services.answers import warnings_of
from screening.services.audit_check import verify_audit
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest
from screening.services.deps import Deps
from screening.services.replay import Outcome, Replayer
from screening.services.screen import Screener
from screening.services.subject_access import export_subject
from screening.services.zero_footprint import (
    NOT_KEPT,
    confirm_change,
    is_on,
    name_digest,
    request_change,
)
from screening.store.screenings import get_screening
from tests.loading import write
from tests.recorded import ROWS, screen
from tests.screened import load_people

SECRET = Subject(
    name="Joseph Kony",
    aliases=("Jozef Secretovich",),
    addresses=("1 Secret Street",),
    birth_dates=("1964",),
    context={"note": "secret"},
)


@pytest.fixture
def people(deps: Deps, tmp_path: Path) -> Deps:
    load_people(deps, tmp_path)
    return deps


def _turn(deps: Deps, *, on: bool) -> None:
    change = request_change(deps, on=on, reason="a court in X", by="Ann", entered_by="cli:ann")
    confirm_change(deps, change.id, by="Ben", entered_by="cli:ben")


def _stored(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.glob("screening.db*"))


def test_two_persons_decide(deps: Deps) -> None:
    assert not is_on(deps)
    change = request_change(deps, on=True, reason="why", by="Ann", entered_by="cli:ann")
    assert not is_on(deps), "nothing changes before it is confirmed"
    for by in ("Ann", " ann ", ""):
        with pytest.raises(UsageError, match="another person has to confirm it"):
            confirm_change(deps, change.id, by=by, entered_by="cli:ann")
    confirm_change(deps, change.id, by="Ben", entered_by="cli:ben")
    assert is_on(deps)
    with pytest.raises(UsageError, match="no change"):
        confirm_change(deps, change.id, by="Cid", entered_by="cli:cid")
    _turn(deps, on=False)
    assert not is_on(deps)
    assert verify_audit(deps).findings == ()


@pytest.mark.parametrize("who", [{"reason": "", "by": "Ann"}, {"reason": "why", "by": " "}])
def test_a_request_needs_a_reason_and_a_name(deps: Deps, who: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="who asks for it"):
        request_change(deps, on=True, entered_by="cli:ann", **who)


def test_nothing_of_the_party_is_in_the_database(people: Deps, tmp_path: Path) -> None:
    _turn(people, on=True)
    request = ScreeningRequest(subject=SECRET, reference="client-1")
    given = Screener(people, open_corpora(people)).screen(request, by=operator("tester"))
    assert given.request.subject == SECRET, "who asks gets the whole answer"
    assert given.hits
    with people.database.reading() as session:
        kept = get_screening(session, given.id)
    assert kept.request.subject == Subject(name="")
    assert kept.request.reference == "client-1"
    assert kept.request.subject_digest == name_digest("KONY, Joseph", people.keeper.key)
    assert [hit.score for hit in kept.hits] == [hit.score for hit in given.hits]
    assert all(_is_silent(line) for hit in kept.hits for line in hit.evidence)
    people.database.close()
    for text in (b"Secretovich", b"Secret Street", b"Joseph Kony"):
        assert text not in _stored(tmp_path)
    assert NOT_KEPT in warnings_of(kept)
    assert verify_audit(people).findings == ()


def _is_silent(line: Evidence) -> bool:
    return not line.asked and not line.note


def test_the_digest_tells_nothing_without_the_key(people: Deps) -> None:
    other = type(people.keeper.key)(b"x" * 32)
    assert name_digest("Joseph Kony", people.keeper.key) != name_digest("Joseph Kony", other)


def test_an_answer_that_was_not_kept_whole_is_not_replayed(people: Deps) -> None:
    _turn(people, on=True)
    one = screen(people, "Joseph Kony")
    _turn(people, on=False)
    whole = screen(people, "Joseph Kony")
    replayer = Replayer(people, open_corpora(people))
    found = replayer.replay(one.id, seen_by=operator("tester"))
    assert (found.outcome, found.reasons) == (Outcome.NOT_REPLAYABLE, (NOT_KEPT,))
    assert replayer.replay(whole.id, seen_by=operator("tester")).outcome is Outcome.SAME


def test_a_batch_keeps_what_is_listed_and_not_what_was_asked(people: Deps, tmp_path: Path) -> None:
    _turn(people, on=True)
    request = BatchRequest(source=write(tmp_path / "in.csv", ROWS), out=tmp_path / "out.csv")
    summary = run_batch(people, open_corpora(people), request, actor="a")
    assert summary.counts["hit"] == 2
    assert "Joseph Kony" in (tmp_path / "out.csv").read_text()
    people.database.close()
    assert b"Joseph Kony" not in _stored(tmp_path)
    assert verify_audit(people).findings == ()


def test_it_can_still_be_told_whether_a_name_was_asked(people: Deps) -> None:
    _turn(people, on=True)
    screen(people, "Joseph Kony")
    found = _subject(people, name="KONY Joseph")
    assert [line["type"] for line in found] == ["subject", "screening"]
    assert [line["type"] for line in _subject(people, name="Somebody Else")] == ["subject"]


def _subject(deps: Deps, **asked: Any) -> list[dict[str, Any]]:
    out = BytesIO()
    export_subject(deps, out, **{"reference": None, "name": None, **asked}, reason="asked for", by="Ann")
    return [json.loads(line) for line in out.getvalue().splitlines()]
