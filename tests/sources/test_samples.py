"""The samples of ``lists/`` are in the official layouts: their parser understands all of them."""

from __future__ import annotations

import pytest

from screening.domain.designation import Designation
from screening.domain.listing import ListHeader
from screening.sources.registry import all_sources
from tests.sources.published import parse_sample


@pytest.mark.parametrize("list_id", [source.list_id for source in all_sources()])
def test_a_sample_is_understood_to_the_last_element(list_id: str) -> None:
    parsed = parse_sample(list_id)
    assert isinstance(parsed[0], ListHeader)
    assert [item for item in parsed[1:] if not isinstance(item, Designation)] == []
    assert len(parsed) > 1
