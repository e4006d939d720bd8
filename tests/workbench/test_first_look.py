"""A first look at a real clip by a real job: there before the result, and at one with it."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from verify.domain.findings import Analysis
from verify.jobs.queue import UNFINISHED, JobState
from verify.media import ffmpeg
from verify.workbench.desk import Desk

_PATIENCE_S = 180.0
# A street of noise that lights up, twice: seconds from the beginning.
_LIT_S = (2.0, 6.0)


@pytest.fixture
def clip(tmp_path: Path, is_whole_run: bool) -> Path:
    """Write 10 s of restless footage that is too large to be done in a moment."""
    if not is_whole_run:
        pytest.skip("takes a real analysis of a large clip; run with --whole")
    lit = "+".join(f"gt(t,{at_s})*lt(t,{at_s + 0.6})*({at_s + 0.6}-t)*140" for at_s in _LIT_S)
    drawn = f"mandelbrot=size=1280x720:rate=25:start_scale=1,hue=b='{lit}/25',noise=alls=24:allf=t"
    file = tmp_path / "street.mp4"
    how = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "23", "-pix_fmt", "yuv420p"]
    command = [ffmpeg.program(), "-v", "error", "-f", "lavfi", "-i", drawn, "-t", "10", *how, file]
    subprocess.run(command, check=True)
    return file


def test_a_first_look_comes_before_the_result_and_says_the_same(clip: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    excerpt = tmp_path / "excerpt.mp4"
    part = ["-ss", "3", "-i", clip, "-t", "4", "-crf", "30", excerpt]
    subprocess.run([ffmpeg.program(), "-v", "error", *part], check=True)
    added = [sys.executable, "-m", "verify", "archive", "add", "--home", home, excerpt]
    subprocess.run(added, check=True, capture_output=True)
    desk = Desk(home)
    clip_id = desk.take_in(clip)

    first = _first_look(desk, clip_id)
    whole = _whole(desk, clip_id)

    assert first is not None
    assert first.keyframes is None
    assert first.flashes == whole.flashes
    assert first.shots == whole.shots
    assert [at for one in first.flashes or [] if one.accepted for at in [one.onset_s]] == [
        pytest.approx(at_s, abs=0.05) for at_s in _LIT_S
    ]
    for one in (first, whole):
        assert one.archive is not None
        assert [match.footage.name for match in one.archive.matches] == ["excerpt.mp4"]
    _wait(lambda: not (desk.folder_of(clip_id) / "first-look").exists())


def _first_look(desk: Desk, clip_id: str) -> Analysis | None:
    """Return the first look; None if there was none."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        standing = desk.clip(clip_id)
        if standing.has_first_look:
            shown = desk.shown(clip_id)
            assert not (desk.folder_of(clip_id) / "first-look" / "report.html").exists()
            return shown.analysis()
        if standing.job.state not in UNFINISHED:
            return None
        time.sleep(0.03)
    pytest.fail("no first look")


def _whole(desk: Desk, clip_id: str) -> Analysis:
    _wait(lambda: desk.clip(clip_id).job.state not in UNFINISHED)
    assert desk.clip(clip_id).job.state is JobState.DONE
    return desk.analysis(clip_id)


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.03)
