"""Bad input: one clear sentence that names the file, an exit code, and nothing left behind."""

import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.cli.conftest import Run, answer
from tests.synthesis import damage
from tests.synthesis.clips import Clip


def _left_behind(folder: Path, before: set[Path]) -> set[Path]:
    return set(folder.iterdir()) - before


def _refusal(run: Run, tmp_path: Path, file: str | Path) -> str:
    before = set(tmp_path.iterdir())
    result = run("inspect", file)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert _left_behind(tmp_path, before) == set()
    message = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(message) == 1
    assert "Traceback" not in result.stderr
    return message[0]


def test_no_such_file(run: Run, tmp_path: Path) -> None:
    assert "gone.mp4 does not exist" in _refusal(run, tmp_path, "gone.mp4")


def test_a_folder_without_footage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert "no footage in what you named" in _refusal(run, tmp_path, "empty")


@pytest.mark.parametrize(
    ("option", "typed", "said"),
    [
        ("--temperature", "nan", "nan is no number"),
        ("--wind", "NaN", "nan is no number"),
        ("--av-offset", "-nan", "nan is no number"),
        ("--av-offset", "inf", "not in the range"),
        ("--camera", "nan,10", "within 85 degrees"),
        ("--camera", "35,nan", "within 180"),
    ],
)
def test_what_is_no_number_is_refused_and_not_taken_for_unsaid(
    option: str, typed: str, said: str, run: Run, clip: Path
) -> None:
    result = run("distance", clip, f"{option}={typed}", "--geojson", "rings.geojson")

    assert result.exit_code == 2
    assert said in result.stderr
    assert not Path("rings.geojson").exists()


def test_an_empty_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").touch()

    assert "clip.mp4 is empty (0 bytes)" in _refusal(run, tmp_path, "clip.mp4")


@pytest.mark.usefixtures("here")
def test_a_text_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_text("just text\n" * 50)

    assert "clip.mp4 is not footage that Verify can read" in _refusal(run, tmp_path, "clip.mp4")


def test_a_playlist_that_poses_as_a_clip_is_named(run: Run, tmp_path: Path, clip: Path) -> None:
    (tmp_path / "clip.mp4").write_text(f"ffconcat version 1.0\nfile {clip}\n")

    assert "clip.mp4 is not footage" in _refusal(run, tmp_path, "clip.mp4")


@pytest.mark.usefixtures("here")
def test_sound_without_a_picture(run: Run, tmp_path: Path) -> None:
    with av.open(str(tmp_path / "voice.wav"), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        samples = np.zeros((1, 8000), np.int16)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    assert "voice.wav has sound but no picture" in _refusal(run, tmp_path, "voice.wav")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(run: Run, tmp_path: Path, clip: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(clip.read_bytes())
    (tmp_path / "clip.mp4").chmod(0)

    assert "clip.mp4 cannot be opened" in _refusal(run, tmp_path, "clip.mp4")


def test_a_clip_that_lost_its_index(run: Run, tmp_path: Path, clip: Path) -> None:
    damage.cut_off(clip, 0.5, tmp_path / "half.mp4")

    message = _refusal(run, tmp_path, "half.mp4")
    assert "half.mp4 cannot be decoded" in message
    assert "fetch it again" in message


def test_a_cut_off_picture_ends_in_a_clean_sentence(run: Run, tmp_path: Path) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    Image.new("RGB", (320, 240)).save(tmp_path / "whole.heic")
    damage.cut_off(tmp_path / "whole.heic", 0.5, tmp_path / "half.heic")

    message = _refusal(run, tmp_path, "half.heic")

    assert "half.heic cannot be decoded" in message
    assert "\ufffd" not in message


@pytest.mark.usefixtures("here")
def test_a_cut_off_clip_is_analysed_and_said_to_be_cut_off(run: Run, tmp_path: Path) -> None:
    options = {"movflags": "+faststart"}
    whole = tmp_path / "whole.mp4"
    plain_clip = Clip().write(tmp_path / "plain.mp4")
    with av.open(str(plain_clip)) as plain, av.open(str(whole), "w", options=options) as fast:
        stream = fast.add_stream_from_template(plain.streams.video[0])
        for packet in plain.demux(plain.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                fast.mux(packet)
    damage.cut_off(whole, 0.6, tmp_path / "half.mp4")

    result = run("inspect", "half.mp4", "--json")

    timebase = answer(result)["timebase"]
    assert result.exit_code == 0
    assert timebase["truncated"]
    assert timebase["frames"] < 25
    assert "declares" in timebase["truncated_reason"]


@pytest.mark.usefixtures("here")
def test_a_damaged_clip_is_analysed_and_its_damage_is_counted(run: Run, tmp_path: Path) -> None:
    clip = Clip(ticks=range(0, 2000, 40)).write(tmp_path / "clip.ts")
    damage.overwrite(clip, 0.3, 0.6, tmp_path / "bad.ts")

    timebase = answer(run("inspect", "bad.ts", "--json"))["timebase"]

    assert timebase["corrupt_frames"] > 0
    for command in (("inspect", "--force"), ("light",)):
        shown = run(*command, "bad.ts").stdout
        assert "Careful:" in shown
        assert f"marked {timebase['corrupt_frames']} frames as corrupt" in shown


@pytest.mark.usefixtures("here")
def test_a_result_that_exists_is_kept_unless_forced(run: Run, tmp_path: Path, clip: Path) -> None:
    run("inspect", clip, "-o", "out")
    (tmp_path / "out" / "analysis.json").write_text("mine")

    result = run("inspect", clip, "-o", "out")

    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert (tmp_path / "out" / "analysis.json").read_text() == "mine"
    assert run("inspect", clip, "-o", "out", "--force").exit_code == 0
    assert (tmp_path / "out" / "analysis.json").read_text() != "mine"


@pytest.mark.parametrize(
    "name",
    [
        b"two words.mp4",
        b'it\'s a "clip".mp4',
        "\N{FIRE}.mp4".encode(),
        b"-o.mp4",
        b"%03d.mp4",
        b"subfile,,start,0,end,10,,:x.mp4",
        b"\xff\xfe.mp4",
    ],
)
@pytest.mark.usefixtures("here")
def test_any_name_works(name: bytes, run: Run, tmp_path: Path, clip: Path) -> None:
    file = tmp_path / os.fsdecode(name)
    file.write_bytes(clip.read_bytes())

    result = run("inspect", "--", file)

    assert result.exit_code == 0
    assert (tmp_path / os.fsdecode(name + b".verify") / "report.html").is_file()
    assert result.stdout.encode("utf-8")


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, clip: Path) -> None:
    if os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("needs to mount a small file system, which only root may")
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], check=False
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "verify", "inspect", clip, "-o", small / "result"],
            capture_output=True,
            text=True,
            check=False,
        )
        left = list(small.iterdir())
    finally:
        subprocess.run(["umount", small], check=True)

    assert ended.returncode == 1
    assert "There is no room left" in ended.stderr
    assert left == []


@pytest.mark.parametrize(
    ("ending", "codec", "pixel_format"),
    [
        ("mp4", "libx264", "yuv420p"),
        ("mov", "libx264", "yuv420p"),
        ("m4v", "mpeg4", "yuv420p"),
        ("3gp", "mpeg4", "yuv420p"),
        ("mkv", "libx265", "yuv420p"),
        ("webm", "libvpx-vp9", "yuv420p"),
        ("avi", "mjpeg", "yuvj420p"),
        ("ts", "libx264", "yuv420p"),
        ("flv", "flv", "yuv420p"),
    ],
)
@pytest.mark.usefixtures("here")
def test_common_containers_are_read(
    ending: str, codec: str, pixel_format: str, run: Run, tmp_path: Path
) -> None:
    clip = tmp_path / f"clip.{ending}"
    Clip(codec=codec, pixel_format=pixel_format).write(clip)

    timebase = answer(run("inspect", clip, "--json"))["timebase"]

    assert timebase["frames"] == 25
    assert not timebase["truncated"]


@pytest.mark.parametrize("ending", ["gif", "webp"])
@pytest.mark.usefixtures("here")
def test_animations_are_read_with_their_times(ending: str, run: Run, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (64, 48), (level, level, level)) for level in (0, 90, 180)]
    file = tmp_path / f"moving.{ending}"
    frames[0].save(file, save_all=True, append_images=frames[1:], duration=[100, 200, 300])

    found = answer(run("inspect", file, "--json"))

    assert found["footage"]["kind"] == "animation"
    assert found["timebase"]["frames"] == 3
    assert found["timebase"]["duration_s"] == pytest.approx(0.6, abs=0.01)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "heic", "avif", "gif"])
@pytest.mark.usefixtures("here")
def test_pictures_are_read(ending: str, run: Run, tmp_path: Path) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    file = tmp_path / f"picture.{ending}"
    levels = np.random.default_rng(1).integers(0, 256, (12, 16, 3), np.uint8)
    Image.fromarray(levels).resize((320, 240), Image.Resampling.BICUBIC).save(file)

    found = answer(run("inspect", file, "--json"))

    assert found["footage"]["kind"] == "picture"
    assert [keyframe["picked_because"] for keyframe in found["keyframes"]] == ["only-frame"]
    assert found["footage"]["video"]["width_px"] == 320


@pytest.mark.parametrize("arguments", [("",), ("clip.mp4", "-o", "")])
def test_an_empty_name_does_not_mean_the_folder_one_is_in(
    arguments: tuple[str, ...], run: Run, tmp_path: Path, clip: Path
) -> None:
    (tmp_path / "clip.mp4").write_bytes(clip.read_bytes())

    result = run("inspect", *arguments)

    assert result.exit_code == 2
    assert "it is empty" in result.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["clip.mp4"]


def _shell(command: str, clip: Path) -> "subprocess.CompletedProcess[str]":
    verify = f'"{sys.executable}" -m verify'
    return subprocess.run(
        ["/bin/sh", "-c", command.replace("verify", verify, 1), "sh", clip],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.usefixtures("walls")
def test_closed_standard_error_is_no_fault(clip: Path) -> None:
    ended = _shell('verify light "$1" 2>&-', clip)

    assert ended.returncode == 0
    assert ended.stdout.startswith("clip.mp4: no flash\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.usefixtures("walls")
def test_an_answer_that_finds_no_room_is_said(clip: Path) -> None:
    ended = _shell('verify hash "$1" > /dev/full', clip)

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("Error: There is no room left")
