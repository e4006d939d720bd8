"""brightness.svg: well formed, and each mark where its event is."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from verify.domain.findings import Boundary, Darkness, DarknessClass
from verify.domain.rows import BrightnessRow
from verify.presentation.curve import BrightnessCurve
from verify.presentation.plots import INSET_PERCENT, brightness_svg

SVG = "{http://www.w3.org/2000/svg}"


def curve(levels, frame_rate_hz=25):
    return BrightnessCurve.of(
        BrightnessRow(i, i, i / frame_rate_hz, level, 2.0, level, level, level + 30, 255, 0, 0)
        for i, level in enumerate(levels)
    ).bins


def drawn(*arguments, **options):
    return ElementTree.fromstring(brightness_svg(*arguments, **options))


def of_class(root, name):
    return [e for e in root.iter() if name in e.get("class", "").split()]


def percent(time_s, duration_s):
    return INSET_PERCENT + (100 - 2 * INSET_PERCENT) * time_s / duration_s


def x_percent(element, name="x1"):
    return float(element.get(name).removesuffix("%"))


def test_accepted_flash_stands_at_its_onset_with_number_and_time(analysis):
    root = drawn(curve([20.0] * 300), 12.0, analysis.shots, analysis.flashes)

    (line,) = (e for e in of_class(root, "onset"))
    assert x_percent(line) == pytest.approx(percent(3.0, 12.0), abs=0.01)
    assert [e.text for e in of_class(root, "number")] == ["1"]
    assert [e.text for e in of_class(root, "when")] == ["0:03.000"]


def test_light_of_flashes_that_overlap_is_shaded_once(flash_at):
    flashes = [flash_at(50, end_s=4.0), flash_at(75, end_s=3.5), flash_at(200, end_s=9.0)]
    root = drawn(curve([20.0] * 300), 12.0, None, flashes)

    spans = [(x_percent(e, "x"), x_percent(e, "width")) for e in of_class(root, "glow")]
    assert spans == [
        (pytest.approx(percent(2.0, 12.0), abs=0.01), pytest.approx(97 * 2 / 12, abs=0.01)),
        (pytest.approx(percent(8.0, 12.0), abs=0.01), pytest.approx(97 * 1 / 12, abs=0.01)),
    ]


def test_rejected_rise_is_a_diamond_that_says_why(analysis):
    root = drawn(curve([20.0] * 300), 12.0, None, analysis.flashes)

    (group,) = (
        g for g in root.iter(f"{SVG}g") if "not accepted" in (g.findtext(f"{SVG}title") or "")
    )
    assert "the camera moved" in group.findtext(f"{SVG}title")
    assert x_percent(group.find(f"{SVG}svg"), "x") == pytest.approx(percent(6.0, 12.0), abs=0.01)


def test_cut_and_fade_are_told_apart_without_colour(shot_of):
    shots = [shot_of(0, 100), shot_of(100, 200), shot_of(200, 300, boundary=Boundary.FADE)]
    root = drawn(curve([20.0] * 300), 12.0, shots, None)

    places = {
        kind: [x_percent(e) for e in of_class(root, kind) if e.get("x1").endswith("%")]
        for kind in ("cut", "gradual")
    }
    assert places["cut"] == [pytest.approx(percent(4.0, 12.0), abs=0.01)]
    assert places["gradual"] == [pytest.approx(percent(8.0, 12.0), abs=0.01)]


def test_a_flash_of_one_frame_is_as_high_in_a_curve_of_six_hours():
    duration_s = 6 * 3600.0
    levels = [12.0] * 54_000
    levels[40_000] = 180.0
    onset_s = 40_000 / 2.5

    root = drawn(curve(levels, frame_rate_hz=2.5), duration_s, None, None)

    (mean,) = (e for e in of_class(root, "mean") if e.tag == f"{SVG}path")
    points = [tuple(map(float, p.split(","))) for p in mean.get("d")[1:].split()]
    highest = min(points, key=lambda point: point[1])
    top = float(
        next(e for e in root.iter(f"{SVG}svg") if e.get("viewBox")).get("viewBox").split()[3]
    )
    assert top - highest[1] == pytest.approx(180.0, abs=0.1)
    assert highest[0] == pytest.approx(10_000 * onset_s / duration_s, abs=10)
    assert len(points) <= 4_000


def test_the_words_of_the_light_stand_in_the_band_of_each_run_of_shots(shot_of):
    day = Darkness(kind=DarknessClass.DAY, reasons=[])
    shots = [shot_of(0, 100), shot_of(100, 200), shot_of(200, 300, darkness=day)]
    root = drawn(curve([20.0] * 300), 12.0, shots, None)

    texts = [(e.text, x_percent(e, "x")) for e in root.iter(f"{SVG}text")]
    assert ("night", pytest.approx(percent(4.0, 12.0), abs=0.01)) in texts
    assert ("day", pytest.approx(percent(10.0, 12.0), abs=0.01)) in texts


def test_the_description_tells_a_listener_what_is_drawn(analysis):
    description = drawn(curve([20.0] * 300), 12.0, analysis.shots, analysis.flashes).findtext(
        f"{SVG}desc"
    )

    assert "1 accepted flash: 0:03.000." in description
    assert "1 other rise in light, not accepted." in description
    assert "cut 0:08.000" in description
    assert "night from 0:00.000" in description


def test_times_of_flashes_never_cover_each_other_at_the_end_of_the_clip(flash_at):
    flashes = [flash_at(frame, end_s=(frame + 2) / 25) for frame in (650, 722)]
    root = drawn(curve([20.0] * 750), 30.0, None, flashes)

    spans = {}
    for text in of_class(root, "when"):
        x = x_percent(text, "x")
        left = x - 7.5 if text.get("text-anchor") == "end" else x
        spans.setdefault(text.get("y"), []).append((left, left + 7.5))
    assert any(text.get("text-anchor") == "end" for text in of_class(root, "when"))
    for row in spans.values():
        assert all(one[1] <= other[0] + 0.01 for one, other in pairwise(sorted(row)))


def test_badges_never_cover_the_time_of_another_flash(flash_at):
    flashes = [flash_at(frame) for frame in range(0, 300, 7)]
    root = drawn(curve([20.0] * 300), 12.0, None, flashes)

    assert len(of_class(root, "onset")) == len(flashes)
    badges = [e for e in of_class(root, "badge") if e.get("cx").endswith("%")]
    rows = {}
    for badge in badges:
        rows.setdefault(badge.get("cy"), []).append(x_percent(badge, "cx"))
    for places in rows.values():
        gaps = [b - a for a, b in pairwise(sorted(places))]
        assert all(gap >= 7 for gap in gaps)


@pytest.mark.parametrize(
    ("duration_s", "expected"),
    [
        (0.4, ["0:00.0", "0:00.1", "0:00.4"]),
        (14.6, ["0:00", "0:02", "0:14"]),
        (400, ["0:00", "1:00", "6:00"]),
        (21_600, ["0:00", "1:00:00", "6:00:00"]),
        (900_000, ["0:00", "32:00:00"]),
    ],
)
def test_the_axis_carries_few_round_times(duration_s, expected):
    root = drawn(curve([20.0] * 10), duration_s, None, None)
    labels = [e.text for e in root.iter(f"{SVG}text") if re.fullmatch(r"[\d:.]+:[\d.]+", e.text)]

    assert set(expected) <= set(labels)
    assert len(labels) <= 11


@pytest.mark.parametrize("levels", [[], [20.0]])
def test_no_frame_or_one_frame_still_makes_a_whole_drawing(levels):
    assert drawn(curve(levels), 0.0, None, None).tag == f"{SVG}svg"


def test_hostile_text_stays_text(flash_at):
    flash = flash_at(75, accepted=False, reason="</title><script>\x08alert(1)</script>")

    root = drawn(curve([20.0] * 300), 12.0, None, [flash])

    assert not list(root.iter(f"{SVG}script"))


def test_flashes_are_links_only_where_the_page_has_their_places(analysis):
    plain = brightness_svg(curve([20.0] * 300), 12.0, None, analysis.flashes)
    linked = brightness_svg(curve([20.0] * 300), 12.0, None, analysis.flashes, link_flashes=True)

    assert "<a " not in plain
    assert 'href="#flash-1"' in linked
