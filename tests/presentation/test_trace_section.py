"""Traces on the page: what is ordinary first, numbers and harmless causes, never a verdict."""

import re

import msgspec
import pytest

from tests.analyses import a_trace
from verify.cli.output import summary as terminal_summary
from verify.domain.findings import Analysis
from verify.domain.traces import Coding, Confidence, PictureCount, TraceKind, Untold
from verify.presentation.report import render_report

ORDINARY = "Re-encoded or re-muxed, as messengers do: a missing date, device or place is normal."


@pytest.fixture
def traced(analysis: Analysis) -> Analysis:
    loop = a_trace(
        kind=TraceKind.LOOP,
        start_s=6.0,
        end_s=8.0,
        repeats_start_s=3.5,
        confidence=Confidence.NEAR_THRESHOLD,
    )
    return msgspec.structs.replace(
        analysis,
        traces=[a_trace(), loop],
        traces_cannot_tell=[Untold(start_s=9.0, end_s=12.0, reason="Hardly anything moves here.")],
        coding=Coding(
            ordinary=ORDINARY,
            reasons=["I-frames are 250 frames apart."],
            pictures=[PictureCount(kind="I", frames=2, mean_bytes=9_000.0)],
            i_frame_interval_frames=250,
            longest_i_frame_interval_frames=250,
        ),
    )


def section(analysis: Analysis) -> str:
    page = render_report(analysis, "<svg></svg>", {})
    part = page[page.index('id="traces"') :]
    text = re.sub(r"<[^>]+>", " ", part[: part.index("</section>")])
    return re.sub(r"\s+", " ", text)


def test_what_is_ordinary_stands_first_with_its_reasons(traced: Analysis) -> None:
    words = section(traced)
    assert words.index(ORDINARY) < words.index("Picture held still")
    assert "I-frames are 250 frames apart." in words


def test_each_trace_has_its_number_threshold_and_harmless_cause(traced: Analysis) -> None:
    words = section(traced)
    assert "20.0 times: movement around it" in words
    assert "listed from 4.0; clear" in words
    assert "near that, so doubtful" in words
    assert "shown before from 0:03.500" in words
    assert "A phone that stalled, or slow motion, leaves this too." in words


def test_stretches_that_say_nothing_are_named(traced: Analysis) -> None:
    words = section(traced)
    assert "Cannot tell in 1 stretch (0:09.000 to 0:12.000" in words
    assert "Hardly anything moves here." in words


def test_no_trace_is_not_called_a_clearance(analysis: Analysis) -> None:
    words = section(analysis)
    assert "No frozen, left-out or repeated stretch was found." in words
    assert "Edits hidden with care leave none." in words


def test_the_terminal_says_that_harmless_causes_exist(traced: Analysis, analysis: Analysis) -> None:
    said = terminal_summary(traced)
    assert "Traces:    picture held still at 00:00:01.000, stretch shown before at" in said
    assert "each has harmless causes too" in said
    assert "Traces:    none of editing found in what moves" in terminal_summary(analysis)
