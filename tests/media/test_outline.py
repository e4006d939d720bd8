"""Where a part can be cut out as stored, and how large a copy comes out."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.synthesis.clips import Clip
from verify.domain.errors import BadParameterError
from verify.domain.limits import DecodeLimits
from verify.media.outline import Outline, outline

# An I-frame each second; three B-frames between the others.
GROUPS = Clip(
    ticks=range(0, 3000, 40),
    options={"g": "25", "keyint_min": "25", "sc_threshold": "0", "bf": "3", "flags": "+cgop"},
)


def outlined(path: Path, start: str | None = None, end: str = "99") -> Outline:
    window_s = None if start is None else (Fraction(start), Fraction(end))
    return outline(path, DecodeLimits(), path, window_s)


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return GROUPS.write(tmp_path_factory.mktemp("clips") / "groups.mp4")


def test_a_part_holds_the_frames_from_its_start_to_before_its_end(groups: Path) -> None:
    found = outlined(groups, "1.2", "1.4")

    time_base = Fraction(*found.time_base)
    assert found.frames == 5
    assert (found.origin_pts - found.first_pts) * time_base == Fraction("1.2")
    assert (found.last_pts - found.first_pts) * time_base == Fraction("1.36")


def test_a_part_as_stored_begins_at_the_i_frame_before(groups: Path) -> None:
    found = outlined(groups, "1.2", "1.4")

    assert found.i_frame_start is not None
    start_s = (found.i_frame_start.start_pts - found.first_pts) * Fraction(*found.time_base)
    assert start_s == 1
    # It ends where no earlier frame is missing, so perhaps a few frames later.
    assert 10 <= found.i_frame_start.packets <= 14


def test_an_i_frame_that_later_frames_reach_behind_is_no_place_to_begin(tmp_path: Path) -> None:
    # The I-frame at 1.04 s is stored before the frame shown at 1 s.
    options = {"g": "26", "bf": "3", "x264-params": "open-gop=1:b-adapt=0:scenecut=0"}
    open_groups = Clip(ticks=range(0, 3000, 40), options=options).write(tmp_path / "open.mkv")

    found = outlined(open_groups, "1.2", "1.4")

    assert found.i_frame_start is not None
    assert found.i_frame_start.start_pts == found.first_pts


def test_a_part_without_a_frame_is_refused_with_what_there_is(groups: Path) -> None:
    with pytest.raises(BadParameterError, match=r"from 0 to 2\.960 s"):
        outlined(groups, "1.21", "1.23")
    with pytest.raises(BadParameterError, match="a part in which a frame begins"):
        outlined(groups, "3", "4")


@pytest.mark.parametrize(
    ("aspect", "clockwise_deg", "size_px"),
    [("2/1", 0, (640, 180)), ("1/2", 0, (320, 360)), ("2/1", 90, (180, 640)), ("9/1", 0, None)],
)
def test_pixels_become_square_by_enlarging(
    tmp_path: Path, aspect: str, clockwise_deg: int, size_px: tuple[int, int] | None
) -> None:
    turned = clockwise_deg in {90, 270}
    clip = Clip(
        ticks=[0, 40],
        options={"aspect": aspect},
        clockwise_deg=clockwise_deg,
        width_px=180 if turned else 320,
        height_px=320 if turned else 180,
    ).write(tmp_path / "clip.mp4")

    assert outlined(clip).square_size_px == (size_px or (320, 180))
