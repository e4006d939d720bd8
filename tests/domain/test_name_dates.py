"""Dates in names: what the form of a name can mean, and what is none."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.domain.name_dates import dates_in_name
from verify.domain.sources import DateClaimant

_NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
_MOMENT = datetime(2020, 2, 27, 23, 41, 5, tzinfo=UTC)
_DAY = datetime(2020, 2, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("video_2020-02-27_23-41-05.mp4", "Telegram"),
        ("photo_12@27-02-2020_23-41-05.jpg", "exported it from Telegram"),
        ("VID_20200227_234105.mp4", "taken"),
        ("IMG_20200227_234105.jpg", "taken"),
        ("20200227_234105.mp4", "taken"),
        ("DJI_20200227234105_0001_D.MP4", "taken"),
        ("WIN_20200227_23_41_05_Pro.mp4", "taken"),
        ("2020-02-27 23.41.05.mp4", "taken"),
        ("Screen Recording 2020-02-27 at 23.41.05.mov", "off a screen"),
        ("Screen Recording 2020-02-27 at 11.41.05\u202fPM.mov", "off a screen"),
        ("Screenshot_20200227-234105_Browser.jpg", "off a screen"),
        ("screen-20200227-234105.mp4", "off a screen"),
        ("signal-2020-02-27-234105.mp4", "Signal"),
        ("signal-2020-02-27-23-41-05.mp4", "Signal"),
        ("WhatsApp Video 2020-02-27 at 11.41.05 PM.mp4", "WhatsApp"),
        ("InShot_20200227_234105.mp4", "does not say"),
    ],
)
def test_a_time_without_a_zone_reaches_14_hours_before_and_12_after(
    name: str, meaning: str
) -> None:
    (found,) = dates_in_name(name, _NOW)

    assert found.claimed_by is DateClaimant.NAME
    assert found.untrusted_text == name
    assert not found.is_zone_known
    assert found.earliest_utc == _MOMENT - timedelta(hours=14)
    assert found.latest_utc == _MOMENT + timedelta(hours=12)
    assert meaning in found.meaning


@pytest.mark.parametrize(
    "name",
    [
        "VID-20200227-WA0003.mp4",
        "IMG-20200227-WA0017 (1).jpg",
        "market 2020-02-27 copy.mp4",
        "سوق ٢٠٢٠-٠٢-٢٧.mp4",
    ],
)
def test_a_day_without_a_zone_spans_two_days_and_two_hours(name: str) -> None:
    (found,) = dates_in_name(name, _NOW)

    assert found.earliest_utc == _DAY - timedelta(hours=14)
    assert found.latest_utc == _DAY + timedelta(hours=24 + 12)
    assert not found.is_zone_known


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("PXL_20200227_234105123.mp4", _MOMENT + timedelta(milliseconds=123)),
        ("PXL_20200227_234105123.MP.jpg", _MOMENT + timedelta(milliseconds=123)),
        ("FB_VID_1582846865123.mp4", _MOMENT + timedelta(milliseconds=123)),
        ("2020-02-28T01-41-05+0200.mp4", _MOMENT),
        ("2020-02-27T234105Z.mp4", _MOMENT),
    ],
)
def test_a_name_with_a_zone_means_one_moment(name: str, moment: datetime) -> None:
    (found,) = dates_in_name(name, _NOW)

    assert found.is_zone_known
    assert found.earliest_utc == found.latest_utc == moment


@pytest.mark.parametrize(
    "name",
    [
        "Snapchat-1582846865.mp4",
        "received_1582846865123456.mp4",
        "10156789012345678.mp4",
        "VID-20201327-WA0003.mp4",
        "VID-20200230-WA0003.mp4",
        "VID-19890227-WA0003.mp4",
        "VID-20270227-WA0003.mp4",
        "VID_00010101_000000.mp4",
        "VID_99991231_235959.mp4",
        "clip20200227_234105.mp4",
        "FB_VID_9999999999999.mp4",
        "",
    ],
)
def test_what_merely_looks_like_a_date_is_none(name: str) -> None:
    assert dates_in_name(name, _NOW) == []


def test_an_impossible_hour_leaves_the_day() -> None:
    (found,) = dates_in_name("Screen Recording 2020-02-27 at 13.41.05 PM.mov", _NOW)

    assert found.latest_utc - found.earliest_utc == timedelta(hours=50)


def test_two_dates_are_both_claimed_in_their_order() -> None:
    first, second = dates_in_name("2020-02-27 posted 2021-03-01.mp4", _NOW)

    assert first.earliest_utc < second.earliest_utc


def test_tomorrow_is_possible_where_it_has_begun_somewhere() -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)

    assert len(dates_in_name("VID-20261127-WA0001.mp4", now)) == 1
    assert dates_in_name("VID-20261128-WA0001.mp4", now) == []


@settings(max_examples=50)
@given(day=st.dates(date(1990, 1, 2), date(2026, 11, 25)), number=st.integers(0, 9999))
def test_every_day_since_1990_is_read_back(day: date, number: int) -> None:
    (found,) = dates_in_name(f"VID-{day:%Y%m%d}-WA{number:04d}.mp4", _NOW)

    local_noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert found.earliest_utc < local_noon < found.latest_utc


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_any_name_gives_possible_dates_or_none(name: str) -> None:
    for found in dates_in_name(name, _NOW):
        assert found.latest_utc.year >= 1990
        assert found.earliest_utc <= _NOW
        assert found.earliest_utc <= found.latest_utc


_DIGITS = st.text("0123456789-_ @.", min_size=8, max_size=24)


@settings(max_examples=50)
@given(
    st.sampled_from(["VID-", "video_", "PXL_", "VID_", "signal-", "FB_VID_", "WIN_", ""]), _DIGITS
)
def test_a_known_beginning_with_any_figures_never_fails(start: str, figures: str) -> None:
    for found in dates_in_name(f"{start}{figures}-WA0001.mp4", _NOW):
        assert found.earliest_utc <= _NOW
