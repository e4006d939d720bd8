"""Drawings as PNG: what is seen there is what the SVG says, for light pages, on any machine."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tests.presentation.test_plots import curve
from verify.presentation.plots import INSET_PERCENT, brightness_svg
from verify.presentation.raster import ZOOM, png_of

_WIDTH_PX = 1120 * ZOOM
_FLASH_COLOUR = (176, 58, 6)
_INK = (28, 30, 33)


def pixels(svg):
    with Image.open(BytesIO(png_of(svg))) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("RGB")).astype(int)


def where(picture, colour):
    return np.argwhere(np.abs(picture - colour).max(axis=2) <= 3)


def x_px(time_s, duration_s):
    return _WIDTH_PX * (INSET_PERCENT + (100 - 2 * INSET_PERCENT) * time_s / duration_s) / 100


def test_it_is_the_drawing_on_white_in_the_colours_of_a_light_page(analysis):
    svg = brightness_svg(curve([20.0] * 300), 12.0, analysis.shots, analysis.flashes)

    picture = pixels(svg)

    assert picture.shape[1] == _WIDTH_PX
    assert (picture[-1, -1] == 255).all()
    columns = where(picture, _FLASH_COLOUR)[:, 1]
    assert np.bincount(columns).argmax() == pytest.approx(x_px(3.0, 12.0), abs=3)


def test_the_curve_is_a_thin_line_at_its_level():
    levels = [20.0] * 150 + [200.0] * 150

    marks = where(pixels(brightness_svg(curve(levels), 12.0, [], [])), _INK)

    early = marks[np.abs(marks[:, 1] - x_px(3.0, 12.0)) < 2][:, 0]
    late = marks[np.abs(marks[:, 1] - x_px(9.0, 12.0)) < 2][:, 0]
    assert np.ptp(early) <= 8
    assert np.ptp(late) <= 8
    # 180 of 255 codes, over 200 px.
    assert early.mean() - late.mean() == pytest.approx(ZOOM * 200 * 180 / 255, abs=4)


def test_words_are_drawn_without_fonts_of_the_system(analysis):
    worded = pixels(brightness_svg(curve([20.0] * 300), 12.0, analysis.shots, []))
    svg = brightness_svg(curve([20.0] * 300), 12.0, analysis.shots, [])

    wordless = pixels(svg.replace("mean<", "<"))

    legend = np.s_[: 22 * ZOOM, : 160 * ZOOM]
    assert (worded[legend] != wordless[legend]).any()
