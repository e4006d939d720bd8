"""The camera's gain around a flash whose light and whose camera are known."""

import math

import numpy as np
import pytest

from tests.analysis.light.footage import FPS, Picture, frames, place, spot
from verify.analysis.light.flashes import FlashDetector
from verify.analysis.picture.shots import ShotDetector
from verify.analysis.single_pass import run_pass
from verify.domain.exposure import ExposureRow
from verify.domain.findings import Flash

ONSET = 60
GAMMA = 2.4


def filmed(lowest: float, *, wide: bool = False, cut_at: int | None = None) -> list[Picture]:
    """Return a place with a flash at a side, by a camera whose gain falls to `lowest` and recovers.

    Light is linear under the codes of BT.1886.
    """
    still = np.clip(place(mean=60, contrast=12), 20, None) / 255
    light = still**GAMMA
    burst = 0.3 * (np.ones_like(light) if wide else spot(60, 90, 14))
    pictures = []
    for k in range(180):
        since_s = (k - ONSET) / FPS
        glow = math.exp(-since_s / 0.15) if since_s >= 0 else 0.0
        dip = 4 * (math.exp(-since_s / 0.6) - math.exp(-since_s / 0.3)) if since_s >= 0 else 0.0
        gain = 1 - (1 - lowest) * dip
        shown = (light[:, ::-1] if cut_at is not None and k >= cut_at else light) + glow * burst
        pictures.append(255 * np.clip(gain * shown, 0, 1) ** (1 / GAMMA))
    return pictures


def measured(pictures: list[Picture]) -> tuple[Flash, list[ExposureRow]]:
    rows: list[ExposureRow] = []
    shots = ShotDetector()
    detector = FlashDetector(shots, None, rows.append)
    assert not run_pass(frames(pictures, noise=1.0), (shots, detector)).skipped
    (flash,) = [flash for flash in detector.flashes if flash.accepted]
    return flash, rows


@pytest.mark.parametrize("lowest", [0.5, 0.7])
def test_a_camera_that_closes_is_said_to_have_and_by_how_much(lowest: float) -> None:
    flash, rows = measured(filmed(lowest))
    assert flash.exposure_reacted is not None
    assert flash.exposure_reacted.gain == pytest.approx(lowest, abs=0.04)
    # The gain of `filmed` is lowest 0.6 ln 2 seconds after the onset.
    assert flash.exposure_reacted.lowest_s == pytest.approx(ONSET / FPS + 0.416, abs=0.15)
    assert flash.exposure_reacted.recovered_s is not None
    assert [row.frame for row in rows][:2] == [ONSET, ONSET + 1]


def test_a_camera_that_keeps_its_gain_is_not_said_to_have_reacted() -> None:
    flash, rows = measured(filmed(1.0))
    assert flash.exposure_reacted is None
    assert all(float(row.gain) == pytest.approx(1, abs=0.03) for row in rows if row.gain)


def test_light_without_the_camera_falls_to_what_it_was_where_the_film_falls_below() -> None:
    _, rows = measured(filmed(0.5))
    (lowest,) = [row for row in rows if row.frame == ONSET + 20]
    filmed_light, steady = lowest.luminance_lit, float(lowest.luminance_lit_at_steady_gain)
    assert filmed_light < 0.6 * steady
    # What is left of the flash then, on a place of 60 code values.
    left = 0.3 * math.exp(-20 / FPS / 0.15) * 0.8
    assert steady == pytest.approx((60 / 255) ** GAMMA + left, rel=0.15)


def test_a_flash_that_lights_all_leaves_no_gain_until_it_is_gone() -> None:
    flash, rows = measured(filmed(0.7, wide=True))
    assert rows[0].gain == ""
    assert rows[-1].gain != ""
    assert flash.area_share > 0.9


def test_nothing_is_measured_across_a_cut() -> None:
    _, rows = measured(filmed(0.7, cut_at=100))
    assert rows
    assert max(row.frame for row in rows) < 100
