"""What of a clip's sound was not listened to, as a user is told it."""

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
import pytest

from tests.cli.conftest import Run, answer
from tests.synthesis.clips import Clip


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("first_is_silent", [True, False])
def test_a_second_sound_track_is_said_to_be_unheard(
    run: Run, tmp_path: Path, *, first_is_silent: bool
) -> None:
    silent = Clip(codec="mpeg4", silence=True).write(tmp_path / "silent.mov")
    beep = Clip(codec="mpeg4", beep_at=Fraction(1, 2)).write(tmp_path / "beep.mov")
    both = tmp_path / "both.mov"
    with_sound_of(beep, *((silent, beep) if first_is_silent else (beep, silent)), both)
    said = "he file has 2 sound tracks; only the first was heard"
    assert said in run("sound", both).stdout
    assert said in run("distance", both).stdout
    assert ("silent" in run("sound", both).stdout) is first_is_silent
    found = answer(run("sound", both, "--json"))
    assert found["footage"]["audio"]["tracks"] == 2
    assert said not in run("sound", beep).stdout
    out = tmp_path / "out"
    assert said in run("inspect", both, "-o", out).stdout
    assert said in (out / "report.html").read_text("utf-8")


@pytest.mark.usefixtures("here")
def test_sound_says_which_stretches_were_not_examined(run: Run, tmp_path: Path) -> None:
    beep = Clip(codec="mpeg4", beep_at=Fraction(1, 2)).write(tmp_path / "beep.mov")
    assert "Sound not examined: 0.000 to 0.200 s (too little sound" in run("sound", beep).stdout


@pytest.mark.usefixtures("here")
def test_an_inspection_says_it_too(run: Run, tmp_path: Path) -> None:
    beep = Clip(codec="mpeg4", beep_at=Fraction(1, 2)).write(tmp_path / "beep.mov")
    said = run("inspect", beep, "-o", tmp_path / "out").stdout
    assert "Skipped:   sounds: sound not examined: 0.000 to 0.200 s (too little sound" in said
    assert "Sounds: sound not examined: 0.000 to 0.200 s" in (
        tmp_path / "out" / "report.html"
    ).read_text("utf-8")


def with_sound_of(picture: Path, first: Path, second: Path, target: Path) -> None:
    """Write the picture of one clip with the sound of two others."""
    kinds = ((picture, "video"), (first, "audio"), (second, "audio"))
    with ExitStack() as files:
        out = files.enter_context(av.open(target, "w"))
        inputs = [(files.enter_context(av.open(path)), kind) for path, kind in kinds]
        streams = [next(s for s in clip.streams if s.type == kind) for clip, kind in inputs]
        copies = [out.add_stream_from_template(stream) for stream in streams]
        for (clip, _kind), stream, copy in zip(inputs, streams, copies, strict=True):
            for packet in clip.demux(stream):
                if packet.dts is not None:
                    packet.stream = copy
                    out.mux(packet)
