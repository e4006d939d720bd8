"""The short form of `make heard`, over the same code."""

from pathlib import Path

from tests.accuracy import heard
from tests.synthesis import sounds
from verify.domain.matches import MatchGrade


def test_real_sound_is_found_through_coding_and_speed_and_nothing_else(shared_data: Path) -> None:
    names = ("dup/videos/decord_pancake.mkv", "meta/gps_video/FLIR Thermal.mp4")
    full = {name: sounds.read(shared_data / name) for name in names}
    archive = heard.Archive({name: heard.fingerprint(sound) for name, sound in full.items()})
    asked = [one for one in heard.queries(full, "scored", 8) if not one.around][:2]
    answers = [heard.answered(archive, one) for one in asked]
    assert len(answers) == 2
    assert all(one.grade is MatchGrade.LIKELY and one.error_s < 0.05 for one in answers)
    assert not any(one.false_grades for one in answers)
    assert len(list(heard.lines(answers, 2))) >= 3


def test_beeps_hum_noise_and_wind_match_neither_each_other_nor_their_like() -> None:
    for line in heard.meaningless_lines({}, 6.0):
        assert line.endswith("; nothing found"), line
