"""Blinking lights on the page and the terminal: rate, chance, aliases, sources, never a verdict."""

import re
from html import unescape

import msgspec
import pytest

from tests.analyses import a_light, a_mains
from verify.cli.light_tables import light_lines
from verify.cli.output import summary as terminal_summary
from verify.domain.findings import Analysis
from verify.presentation.light_plots import paths_svg, periodogram_svg
from verify.presentation.report import render_report
from verify.presentation.summary import summary


@pytest.fixture
def blinking(analysis: Analysis) -> Analysis:
    return msgspec.structs.replace(analysis, lights=[a_light()], mains=a_mains())


def section(analysis: Analysis) -> str:
    page = render_report(analysis, "<svg></svg>", {})
    part = page[page.index('<section id="lights"') :]
    return part[: part.index("</section>")]


def words(analysis: Analysis) -> str:
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", section(analysis), flags=re.S)
    return re.sub(r"\s+", " ", unescape(text))


def test_lights_are_folded_away_with_their_rate_in_the_line_that_stays(
    blinking: Analysis,
) -> None:
    assert "<details><summary>1 light that blinks in time: 60.0 a minute" in section(blinking)


def test_each_light_has_rate_error_chance_aliases_and_sources(blinking: Analysis) -> None:
    said = words(blinking)
    for part in ("1.000 ± 0.002 Hz", "by chance: 1e-06", "12 of 13 seen", "24.00, 26.00 Hz"):
        assert part in said
    assert "aircraft's light or a drone's" in said
    assert "A rate does not say what blinks." in said


def test_the_drawings_say_how_to_read_them(blinking: Analysis) -> None:
    said = words(blinking)
    assert "A row of peaks at equal distances: short flashes" in said
    assert "Where each light was in the picture" in said
    assert section(blinking).count("<svg") >= 2


def test_no_light_is_not_called_a_clearance(analysis: Analysis) -> None:
    said = words(analysis)
    assert "can be missed, and bright shots are not searched" in said


def test_mains_stand_with_their_reason_and_where_they_are_used(blinking: Analysis) -> None:
    said = words(blinking)
    assert "Compatible with 50 Hz. A flicker at 10 Hz is compatible with 50 Hz." in said
    assert "used in Europe" in said
    untold = msgspec.structs.replace(
        blinking, mains=a_mains(hz=None, reason="No flicker stands out.", compatible_with=[])
    )
    assert "Cannot tell 50 from 60 Hz. No flicker stands out." in words(untold)


def test_the_summary_and_the_terminal_name_the_rate_and_its_limit(blinking: Analysis) -> None:
    paragraphs = " ".join(summary(blinking))
    assert "1 light that blinks in time: 60.0 a minute" in paragraphs
    assert "What blinks cannot be told from a rate." in paragraphs
    assert "blinking at 60.0 a minute; what blinks is not told" in terminal_summary(blinking)
    lines = "\n".join(light_lines(blinking))
    assert "60.0 a minute (1.000 ± 0.002 Hz, by chance 1e-06), white" in lines
    assert "mains: compatible with 50 Hz" in lines


def test_the_mark_of_the_rate_stands_on_its_peak() -> None:
    drawing = periodogram_svg(a_light()) or ""
    # 1 Hz of 2 Hz: the middle of the axis.
    assert 'class="onset" x1="50.00%"' in drawing
    assert "60.0 flashes a minute (1.000 Hz)" in drawing
    assert periodogram_svg(a_light(periodogram=[], periodogram_step_hz=None)) is None


def test_paths_are_drawn_in_pixels_of_the_picture() -> None:
    drawing = paths_svg([a_light()], 320, 180)
    assert 'viewBox="0 0 320 180"' in drawing
    assert 'points="40.0,30.0 100.0,20.0"' in drawing
