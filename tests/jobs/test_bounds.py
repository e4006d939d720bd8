"""More than anyone reads: what counts most is listed, and the findings are still taken."""

from pathlib import Path

import msgspec
import pytest

from tests.analyses import an_analysis, an_overlay, flash, keyframe
from verify.analysis.light.lights import MOST_LIGHTS
from verify.analysis.sound.onsets import MOST_SOUNDS
from verify.domain.findings import Analysis, Darkness, DarknessClass, Gap, Repeat
from verify.domain.limits import DecodeLimits
from verify.domain.overlays import MOST_OVERLAYS, MOST_SHOWINGS
from verify.domain.sounds import Sound, SoundKind
from verify.jobs.acceptance import read_answer
from verify.jobs.bounds import MOST_FLASHES, MOST_SHOTS, longest, strongest
from verify.jobs.messages import InspectionOptions, WorkAnswer


def _taken(analysis: Analysis, folder: Path) -> Analysis:
    file = folder / "findings.json"
    file.write_bytes(msgspec.json.encode(WorkAnswer(analysis=analysis, all_hash_kinds=None)))
    return read_answer(folder / "clip.mp4", file, DecodeLimits()).analysis


def test_a_strobe_light_of_an_hour_ends_in_findings_that_are_taken(tmp_path: Path) -> None:
    # A flash every quarter of a second, with as many gaps and repeats as are ever listed.
    flashes = [
        flash(onset_s=number / 4, hints=["clip_ends", "fits lightning: short, no colour"])
        for number in range(4 * 3600)
    ]
    timebase = msgspec.structs.replace(
        an_analysis().timebase,
        gaps=[Gap(start_s=0.0, end_s=1.0, missing_frames=1)] * 2_000,
        repeats=[Repeat(start_s=0.0, end_s=1.0, frames=1)] * 2_000,
    )

    analysis = an_analysis(flashes=strongest(flashes, MOST_FLASHES), timebase=timebase)

    assert _taken(analysis, tmp_path) == analysis


def test_findings_with_as_much_of_everything_as_is_listed_are_taken(tmp_path: Path) -> None:
    usual = an_analysis()
    assert usual.shots
    assert usual.lights
    assert usual.traces
    assert usual.traces_cannot_tell
    reason = ["median luma 20 of 255, which is dark, as night is", "a dark room, too"]
    shot = msgspec.structs.replace(
        usual.shots[0], darkness=Darkness(kind=DarknessClass.NIGHT, reasons=reason * 2)
    )
    light = msgspec.structs.replace(
        usual.lights[0], periodogram=[0.5] * 400, track=usual.lights[0].track[:1] * 64
    )
    hint = "fits lightning: short, no colour, or a lamp: even, white"
    sound = Sound(
        onset_s=1.0,
        onset_error_s=0.01,
        snr_db=20.0,
        kind_hint=SoundKind.UNCLEAR,
        hints=[hint] * 2,
        accepted=True,
        reason="20 dB over what was before, within 0.01 s",
    )

    # Files of pictures must be there, each once.
    overlay = msgspec.structs.replace(
        an_overlay(), still=None, showings=an_overlay().showings * MOST_SHOWINGS
    )

    analysis = an_analysis(
        timebase=msgspec.structs.replace(
            usual.timebase,
            gaps=[Gap(start_s=0.0, end_s=1.0, missing_frames=1)] * 2_000,
            repeats=[Repeat(start_s=0.0, end_s=1.0, frames=1)] * 2_000,
        ),
        shots=[shot] * MOST_SHOTS,
        flashes=[flash(hints=[hint] * 4)] * MOST_FLASHES,
        lights=[light] * MOST_LIGHTS,
        keyframes=[keyframe()] * 2_000,
        traces=usual.traces[:1] * 2_000,
        traces_cannot_tell=usual.traces_cannot_tell[:1] * 2_000,
        overlays=[overlay] * MOST_OVERLAYS,
        overlays_cannot_tell=usual.traces_cannot_tell[:1] * 200,
        sounds=[sound] * MOST_SOUNDS,
    )

    assert _taken(analysis, tmp_path) == analysis


def test_a_clip_asks_for_no_more_keyframes_than_are_taken() -> None:
    options = msgspec.json.encode(InspectionOptions(maximum_keyframes=2_001))

    with pytest.raises(msgspec.ValidationError, match="<= 2000"):
        msgspec.json.decode(options, type=InspectionOptions)


def test_of_too_many_shots_the_longest_stay_in_their_order() -> None:
    (usual,) = an_analysis().shots or []
    short, long, middling = (
        msgspec.structs.replace(usual, start_frame=start, end_frame=end)
        for start, end in ((0, 2), (2, 90), (90, 100))
    )

    assert longest([short, long, middling], 2) == [long, middling]


def test_of_too_many_flashes_the_strongest_stay_in_their_order() -> None:
    faint = flash(onset_s=1.0, rise_luminance=0.9, area_share=0.01)
    large = flash(onset_s=2.0, rise_luminance=0.3, area_share=0.9)
    small = flash(onset_s=3.0, rise_luminance=0.5, area_share=0.2)
    cut = flash(onset_s=4.0, rise_luminance=1.0, area_share=1.0, accepted=False)

    assert strongest([faint, large, small, cut], 2) == [large, small]
    assert strongest([cut, small, large, faint], 4) == [cut, small, large, faint]
