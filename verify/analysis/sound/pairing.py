"""Which bang belongs to which flash: one delay that explains a whole series, or a mere condition.

Any flash is followed by some sound. Only where several flashes, at uneven distances in time, each
have a sound after one and the same delay does the clip itself say that they belong together. With
less, a distance stands under the condition that they do. Nothing is paired across a cut.
"""

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from verify.analysis.sound.distance import Air, Delay, Distance, delay_between, distance_of
from verify.domain.findings import Flash, Shot, Timebase
from verify.domain.sounds import FlashToBang, Sound

LONGEST_DELAY_S = 30.0
"""Ten kilometres; from farther away little is heard."""

LEAST_SERIES = 3
LEAST_SERIES_SHARE = 0.6
"""Of the flashes whose sound would still fall into the shot."""

MOST_BY_CHANCE = 0.01
"""Expected number of such series if the sounds had nothing to do with the flashes."""

MOST_COMPARED = 60
"""Flashes and sounds of one shot that are paired, the strongest of each."""

MOST_CONDITIONAL = 3
"""Pairs listed for one flash that is in no series, its clearest sounds."""

_SAME_DELAY_S = 0.012
"""Beside one frame, how far delays of one series may differ."""


@dataclass(frozen=True, slots=True)
class _Span:
    start_s: float
    end_s: float

    def __contains__(self, time_s: float) -> bool:
        return self.start_s <= time_s < self.end_s


@dataclass(frozen=True, slots=True)
class _Pair:
    flash: int
    sound: int
    delay: Delay


def pairs_of(
    flashes: Sequence[Flash],
    sounds: Sequence[Sound],
    shots: Sequence[Shot],
    timebase: Timebase,
    air: Air | None = None,
    reused: frozenset[int] = frozenset(),
) -> list[FlashToBang]:
    """Return the distances that accepted flashes and accepted sounds give, shot by shot.

    Parameters
    ----------
    flashes, sounds, shots, timebase
        Findings of one clip; indices in the answer are places in these.
    air : Air, optional
        What is known of temperature, wind and the offset of sound.
    reused : frozenset of int
        Places of sounds that occur twice, sample for sample; they make no series.
    """
    air = air or Air()
    found: list[FlashToBang] = []
    for shot, hearing in zip(shots, _hearings(shots, sounds), strict=True):
        seeing = _Span(shot.start_s, shot.end_s)
        lit = [i for i, f in enumerate(flashes) if f.accepted and f.onset_s in seeing]
        heard = [i for i, s in enumerate(sounds) if s.accepted and s.onset_s in hearing]
        lit.sort(key=lambda i: -flashes[i].rise_luminance * flashes[i].area_share)
        heard.sort(key=lambda i: -sounds[i].snr_db)
        lit, heard = sorted(lit[:MOST_COMPARED]), sorted(heard[:MOST_COMPARED])
        pairs = [
            pair
            for flash in lit
            for sound in heard
            if sounds[sound].onset_s - flashes[flash].onset_s <= LONGEST_DELAY_S
            and _may_belong(
                pair := _Pair(flash, sound, delay_between(flashes[flash], sounds[sound], timebase)),
                air,
            )
        ]
        series = _series(pairs, [i for i in heard if i not in reused], flashes, hearing, air)
        found += [_in_series(pair, series, air) for pair in series]
        explained = {pair.flash for pair in series}
        for flash in lit:
            if flash not in explained:
                own = [pair for pair in pairs if pair.flash == flash]
                own.sort(key=lambda pair: -sounds[pair.sound].snr_db)
                found += [
                    _conditional(pair, pair.sound in reused, air) for pair in own[:MOST_CONDITIONAL]
                ]
    return sorted(found, key=lambda pair: (pair.flash_index, pair.sound_index))


def _hearings(shots: Sequence[Shot], sounds: Sequence[Sound]) -> list[_Span]:
    """Return when each shot is heard: sound may begin before the first picture, outlast the last.

    How long the track goes on is told by the last sound in it; so far at least.
    """
    starts_s = [shot.start_s for shot in shots]
    ends_s = [shot.end_s for shot in shots]
    if shots and sounds:
        onsets_s = [sound.onset_s for sound in sounds]
        starts_s[0] = min(starts_s[0], *onsets_s)
        ends_s[-1] = max(ends_s[-1], *(math.nextafter(onset_s, math.inf) for onset_s in onsets_s))
    return [_Span(*span) for span in zip(starts_s, ends_s, strict=True)]


def _may_belong(pair: _Pair, air: Air) -> bool:
    """Whether sound that comes before the light does so within what frames and files part."""
    ahead_s = (air.av_offset_s or 0.0) - pair.delay.delay_s
    return ahead_s < 0 or distance_of(pair.delay, air).high_m > 0


def _series(
    pairs: Sequence[_Pair],
    heard: Sequence[int],
    flashes: Sequence[Flash],
    hearing: _Span,
    air: Air,
) -> list[_Pair]:
    """Return the pairs that one delay explains, or none if chance or another delay does as well."""
    pairs = [pair for pair in pairs if pair.sound in heard]
    lit = {pair.flash for pair in pairs}
    if len(lit) < LEAST_SERIES or len(heard) < LEAST_SERIES:
        return []
    pairs = sorted(pairs, key=lambda pair: pair.delay.delay_s)
    delays_s = [pair.delay.delay_s for pair in pairs]
    ranked = sorted(
        (_sharing(pair.delay, pairs, delays_s) for pair in pairs), key=len, reverse=True
    )
    best = ranked[0]
    delay_s = float(np.median([pair.delay.delay_s for pair in best]))
    tolerance_s = _tolerance_s(best[0].delay)
    seen = {pair.flash for pair in best} | {
        flash for flash in lit if flashes[flash].onset_s + delay_s in hearing
    }
    others = [
        len(other)
        for other in ranked
        if abs(float(np.median([pair.delay.delay_s for pair in other])) - delay_s) > 2 * tolerance_s
    ]
    if (
        len(best) < max(LEAST_SERIES, LEAST_SERIES_SHARE * len(seen))
        or max(others, default=0) > len(best) / 2
        or distance_of(best[0].delay, air).middle_m is None
    ):
        return []
    heard_per_s = len(heard) / max(hearing.end_s - hearing.start_s, 1.0)
    by_chance = min(1.0, 2 * tolerance_s * heard_per_s)
    trials = len(seen) - 1
    expected = len(pairs) * sum(
        math.comb(trials, k) * by_chance**k * (1 - by_chance) ** (trials - k)
        for k in range(len(best) - 1, trials + 1)
    )
    return best if expected <= MOST_BY_CHANCE else []


def _sharing(delay: Delay, pairs: Sequence[_Pair], delays_s: Sequence[float]) -> list[_Pair]:
    """Return, one to one, the pairs whose delay is this one within what frames allow."""
    tolerance_s = _tolerance_s(delay)
    first = bisect.bisect_left(delays_s, delay.delay_s - tolerance_s)
    last = bisect.bisect_right(delays_s, delay.delay_s + tolerance_s)
    taken: list[_Pair] = []
    for pair in sorted(pairs[first:last], key=lambda p: abs(p.delay.delay_s - delay.delay_s)):
        if all(pair.flash != t.flash and pair.sound != t.sound for t in taken):
            taken.append(pair)
    return taken


def _tolerance_s(delay: Delay) -> float:
    return min(delay.frame_s, 0.1) + _SAME_DELAY_S


def _in_series(pair: _Pair, series: Sequence[_Pair], air: Air) -> FlashToBang:
    delays_s = [other.delay.delay_s for other in series]
    common = replace(pair.delay, delay_s=float(np.mean(delays_s)), averaged=len(series))
    distance = distance_of(common, air)
    reason = (
        f"one delay of {common.delay_s:.2f} s explains {len(series)} flashes and sounds: "
        f"{_range(distance)}"
    )
    return _answer(pair, distance, conditional=False, reason=reason)


def _conditional(pair: _Pair, is_reused: bool, air: Air) -> FlashToBang:
    distance = distance_of(pair.delay, air)
    if distance.middle_m is None:
        within_ms = 1000 * abs(pair.delay.delay_s - (air.av_offset_s or 0.0))
        taken_off = f", {air.av_offset_s:g} s as given taken off" if air.av_offset_s else ""
        reason = (
            f"sound coincides with the flash within {within_ms:.0f} ms{taken_off}: nearer than "
            f"{_metres(distance.high_m)}, or laid under"
        )
    else:
        reason = f"if this sound belongs to this flash: {_range(distance)}"
    if is_reused:
        reason += (
            "; this sound occurs twice in the clip, so it may have been laid in, or one source "
            "sounded twice in one place"
        )
    return _answer(pair, distance, conditional=True, reason=reason)


def _answer(pair: _Pair, distance: Distance, *, conditional: bool, reason: str) -> FlashToBang:
    return FlashToBang(
        flash_index=pair.flash,
        sound_index=pair.sound,
        delay_s=pair.delay.delay_s,
        distance_m=distance.middle_m,
        low_m=distance.low_m,
        high_m=distance.high_m,
        conditional=conditional,
        reason=reason,
        budget=distance.budget,
    )


def _range(distance: Distance) -> str:
    return f"{distance.low_m:,.0f} to {_metres(distance.high_m)}"


def _metres(value_m: float) -> str:
    return f"{value_m:,.0f} m"
