"""Classes of light on pictures whose light is known."""

from pathlib import Path

import numpy as np
import pytest

from tests.analysis.light.footage import frame as grey_frame
from tests.analysis.light.footage import place
from verify.analysis.light.darkness import DarknessGauge, in_lamp_light, overall
from verify.domain.findings import Boundary, Darkness, DarknessClass, Shot
from verify.domain.frames import Frame
from verify.domain.lights import MainsReading
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source


def gauge_of(*means: float, blue: float = 1.0) -> DarknessGauge:
    """Return a gauge that has seen ten frames of each mean luma, in grey or bluish."""
    gauge = DarknessGauge()
    for index in range(10 * len(means)):
        luma = np.clip(place(mean=means[index // 10], contrast=8), 0, 255).astype(np.uint8)
        seen = grey_frame(luma, index, index * 4.0)
        color = np.stack([luma, luma / blue, luma / blue], axis=2).astype(np.uint8)
        gauge.observe(_with_picture(seen, color))
    return gauge


def _with_picture(seen: Frame, color: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Frame:
    return Frame(
        index=seen.index,
        pts=seen.pts,
        time_s=seen.time_s,
        luma=seen.luma,
        is_limited=seen.is_limited,
        small=seen.small,
        tiny=seen.tiny,
        picture=lambda: color,
        is_intra=seen.is_intra,
    )


def test_a_dark_picture_is_night_and_its_reasons_name_the_numbers() -> None:
    darkness = gauge_of(20.0).classify(0, 10)
    assert darkness.kind is DarknessClass.NIGHT
    assert "median luma 1" in darkness.reasons[0]
    assert any("room" in reason for reason in darkness.reasons)


def test_a_bright_grey_picture_cannot_be_told_from_a_lit_room() -> None:
    darkness = gauge_of(130.0).classify(0, 10)
    assert darkness.kind is DarknessClass.CANNOT_TELL
    assert "lit room" in darkness.reasons[0]


def test_a_bright_picture_with_a_clear_blue_sky_is_day() -> None:
    assert gauge_of(130.0, blue=1.6).classify(0, 10).kind is DarknessClass.DAY


def test_day_says_that_blue_lamps_look_the_same() -> None:
    darkness = gauge_of(130.0, blue=1.6).classify(0, 10)
    assert any("blue lamps" in reason and "same" in reason for reason in darkness.reasons)


def test_middling_light_is_twilight_only_under_a_brighter_sky() -> None:
    assert gauge_of(60.0).classify(0, 10).kind is DarknessClass.CANNOT_TELL
    gauge = DarknessGauge()
    sky = np.clip(place(mean=60, contrast=5) + np.linspace(25, -25, 180)[:, None], 0, 255)
    gauge.observe(grey_frame(sky.astype(np.uint8)))
    assert gauge.classify(0, 1).kind is DarknessClass.TWILIGHT


def test_each_stretch_is_classed_by_its_own_frames() -> None:
    gauge = gauge_of(20.0, 130.0)
    assert gauge.classify(0, 10).kind is DarknessClass.NIGHT
    assert gauge.classify(10, 20).kind is DarknessClass.CANNOT_TELL


def shot(kind: DarknessClass, start_s: float, end_s: float) -> Shot:
    darkness = Darkness(kind=kind, reasons=["as bright as by day or in a lit room"])
    frames = {"start_frame": int(25 * start_s), "end_frame": int(25 * end_s)}
    return Shot(start_s=start_s, end_s=end_s, boundary=Boundary.CUT, darkness=darkness, **frames)


def reading(hz: int | None, start_s: float, end_s: float) -> MainsReading:
    return MainsReading(
        start_s=start_s,
        end_s=end_s,
        hz=hz,
        reason="",
        line_hz=10.0,
        modulation=0.031,
        bands=2.0,
        signal_to_noise=20.0,
        purity=0.9,
    )


def test_light_that_flickers_with_the_mains_is_of_lamps_where_the_picture_cannot_tell() -> None:
    shots = [
        shot(DarknessClass.CANNOT_TELL, 0, 10),
        shot(DarknessClass.CANNOT_TELL, 10, 20),
        shot(DarknessClass.NIGHT, 20, 30),
    ]

    lit, untold, night = in_lamp_light(
        shots, [reading(50, 2, 8), reading(None, 12, 18), reading(50, 22, 28)]
    )

    assert lit.darkness.kind is DarknessClass.LIT_INTERIOR
    assert any("3.10 %" in reason and "50 Hz" in reason for reason in lit.darkness.reasons)
    assert any("out of doors" in reason for reason in lit.darkness.reasons)
    assert (untold, night) == (shots[1], shots[2])


def test_a_stretch_without_frames_cannot_be_told() -> None:
    assert gauge_of(20.0).classify(10, 10).kind is DarknessClass.CANNOT_TELL


def test_the_whole_clip_has_the_class_of_its_shots_or_is_mixed() -> None:
    night = Darkness(kind=DarknessClass.NIGHT, reasons=[])
    day = Darkness(kind=DarknessClass.DAY, reasons=[])
    assert overall([night, night]) == "night"
    assert overall([night, day]) == "mixed"
    assert overall([]) == "cannot_tell"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("night-strike.mp4", DarknessClass.NIGHT),
        ("night-other.mp4", DarknessClass.NIGHT),
    ],
)
def test_the_sample_nights_are_night(samples: Path, name: str, kind: DarknessClass) -> None:
    path = samples / name
    gauge = DarknessGauge()
    with open_source(path, DecodeLimits(), path) as source:
        parts = (part for part in source.play() if isinstance(part, Frame))
        for seen, _ in zip(parts, range(40), strict=False):
            gauge.observe(seen)
    assert gauge.classify(0, 40).kind is kind
