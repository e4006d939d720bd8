"""Clips and claims drawn by chance: how often a false claim is supported, a true one contradicted.

What is truly to be seen is drawn first, then what an analysis would list of it, with the errors
that its page states (or worse), then a claim that is true or off by a little. The drawing shares
nothing with the rules but the forms.
"""

import random
from collections import Counter

from msgspec.structs import replace

from tests.casework.checks.clips import DAY, NIGHT, UNCLEAR, blinking, claim, clip, flashes, heard
from verify.casework.checks.known import Known
from verify.casework.checks.proposing import overall, propose
from verify.domain.claims import Claim
from verify.domain.findings import Analysis
from verify.domain.proposals import Outcome, Subject

# Errors as docs/light.md, docs/lights.md and docs/sound.md have them, or worse.
_CLEAR_FOUND, _FAINT_FOUND, _FALSE_A_MINUTE = 0.98, 0.8, 1.0
_SMALL_SHARE, _RATE_ERROR = 0.1, 0.005
_COUNTED_NIGHT, _CALLED_NIGHT_BY_DAY, _CALLED_DAY_BY_DAY = 0.95, 0.02, 0.4
_SERIES_RIGHT = 0.93

Tally = Counter[tuple[str, bool, Outcome]]
"""By kind of claim, whether it is true, and what was proposed."""


def draw(number: int, seed: int = 0) -> Tally:
    """Return what was proposed for claims on clips, as many of each kind."""
    drawn = random.Random(seed)
    tally: Tally = Counter()
    for _ in range(number):
        for kind in (_count, _least, _light, _rate, _delay):
            said, analysis, is_true = kind(drawn)
            known = Known(analysis=analysis)
            tally[kind.__name__[1:], is_true, overall(propose(said, Subject.CLIP, known))] += 1
    return tally


def _listed(drawn: random.Random, shown: int) -> Analysis:
    """Return a night clip in which some flashes are small, some missed, and some are none."""
    minutes = drawn.uniform(0.1, 2.0)
    found = 0
    for _ in range(shown):
        is_small = drawn.random() < _SMALL_SHARE
        found += not is_small and drawn.random() < drawn.choice((_CLEAR_FOUND, _FAINT_FOUND))
    found += sum(drawn.random() < _FALSE_A_MINUTE / 60 for _ in range(int(60 * minutes)))
    rejected = drawn.choice((0, 0, 0, 1, 2))
    return _lasting(clip(NIGHT, flashes=flashes(found, rejected)), 60 * minutes)


def _lasting(analysis: Analysis, duration_s: float) -> Analysis:
    assert analysis.timebase is not None
    return replace(analysis, timebase=replace(analysis.timebase, duration_s=duration_s))


def _count(drawn: random.Random) -> tuple[Claim, Analysis, bool]:
    shown = drawn.randint(1, 8)
    told = shown if drawn.random() < 0.5 else drawn.randint(1, 9)
    said = claim(
        f"The video shows {told} flashes.",
        "flash_count",
        counts=((str(told), told, told, "flashes"),),
    )
    return said, _listed(drawn, shown), told == shown


def _least(drawn: random.Random) -> tuple[Claim, Analysis, bool]:
    shown, told = drawn.randint(0, 8), drawn.randint(1, 9)
    said = claim(
        f"The video shows at least {told} flashes.",
        "flash_count",
        counts=((f"at least {told}", told, None, "flashes", ">="),),
    )
    return said, _listed(drawn, shown), shown >= told


def _light(drawn: random.Random) -> tuple[Claim, Analysis, bool]:
    is_day, says_day = drawn.random() < 0.5, drawn.random() < 0.5
    chance = drawn.random()
    if is_day:
        kind = DAY if chance < _CALLED_DAY_BY_DAY else UNCLEAR
        kind = NIGHT if chance > 1 - _CALLED_NIGHT_BY_DAY else kind
    else:
        kind = NIGHT if chance < _COUNTED_NIGHT else UNCLEAR
    words = "by day" if says_day else "at night"
    return claim(f"The clip was filmed {words}.", "night"), clip(kind), is_day == says_day


def _rate(drawn: random.Random) -> tuple[Claim, Analysis, bool]:
    rate = drawn.uniform(30, 180)
    is_true = drawn.random() < 0.5
    told = round(rate if is_true else drawn.uniform(30, 180))
    said = claim(
        f"The light in the clip blinks {told} times a minute.",
        "blink_rate",
        counts=((str(told), told, told, "other"),),
    )
    measured = drawn.gauss(rate, _RATE_ERROR * rate)
    # A few lights are listed at the rate that two make together.
    measured *= 2 if drawn.random() < 0.02 else 1
    is_near = abs(told - rate) <= 0.05 * rate
    return said, clip(NIGHT, lights=[blinking(measured)]), is_near


def _delay(drawn: random.Random) -> tuple[Claim, Analysis, bool]:
    delay_s = drawn.uniform(0.5, 8.0)
    told = round(delay_s) if drawn.random() < 0.5 else drawn.randint(1, 9)
    told = max(1, told)
    said = claim(
        f"In the video the bang follows {told} seconds after the flash.",
        "flash_to_bang",
        counts=((str(told), told, told, "s"),),
    )
    is_series = drawn.random() < 0.5
    if is_series:
        # Outside of its range a series lies beside the truth, not anywhere.
        spread_s = 0.06 if drawn.random() < _SERIES_RIGHT else 0.3
        found = drawn.gauss(delay_s, spread_s)
    else:
        found = drawn.uniform(0.5, 8.0) if drawn.random() < 0.6 else drawn.gauss(delay_s, 0.06)
    number = 3 if is_series else 1
    analysis = clip(NIGHT, **heard(*[found] * number, conditional=not is_series))
    # "Three seconds" is true of what a listener would call so.
    return said, analysis, abs(delay_s - told) <= max(0.6, 0.15 * told)


def drawn_lines(tally: Tally) -> list[str]:
    """Return the figures, a line for each kind of claim and one for all."""
    kinds = list(dict.fromkeys(kind for kind, _, _ in tally))
    return [_line(kind, tally, {kind}) for kind in kinds] + [_line("all", tally, set(kinds))]


def _line(name: str, tally: Tally, kinds: set[str]) -> str:
    def number(is_true: bool | None, outcome: Outcome | None) -> int:
        return sum(
            count
            for (kind, truth, found), count in tally.items()
            if kind in kinds and is_true in {None, truth} and outcome in {None, found}
        )

    drawn, supported = number(None, None), number(None, Outcome.SUPPORTS)
    contradicted = number(None, Outcome.CONTRADICTS)
    wrong, right = number(False, Outcome.SUPPORTS), number(False, Outcome.CONTRADICTS)
    return (
        f"{name:6} {drawn:6} claims, {number(False, None)} of them false; supported {supported}, "
        f"{wrong} wrongly ({wrong / max(1, drawn):.2%} of all claims, "
        f"{wrong / max(1, supported):.1%} of those); contradicted {contradicted}, "
        f"{right / max(1, contradicted):.1%} rightly"
    )
