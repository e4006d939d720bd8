"""What is found laid over drawn footage, against where it was laid."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import msgspec
import numpy as np
import pytest

from tests.synthesis.copies.drawn import Mark
from tests.synthesis.copies.reels import Reel
from tests.synthesis.overlays import busy, frames_of, laid, moving, still
from verify.analysis.overlays import judging
from verify.analysis.overlays.judging import ClipOverlays
from verify.analysis.overlays.watch import OverlayWatch
from verify.domain.frames import Frame
from verify.domain.overlays import OverlayKind, Showing
from verify.domain.traces import Confidence

_SIZE = 640, 360
_LOGO = Mark("logo", (0.80, 0.05, 0.16, 0.13), 0.0, 5.0, "N7")
_ARABIC = Mark("arabic", (0.12, 0.82, 0.76, 0.11), 1.0, 3.0, "انظروا إلى السماء الآن")
_HOPS = [
    Mark("hopping", (x, y, 0.26, 0.09), 1.6 * k, 1.6 * (k + 1), "@city_watch")
    for k, (x, y) in enumerate([(0.05, 0.08), (0.6, 0.8), (0.4, 0.4)])
]


def watched(frames: Iterator[Frame], duration_s: float) -> ClipOverlays:
    watch = OverlayWatch()
    for frame in frames:
        watch.observe(frame)
    watch.finish()
    clip = watch.finding(duration_s, _SIZE)
    assert msgspec.json.encode([one.overlay for one in clip.found])
    return clip


def found_over(reel: Reel, marks: Sequence[Mark]) -> tuple[ClipOverlays, list[Mark]]:
    frames, tight = laid(reel, marks)
    return watched(frames, reel.duration_s), tight


def is_at(showing: Showing, mark: Mark) -> bool:
    """Whether box and times are those of a mark, for the most part."""
    (left, top, wide, high), (width, height) = mark.box, _SIZE
    theirs = np.array([left * width, top * height, wide * width, high * height])
    x, y, w, h = showing.box_px
    across = min(x + w, theirs[0] + theirs[2]) - max(x, theirs[0])
    down = min(y + h, theirs[1] + theirs[3]) - max(y, theirs[1])
    shared = max(0, across) * max(0, down)
    is_there = shared >= 0.6 * (w * h + theirs[2] * theirs[3] - shared)
    in_time = abs(showing.start_s - mark.start_s) <= 0.2 and abs(showing.end_s - mark.end_s) <= 0.2
    return bool(is_there and in_time)


def test_a_logo_over_what_moves_is_found_with_the_plate_that_it_stands_on() -> None:
    clip, (logo,) = found_over(moving(5.0), [_LOGO])

    (one,) = clip.found
    assert one.overlay.kind is OverlayKind.STATIC_MARK
    assert one.overlay.confidence is Confidence.CLEAR
    assert is_at(one.overlay.showings[0], logo)
    assert "of the others change" in one.overlay.reason
    assert not clip.cannot_tell


@pytest.mark.parametrize("is_still", [False, True])
def test_a_caption_is_found_with_its_times(is_still: bool) -> None:
    clip, (caption,) = found_over(still(5.0) if is_still else moving(5.0), [_ARABIC])

    (one,) = clip.found
    assert one.overlay.kind is OverlayKind.CAPTION
    (showing,) = one.overlay.showings
    assert is_at(showing, caption)
    assert one.overlay.error_s == pytest.approx(0.1)
    assert caption.start_s <= one.moment[2] <= caption.end_s
    assert (one.overlay.rest_stays_share > 0.9) == is_still


def test_a_mark_that_hops_is_one_overlay_with_several_places() -> None:
    clip, marks = found_over(moving(4.8), _HOPS)

    (one,) = clip.found
    assert one.overlay.kind is OverlayKind.HOPPING_MARK
    assert all(map(is_at, one.overlay.showings, marks))
    assert len(one.overlay.showings) == 3


def test_in_a_picture_that_stands_still_a_lasting_mark_is_not_told_from_the_scene() -> None:
    clip, _ = found_over(still(5.0), [_LOGO])

    assert not clip.found
    (untold,) = clip.cannot_tell
    assert untold.start_s <= 2.0
    assert untold.end_s == pytest.approx(5.0)
    assert "cannot be told from the scene" in untold.reason


def test_a_mark_is_found_in_a_picture_that_stands_still_but_flickers() -> None:
    rng = np.random.default_rng(5)
    place = still(5.0)
    lights = rng.uniform(0.9, 1.1, len(place.frames))
    frames = [
        np.asarray(cv2.convertScaleAbs(one, alpha=light), np.uint8)
        for one, light in zip(place.frames, lights, strict=True)
    ]
    assert not watched(frames_of(Reel(frames, place.rate_hz)), 5.0).found

    clip, (logo,) = found_over(Reel(frames, place.rate_hz), [_LOGO])

    (one,) = clip.found
    assert is_at(one.overlay.showings[0], logo)
    assert one.overlay.kind is OverlayKind.STATIC_MARK
    assert one.overlay.confidence is Confidence.NEAR_THRESHOLD
    assert "a thing that shines by itself" in one.overlay.reason


def test_what_runs_what_ticks_and_what_counts_frames_is_told_by_how_it_changes() -> None:
    reel, boxes = busy(moving(6.0))

    clip = watched(frames_of(reel), 6.0)

    kinds = {"ticker": OverlayKind.TICKER}
    reasons = {
        "ticker": "Runs evenly to the left",
        "clock": "once a second",
        "counter": "ten frames",
    }
    assert len(clip.found) == len(boxes)
    for name, (left, top, wide, high) in boxes.items():
        (one,) = (one.overlay for one in clip.found if reasons[name] in one.overlay.reason)
        assert one.kind is kinds.get(name, OverlayKind.CHANGING_TEXT)
        (showing,) = one.showings
        assert (showing.start_s, showing.end_s) == (0.0, 6.0)
        assert np.allclose(showing.box_px, (left, top, wide, high), atol=16)


def test_nothing_is_found_where_nothing_was_laid() -> None:
    for seed in (2, 3):
        clip = watched(frames_of(moving(4.0, seed)), 4.0)
        assert not clip.found
    noise = np.random.default_rng(4)
    flicker = [noise.integers(0, 256, (360, 640, 3), np.uint8) for _ in range(12)]
    assert not watched(frames_of(Reel(flicker, 5.0)), 2.4).found


def test_no_frame_or_one_gives_no_overlay() -> None:
    assert watched(iter(()), 0.0).found == []
    assert watched(frames_of(Reel(still(1.0).frames[:1], 5.0)), 0.04).found == []


def test_what_stays_where_half_of_the_picture_changes_is_listed_as_doubtful() -> None:
    half_still = moving(6.0)
    frames = [frame.copy() for frame in half_still.frames]
    for frame in frames:
        frame[:, :128] = frames[0][:, :128]

    clip, (logo,) = found_over(Reel(frames, half_still.rate_hz), [replace(_LOGO, end_s=6.0)])

    (one,) = clip.found
    left, top, _, _ = one.overlay.showings[0].box_px
    assert logo.box[0] * _SIZE[0] - 8 <= left <= (logo.box[0] + 0.05) * _SIZE[0]
    assert top < 0.2 * _SIZE[1]
    assert one.overlay.confidence is Confidence.NEAR_THRESHOLD
    assert "or a sign in a scene" in one.overlay.reason


def test_more_than_are_listed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MOST_OVERLAYS", 1)
    second = replace(_ARABIC, box=(0.1, 0.1, 0.6, 0.11), start_s=3.2, end_s=4.4, text="N7 live")

    clip, _ = found_over(moving(5.0), [_ARABIC, second])

    assert len(clip.found) == 1
    assert clip.left_out == 1
