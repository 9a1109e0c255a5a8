"""What a person types who does not say what it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from screening.config import Settings
from screening.domain.access import operator
from screening.domain.errors import InvalidRequest
from screening.services.deps import open_deps
from screening.services.lookup import Found, Lookup, LookupQuery, closest_first
from screening.services.lookup_table import LookupTables
from screening.services.refresh import load_samples

BY = operator("anna")


@pytest.fixture(scope="module")
def lookup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lookup]:
    folder: Path = tmp_path_factory.mktemp("lookup")
    with closing(open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"))) as deps:
        load_samples(deps)
        yield Lookup(deps, LookupTables(deps.database))


def names(found: list[Found]) -> list[str]:
    return [one.entry.primary_name for one in found]


@pytest.mark.parametrize("typed", ["kim un", "Un KIM", "20157", " dprk3 ", "КИМ", "jong kim"])
def test_words_in_any_order_a_reference_or_a_programme_find_an_entry(lookup: Lookup, typed: str) -> None:
    found = lookup.find(LookupQuery(anything=typed), by=BY)
    assert "20157" in [one.entry.member.authority_ref for one in found]


@pytest.mark.parametrize("typed", ["kim unn", "2015", "DPRK", "kim guzman"])
def test_what_is_not_written_so_is_not_found(lookup: Lookup, typed: str) -> None:
    found = lookup.find(LookupQuery(anything=typed), by=BY)
    assert "20157" not in [one.entry.member.authority_ref for one in found]


def test_a_number_finds_its_bearer_whatever_its_punctuation(lookup: Lookup) -> None:
    entry = next(one.entry for one in lookup.find(LookupQuery(), by=BY) if one.entry.numbers)
    number = next(value for _, value in sorted(entry.numbers))
    found = lookup.find(LookupQuery(anything=f" {number[:2]}-{number[2:]} "), by=BY)
    assert entry.member in [one.entry.member for one in found]


def test_words_of_nothing_to_compare_are_refused(lookup: Lookup) -> None:
    with pytest.raises(InvalidRequest, match="letter or a digit"):
        lookup.find(LookupQuery(anything="?!"), by=BY)


def test_whole_words_come_before_beginnings_and_these_before_the_rest(lookup: Lookup) -> None:
    entry = lookup.find(LookupQuery(), by=BY)[0].entry
    texts = ("hakim", "kimura jo", "kim jong un", "kim")
    found = closest_first([Found(entry, text, text) for text in texts], "KIM")
    assert [one.folded for one in found] == ["kim", "kim jong un", "kimura jo", "hakim"]
