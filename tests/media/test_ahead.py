"""Frames decoded in a thread of their own: the same ones, in the same order, and no further."""

import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import msgspec
import numpy as np
import pytest

from verify.domain.errors import LimitExceededError
from verify.domain.frames import AudioBlock, Frame
from verify.domain.limits import DecodeLimits
from verify.media.ahead import played_ahead
from verify.media.decode import open_source
from verify.media.source import Source


def _contents(parts: Iterator[Frame | AudioBlock]) -> list[tuple[object, ...]]:
    return [
        (part.index, part.pts, part.packet_bytes, int(part.small.sum()))
        if isinstance(part, Frame)
        else (part.time_s, part.samples.shape, float(part.samples.sum()))
        for part in parts
    ]


def test_what_comes_is_what_play_yields(samples: Path) -> None:
    clip = samples / "night-strike.mp4"
    with open_source(clip, DecodeLimits(), clip, 2) as source:
        at_once = _contents(source.play())
        report = source.report
    with open_source(clip, DecodeLimits(), clip, 2) as source:
        with played_ahead(source) as parts:
            ahead = _contents(parts)
        assert source.report == report

    assert ahead == at_once
    assert report.frames > 100


def test_what_decoding_raises_comes_after_the_frames_before_it(samples: Path) -> None:
    clip = samples / "night-strike.mp4"
    limits = msgspec.structs.replace(DecodeLimits(), max_frames=40)
    indices: list[int] = []
    with (
        open_source(clip, limits, clip, 2) as source,
        played_ahead(source) as parts,
        pytest.raises(LimitExceededError, match="40 frames"),
    ):
        indices.extend(part.index for part in parts if isinstance(part, Frame))

    assert indices == list(range(40))


class _Endless:
    """As much of a source as is asked for; counts what it was asked to decode."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self.video = SimpleNamespace(width_px=width_px, height_px=height_px)
        self.decoded = 0
        self.is_closed = False

    def play(self) -> Iterator[AudioBlock]:
        try:
            while True:
                self.decoded += 1
                yield AudioBlock(0.0, 48_000, np.zeros((1, 1), np.float32))
        finally:
            self.is_closed = True


@pytest.mark.parametrize(
    ("size_px", "most"), [((320, 180), 8), ((3840, 2160), 2), ((16_000, 16_000), 1)]
)
def test_who_leaves_early_leaves_no_thread_and_few_frames_were_decoded_for_nothing(
    size_px: tuple[int, int], most: int
) -> None:
    source, threads = _Endless(*size_px), threading.active_count()
    with played_ahead(cast("Source", source)) as parts:
        taken = len(list(islice(parts, 5)))

    assert taken == 5
    assert threading.active_count() == threads
    assert source.is_closed
    # What lay ready, what was on its way into the queue, and what came in while it was emptied.
    assert source.decoded <= 5 + 2 * most + 2


def test_an_error_of_whoever_looks_ends_the_thread(samples: Path) -> None:
    clip, threads = samples / "night-strike.mp4", threading.active_count()
    with (
        pytest.raises(ZeroDivisionError),
        open_source(clip, DecodeLimits(), clip, 2) as source,
        played_ahead(source) as parts,
    ):
        next(parts)
        raise ZeroDivisionError

    assert threading.active_count() == threads
