from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.errors import RuleBrokenError
from huying.sheets.cell_types import Cell, ErrorCell, FormulaCell, Value
from huying.sheets.cells import convert
from huying.sheets.columns import CellKind, Choice, Column
from huying.sheets.dates import CHINA
from huying.sheets.exporting import guarded
from huying.sheets.reasons import REASONS

K = CellKind
AFTERNOON = datetime(2021, 3, 5, 14, 30, tzinfo=CHINA)
CELLS = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.times(),
    st.timedeltas(),
    st.builds(ErrorCell, st.text()),
    st.builds(FormulaCell, st.none() | st.text() | st.floats() | st.dates() | st.booleans()),
    st.from_regex(r"\A\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?( \d{1,2}:\d{2})?([+-]\d{4})?\Z"),
    st.from_regex(r"\A[=+\-@'#]{1,3}[\d,.eE+]{0,12}\Z"),
)


def column(kind: CellKind, *, required: bool = False, max_length: int | None = None) -> Column:
    choices = (Choice("urgent", ("紧急", "Urgent")), Choice("normal", ("一般",)))
    return Column(name="x", headings=("列",), kind=kind, required=required, max_length=max_length, choices=choices)


@pytest.mark.parametrize(
    "cell",
    [
        "2021-03-05 14:30",
        "2021/3/5 14:30",
        "2021.3.5 14:30:00",
        "２０２１-０３-０５　１４：３０",
        "2021年3月5日 14时30分",
        "2021年3月5日14点30分00秒",
        "2021年3月5日 下午2:30",
        "2021-3-5 2:30 PM",
        "2021-03-05（星期五）14:30",
        "2021-03-05T14:30:00+08:00",
        "2021-03-05T06:30:00Z",
        "2021-03-05 14:30:00.000",
        "202103051430",
        "20210305143000",
        "20210305 1430",
        "44260.6041666667",
        44260.6041666667,
        datetime(2021, 3, 5, 14, 29, 59, 999_500),  # noqa: DTZ001 as a spreadsheet gives it
        datetime(2021, 3, 5, 6, 30, tzinfo=UTC),
        '="2021-03-05 14:30"',
        FormulaCell(datetime(2021, 3, 5, 14, 30)),  # noqa: DTZ001 as a sheet gives it
    ],
)
def test_an_instant_is_read_however_it_is_written(cell: Cell) -> None:
    assert convert(column(K.INSTANT), cell) == AFTERNOON


@pytest.mark.parametrize(
    "cell",
    [
        "2021-3-5",
        "2021/03/05",
        "2021年3月5日",
        "20210305",
        20210305,
        44260,
        "44260",
        date(2021, 3, 5),
        "2021-03-05 23:59",
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Cell) -> None:
    assert convert(column(K.DATE), cell) == date(2021, 3, 5)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (K.CODE, 371002001003.0, "371002001003"),
        (K.CODE, "　３７１００２ ", "371002"),
        (K.CODE, '="0012"', "0012"),
        (K.CODE, "0631-5230000", "0631-5230000"),
        (K.CODE, 12.5, "12.5"),
        (K.INTEGER, "１，２３４", 1234),
        (K.INTEGER, "1,234,567", 1234567),
        (K.INTEGER, 12.0, 12),
        (K.INTEGER, "12.00", 12),
        (K.INTEGER, "-3", -3),
        (K.DECIMAL, "￥1,234.50", Decimal("1234.50")),
        (K.DECIMAL, 0.1 + 0.2, Decimal("0.3")),
        (K.DECIMAL, "−1.5", Decimal("-1.5")),
        (K.TEXT, "a\r\nb\x00\x07c\u202e", "a\nbc"),
        (K.TEXT, "=1+1", "=1+1"),
        (K.TEXT, "'=1+1", "=1+1"),
        (K.TEXT, "物业，“不作为”！", "物业，“不作为”！"),
        (K.TEXT, 3.0, "3"),
        (K.TEXT, True, "是"),
        (K.TEXT, date(2021, 3, 5), "2021-03-05"),
        (K.TEXT, time(8, 30), "08:30:00"),
        (K.TEXT, FormulaCell("x"), "x"),
        (K.TEXT, FormulaCell(""), None),
        (K.CHOICE, " 紧急 ", "urgent"),
        (K.CHOICE, "URGENT", "urgent"),
        (K.YES_NO, "是", True),
        (K.YES_NO, "×", False),
        (K.YES_NO, 1.0, True),
        (K.YES_NO, "Ｎ", False),
        (K.INTEGER, "　", None),
        (K.DATE, None, None),
    ],
)
def test_what_means_the_same_is_taken(kind: CellKind, cell: Cell, value: Value) -> None:
    assert convert(column(kind), cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (K.CODE, "1.23457E+11", "cell.damaged_number"),
        (K.CODE, 3.71002199003077e17, "cell.damaged_number"),
        (K.CODE, "=A1", "cell.formula"),
        (K.CODE, "＝A1", "cell.formula"),
        (K.CODE, FormulaCell("A1"), "cell.formula"),
        (K.CODE, True, "cell.not_a_code"),
        (K.CODE, time(3, 2), "cell.damaged_code"),
        (K.TEXT, FormulaCell(None), "cell.formula"),
        (K.TEXT, ErrorCell("#REF!"), "cell.error_value"),
        (K.TEXT, FormulaCell(ErrorCell("#N/A")), "cell.error_value"),
        (K.TEXT, "#ref!", "cell.error_value"),
        (K.TEXT, float("nan"), "cell.damaged_number"),
        (K.INTEGER, date(2021, 3, 5), "cell.not_an_integer"),
        (K.INTEGER, "####", "cell.damaged_number"),
        (K.DECIMAL, timedelta(hours=1), "cell.not_a_number"),
        (K.DECIMAL, "1" * 19, "cell.too_large"),
        (K.INSTANT, time(8, 30), "cell.not_a_date"),
        (K.INSTANT, datetime(9999, 12, 31, 23, 59, 59, 999_999), "cell.impossible_date"),  # noqa: DTZ001 as a sheet has it
        (K.INSTANT, "21/3/5", "cell.unclear_date"),
        (K.INSTANT, "March 5, 2021", "cell.unclear_date"),
        (K.CHOICE, "特急", "cell.not_a_choice"),
        (K.YES_NO, 2.0, "cell.not_yes_no"),
    ],
)
def test_what_is_damaged_is_refused(kind: CellKind, cell: Cell, code: str) -> None:
    with pytest.raises(RuleBrokenError) as refusal:
        convert(column(kind), cell)
    assert refusal.value.code == code


def test_midday_and_midnight_in_halves() -> None:
    instants = {text: convert(column(K.INSTANT), f"2021-03-05 {text}") for text in ("上午12:00", "下午12:00")}
    assert instants["上午12:00"] == datetime(2021, 3, 5, 0, 0, tzinfo=CHINA)
    assert instants["下午12:00"] == datetime(2021, 3, 5, 12, 0, tzinfo=CHINA)


def outcome_of(known: Column, cell: Cell) -> str | None:
    try:
        convert(known, cell)
    except RuleBrokenError as refusal:
        return refusal.code
    return None


@given(cell=CELLS, kind=st.sampled_from(CellKind), required=st.booleans())
def test_any_cell_is_taken_or_refused_with_words(cell: Cell, kind: CellKind, *, required: bool) -> None:
    assert outcome_of(column(kind, required=required, max_length=10), cell) in {None, *REASONS}


@given(instant=st.datetimes(min_value=datetime(1900, 3, 1), max_value=datetime(2100, 12, 30)))  # noqa: DTZ001 as a sheet gives it
def test_an_instant_survives_text_and_serial_number(instant: datetime) -> None:
    moment = instant.replace(microsecond=0, tzinfo=CHINA)
    serial = (moment - datetime(1899, 12, 30, tzinfo=CHINA)) / timedelta(days=1)
    assert convert(column(K.INSTANT), moment.isoformat()) == moment
    assert convert(column(K.INSTANT), serial) == moment


@given(number=st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1))
def test_a_whole_number_survives_thousands_and_full_width(number: int) -> None:
    wide = str(number).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789-"})
    assert convert(column(K.INTEGER), f"{number:,}") == number
    assert convert(column(K.INTEGER), wide) == number


@given(text=st.text(alphabet=st.characters(codec="utf-8")))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = _text_of(text)
    assert once.startswith(("'", "=")) or _text_of(once) == once


@given(text=st.text(alphabet="=+-@ ab1\n'\"", max_size=8))
def test_an_exported_text_comes_back(text: str) -> None:
    given_text = _text_of(text)
    if not given_text.startswith(("'", '="')):
        assert _text_of(guarded(given_text)) == given_text


def _text_of(text: str) -> str:
    try:
        return str(convert(column(K.TEXT), text) or "")
    except RuleBrokenError:
        return ""
