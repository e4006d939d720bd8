"""Clips read for comparison: what an honest worker hands out, what of another's is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from tests.analyses import an_analysis
from verify.domain.errors import ResultExistsError, WorkerFailedError
from verify.jobs import inspection
from verify.jobs.messages import TrackExtent
from verify.jobs.strip import assert_free, write_strip
from verify.jobs.synchrony import frames_at, recording_of
from verify.media import jail
from verify.presentation.contact_strip import StripRow

_EXTENT = {"start_s": 0.0, "rate_hz": 12_000.0, "samples": 100}
Leave = Callable[..., None]


@pytest.fixture
def leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Leave:
    """Read a clip with a worker that announces this track and leaves that file."""
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"any bytes; the worker is played by the test")

    def read_while(extent: dict[str, Any], content: bytes | None) -> None:
        def run(*arguments: Any, on_sealed: Any, **_: Any) -> jail.Ending:
            on_sealed(jail.probe())
            scratch: Path = arguments[2]
            answer = {"analysis": an_analysis(keyframes=None, brightness=None)}
            answer |= {"all_hash_kinds": None, "sound_track": extent}
            (scratch / "findings.json").write_bytes(msgspec.json.encode(answer))
            if content is not None:
                (scratch / "out" / "sound-track.f16").write_bytes(content)
            return jail.Ending(exit_code=0, timed_out=False, error_text="")

        monkeypatch.setattr(jail, "run", run)
        recording_of(clip, weak_allowed=True)

    return read_while


def _samples(count: int, value: float = 0.1) -> bytes:
    return np.full(count, value, "<f2").tobytes()


def test_the_worker_hands_out_light_and_sound_that_belong_to_the_clip(samples: Path) -> None:
    analysis, recording = recording_of(samples / "night-strike-reupload.mp4", weak_allowed=False)

    assert recording.is_video
    assert recording.cuts == 0
    assert recording.rises is not None
    assert recording.rises.peaks_s == pytest.approx([1.5, 5.5], abs=0.04)
    assert recording.track is not None
    assert analysis.footage.audio is not None
    assert recording.track.end_s == pytest.approx(9.6, abs=0.05)
    assert float(np.abs(recording.track.samples).max()) > 0.05


def test_an_inspection_hands_out_no_sound(samples: Path) -> None:
    options = inspection.InspectionOptions(analyses=frozenset(("timebase", "brightness")))

    with inspection.examined(samples / "vfr.mp4", options) as examination:
        assert examination.sound_track is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be taken"),
        (_samples(99), "shorter"),
        (_samples(101), "cannot be taken"),
        (_samples(100, np.nan), "no sound is"),
        (_samples(100, np.inf), "no sound is"),
        (_samples(100, 60_000.0), "no sound is"),
    ],
)
def test_a_track_that_is_not_what_was_announced_is_refused(
    content: bytes | None, said: str, leave: Leave
) -> None:
    with pytest.raises(WorkerFailedError, match=said):
        leave(_EXTENT, content)


@pytest.mark.parametrize(
    "change", [{"samples": 30_000_000}, {"samples": 0}, {"rate_hz": 1.0}, {"start_s": 1e9}]
)
def test_a_track_beyond_its_bounds_is_refused_unread(
    change: dict[str, float], leave: Leave
) -> None:
    with pytest.raises(WorkerFailedError, match="wrong form"):
        leave(_EXTENT | change, _samples(100))


def test_bounds_are_those_of_what_is_kept() -> None:
    extent = TrackExtent(start_s=0.0, rate_hz=22_000.0, samples=1200 * 22_000)

    assert msgspec.json.decode(msgspec.json.encode(extent), type=TrackExtent) == extent


def test_a_strip_is_drawn_and_replaces_only_strips(samples: Path, tmp_path: Path) -> None:
    frames = frames_at(samples / "vfr.mp4", [0.5, 1.0], weak_allowed=False)
    place, mine = tmp_path / "strip.jpg", tmp_path / "mine.jpg"
    clips = [StripRow("vfr.mp4", "clock", frames), StripRow("b\n.mp4", "", [None, None])]
    mine.write_bytes(frames[0][1] if frames[0] else b"")

    write_strip(clips, ["left out.mp4"], place, force=False)
    write_strip(clips, [], place, force=True)

    assert all(
        frame is not None and frame[0] <= at for frame, at in zip(frames, (0.5, 1), strict=True)
    )
    assert place.read_bytes().startswith(b"\xff\xd8")
    assert sorted(tmp_path.iterdir()) == [mine, place]
    with pytest.raises(ResultExistsError, match="already holds"):
        assert_free(place, force=False)
    with pytest.raises(ResultExistsError, match="no result of Verify"):
        assert_free(mine, force=True)
