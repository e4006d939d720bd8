"""What becomes of the sound of a clip as findings, and what a hostile worker may not say of it."""

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
from verify.jobs.acceptance import take_files
from verify.jobs.hearing import Hearing, SoundFindings
from verify.jobs.messages import InspectionOptions


def findings(
    sound: bangs.Sound | None, played: PassResult | None = None, *, is_picture: bool = False
) -> SoundFindings:
    hearing = Hearing(InspectionOptions(), is_picture=is_picture)
    if sound is not None:
        for block in bangs.as_blocks(sound):
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
    assert found.skipped == []


def test_music_gives_no_distance_and_says_why() -> None:
    rng = np.random.default_rng(2)
    found = findings(bangs.background(rng, 20) * 0.003 + bangs.music(rng, 20) * 0.1)
    assert found.flash_to_bang is None
    (skip,) = found.skipped
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
