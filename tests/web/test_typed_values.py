"""Days and shares are read as people type them, and what is none is refused in the same words everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from screening.web.typed_values import NO_DAY, NO_SHARE, midnight, read_day, read_points


def test_days_and_shares_are_read() -> None:
    assert read_day("2024-05-07") == date(2024, 5, 7)
    assert midnight(date(2024, 5, 7)) == datetime(2024, 5, 7, tzinfo=UTC)
    assert (read_points("0.85"), read_points("0,85"), read_points("1")) == (8_500, 8_500, 10_000)


def test_a_day_beyond_all_records_is_the_nearest_that_may_be_reckoned_with() -> None:
    assert read_day("0001-01-01") == date(1900, 1, 1)
    assert read_day("9999-12-31") == date(9000, 12, 31)


def test_nothing_typed_is_nothing() -> None:
    assert read_day("") is None
    assert read_points("") is None


@pytest.mark.parametrize("text", ["soon", "2024-13-01", "2024-05-07T00:00"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=NO_DAY):
        read_day(text)


@pytest.mark.parametrize("text", ["high", "-0.1", "1.1", "nan", "inf"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=NO_SHARE):
        read_points(text)
