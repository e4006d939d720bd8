"""verify sync: what a reporter types, what is said of clips that belong together and of others."""

import hashlib
import shutil
from pathlib import Path

import msgspec
import pytest

from tests.cli.conftest import Run, answer
from verify.domain.sync import Sync

STRIKE = "night-strike.mp4"


@pytest.fixture
def strike(samples: Path) -> Path:
    return samples / STRIKE


@pytest.fixture
def reupload(samples: Path) -> Path:
    return samples / "night-strike-reupload.mp4"


@pytest.mark.usefixtures("here")
def test_a_reupload_lies_where_its_sound_lies(run: Run, strike: Path, reupload: Path) -> None:
    result = run("sync", strike, reupload, "--json", "-o", "strip.jpg")

    (pair,) = msgspec.convert(answer(result), Sync).pairs
    assert Path("strip.jpg").read_bytes().startswith(b"\xff\xd8")
    assert pair.a == str(strike)
    assert pair.a_sha256 == hashlib.sha256(strike.read_bytes()).hexdigest()
    assert pair.b_sha256 == hashlib.sha256(reupload.read_bytes()).hexdigest()
    assert pair.sound is not None
    assert pair.sound.accepted
    # Its truth file: time in the re-upload + 2.5 s is the time in the source.
    assert pair.sound.offset_s == pytest.approx(-2.5, abs=0.001)
    assert pair.light is not None
    assert not pair.light.accepted
    assert "2 clear rises" in pair.light.reason
    assert "may be a copy of the other" in pair.meaning


def test_clips_with_nothing_in_common_are_told_no_offset(run: Run, clip: Path) -> None:
    Path("bad.mp4").write_bytes(b"no footage at all")
    shutil.copy(clip, "other.mp4")

    result = run("sync", clip, "bad.mp4", "other.mp4")

    # One bad clip is reported, the rest go on.
    assert result.exit_code == 1
    assert "bad.mp4 is not footage" in result.stderr
    assert "by light: cannot tell: one of the two has 0 clear rises" in result.stdout
    assert "by sound: cannot tell: one of the two has no sound" in result.stdout
    assert "No offset is told" in result.stdout


@pytest.mark.usefixtures("here")
def test_no_strip_is_written_without_an_offset(run: Run, clip: Path) -> None:
    shutil.copy(clip, "other.mp4")

    result = run("sync", clip, "other.mp4", "-o", "strip.jpg")

    assert result.exit_code == 1
    assert "no offset between these clips was accepted" in result.stderr
    assert not Path("strip.jpg").exists()


def test_one_clip_alone_is_a_wrong_call(run: Run, strike: Path) -> None:
    result = run("sync", strike)

    assert result.exit_code == 2
    assert "2 to 12" in result.stderr


@pytest.mark.usefixtures("here")
def test_no_strip_is_written_over_what_is_no_strip(run: Run, strike: Path, reupload: Path) -> None:
    Path("notes.jpg").write_text("mine", "utf-8")

    result = run("sync", strike, reupload, "-o", "notes.jpg", "--force")

    assert result.exit_code == 2
    assert Path("notes.jpg").read_text("utf-8") == "mine"


@pytest.mark.usefixtures("here")
def test_three_copies_of_one_thunder_lie_together_at_two_frame_rates(
    run: Run, shared_data: Path
) -> None:
    copies = [
        shared_data / "night" / "thunder_kiran.mp4",
        shared_data / "night" / "thunder_Rzine.mp4",
        shared_data / "dup" / "wild" / "MLH-Fellowship__thunderstorm.mp4",
    ]

    pairs = msgspec.convert(answer(run("sync", *copies, "--json")), Sync).pairs

    for pair in pairs:
        assert pair.light is not None
        assert pair.light.accepted
        assert pair.light.offset_s == pytest.approx(0.0, abs=0.5 / 29.97)
        assert "close within" in pair.meaning
    assert pairs[0].sound is None
    assert pairs[1].sound is not None
    assert pairs[1].sound.offset_s == pytest.approx(0.0, abs=0.001)
