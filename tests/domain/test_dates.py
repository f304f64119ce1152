"""Dates in every style that clerks write."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyschool.domain import dates

days = st.dates(date(1910, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        "1965.03",
        "196503",
        196503,
        196503.0,
        "1965年3月",
        "1965/3",
        "１９６５．３",
        "1965 年 03 月",
        "1965-03.",
        1965.03,
    ],
)
def test_a_month_stays_a_month(written: dates.DateCell) -> None:
    assert dates.parse_partial_date(written) == "1965-03"


@pytest.mark.parametrize(
    "written",
    [
        "1965-03-01",
        "1965/3/1",
        "1965.3.1",
        "1965年3月1日",
        "1965年03月01号",
        "19650301",
        19650301,
        "23802",
        23802,
        23802.0,
        "1965-03-01 00:00:00",
        "1965-03-01T00:00:00",
        "一九六五年三月一日",
        date(1965, 3, 1),
        datetime(1965, 3, 1, 8, 30),
    ],
)
def test_a_day_is_read_in_every_style(written: dates.DateCell) -> None:
    assert dates.parse_partial_date(written) == "1965-03-01"


@pytest.mark.parametrize(
    "written",
    [
        "九三年冬",
        "1965",
        1965,
        1965.0,
        "1965年",
        "1965.13",
        "1965-02-30",
        "1900-02-29",
        "65.3",
        "2018630",
        "",
        "无",
        0,
        -5.0,
        1e300,
    ],
)
def test_what_is_no_real_date_is_refused(written: dates.DateCell) -> None:
    assert dates.parse_partial_date(written) is None


STYLES = ["{d:%Y-%m-%d}", "{d:%Y%m%d}", "{d:%Y.%m.%d}", "{d.year}/{d.month}/{d.day}", "{d.year}年{d.month}月{d.day}日"]


@given(days, st.sampled_from(STYLES))
def test_every_day_reads_back_in_every_style(day: date, style: str) -> None:
    assert dates.parse_partial_date(style.format(d=day)) == day.isoformat()


@given(days)
def test_serial_numbers_count_from_the_spreadsheets_day_zero(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    if serial > 2100:
        assert dates.parse_partial_date(float(serial)) == day.isoformat()


@given(st.text() | st.floats() | st.integers())
def test_anything_is_answered_without_failing(value: dates.DateCell) -> None:
    dates.parse_partial_date(value)
    dates.parse_time(value)
    dates.parse_moment(value, date(2025, 3, 3))


@given(days)
def test_a_month_spans_from_its_first_to_its_last_day(day: date) -> None:
    month = day.isoformat()[:7]
    assert dates.earliest_day(month) <= day <= dates.latest_day(month)
    assert (dates.latest_day(month) + timedelta(days=1)).day == 1
    assert dates.is_same_date(month, day.isoformat())


@pytest.mark.parametrize(
    "written",
    ["8:30", "08:30:00", "８：３０", "8点30分", "8时30", time(8, 30), timedelta(hours=8.5), 8.5 / 24, "上午8:30"],
)
def test_times_are_read(written: str | time | timedelta | float) -> None:
    assert dates.parse_time(written) == time(8, 30)


def test_afternoon_is_added() -> None:
    assert dates.parse_time("下午2:05") == time(14, 5)


@pytest.mark.parametrize(
    "written",
    [
        "2025-12-31 08:18",
        "2025/12/31 8:18",
        "2025年12月31日8:18",
        "20251231 8:18",
        "08:18",
        datetime(2025, 12, 31, 8, 18),
    ],
)
def test_a_moment_without_a_date_is_of_the_given_day(written: str | datetime) -> None:
    assert dates.parse_moment(written, date(2025, 12, 31)) == datetime(2025, 12, 31, 8, 18)


@pytest.mark.parametrize("written", ["25:10", "昨天", "", "2025-02-30 08:00"])
def test_what_is_no_moment_is_refused(written: str) -> None:
    assert dates.parse_moment(written, date(2025, 12, 31)) is None
