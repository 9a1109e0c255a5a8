"""Any question and any answer, with any text wherever a client or a list may have put one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC
from typing import Any

from hypothesis import strategies as st

from screening.domain.designation import Designation
from screening.domain.listing import ListVersion
from screening.domain.screening import (
    Corroboration,
    Evidence,
    Hit,
    ScreenedList,
    Screening,
    ScreeningRequest,
    ScreeningStatus,
    Subject,
    SubjectIdentifier,
)
from screening.store.screenings import new_screening_id
from tests.store.examples import NOON

TEXT = st.text(st.characters(), max_size=6)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
POINTS = st.integers(0, 10_000)
INSTANTS = st.datetimes(timezones=st.just(UTC))


def _all_fields(cls: type[Any], **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(cls, **{field.name: known.get(field.name, ...) for field in fields(cls)})


IDENTIFIERS = _all_fields(SubjectIdentifier, value=TEXT, country=st.none() | TEXT)
SUBJECTS = _all_fields(
    Subject,
    name=TEXT,
    aliases=TEXTS,
    addresses=TEXTS,
    identifiers=st.lists(IDENTIFIERS, max_size=2).map(tuple),
    birth_place=st.none() | TEXT,
    context=st.dictionaries(TEXT, TEXT, max_size=2),
)
REQUESTS = _all_fields(
    ScreeningRequest,
    subject=SUBJECTS,
    reference=st.none() | TEXT,
    threshold=st.none() | POINTS,
    limit=st.integers(1, 1000),
    in_force_at=st.none() | INSTANTS,
    portfolio=st.none() | st.from_regex(r"[a-z0-9][a-z0-9_-]{0,5}", fullmatch=True),
)
EVIDENCE = _all_fields(
    Evidence, asked=TEXT, listed=TEXT, note=TEXT, similarity=st.none() | POINTS, contribution=POINTS
)


def hits_on(designation: Designation, version: ListVersion) -> st.SearchStrategy[Hit]:
    """Any hit on that designation in that version."""
    return _all_fields(
        Hit,
        score=POINTS,
        list_id=st.just(designation.list_id),
        authority_ref=st.just(designation.authority_ref),
        list_version=st.just(version.version),
        matched_name=TEXT,
        programmes=TEXTS,
        evidence=st.lists(EVIDENCE, max_size=3).map(tuple),
    )


def make_hit(designation: Designation, version: ListVersion, **changed: Any) -> Hit:
    """A plain hit on a designation."""
    known: dict[str, Any] = {
        "score": 9000,
        "uncapped": 9000,
        "corroboration": Corroboration.NOT_COMPARED,
        "list_id": designation.list_id,
        "authority_ref": designation.authority_ref,
        "party_type": designation.party_type,
        "primary_name": designation.primary_name,
        "matched_name": designation.primary_name,
        "matched_name_kind": designation.names[0].kind,
        "matched_alias_strength": designation.names[0].strength,
        "programmes": (),
        "measures": (),
        "listed_on": None,
        "evidence": (),
        "list_version": version.version,
        "locator": designation.locator,
        "published_wording": designation.primary_name,
        "url": None,
    }
    return Hit(**known | changed)


def make_screening(versions: Sequence[ListVersion], **changed: Any) -> Screening:
    """A plain screening against some versions."""
    known: dict[str, Any] = {
        "id": new_screening_id(),
        "request": ScreeningRequest(subject=Subject(name="A NAME")),
        "screened_at": NOON,
        "status": ScreeningStatus.NO_HIT,
        "policy": "policy-1",
        "engine": "1",
        "corpus": "c" * 64,
        "threshold": 7000,
        "screened_against": tuple(ScreenedList(version=one, stale=False) for one in versions),
        "hits": (),
    }
    return Screening(**known | changed)
