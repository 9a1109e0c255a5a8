from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from screening.domain.access import operator
from screening.domain.screening import ScreenedList, Screening
from screening.services.answers import screening_to_dict, share, warnings_of
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.screen import Screener
from screening.services.subject_input import parse_screening_request
from tests.loading import LIST_ID
from tests.screened import load_people

TOP = {
    "id", "reference", "screened_at", "status", "policy", "engine", "corpus", "threshold", "limit",
    "total_hits", "truncated", "narrowed", "screened_against", "hits", "alerts",
}  # fmt: skip
LIST = {
    "list_id", "version", "published_on", "retrieved_at", "sha256", "designations", "checked_at", "stale",
    "partial", "sample",
}  # fmt: skip
HIT = {
    "score", "corroboration", "party_group", "suppression", "list_id", "authority_ref", "party_type",
    "primary_name", "matched_name", "matched_name_kind", "matched_alias_strength", "programmes", "measures",
    "listed_on", "cross_references", "republished_by", "evidence", "provenance", "designation_url",
}  # fmt: skip
EVIDENCE = {"feature", "asked", "listed", "similarity", "contribution", "note"}
PROVENANCE = {"list_version", "locator", "published_wording", "url"}


@pytest.fixture
def screening(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Screening:
    load_people(deps, tmp_path)
    subject = {"name": "Joseph Koni", "birth_dates": ["1964"], "imo": "7406785"}
    request = parse_screening_request({"subject": subject, "reference": "C-1", "threshold": 0.5})
    return Screener(deps, corpora).screen(request, by=operator("test"))


def _listed(screening: Screening, **flags: Any) -> Screening:
    one = screening.screened_against[0]
    stale = flags.pop("stale", False)
    return replace(
        screening, screened_against=(ScreenedList(version=replace(one.version, **flags), stale=stale),)
    )


def test_an_answer_has_every_field_of_the_contract(screening: Screening) -> None:
    answer = json.loads(json.dumps(screening_to_dict(screening)))
    assert answer.keys() >= TOP
    assert answer["screened_against"][0].keys() == LIST
    hit = answer["hits"][0]
    assert hit.keys() >= HIT
    assert hit["provenance"].keys() == PROVENANCE
    assert all(line.keys() == EVIDENCE for line in hit["evidence"])
    assert (answer["status"], answer["reference"], answer["alerts"]) == ("hit", "C-1", [])
    assert (hit["party_group"], hit["suppression"]) == (f"{LIST_ID}:36", None)
    assert hit["designation_url"] == f"/api/v1/designations/{LIST_ID}/36"
    assert answer["screened_at"] == "2026-03-01T12:00:00Z"


def test_scores_have_four_decimals_and_the_ledger_adds_up(screening: Screening) -> None:
    for hit in screening_to_dict(screening)["hits"]:
        assert round(sum(line["contribution"] for line in hit["evidence"]), 4) == hit["score"]
    assert [share(points) for points in (0, 1, 7000, 9999, 10_000)] == [0.0, 0.0001, 0.7, 0.9999, 1.0]


def test_the_limit_cuts_what_is_shown_and_never_an_equal_name(screening: Screening) -> None:
    hit = screening.hits[0]
    similar = replace(hit, evidence=tuple(replace(line, similarity=9000) for line in hit.evidence))
    cut = replace(screening, hits=(hit, similar, hit), request=replace(screening.request, limit=1))
    answer = screening_to_dict(cut)
    assert (answer["total_hits"], len(answer["hits"]), answer["truncated"]) == (3, 2, True)


@pytest.mark.parametrize(
    ("flag", "warning"),
    [
        ("sample", f"{LIST_ID} is a sample for trying out, not the list"),
        ("partial", f"{LIST_ID} was loaded from an incomplete set of files"),
        ("stale", f"{LIST_ID} was last checked longer ago than the policy allows"),
    ],
)
def test_what_is_odd_about_a_list_is_said_loudly(screening: Screening, flag: str, warning: str) -> None:
    answer = screening_to_dict(_listed(screening, **{flag: True}))
    assert warning in answer["warnings"]
    assert answer["screened_against"][0][flag] is True


def test_a_wrong_check_digit_warns_without_repeating_the_number(screening: Screening) -> None:
    (warning,) = warnings_of(screening)
    assert warning == "the check digit of subject.imo is wrong; it was compared as it is"
