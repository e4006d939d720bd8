"""What the trigger says while frames go by."""

from collections.abc import Iterable

from tests.analysis.light.footage import Picture, frames, place, spot
from verify.analysis.light.trigger import RiseState, RiseTrigger

GLOW = 120 * spot(160, 90, 60)


def said(pictures: Iterable[Picture]) -> list[tuple[int, RiseState]]:
    trigger = RiseTrigger()
    answers = ((frame.index, trigger.observe(frame)) for frame in frames(pictures))
    return [(index, state) for index, state in answers if state is not None]


def glow(levels: dict[int, float], count: int = 80) -> list[Picture]:
    return [place() + levels.get(k, 0.0) * GLOW for k in range(count)]


def test_a_flash_is_named_from_rise_to_end_in_the_frames_where_it_happens() -> None:
    answers = said(glow({40: 0.5, 41: 1.0, 42: 0.8, 43: 0.6, 44: 0.4, 45: 0.2}))
    assert answers == [
        (40, RiseState.RISING),
        (41, RiseState.PEAK),
        (44, RiseState.HALF),
        (46, RiseState.END),
    ]


def test_a_flash_of_one_frame_rises_and_ends() -> None:
    assert said(glow({40: 1.0})) == [(40, RiseState.RISING), (41, RiseState.END)]


def test_each_of_two_flashes_close_together_rises() -> None:
    answers = said(glow({40: 1.0, 43: 1.0}))
    assert [frame for frame, state in answers if state is RiseState.RISING] == [40, 43]


def test_a_stronger_flash_while_light_is_still_on_rises_anew() -> None:
    burning = dict.fromkeys(range(30, 80), 0.3)
    answers = said(glow(burning | {50: 1.0}))
    assert [frame for frame, state in answers if state is RiseState.RISING] == [30, 50]


def test_noise_alone_says_nothing() -> None:
    assert said(glow({})) == []


def test_light_that_stays_ends_after_three_seconds() -> None:
    answers = said(glow(dict.fromkeys(range(30, 200), 1.0), count=200))
    assert answers[0] == (30, RiseState.RISING)
    frame, state = answers[-1]
    assert state is RiseState.END
    assert 119 <= frame <= 122
