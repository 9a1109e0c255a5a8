from __future__ import annotations

import pytest

from screening.domain.errors import UnknownList
from screening.sources.registry import all_sources, find_source


def test_the_lists_are_found_in_order() -> None:
    ids = [source.list_id for source in all_sources()]
    assert ids == sorted(set(ids))
    assert {"un_sc_sanctions", "us_ofac_sdn"} <= set(ids)


def test_a_list_is_found_by_its_id() -> None:
    assert find_source("un_sc_sanctions").authority == "United Nations Security Council"


def test_an_unknown_list_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(UnknownList, match="us_ofac_sdn"):
        find_source("eu_atlantis")
