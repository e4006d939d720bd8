"""More flashes than anyone reads: the strongest are listed, and the findings are still taken."""

from pathlib import Path

import msgspec

from tests.analyses import an_analysis, flash
from verify.domain.findings import Analysis, Gap, Repeat
from verify.domain.limits import DecodeLimits
from verify.jobs.acceptance import read_answer
from verify.jobs.bounds import MOST_FLASHES, strongest
from verify.jobs.messages import WorkAnswer


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
        gaps=[Gap(start_s=0.0, end_s=1.0, missing_frames=1)] * 10_000,
        repeats=[Repeat(start_s=0.0, end_s=1.0, frames=1)] * 10_000,
    )

    analysis = an_analysis(flashes=strongest(flashes, MOST_FLASHES), timebase=timebase)

    assert _taken(analysis, tmp_path) == analysis


def test_of_too_many_flashes_the_strongest_stay_in_their_order() -> None:
    faint = flash(onset_s=1.0, rise_luminance=0.9, area_share=0.01)
    large = flash(onset_s=2.0, rise_luminance=0.3, area_share=0.9)
    small = flash(onset_s=3.0, rise_luminance=0.5, area_share=0.2)
    cut = flash(onset_s=4.0, rise_luminance=1.0, area_share=1.0, accepted=False)

    assert strongest([faint, large, small, cut], 2) == [large, small]
    assert strongest([cut, small, large, faint], 4) == [cut, small, large, faint]
