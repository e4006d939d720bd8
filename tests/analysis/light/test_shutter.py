"""The row at which a flash began while a frame was read."""

import numpy as np
import pytest

from tests.accuracy.flashes import flashes_of
from tests.analysis.light.footage import HEIGHT_PX, WIDTH_PX, frames, place
from verify.domain.findings import Flash

ONSET = 60


def flash_of(lit_rows: dict[int, slice]) -> Flash:
    """Return the flash of footage in which these rows of these frames are lit."""
    pictures = [place().copy() for _ in range(120)]
    for frame, rows in lit_rows.items():
        pictures[frame][rows] += 90
    (flash,) = [flash for flash in flashes_of(frames(pictures))[0] if flash.accepted]
    return flash


@pytest.mark.parametrize("row", [40, 90, 150])
def test_the_row_is_found_from_which_on_the_first_frame_is_lit(row: int) -> None:
    flash = flash_of({ONSET: slice(row, HEIGHT_PX), ONSET + 1: slice(0, row)})
    assert flash.onset_frame == ONSET
    assert flash.band_row_px == pytest.approx(row, abs=3)
    assert "was read" in flash.reason


def test_a_frame_that_is_lit_all_over_has_no_band() -> None:
    assert flash_of({ONSET: slice(0, HEIGHT_PX)}).band_row_px is None


def test_a_light_in_one_place_has_no_band() -> None:
    pictures = [place().copy() for _ in range(120)]
    pictures[ONSET][100:140, : WIDTH_PX // 3] += 120
    (flash,) = [flash for flash in flashes_of(frames(pictures))[0] if flash.accepted]
    assert flash.band_row_px is None


def test_light_that_fades_from_top_to_bottom_has_no_band() -> None:
    pictures = [place().copy() for _ in range(120)]
    pictures[ONSET] += np.linspace(20, 120, HEIGHT_PX)[:, None]
    (flash,) = [flash for flash in flashes_of(frames(pictures))[0] if flash.accepted]
    assert flash.band_row_px is None
