"""The scorer of lights and mains: what counts as right, and a scene of each through all of it."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.accuracy import blinking, lamplight
from tests.accuracy.lamplight import Room
from tests.accuracy.lights import (
    blink_lines,
    lights_of,
    mains_lines,
    mains_verdict,
    score_blink,
)
from tests.accuracy.nearness import comes_near_lamps
from tests.analyses import a_light, a_mains


def test_a_rate_counts_within_two_per_cent_and_other_lights_are_false() -> None:
    truth = blinking.scene(1, Fraction(25), 60, "still")
    hz = truth.frequency_hz
    aliases = [k * 25 + side * hz for k in (1, 2, 3) for side in (-1, 1)]
    near = a_light(frequency_hz=1.015 * hz, aliases_hz=aliases)
    far = a_light(frequency_hz=1.03 * hz, aliases_hz=[])

    assert score_blink([near, far], truth).is_right
    assert score_blink([near, far], truth).other_lights == 1
    assert score_blink([near], truth).names_aliases
    assert not score_blink([far], truth).is_right
    assert not score_blink([far], truth).names_aliases
    assert not score_blink([], truth).is_right


def test_a_driver_told_as_mains_is_wrong_whichever_it_is() -> None:
    driver = lamplight.room(1, "led")
    lamps = lamplight.room(1, "lamps")

    assert mains_verdict(a_mains(hz=driver.mains_hz), driver)[1] == "wrong"
    assert mains_verdict(a_mains(hz=lamps.mains_hz), lamps) == ("decidable lamps", "right")
    assert mains_verdict(a_mains(hz=110 - lamps.mains_hz), lamps)[1] == "wrong"
    assert mains_verdict(a_mains(hz=None), lamps)[1] == "cannot tell"


def test_what_can_be_decided_follows_from_physics_alone() -> None:
    europe = replace(
        lamplight.room(1, "lamps"), lamp_hz=100.0, lamp_modulation=0.2, exposure_s=1 / 250
    )
    america = replace(europe, lamp_hz=120.0)

    def rates(taken: Room) -> list[Fraction]:
        return [
            fps
            for fps in lamplight.FRAME_RATES
            if replace(taken, fps=fps, shown_fps=fps).is_decidable
        ]

    assert rates(america) == [25, 50]
    assert rates(europe) == [fps for fps in lamplight.FRAME_RATES if fps not in (25, 50)]
    assert rates(replace(europe, exposure_s=1 / 50)) == []
    assert rates(replace(europe, lamp_modulation=0.02)) == []
    assert not replace(europe, fps=Fraction(24), shown_fps=Fraction(30)).is_decidable


def test_takes_near_lamps_are_told_from_what_was_drawn() -> None:
    hunting = replace(
        lamplight.room(1, "hunting"), fps=Fraction(24), shown_fps=Fraction(24), rate_hz=3.8
    )
    dropped = replace(
        lamplight.room(1, "dropped"),
        fps=Fraction(50),
        shown_fps=Fraction(30),
        lamp_hz=120.0,
        lamp_modulation=0.2,
        exposure_s=1 / 250,
    )

    assert comes_near_lamps(lamplight.room(1, "lamps"))
    assert comes_near_lamps(hunting)
    assert comes_near_lamps(dropped)
    assert not comes_near_lamps(replace(hunting, rate_hz=2.9))
    assert not comes_near_lamps(replace(dropped, lamp_hz=100.0))
    assert not comes_near_lamps(lamplight.room(1, "no lamps"))


def test_a_drawn_strobe_comes_out_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blinking, "WIDTH_PX", 480)
    monkeypatch.setattr(blinking, "HEIGHT_PX", 270)
    said = list(blink_lines(iter([blinking.scene(5, Fraction(24), 150, "both")])))

    assert "rate within 2 %: 1 of 1" in said
    assert "aliases named: 1 of 1" in said


def test_a_room_without_lamps_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lamplight, "WIDTH_PX", 160)
    monkeypatch.setattr(lamplight, "HEIGHT_PX", 96)
    said = list(mains_lines(range(1), ["no lamps"]))

    assert "no lamps: 0 right, 0 wrong, 1 cannot tell" in said


def test_the_light_of_the_sample_is_found_with_its_rate(samples: Path) -> None:
    found, _ = lights_of(samples / "night-strike.mp4")

    (light,) = found
    assert light.flashes_per_min == pytest.approx(60.0, rel=0.02)
    assert light.track[0].x_px > light.track[-1].x_px + 400
