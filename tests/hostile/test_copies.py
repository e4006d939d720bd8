"""Calls of ffmpeg open nothing but the file that they are given, even outside the jail.

The jail would hide the lures from ffmpeg; here it runs bare, so that the calls themselves are what
keeps it from them.
"""

import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from tests.hostile import corpus, disguises, indirection, video_bombs
from tests.hostile.lures import Lures
from verify.domain.limits import DecodeLimits
from verify.jobs.derivation import CopySettings, review_copy
from verify.media.ffmpeg import program
from verify.media.ffmpeg.calls import Recoding, StreamCopy, recoding_call, stream_copy_call
from verify.workbench.clips import outcome_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches through inotify")

_PART_OF_THE_DEFAULT_RUN = 10
_LIMITS = DecodeLimits(
    memory_bytes=2 << 30, wall_time_s=30.0, cpu_time_s=30, file_bytes=64 << 20, max_frames=1000
)
_RECODING = Recoding(
    time_base=Fraction(1, 1000),
    origin_pts=0,
    end_pts=None,
    longest_interval=40,
    last_interval=40,
    width_px=320,
    height_px=180,
    sound_channels=0,
    crf=18,
)
_STREAM_COPY = StreamCopy(
    start_s=Fraction(0), packets=2, length_s=Fraction(1), timescale=1000, has_sound=False
)
CALLS = {
    "recoding": recoding_call(_RECODING, _LIMITS),
    "as stored": stream_copy_call(_STREAM_COPY, _LIMITS),
}


@pytest.fixture(scope="module")
def lures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lures]:
    lures = Lures(tmp_path_factory.mktemp("lures"))
    yield lures
    lures.close()


@pytest.fixture(scope="module")
def luring(lures: Lures, is_whole_run: bool) -> dict[str, bytes]:
    """Return what names other files and addresses, as text, as containers and dressed as clips."""
    sound = corpus.sound()
    pictures = [sound[f"picture.{kind}"] for kind in ("jpg", "png", "gif")]
    naming = indirection.files(lures, sound["h264.mp4"], pictures[0])
    dressed = disguises.polyglots(sound["h264.mp4"], *pictures, naming["hls_abs_other_case.mp4"])
    files = naming | dressed
    step = 1 if is_whole_run else max(1, len(files) // _PART_OF_THE_DEFAULT_RUN)
    return dict(list(files.items())[::step])


def _run_bare(call: list[str], folder: Path) -> None:
    (folder / "copy.mp4").unlink(missing_ok=True)
    subprocess.run(
        [program(), *call],
        cwd=folder,
        capture_output=True,
        timeout=_LIMITS.wall_time_s,
        check=False,
    )


@pytest.mark.parametrize("name", CALLS)
def test_calls_reach_for_no_other_file_and_for_no_host(
    name: str, lures: Lures, luring: dict[str, bytes]
) -> None:
    reached = {}
    lures.openings()
    for file, content in luring.items():
        # Beside the sibling, as a careless program would have it.
        (lures.folder / "media").write_bytes(content)
        _run_bare(CALLS[name], lures.folder)
        if openings := lures.openings():
            reached[file] = openings

    assert reached == {}
    assert lures.visitors() == []


def test_a_call_without_its_format_list_would_be_lured(lures: Lures) -> None:
    text = indirection.files(lures, b"", b"")["concat_sibling.mp4"]
    (lures.folder / "media").write_bytes(text)
    call = CALLS["as stored"]
    at = call.index("-format_whitelist")
    lures.openings()

    _run_bare([*call[:at], *call[at + 2 :]], lures.folder)

    assert lures.openings() > 0


def test_each_bomb_ends_in_a_copy_or_a_reason(tmp_path: Path, is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("takes minutes; runs with --whole")
    bombs = tmp_path / "bombs"
    bombs.mkdir()
    video_bombs.write(bombs)
    place = tmp_path / "made" / "copy.mp4"

    for bomb in sorted(bombs.iterdir()):
        outcome = outcome_of(
            bomb,
            lambda: review_copy(bomb, place, CopySettings(force=True, limits=_LIMITS)),  # noqa: B023
        )
        if outcome.answer is not None:
            assert outcome.answer.copy.size_bytes <= _LIMITS.file_bytes
        else:
            assert bomb.name in str(outcome.error)
    assert {file.name for file in place.parent.iterdir()} <= {
        "copy.mp4",
        "copy.mp4.provenance.json",
    }
