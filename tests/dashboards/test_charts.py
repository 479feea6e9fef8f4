"""A chart's geometry: it stays inside its frame, breaks where nothing is known, and says what it shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huying.dashboards.charts import HEIGHT, LEFT, WIDTH, chart_of

LABELS = ["2021-04", "2021-05", "2021-06"]


def test_a_gap_breaks_the_line() -> None:
    chart = chart_of(name="x", title="x", labels=LABELS, values=["1.00", None, "2.00"])
    assert len(chart.lines) == 2
    assert "2021-04" in chart.description
    assert "2.00" in chart.description


def test_without_figures_it_says_so() -> None:
    chart = chart_of(name="x", title="x", labels=LABELS, values=[None, None, None])
    assert chart.lines == ()
    assert chart.last is None
    assert chart.description


@given(st.lists(st.one_of(st.none(), st.decimals(0, 10**6, places=2).map(str)), min_size=1, max_size=24))
def test_every_point_lies_in_the_frame(values: list[str | None]) -> None:
    chart = chart_of(name="x", title="x", labels=[str(n) for n in range(len(values))], values=values)
    points = [point.split(",") for line in chart.lines for point in line.split()]
    assert len(points) == sum(value is not None for value in values)
    assert all(LEFT <= int(x) <= WIDTH and 0 <= int(y) <= HEIGHT for x, y in points)
