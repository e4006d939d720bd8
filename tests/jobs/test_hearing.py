"""What becomes of the sound of a clip as findings, and what a hostile worker may not say of it."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from tests.analyses import an_analysis, flash
from tests.presentation.test_sounds import a_pair, a_sound
from tests.synthesis import bangs
from verify.analysis.single_pass import PassResult
from verify.domain.errors import WorkerFailedError
from verify.domain.findings import FAILED, Skipped
from verify.domain.frames import AudioBlock
from verify.jobs.acceptance import take_files
from verify.jobs.hearing import Hearing, SoundFindings
from verify.jobs.messages import InspectionOptions


def findings(
    sound: bangs.Sound | Iterable[AudioBlock] | None,
    played: PassResult | None = None,
    *,
    is_picture: bool = False,
) -> SoundFindings:
    hearing = Hearing(InspectionOptions(), is_picture=is_picture)
    if sound is not None:
        for block in bangs.as_blocks(sound) if isinstance(sound, np.ndarray) else sound:
            for ear in hearing.ears:
                ear.listen(block)
    analysis = an_analysis()
    shots = [msgspec.structs.replace((analysis.shots or [])[0], end_s=60.0)]
    played = played or PassResult(100, [])
    return hearing.findings(played, [flash()], shots, analysis.timebase)


def test_a_flash_and_a_bang_are_paired() -> None:
    rng = np.random.default_rng(2)
    sound = bangs.placed(bangs.background(rng, 6) * 0.01, (4.0, bangs.blast(rng, 700) * 0.5))
    found = findings(sound)
    assert found.sounds is not None
    assert [pair.conditional for pair in found.flash_to_bang or []] == [True]
    (start,) = found.skipped
    assert start.analysis == "sounds"
    assert start.reason.startswith("sound not examined: 0.000 to 0.200 s (too little sound before")


def test_a_hole_and_what_follows_it_are_named_as_not_examined() -> None:
    sound = bangs.background(np.random.default_rng(2), 2) * 0.01
    found = findings([*bangs.as_blocks(sound), *bangs.as_blocks(sound, start_s=3.5)])
    (skip,) = found.skipped
    assert "; 2.000 to 3.500 s (a hole, no sound there); 3.500 to 3.700 s (" in skip.reason


def test_a_rate_that_is_left_out_gives_no_sounds_rather_than_none_found() -> None:
    sound = np.random.default_rng(2).normal(0, 0.1, 6_000)
    found = findings(bangs.as_blocks(sound, rate_hz=3_000))
    assert (found.sounds, found.flash_to_bang) == (None, None)
    assert {skip.analysis for skip in found.skipped} == {"sounds", "flash_to_bang"}
    said = "sound not examined: 0.000 to 2.000 s (3,000 samples a second"
    assert all(skip.reason.startswith(said) for skip in found.skipped)


def test_channels_that_cancel_each_other_are_told() -> None:
    sound = bangs.background(np.random.default_rng(2), 3) * 0.01
    both = [
        AudioBlock(b.time_s, b.sample_rate_hz, np.concatenate([b.samples, -b.samples]))
        for b in bangs.as_blocks(sound)
    ]
    reasons = [skip.reason for skip in findings(both).skipped]
    assert any("cancel each other" in reason and "from 0.000 s on" in reason for reason in reasons)


def test_music_gives_no_distance_and_says_why() -> None:
    rng = np.random.default_rng(2)
    found = findings(bangs.background(rng, 20) * 0.003 + bangs.music(rng, 20) * 0.1)
    assert found.flash_to_bang is None
    skip = found.skipped[0]
    assert skip.analysis == "flash_to_bang"
    assert skip.reason.startswith("refused: the sounds fall on an even beat like music")


def test_a_clip_without_sound_says_so_for_both() -> None:
    found = findings(None)
    assert (found.sounds, found.flash_to_bang) == (None, None)
    assert {skip.analysis for skip in found.skipped} == {"sounds", "flash_to_bang"}


def test_an_ear_that_failed_leaves_a_reason_for_what_rests_on_it() -> None:
    failed = PassResult(9, [Skipped(analysis="sounds", reason=f"{FAILED} at frame 9: odd")])
    found = findings(None, failed)
    assert [skip.analysis for skip in found.skipped] == ["flash_to_bang"]


def test_a_picture_has_no_sound_to_speak_of() -> None:
    assert findings(None, is_picture=True) == SoundFindings(None, None, [])


@pytest.mark.parametrize(
    ("index", "named"), [("flash_index", "a flash"), ("sound_index", "a sound")]
)
def test_a_worker_that_pairs_what_is_not_there_is_refused(
    tmp_path: Path, index: str, named: str
) -> None:
    pair = a_pair(**{index: 7})
    analysis = an_analysis(keyframes=None, sounds=[a_sound()], flash_to_bang=[pair])
    with pytest.raises(WorkerFailedError, match=f"{named} that is not there"):
        take_files(tmp_path / "clip.mp4", analysis, tmp_path, "out", InspectionOptions())
