"""`fetch` gives the frame that `play` gave, or says that there is none."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.synthesis.clips import Clip, read_number
from tests.synthesis.damage import overwrite
from verify.domain.errors import BadParameterError
from verify.domain.frames import Frame
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source

OPEN_GOP = Clip(
    ticks=range(0, 6000, 40), options={"g": "12", "bf": "2", "x264-params": "open-gop=1"}
)
ASKED_FOR = [0, 1, 11, 12, 13, 35, 36, 70, 71, 72, 149]


@pytest.mark.parametrize(
    ("name", "clip"),
    [
        ("open-gop.mp4", OPEN_GOP),
        ("open-gop.mkv", OPEN_GOP),
        ("open-gop.ts", OPEN_GOP),
        ("one-i-frame.mp4", Clip(ticks=range(0, 6000, 40), options={"g": "999"})),
        ("late.mp4", Clip(ticks=range(9000, 15000, 40), options={"g": "12"})),
        ("vfr.flv", Clip(ticks=[tick**2 // 50 + 40 * tick for tick in range(150)])),
        (
            "no-pts.avi",
            Clip(ticks=range(150), time_base=Fraction(1, 25), options={"bf": "2", "g": "12"}),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_fetched_frames_equal_the_played_ones(tmp_path: Path, name: str, clip: Clip) -> None:
    file = clip.write(tmp_path / name)
    with open_source(file, DecodeLimits(), file) as source:
        played = [part for part in source.play() if isinstance(part, Frame)]
        fetched = list(source.fetch([played[index].pts for index in reversed(ASKED_FOR)]))
    assert sorted(frame.index for frame in fetched) == ASKED_FOR
    for frame in fetched:
        assert read_number(frame.luma) == frame.index
        assert (frame.pts, frame.time_s) == (played[frame.index].pts, played[frame.index].time_s)
        assert np.array_equal(frame.luma, played[frame.index].luma)


def test_damaged_clip_gives_the_same_frames_again(tmp_path: Path) -> None:
    whole = Clip(ticks=range(0, 6000, 40), options={"g": "12"}).write(tmp_path / "whole.ts")
    file = overwrite(whole, 0.4, 0.45, tmp_path / "damaged.ts")
    with open_source(file, DecodeLimits(), file) as source:
        played = [part for part in source.play() if isinstance(part, Frame)]
        wanted = played[:: len(played) // 12]
        fetched = {frame.pts: frame for frame in source.fetch([frame.pts for frame in wanted])}
    assert set(fetched) == {frame.pts for frame in wanted}
    for frame in wanted:
        assert fetched[frame.pts].index == frame.index


def test_fetching_leaves_the_playing_where_it_was(tmp_path: Path) -> None:
    file = Clip().write(tmp_path / "clip.mp4")
    with open_source(file, DecodeLimits(), file) as source:
        numbers = []
        for part in source.play():
            assert isinstance(part, Frame)
            numbers.append(read_number(part.luma))
            if part.index == 12:
                (again,) = source.fetch([part.pts])
                assert read_number(again.luma) == 12
    assert numbers == list(range(25))


def test_time_at_which_no_frame_was_shown_is_refused(tmp_path: Path) -> None:
    file = Clip().write(tmp_path / "clip.mp4")
    with open_source(file, DecodeLimits(), file) as source:
        list(source.play())
        with pytest.raises(BadParameterError, match="the PTS of a frame that was shown"):
            list(source.fetch([641]))


def test_glimpses_are_i_frames_as_played_each_once(tmp_path: Path) -> None:
    late = Clip(ticks=range(9000, 15000, 40), options={"g": "12", "sc_threshold": "0"})
    file = late.write(tmp_path / "late.mkv")
    with open_source(file, DecodeLimits(), file) as source:
        glimpses = list(source.glimpses([0.0, 0.1, 2.5, 2.6, 5.9]))
        played = [part for part in source.play() if isinstance(part, Frame)]

    numbers = [read_number(frame.luma) for frame in glimpses]
    assert len(set(numbers)) == len(numbers) == 3
    assert numbers[0] == 0
    for number, frame in zip(numbers, glimpses, strict=True):
        assert played[number].is_intra
        assert (frame.pts, frame.time_s) == (played[number].pts, played[number].time_s)
        assert np.array_equal(frame.luma, played[number].luma)


def test_footage_that_cannot_be_sought_in_yields_no_glimpses(samples: Path) -> None:
    with open_source(samples / "street.jpg", DecodeLimits(), samples / "street.jpg") as source:
        assert list(source.glimpses([0.0])) == []
