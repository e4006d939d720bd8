"""Copies show the frames that the clip shows, at their times; another is not handed out."""

import hashlib
import json
import os
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import jsonschema
import numpy as np
import pytest

from tests.conftest import REPOSITORY
from tests.media.playing import Played, play
from tests.synthesis.clips import Clip, read_number
from verify.domain.derivation import CopyKind
from verify.domain.errors import (
    BadParameterError,
    CopyFailedError,
    LimitExceededError,
    NoMovingPictureError,
    PlaceIsFootageError,
    ResultExistsError,
    ToolMissingError,
    UndecodableError,
    UnsupportedFootageError,
)
from verify.domain.limits import DecodeLimits
from verify.jobs import copy_orders, derivation_worker
from verify.jobs.derivation import COPY_LIMITS, CopySettings, cut, review_copy
from verify.jobs.handover import record_of
from verify.jobs.messages import Progress
from verify.media import comparison, jail
from verify.media.decode import open_source
from verify.media.ffmpeg.calls import StreamCopy, stream_copy_call
from verify.media.ffmpeg.running import run_call
from verify.media.source import Source

# What is hard on a copy, joined so that few copies show it all.
CLIPS = {
    "turned, late, reordered, with sound": (
        Clip(
            ticks=range(5000, 6000, 40),
            clockwise_deg=90,
            width_px=180,
            height_px=320,
            options={"bf": "3"},
            beep_at=Fraction("5.5"),
            sound_codec="aac",
        ),
        "clip.mp4",
    ),
    "variable, odd in size, late": (
        Clip(
            ticks=[700, 733, 767, 840, 841, 842, 1000, 2500],
            width_px=321,
            height_px=181,
            pixel_format="yuv444p",
        ),
        "clip.mkv",
    ),
    "ten bits, mirrored": (
        Clip(codec="libx265", pixel_format="yuv420p10le", transfer=16, mirrored=True),
        "clip.mp4",
    ),
    "no PTS": (Clip(ticks=range(25), time_base=Fraction(1, 25), codec="mpeg4"), "clip.avi"),
    "pixels not square": (Clip(ticks=[0, 40, 80], options={"aspect": "2/1"}), "clip.mp4"),
    "frames ten hours apart": (Clip(ticks=[0, 36_000_000]), "clip.mkv"),
}
HOSTILE = {
    "a list of other files": "ffconcat version 1.0\nfile canary.mp4\n",
    "a playlist": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\ncanary.mp4\n#EXT-X-ENDLIST\n",
}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let our own part of the work run in this process; ffmpeg stays in the jail."""

    def run(
        _module: str,
        _arguments: list[str],
        scratch: Path,
        _limits: DecodeLimits,
        _on_line: object,
        *,
        readable: dict[str, Path],
    ) -> jail.Ending:
        for name, path in readable.items():
            (scratch / name).symlink_to(path.resolve())
        derivation_worker.main(scratch)
        return jail.Ending(0, timed_out=False, error_text="")

    monkeypatch.setattr(jail, "run", run)


def numbers_of(played: Played) -> list[int]:
    return [read_number(frame.luma) for frame in played.frames]


@pytest.mark.parametrize("name", CLIPS)
@pytest.mark.usefixtures("here")
def test_review_copy_shows_every_frame_upright_at_its_time(name: str, tmp_path: Path) -> None:
    clip, file = CLIPS[name]
    source = clip.write(tmp_path / file)
    before = source.read_bytes()

    made = review_copy(source, tmp_path / "copy.mp4")

    copy = play(tmp_path / "copy.mp4")
    assert numbers_of(copy) == clip.numbers
    assert [Fraction(frame.pts - copy.frames[0].pts) for frame in copy.frames] == [
        time_s / copy.time_base for time_s in clip.times
    ]
    assert copy.video.codec == "h264"
    assert copy.video.pixel_format == "yuv420p"
    assert copy.video.rotation_deg == 0
    assert copy.video.sample_aspect_ratio in {None, (1, 1)}
    assert copy.video.width_px % 2 == copy.video.height_px % 2 == 0
    assert (copy.audio is not None) == made.copy.has_sound == (clip.beep_at is not None)
    assert made.copy.frames == len(clip.ticks)
    assert made.copy.largest_deviation_s == 0
    assert source.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.usefixtures("here")
def test_odd_sizes_gain_a_line_and_lose_none(tmp_path: Path) -> None:
    clip = Clip(ticks=[0, 40], width_px=321, height_px=181, pixel_format="yuv444p")
    source = clip.write(tmp_path / "clip.mp4")

    made = review_copy(source, tmp_path / "copy.mp4")

    theirs, ours = (
        play(file).frames[0].luma.astype(int) for file in (source, tmp_path / "copy.mp4")
    )
    assert ours.shape == (182, 322)
    assert np.abs(ours[:181, :321] - theirs).mean() < 2
    assert np.abs(ours[:181, 320:] - theirs[:, 320:]).mean() < 4
    assert np.abs(ours[181, :321] - theirs[180]).mean() < 4
    assert sum("repeats the one before it" in note for note in made.notes) == 2


@pytest.mark.usefixtures("here")
def test_sound_of_a_copy_stays_with_its_picture(tmp_path: Path) -> None:
    clip = Clip(ticks=range(5000, 7000, 40), beep_at=Fraction(6), sound_codec="aac").write(
        tmp_path / "clip.mkv"
    )

    review_copy(clip, tmp_path / "whole.mp4")
    cut(clip, tmp_path / "part.mp4", (Fraction("0.5"), Fraction("1.5")))

    for copy, beep_s in (("whole.mp4", 1.0), ("part.mp4", 0.48)):
        loud_s = [
            block.time_s + float(np.argmax(np.abs(block.samples[0]) > 0.2)) / block.sample_rate_hz
            for block in play(tmp_path / copy).sound
            if np.abs(block.samples).max() > 0.2
        ]
        assert loud_s[0] == pytest.approx(beep_s, abs=0.01)


@pytest.mark.usefixtures("here")
def test_record_ties_the_copy_to_the_file(tmp_path: Path) -> None:
    clip = Clip(codec="libx265", pixel_format="yuv420p10le", transfer=16).write(
        tmp_path / "clip.mp4"
    )

    review_copy(clip, tmp_path / "copy.mp4")

    record = json.loads((tmp_path / "copy.mp4.provenance.json").read_text("utf-8"))
    schema = json.loads((REPOSITORY / "docs" / "derivation.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(record)
    for part, file in (("footage", clip), ("copy", tmp_path / "copy.mp4")):
        assert record[part]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
        assert record[part]["size_bytes"] == file.stat().st_size
    assert record["kind"] == "review_copy"
    assert record["tool"]["arguments"][-1] == "file:copy.mp4"
    assert any("HDR (PQ). Nothing was tone-mapped" in note for note in record["notes"])


@pytest.mark.usefixtures("here")
def test_exact_cut_holds_the_frames_of_the_part_and_no_other(tmp_path: Path) -> None:
    clip = Clip(ticks=range(900, 2900, 40), options={"bf": "3", "g": "25"})
    source = clip.write(tmp_path / "clip.mp4")

    # The frame at 1.2 s belongs to the part that begins there, not to the one that ends there.
    made = cut(source, tmp_path / "cut.mp4", (Fraction("0.81"), Fraction("1.2")))

    assert numbers_of(play(tmp_path / "cut.mp4")) == list(range(21, 30))
    assert made.kind is CopyKind.EXACT_CUT
    assert (made.copy.first_frame_s, made.copy.last_frame_s) == (0.84, 1.16)


@pytest.mark.usefixtures("here")
def test_cut_as_stored_says_that_it_begins_at_the_i_frame_before(tmp_path: Path) -> None:
    clip = Clip(
        ticks=range(900, 2900, 40),
        options={"bf": "3", "g": "25", "keyint_min": "25", "sc_threshold": "0"},
        clockwise_deg=90,
        width_px=180,
        height_px=320,
        beep_at=Fraction(2),
        sound_codec="aac",
    )
    source = clip.write(tmp_path / "clip.mp4")

    made = cut(source, tmp_path / "cut.mp4", (Fraction("1.2"), Fraction("1.4")), as_stored=True)

    copy = play(tmp_path / "cut.mp4")
    numbers = numbers_of(copy)
    assert numbers[:10] == list(range(25, 35))
    assert numbers == list(range(25, 25 + len(numbers)))
    assert made.copy.first_frame_s == 1.0
    assert made.copy.largest_difference == 0
    assert any("Begins at the I-frame before, at 1.000000 s" in note for note in made.notes)
    pictures = [frame.luma for frame in play(source).frames[25 : 25 + len(numbers)]]
    assert all(
        (ours.luma == theirs).all() for ours, theirs in zip(copy.frames, pictures, strict=True)
    )


@pytest.mark.usefixtures("here")
def test_cut_as_stored_that_cannot_be_says_how_it_can(tmp_path: Path) -> None:
    # Ten frames, the only I-frame among them, come to lie before zero: an edit list hides them.
    source = Clip(ticks=range(0, 2000, 40), options={"g": "250"}).write(tmp_path / "source.mp4")
    clip = tmp_path / "clip.mp4"
    with av.open(str(source)) as given, av.open(str(clip), "w") as container:
        stream = container.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(video=0):
            if packet.pts is not None and packet.dts is not None:
                packet.pts, packet.dts = packet.pts - 6400, packet.dts - 6400
                packet.stream = stream
                container.mux(packet)

    part_s = Fraction("0.5"), Fraction(1)
    with pytest.raises(CopyFailedError, match=r"no I-frame before .* Leave out --as-stored"):
        cut(clip, tmp_path / "cut.mp4", part_s, as_stored=True)
    cut(clip, tmp_path / "cut.mp4", part_s)
    assert numbers_of(play(tmp_path / "cut.mp4"))[0] == 10 + 13


@pytest.mark.usefixtures("here")
def test_copy_that_lost_a_frame_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = Clip().write(tmp_path / "clip.mp4")
    faithful = copy_orders.recoding_call

    def careless(*facts: object) -> list[str]:
        call = faithful(*facts)  # type: ignore[arg-type]
        return ["24" if before == "-frames:v" else part for before, part in pairwise(["", *call])]

    monkeypatch.setattr(copy_orders, "recoding_call", careless)

    with pytest.raises(CopyFailedError, match="shows 24 frames where the file shows 25"):
        review_copy(clip, tmp_path / "copy.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


@pytest.mark.usefixtures("here")
def test_copy_that_is_turned_or_late_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = Clip(beep_at=Fraction(1, 2)).write(tmp_path / "clip.mkv")
    faithful = copy_orders.recoding_call

    for change, told in (("PTS*2-", "the times of its frames differ"), ("PTS-", "pictures differ")):

        def careless(*facts: object) -> list[str]:
            turned = "" if "*" in change else ",hflip"  # noqa: B023
            return [
                part.replace("setpts=PTS-(0)", f"setpts={change}(0){turned}")  # noqa: B023
                for part in faithful(*facts)  # type: ignore[arg-type]
            ]

        monkeypatch.setattr(copy_orders, "recoding_call", careless)
        with pytest.raises(CopyFailedError, match=told):
            review_copy(clip, tmp_path / "copy.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mkv"]


@pytest.mark.parametrize("told", HOSTILE)
def test_what_names_other_files_is_refused_and_they_stay_unread(told: str, tmp_path: Path) -> None:
    canary = Clip(ticks=[0, 40]).write(tmp_path / "canary.mp4")
    os.utime(canary, (1, 1))
    lure = tmp_path / "clip.mp4"
    lure.write_text(HOSTILE[told])

    with pytest.raises(UnsupportedFootageError, match=told):
        review_copy(lure, tmp_path / "copy.mp4")

    assert canary.stat().st_atime == 1
    assert not (tmp_path / "copy.mp4").exists()


@pytest.mark.parametrize("told", HOSTILE)
def test_ffmpeg_itself_follows_no_lure(told: str, tmp_path: Path) -> None:
    canary = Clip(ticks=[0, 40]).write(tmp_path / "canary.mp4")
    lure = tmp_path / "clip.mp4"
    lure.write_text(HOSTILE[told].replace("canary.mp4", str(canary)))
    os.utime(canary, (1, 1))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    copy = StreamCopy(
        start_s=Fraction(0), packets=2, length_s=Fraction(1), timescale=1000, has_sound=False
    )

    ending = run_call(stream_copy_call(copy, COPY_LIMITS), lure, scratch, COPY_LIMITS)

    assert ending.exit_code != 0
    assert list(scratch.glob("copy*")) == []
    assert canary.stat().st_atime == 1


@pytest.mark.parametrize(
    "name",
    [b"-i.mp4", b"concat:a|b %03d;$(touch PWNED)", b"a\n[in]\xff\xfe.mp4"],
)
def test_senders_name_does_nothing(
    name: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = Path(os.fsdecode(name))
    Clip(ticks=[0, 40, 80], width_px=64, height_px=64).write(tmp_path / "clip.mp4").rename(source)

    made = cut(source, Path("cut.mp4"), (Fraction(0), Fraction("0.08")))

    assert made.copy.frames == 2
    assert made.footage.untrusted_name.isprintable()
    left = {os.fsencode(path.name) for path in tmp_path.iterdir()}
    assert left == {name, b"cut.mp4", b"cut.mp4.provenance.json"}


@pytest.mark.usefixtures("here")
def test_picture_needs_no_copy(samples: Path, tmp_path: Path) -> None:
    with pytest.raises(NoMovingPictureError, match=r"street\.jpg is no video but a picture"):
        review_copy(samples / "street.jpg", tmp_path / "copy.mp4")


@pytest.mark.usefixtures("here")
def test_part_without_frames_is_refused_with_what_there_is(tmp_path: Path) -> None:
    clip = Clip(ticks=[0, 40, 80]).write(tmp_path / "clip.mp4")

    with pytest.raises(BadParameterError, match=r"from 0 to 0\.080 s"):
        cut(clip, tmp_path / "cut.mp4", (Fraction(5), Fraction(6)))
    with pytest.raises(BadParameterError, match="the first one earlier"):
        cut(clip, tmp_path / "cut.mp4", (Fraction(6), Fraction(5)))


@pytest.mark.usefixtures("here")
def test_copy_beyond_its_size_is_stopped(samples: Path, tmp_path: Path) -> None:
    limits = DecodeLimits(file_bytes=(1 << 20) + (64 << 10))

    with pytest.raises(LimitExceededError, match="the copy became too large"):
        review_copy(samples / "vfr.mp4", tmp_path / "copy.mp4", CopySettings(limits=limits))
    assert list(tmp_path.iterdir()) == []


def test_copy_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    clip = Clip(ticks=[0, 40]).write(tmp_path / "clip.mp4")

    with pytest.raises(LimitExceededError, match="took too long"):
        settings = CopySettings(limits=DecodeLimits(wall_time_s=0.05))
        review_copy(clip, tmp_path / "copy.mp4", settings)


@pytest.mark.usefixtures("here")
def test_what_lies_there_is_replaced_only_if_it_is_a_copy_of_ours(tmp_path: Path) -> None:
    clip = Clip(ticks=[0, 40, 80], width_px=64, height_px=64).write(tmp_path / "clip.mp4")
    place = tmp_path / "copy.mp4"
    place.write_bytes(b"an interview")

    with pytest.raises(ResultExistsError, match="is no result of Verify"):
        review_copy(clip, place, CopySettings(force=True))
    assert place.read_bytes() == b"an interview"
    place.unlink()

    review_copy(clip, place)
    with pytest.raises(ResultExistsError, match="already holds a result"):
        review_copy(clip, place)
    made = cut(clip, place, (Fraction(0), Fraction("0.04")), CopySettings(force=True))
    assert hashlib.sha256(place.read_bytes()).hexdigest() == made.copy.sha256


@pytest.mark.parametrize("link", [None, Path.symlink_to, Path.hardlink_to])
@pytest.mark.usefixtures("here")
def test_a_copy_is_never_made_over_the_file_that_it_is_made_from(
    link: Callable[[Path, Path], None] | None, tmp_path: Path
) -> None:
    clip = Clip(ticks=[0, 40, 80], width_px=64, height_px=64).write(tmp_path / "clip.mp4")
    copy = tmp_path / "copy.mp4"
    review_copy(clip, copy)
    before = copy.read_bytes()
    place = tmp_path / "link.mp4" if link else tmp_path / "." / "copy.mp4"
    if link:
        link(place, copy)
        record_of(place).write_bytes(record_of(copy).read_bytes())

    with pytest.raises(PlaceIsFootageError, match=r"copy\.mp4 is the file that the copy would be"):
        cut(copy, place, (Fraction(0), Fraction("0.04")), CopySettings(force=True))

    assert copy.read_bytes() == before


@pytest.mark.parametrize(
    ("broken", "error", "told"),
    [
        ("the footage", UndecodableError, r"clip\.mp4 cannot be decoded: it ends"),
        ("the copy", CopyFailedError, "what ffmpeg made of it cannot be played again"),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_comparison_that_ends_early_blames_the_file_that_ended(
    broken: str, error: type[Exception], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = Clip(ticks=[0, 40]).write(tmp_path / "clip.mp4")

    def ends(media: Path, limits: DecodeLimits, shown_path: Path) -> Source:
        if str(shown_path) == broken:
            raise UndecodableError(shown_path, "it ends")
        return open_source(media, limits, shown_path)

    monkeypatch.setattr(comparison, "open_source", ends)

    with pytest.raises(error, match=told):
        review_copy(clip, tmp_path / "copy.mp4")


def test_what_the_caller_raises_to_stop_the_work_comes_back_as_it_is(tmp_path: Path) -> None:
    clip = Clip(ticks=range(0, 4000, 40)).write(tmp_path / "clip.mp4")

    def stop(_progress: Progress) -> None:
        raise BrokenPipeError("the reader has gone")

    with pytest.raises(BrokenPipeError, match="the reader has gone"):
        review_copy(clip, tmp_path / "copy.mp4", CopySettings(on_progress=stop))
    assert list(tmp_path.iterdir()) == [clip]


@pytest.mark.usefixtures("here")
def test_what_ffmpeg_says_of_its_failure_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = Clip(ticks=[0, 40]).write(tmp_path / "clip.mp4")
    monkeypatch.setattr(copy_orders, "recoding_call", lambda *_: ["-i", "file:gone"])

    with pytest.raises(CopyFailedError, match=r"clip\.mp4 was kept: .*No such file or directory"):
        review_copy(clip, tmp_path / "copy.mp4")


def test_old_program_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = Clip(ticks=[0, 40]).write(tmp_path / "clip.mp4")
    monkeypatch.setattr(
        "verify.media.ffmpeg.installed.program_version", lambda: "4.4.2-0ubuntu0.22.04.1"
    )

    with pytest.raises(ToolMissingError, match=r"version 5\.1 or newer.*4\.4\.2"):
        review_copy(clip, tmp_path / "copy.mp4")


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    clip = Clip(ticks=range(0, 4000, 40)).write(tmp_path / "clip.mp4")
    shares: list[float] = []

    settings = CopySettings(on_progress=lambda p: shares.append(p.share or 0.0))
    review_copy(clip, tmp_path / "copy.mp4", settings)

    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
