"""Charts are drawn to scale, and say in words what they show."""

from __future__ import annotations

from datetime import date

import pytest

from screening.web.charts import draw_columns, draw_line, nice_top

DAYS = [(date(2026, 1, 1), 100), (date(2026, 1, 11), 300), (date(2026, 1, 21), 200)]


def test_a_line_goes_in_steps_from_edge_to_edge() -> None:
    chart = draw_line(DAYS, width=108, height=28)
    assert chart
    assert chart.path == "M4.0 24.0H54.0V4.0H104.0V14.0"
    assert chart.words == "3 versions: 100 on 2026-01-01, 200 on 2026-01-21; between 100 and 300"


def test_a_line_of_one_value_or_none_is_no_error() -> None:
    one = draw_line(DAYS[:1], width=108, height=28)
    assert one
    assert one.words == "100 on 2026-01-01, the only version"
    assert draw_line([], width=108, height=28) is None


def test_columns_reach_as_high_as_their_values() -> None:
    chart = draw_columns(["a", "b"], [("raised", [5, 0]), ("closed", [10, 2])], width=100, height=50)
    assert chart
    assert chart.top == 10
    heights = [[column.height for column in columns] for _, columns in chart.series]
    assert heights == [[25, 0], [50, 10]]
    assert draw_columns([], [("raised", [])], width=100, height=50) is None


@pytest.mark.parametrize(("most", "top"), [(0, 1), (1, 1), (3, 5), (11, 20), (501, 1_000)])
def test_the_top_of_a_chart_is_a_round_number(most: int, top: int) -> None:
    assert nice_top(most) == top
