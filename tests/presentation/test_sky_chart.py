"""The sky chart: each body, light and hour where it belongs, and words for who cannot see it."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import msgspec
import pytest

from verify.analysis.sky.exclusion import Shown
from verify.analysis.sky.survey import Question, survey
from verify.domain.findings import DarknessClass
from verify.domain.places import Place
from verify.domain.sky import Light, Sky
from verify.domain.weekdays import Weekday, check_weekday
from verify.gazetteer.zones import zone
from verify.presentation import sky_wording as words
from verify.presentation.sky_chart import sky_svg

SVG = "{http://www.w3.org/2000/svg}"
START = datetime(2020, 2, 27, 15, 0, tzinfo=UTC)
SPAN = timedelta(hours=11.5)
INSET = 1.5


def sky_of(asked="2020-02-27 17:00/2020-02-28 04:30", name="Idlib", **shown):
    return survey(
        Question(
            place=Place(
                name=name,
                spelling=name,
                country="Syria",
                country_code="SY",
                region=None,
                near=None,
                also=[],
                population=None,
                latitude_deg=35.93062,
                longitude_deg=36.63393,
                position_error_km=2.9,
                zone="Asia/Damascus",
                zone_source="the test",
                other_zones=[],
                source="the test",
            ),
            asked=asked,
            place_zone=zone("Asia/Damascus"),
            desk_zone=zone("UTC"),
            desk_zone_name="UTC",
            zone_rules="0",
            version="0",
            shown=Shown(**shown),
        )
    )


def drawn(sky):
    return ElementTree.fromstring(sky_svg(sky))


def of_class(root, name):
    return [e for e in root.iter() if name in e.get("class", "").split()]


def x_percent(element, name="x1"):
    return float(element.get(name).removesuffix("%"))


def percent(utc):
    return INSET + (100 - 2 * INSET) * ((utc - START) / SPAN)


def test_sunset_and_moonset_stand_at_their_times_with_clock_and_bearing():
    root = drawn(sky_of())

    (sunset,) = of_class(root, "sun-event")
    (moonset,) = of_class(root, "moon-event")
    assert x_percent(sunset) == pytest.approx(
        percent(datetime(2020, 2, 27, 15, 26, tzinfo=UTC)), abs=0.1
    )
    assert x_percent(moonset) == pytest.approx(
        percent(datetime(2020, 2, 27, 18, 54, tzinfo=UTC)), abs=0.1
    )
    assert [e.text for e in of_class(root, "sun-name")] == ["sunset 17:26, 260°"]
    assert [e.text for e in of_class(root, "moon-name")] == ["moonset 20:54, 276°"]


def test_the_lines_are_as_high_as_the_bodies():
    sky = sky_of()
    root = drawn(sky)

    (line,) = (e for e in of_class(root, "sun") if e.tag == f"{SVG}path")
    points = [tuple(map(float, p.split(","))) for p in line.get("d")[1:].split()]
    box = next(e for e in root.iter(f"{SVG}svg") if e.get("viewBox"))
    height_deg = float(box.get("viewBox").split()[3])
    top_deg = height_deg - 24
    course = sky.readings[0].course
    assert len(points) == len(course)
    for (_, y), state in zip(points, course, strict=True):
        assert top_deg - y == pytest.approx(state.sun.altitude_deg, abs=0.01)


def test_the_strip_tells_each_light_in_its_order():
    root = drawn(sky_of())

    strips = [e.get("class").split()[1] for e in of_class(root, "shade")]
    assert strips == [str(light) for light in Light]


def test_hours_that_do_not_fit_are_marked_with_why_and_what_else():
    root = drawn(sky_of(moon_visible=True))

    (mark,) = of_class(root, "excluded")
    assert x_percent(mark, "x") + x_percent(mark, "width") == pytest.approx(100 - INSET, abs=0.01)
    assert "below the horizon" in mark.findtext(f"{SVG}title")
    assert "Unless the light is a lamp" in mark.findtext(f"{SVG}title")
    assert [e.text for e in of_class(root, "excluded-name")] == ["does not fit: the Moon is down"]


def test_an_hour_that_breaks_two_rules_is_marked_twice_and_nothing_covers_the_other():
    root = drawn(sky_of("2020-02-27", classes=(DarknessClass.NIGHT,), moon_visible=True))

    rows = {}
    for mark in of_class(root, "excluded"):
        left = x_percent(mark, "x")
        rows.setdefault(mark.get("y"), []).append((left, left + x_percent(mark, "width")))
    assert len(rows) == 2
    for row in rows.values():
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(row)))


def test_a_single_time_is_marked_in_its_day():
    root = drawn(sky_of("2020-02-27 20:00"))

    (line,) = of_class(root, "asked")
    assert x_percent(line) == pytest.approx(INSET + (100 - 2 * INSET) * 20 / 24, abs=0.01)
    assert [e.text for e in of_class(root, "asked-name")] == ["asked for: 20:00"]


def test_both_readings_of_a_time_that_came_twice_are_drawn():
    root = drawn(sky_of("2020-10-29 23:30"))

    assert len(of_class(root, "heading")) == 2


@pytest.mark.parametrize("asked", ["2020-02-27 17:00/17:20", "2020-02-27", "2020-02-20/2020-02-27"])
def test_the_axis_carries_few_clock_times(asked):
    root = drawn(sky_of(asked))
    labels = [e.text for e in root.iter(f"{SVG}text") if re.fullmatch(r"\d\d:\d\d", e.text)]

    # Each tick has two: the place's clock and UTC.
    assert 2 <= len(labels) <= 2 * 14


def test_the_description_tells_a_listener_what_is_drawn():
    text = drawn(sky_of(classes=(DarknessClass.NIGHT,))).findtext(f"{SVG}desc")

    assert "day until 17:26, civil twilight until 17:52" in text
    assert "then night" in text
    assert "Sunset 27 Feb 17:26 ± 2 min, bearing 260°." in text
    assert "if it was filmed outdoors: a shot is dark as night" in text


def test_the_chart_says_how_to_read_it():
    texts = [e.text for e in drawn(sky_of()).iter(f"{SVG}text")]

    assert any(text.startswith("How to read it: ") for text in texts)


def test_hostile_text_stays_text():
    root = drawn(sky_of(name="</title><script>\x08alert(1)</script>"))

    assert not list(root.iter(f"{SVG}script"))


def test_findings_that_were_read_back_draw_the_same():
    sky = sky_of()
    again = msgspec.json.decode(msgspec.json.encode(sky), type=Sky)

    assert sky_svg(again) == sky_svg(sky)


_VERDICTS = re.compile(
    r"\b(verified|authentic\w*|genuine|fake\w*|prove[sn]?|confirms that|original)\b", re.IGNORECASE
)


def test_no_text_of_the_sky_gives_a_verdict():
    every_light = tuple(DarknessClass)
    for asked in ("2020-02-27", "2020-02-27 12:00", "2020-10-29 23:30", "2030-02-23 12:00Z"):
        sky = sky_of(asked, classes=every_light, moon_visible=True)
        text = msgspec.json.encode(sky).decode() + sky_svg(sky)
        text += " ".join(words.left_words(sky, reading) or "" for reading in sky.readings)
        assert not _VERDICTS.search(text)
        for reading in sky.readings:
            assert all(len(one.unless) >= 2 for one in reading.excluded)


def test_a_weekday_that_does_not_fit_is_said_with_the_calendars_own():
    text = words.weekday_words(check_weekday(Weekday.FRIDAY, START.date()))

    assert text.startswith("Friday does not fit: 27 February 2020 is a Thursday")


def test_what_is_left_of_a_window_is_never_called_a_match():
    assert words.left_words(sky_of(), sky_of().readings[0]) is None
    left = sky_of(moon_visible=True)
    assert "35 % of the window is not excluded" in (words.left_words(left, left.readings[0]) or "")
    whole = sky_of("2020-02-27 23:00", moon_visible=True)
    assert words.left_words(whole, whole.readings[0]) == "nothing of the time asked for fits"


def test_the_chart_names_both_offsets_where_the_clock_was_changed():
    # Syria put its clock back at midnight after 29 October 2020.
    changed, plain = sky_svg(sky_of("2020-10-29/2020-10-30")), sky_svg(sky_of("2020-02-27"))

    assert "times: Asia/Damascus (UTC+03:00, then UTC+02:00)" in changed
    assert "times: Asia/Damascus (UTC+02:00)" in plain


def test_no_line_runs_through_the_number_of_a_height():
    elements = list(drawn(sky_of()).iter())
    heights = [e for e in elements if re.fullmatch("\u2212?[0-9]+\u00b0", e.text or "")]
    courses = [e for e in elements if e.tag == f"{SVG}path"]
    (dot, *_) = of_class(drawn(sky_of()), "sun-dot")

    assert len(heights) == 9
    assert all("halo" in one.get("class") for one in heights)
    assert elements.index(courses[-1]) < min(map(elements.index, heights))
    assert all(float(one.get("dx")) > float(dot.get("r")) for one in heights)
