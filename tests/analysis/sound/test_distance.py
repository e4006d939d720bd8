"""From delays to ranges: the formula, its budget, and which pairs are formed at all."""

import math

import msgspec
import pytest

from tests.analyses import an_analysis, flash
from verify.analysis.sound.distance import Air, Delay, distance_of
from verify.analysis.sound.pairing import MOST_CONDITIONAL, pairs_of
from verify.domain.errors import BadParameterError
from verify.domain.findings import Boundary, Flash, Gap, Shot, Timebase
from verify.domain.sounds import FlashToBang, Sound, SoundKind


def delay(delay_s: float, clock_s: float = 0.0) -> Delay:
    return Delay(delay_s, 0.04, 0.04, 0.002, clock_s)


def sound(onset_s: float, *, accepted: bool = True, snr_db: float = 20.0) -> Sound:
    return Sound(
        onset_s=onset_s,
        onset_error_s=0.002,
        snr_db=snr_db,
        kind_hint=SoundKind.IMPULSIVE,
        hints=[],
        accepted=accepted,
        reason="",
    )


def light(onset_s: float, **changes: object) -> Flash:
    return flash(onset_s=onset_s, **changes)


def timebase(*gaps: Gap) -> Timebase:
    usual = an_analysis().timebase
    assert usual is not None
    return msgspec.structs.replace(usual, gaps=list(gaps))


def shots(*starts_s: float) -> list[Shot]:
    (one,) = an_analysis().shots or []
    ends_s = [*starts_s[1:], 60.0]
    return [
        msgspec.structs.replace(one, start_s=start_s, end_s=end_s, boundary=Boundary.CUT)
        for start_s, end_s in zip(starts_s, ends_s, strict=True)
    ]


def pairs(flashes: list[Flash], sounds: list[Sound], *starts_s: float) -> list[FlashToBang]:
    return pairs_of(flashes, sounds, shots(*(starts_s or (0.0,))), timebase())


def test_six_seconds_at_fifteen_degrees_are_two_kilometres_give_or_take_a_hundred_metres() -> None:
    found = distance_of(delay(6.0), Air(temperature_c=15))
    assert found.middle_m == pytest.approx(2042, abs=2)
    assert 60 < (found.high_m - found.low_m) / 2 < 100


def test_the_lines_of_the_budget_add_up_as_squares_to_the_range() -> None:
    found = distance_of(delay(3.0), Air())
    total_m = math.sqrt(sum(line.error_m**2 for line in found.budget.lines))
    assert found.budget.error_m == pytest.approx(total_m)
    assert found.high_m - found.low_m == pytest.approx(2 * 1.96 * total_m)


@pytest.mark.parametrize(
    "air", [Air(temperature_c=10), Air(wind_m_s=1), Air(av_offset_s=0.0)], ids=str
)
def test_what_is_known_makes_the_range_narrower(air: Air) -> None:
    known, unknown = distance_of(delay(4.0), air), distance_of(delay(4.0), Air())
    assert known.budget.error_m < unknown.budget.error_m


def test_a_known_offset_of_the_sound_is_taken_off() -> None:
    late = distance_of(delay(3.2), Air(av_offset_s=0.2))
    assert late.middle_m == distance_of(delay(3.0), Air(av_offset_s=0.0)).middle_m


def test_values_that_no_air_has_are_refused() -> None:
    with pytest.raises(BadParameterError, match="temperature_c"):
        Air(temperature_c=200)


def test_one_pair_is_conditional_and_says_so() -> None:
    (pair,) = pairs([light(2.0)], [sound(4.0)])
    assert pair.conditional
    assert pair.reason.startswith("if this sound belongs to this flash: ")
    assert pair.low_m < 2.0 * 340 < pair.high_m


def test_a_sound_with_the_flash_is_near_or_laid_under() -> None:
    (pair,) = pairs([light(2.0)], [sound(2.01)])
    assert pair.conditional
    assert pair.distance_m is None
    assert pair.low_m == 0
    assert "coincides with the flash within 10 ms: nearer than " in pair.reason
    assert pair.reason.endswith("or laid under")


def test_sound_before_the_flash_is_not_paired() -> None:
    assert pairs([light(2.0)], [sound(1.5)]) == []


def test_nothing_is_paired_across_a_cut() -> None:
    assert pairs([light(2.0)], [sound(4.0)], 0.0, 3.0) == []
    assert len(pairs([light(2.0)], [sound(4.0)], 0.0, 5.0)) == 1


def test_sound_that_goes_on_after_the_last_picture_belongs_to_the_last_shot() -> None:
    # The picture ends at 60 s; a microphone goes on hearing.
    (pair,) = pairs([light(57.0)], [sound(62.0)], 0.0, 30.0)
    assert pair.low_m < 5.0 * 340 < pair.high_m
    assert pairs([light(29.0)], [sound(62.0)], 0.0, 30.0) == []


def test_sound_from_before_the_first_picture_belongs_to_the_first_shot() -> None:
    # Sound is 2 s early in the file, so what is heard 1.2 s before the flash came 0.8 s after it.
    early = Air(av_offset_s=-2.0)
    (pair,) = pairs_of([light(0.9)], [sound(-0.3)], shots(0.0, 30.0), timebase(), early)
    assert pair.low_m < 0.8 * 340 < pair.high_m


def test_a_series_counts_the_flashes_whose_sound_comes_after_the_last_picture() -> None:
    lights_s = (52.0, 53.1, 55.9, 58.0)
    found = pairs([light(t) for t in lights_s], [sound(t + 5.7) for t in lights_s])
    series = [pair for pair in found if not pair.conditional]
    assert [(pair.flash_index, pair.sound_index) for pair in series] == [(i, i) for i in range(4)]


def test_a_given_offset_is_taken_off_what_coincides_too() -> None:
    given = Air(av_offset_s=0.5)
    (pair,) = pairs_of([light(2.0)], [sound(2.51)], shots(0.0), timebase(), given)
    assert pair.distance_m is None
    assert "within 10 ms, 0.5 s as given taken off: nearer than " in pair.reason


def test_what_was_not_accepted_is_not_paired() -> None:
    assert pairs([light(2.0, accepted=False)], [sound(4.0)]) == []
    assert pairs([light(2.0)], [sound(4.0, accepted=False)]) == []


def test_one_delay_that_explains_an_uneven_series_needs_no_condition() -> None:
    lights_s = (2.0, 3.1, 5.9, 8.0)
    found = pairs([light(t) for t in lights_s], [sound(t + 1.7) for t in lights_s] + [sound(20.0)])
    series = [pair for pair in found if not pair.conditional]
    assert [(pair.flash_index, pair.sound_index) for pair in series] == [(i, i) for i in range(4)]
    assert all("one delay of 1.70 s explains 4 flashes and sounds" in p.reason for p in series)
    single = pairs([light(2.0)], [sound(3.7)])[0]
    assert series[0].budget.error_m < single.budget.error_m


def test_an_even_series_leaves_its_delay_open() -> None:
    found = pairs([light(2.0 + t) for t in range(8)], [sound(2.7 + t) for t in range(8)])
    assert all(pair.conditional for pair in found)


def test_a_series_laid_under_at_no_delay_stays_conditional() -> None:
    lights_s = (2.0, 3.1, 5.9, 8.0)
    found = pairs([light(t) for t in lights_s], [sound(t + 0.01) for t in lights_s])
    assert all(pair.conditional for pair in found)


def test_one_sound_used_for_a_whole_series_makes_no_series() -> None:
    lights_s = (2.0, 3.1, 5.9, 8.0)
    found = pairs_of(
        [light(t) for t in lights_s],
        [sound(t + 1.7) for t in lights_s],
        shots(0.0),
        timebase(),
        reused=frozenset(range(4)),
    )
    assert all(pair.conditional for pair in found)
    assert "occurs twice in the clip" in found[0].reason


def test_the_clearest_sounds_of_a_flash_are_listed_only() -> None:
    sounds = [sound(3.0 + n, snr_db=15.0 + n) for n in range(6)]
    found = pairs([light(2.0)], sounds)
    assert [pair.sound_index for pair in found] == [3, 4, 5]
    assert len(found) == MOST_CONDITIONAL


@pytest.mark.parametrize(
    "gap",
    [
        Gap(start_s=1.8, end_s=2.0, missing_frames=5),
        Gap(start_s=2.5, end_s=2.7, missing_frames=5),
    ],
    ids=["before the flash", "between the two"],
)
def test_missing_frames_widen_the_range(gap: Gap) -> None:
    lights, sounds = [light(2.0)], [sound(4.0)]
    (with_gap,) = pairs_of(lights, sounds, shots(0.0), timebase(gap))
    (without,) = pairs_of(lights, sounds, shots(0.0), timebase())
    assert with_gap.budget.error_m > without.budget.error_m + 1
