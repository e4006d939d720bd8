"""Footage that nobody here made: real clips decode exactly, hostile files end in a verdict."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.media.playing import play

LIMITS = {resource.RLIMIT_AS: 4 << 30, resource.RLIMIT_CPU: 20, resource.RLIMIT_FSIZE: 0}
# Plays each file named on standard input and prints one line of JSON for each.
PLAYER = """
import json, sys
from pathlib import Path
from verify.domain.errors import FileInputError
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source
for path in map(Path, json.load(sys.stdin)):
    try:
        with open_source(path, DecodeLimits(), Path(path.name)) as source:
            answer = sum(hasattr(part, "luma") for part in source.play())
    except FileInputError as error:
        answer = str(error)
    # Not ru_maxrss, which holds what the process that started this one had taken.
    peak_bytes = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) << 10
    print(json.dumps([path.name, answer, peak_bytes]), flush=True)
"""


def test_counter_gives_each_numbered_picture(shared_data: Path) -> None:
    frames = play(shared_data / "shots" / "counter.mp4").frames
    pictures = sorted((shared_data / "shots" / "counter").glob("frame*.png"))
    greys = [np.asarray(Image.open(picture).convert("L").reduce(6)) for picture in pictures]
    assert len(frames) == len(greys) == 30
    for index, frame in enumerate(frames):
        distances = [np.abs(frame.small.astype(int) - grey).mean() for grey in greys]
        assert int(np.argmin(distances)) == index
        assert distances[index] < 1


@pytest.mark.parametrize(("turn", "size"), [(0, (568, 320)), (90, (320, 568)), (270, (320, 568))])
def test_rotation_of_phone_clips_is_applied(
    shared_data: Path, turn: int, size: tuple[int, int]
) -> None:
    video = play(shared_data / "meta" / "rotation" / f"decord_video_{turn}.mov").video
    assert (video.width_px, video.height_px) == size
    assert video.rotation_deg == turn


def test_vfr_clip_is_told_and_delayed_start_is_zero(shared_data: Path) -> None:
    vfr = play(shared_data / "shots" / "goldeneye-vfr-drop3.mp4")
    assert vfr.video.is_vfr
    assert vfr.frames[2].time_s == pytest.approx(3003 / 24000)
    delayed = play(shared_data / "shots" / "delayed_start.mp4")
    assert delayed.report.first_pts == 13760
    assert delayed.frames[0].time_s == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads how much memory a child took")
def test_every_hostile_file_ends_in_a_verdict(shared_data: Path) -> None:
    files = [p for p in sorted((shared_data / "hostile").rglob("*")) if p.is_file()]
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PLAYER],
        input=json.dumps([str(file) for file in files]),
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: [
            resource.setrlimit(what, (most, most)) for what, most in LIMITS.items()
        ],
        check=False,
    )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0, run.stderr[-2000:]
    assert len(answers) == len(files)
    assert max(peak for *_, peak in answers) < 1 << 30
    for name, answer, _ in answers:
        assert answer != 0, f"{name} gave neither a frame nor a reason"
