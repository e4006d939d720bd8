"""A worker that was taken over may print anything, and any amount of it."""

import json
import resource
import sys
from pathlib import Path

import pytest

from verify.domain.limits import DecodeLimits
from verify.jobs.messages import Progress
from verify.jobs.progress import of_frames, progress_reader
from verify.media import jail


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b'{"share": NaN, "message": ""}',
        b'{"share": 2, "message": ""}',
        b'{"share": 0.5, "message": 1}',
        b'{"share": 0.5}',
        json.dumps({"share": 0.5, "message": "x" * 1_000}).encode(),
        b'{"other": ' + b"[" * 60_000,
        b'{"share": ' + b"9" * 60_000 + b', "message": ""}',
    ],
    ids=lambda line: f"{line[:20]!r}-{len(line)}",
)
def test_a_line_that_is_no_progress_is_passed_over(line: bytes) -> None:
    seen: list[Progress] = []

    progress_reader(seen.append)(line)

    assert seen == []


def test_one_frame_is_told_as_one_and_thousands_are_set_apart() -> None:
    assert of_frames("Decoded", 1, 0.5) == Progress(share=0.5, message="Decoded 1 frame")
    assert of_frames("Decoded", 1200, None).message == "Decoded 1,200 frames"


def test_the_words_of_a_worker_are_made_printable() -> None:
    seen: list[Progress] = []

    progress_reader(seen.append)(json.dumps({"share": 0.5, "message": "\x1b[2J\u202e"}).encode())

    assert seen == [Progress(share=0.5, message="\ufffd[2J\ufffd")]


@pytest.mark.skipif(sys.platform != "linux", reason="reads how much memory this process took")
@pytest.mark.parametrize("flood", ["b'x' * 65536", r"b'{}\n' * 20000"], ids=["no end", "lines"])
def test_a_flood_ends_with_the_time_and_takes_no_memory(flood: str, tmp_path: Path) -> None:
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    limits = DecodeLimits(wall_time_s=1.5, cpu_time_s=60)
    # A module of the standard library that runs what it is told.
    code = f"import os\nblock = {flood}\nwhile True: os.write(1, block)"

    ending = jail.run("timeit", ["-n1", "-r1", code], tmp_path, limits, progress_reader(print))

    assert ending.timed_out
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 20 << 10
