"""A few simulated scenes of each sort, over the code that `make flashes` runs."""

import pytest

from tests.accuracy.simulated import Tally, main, tally
from tests.synthesis.night.scenes import LASTING, NEGATIVE, POSITIVE, scene


def test_scenes_are_the_same_each_time() -> None:
    first, again = scene("muzzle", 7), scene("muzzle", 7)
    assert first.flashes == again.flashes
    assert first.camera == again.camera
    assert first.times == again.times


def test_there_are_enough_scenes_of_enough_kinds() -> None:
    assert 12 * len(POSITIVE + NEGATIVE) >= 200
    assert 24 * len(LASTING) >= 40


def test_flashes_are_found_and_cuts_are_none() -> None:
    pooled = Tally()
    for kind in ("photo flash", "cut"):
        pooled += tally(scene(kind, 100))
    assert pooled.score.clear >= 1
    assert pooled.score.clear_found == pooled.score.clear
    assert pooled.score.false_onsets_s == []
    assert pooled.score.cuts >= 2
    assert pooled.confused == 0


def test_a_clip_that_ends_just_after_a_fire_began_is_accepted() -> None:
    result = tally(scene("ends soon", 100))
    assert (result.accepted_scenes, result.called_cut, result.called_step) == (1, 0, 0)


def test_the_command_prints_kinds_and_pools(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.accuracy.simulated.POSITIVE", ("photo flash",))
    monkeypatch.setattr("tests.accuracy.simulated.NEGATIVE", ())
    monkeypatch.setattr("tests.accuracy.simulated.LASTING", ())
    monkeypatch.setattr("tests.accuracy.simulated.LISTED", ())
    assert main(["1"]) == 0
    kind, pooled, confused = capsys.readouterr().out.splitlines()
    assert kind.startswith("photo flash")
    assert pooled.startswith("all simulated, 1 scenes")
    assert "taken for each other: 0 of" in confused
