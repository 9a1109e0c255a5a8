"""Dataclasses of the domain as JSON and back, whatever texts they hold."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.domain.listing import ListVersion
from screening.domain.screening import Hit, ScreeningRequest, Subject
from screening.store.records import from_record, to_record
from screening.store.types import exact_text, json_bytes
from tests.store.answers import REQUESTS, hits_on
from tests.store.examples import make_designation, make_version

often = settings(deadline=None, max_examples=60)


def _round_trip(value: Any) -> Any:
    return from_record(type(value), json.loads(exact_text(json_bytes(to_record(value)))))


@often
@given(request=REQUESTS)
def test_any_request_comes_back_equal(request: ScreeningRequest) -> None:
    assert _round_trip(request) == request


@often
@given(hit=hits_on(make_designation("1"), make_version()))
def test_any_hit_comes_back_equal(hit: Hit) -> None:
    assert _round_trip(hit) == hit


@often
@given(version=st.builds(ListVersion))
def test_any_version_comes_back_equal(version: ListVersion) -> None:
    assert _round_trip(version) == version


def test_what_an_older_release_wrote_takes_the_defaults() -> None:
    request = from_record(ScreeningRequest, {"subject": {"name": "A"}})
    assert request == ScreeningRequest(subject=Subject(name="A"))
