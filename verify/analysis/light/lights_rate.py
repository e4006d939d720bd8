"""The rate of a blinking light, from its brightness at the times of the frames.

The periodogram of Lomb and Scargle finds rates in samples at uneven times. Short flashes make a
row of equal peaks there, at once, twice, three times their rate; which of them is the rate, and how
likely chance is, the times of the flashes say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, log10

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

SLOWEST_HZ = 0.2
LEAST_CYCLES = 4.0
MOST_FALSE_ALARM = 1e-3
LEAST_ON_BEAT = 0.75
"""Share of all flashes that must keep time."""
LEAST_SEEN = 0.4
"""Share of the periods in which a flash must be seen: a strobe can fall between two exposures."""
LEAST_HEIGHT = 25.0
LEAST_CONTRAST = 0.15
"""Least height of the flashes over what is left of the light between them."""

_OVERSAMPLING = 5
_RATES_AT_ONCE = 64
"""Of a periodogram: enough to save on calls, few enough to stay in the cache."""
_HIGH_SHARE = 0.4
_LOWEST_PEAKS = 8
_HIGHEST_PEAKS = 3
_MOST_DIVISOR = 4
_LEAST_CONCENTRATION = 0.4
"""Length of the mean of the flashes' phases, below which `LEAST_ON_BEAT` cannot be met."""
_ARCS_FRAMES = (1.5, 2.5, 4.0)
_ARCS_SHARES = (0.12, 0.25)
APART_S, APART_FRAMES = 0.3, 3
"""Samples so far apart do not belong to one flash: nothing was measured between them."""
_FADED_SHARE = 0.35
_JOINED_S = (0.0, 0.15)
"""Flashes that follow one another so soon count as one: some lights flash twice, then rest."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What keeps time in a series.

    Attributes
    ----------
    frequency_hz, error_hz : float
        Flashes a second and one standard deviation of it.
    false_alarm : float
        Chance that as many flashes at random times would keep time so well, 0-1.
    on_beat, off_beat : int
        Flashes that keep time, and others.
    cycles : float
        Periods from the first to the last flash that keeps time.
    duty : float
        Share of the period in which it is lit, at least one frame.
    start_s, end_s : float
        First and last of these flashes.
    low_share : float
        Light between flashes over that at flashes.
    frames, lit : int arrays
        Where in the series each begins, and where the light is lit in them.
    step_hz, powers
        The periodogram: `powers[k]` at `k * step_hz`, 0-1.
    """

    frequency_hz: float
    error_hz: float
    false_alarm: float
    on_beat: int
    off_beat: int
    cycles: float
    duty: float
    start_s: float
    end_s: float
    low_share: float
    frames: npt.NDArray[np.intp]
    lit: npt.NDArray[np.intp]
    step_hz: float
    powers: Values


@dataclass(frozen=True, slots=True)
class _Flashes:
    """Runs of frames in which a light is lit."""

    starts: npt.NDArray[np.intp]
    ends: npt.NDArray[np.intp]
    low_share: float
    times_s: Values
    lengths_s: Values


def rate_of(times_s: Values, levels: Values) -> Rate | None:
    """Return the rate at which a light blinks, or None if it keeps no time.

    Parameters
    ----------
    times_s : float64 array
        Time of each sample, rising, seconds.
    levels : float64 array
        Light above its surroundings, code values.
    """
    interval_s = float(np.median(np.diff(times_s))) if times_s.size > 1 else 0.0
    bounds = _bounds(times_s, levels)
    if bounds is None or interval_s <= 0:
        return None
    low, high = bounds
    found = [_flashes(times_s, levels, low, high, interval_s, joined_s) for joined_s in _JOINED_S]
    if found[0].times_s.size < LEAST_CYCLES:
        return None
    fastest_hz = 0.5 / interval_s
    # Most lights that come and go keep no time, and their flashes alone tell so at little cost.
    if _best(found, _of_events(found[0].times_s, fastest_hz), interval_s) is None:
        return None
    step_hz, powers = periodogram(times_s, np.minimum(levels, high), fastest_hz)
    best = _best(found, (step_hz, powers), interval_s)
    return None if best is None else best.rate(step_hz, powers)


def _best(
    found: Sequence[_Flashes], spectrum: tuple[float, Values], interval_s: float
) -> "_Comb | None":
    """Return the rate, of those that a spectrum speaks for, that chance explains least."""
    combs = [
        comb
        for flashes in found
        for rate_hz in _candidates(*spectrum)
        if (comb := _Comb.fitted(flashes, rate_hz, spectrum[0], interval_s)) is not None
    ]
    best = min(combs, key=lambda comb: comb.rank, default=None)
    return best if best is not None and best.keeps_time else None


def _of_events(times_s: Values, fastest_hz: float) -> tuple[float, Values]:
    """Return the step and powers of the spectrum of flashes, each an event without length."""
    since_s = times_s - times_s[0]
    step_hz = 1 / (_OVERSAMPLING * float(since_s[-1]))
    rates_hz = step_hz * np.arange(int(fastest_hz / step_hz) + 1)
    return step_hz, np.abs(np.exp(-2j * np.pi * np.outer(rates_hz, since_s)).mean(axis=1)) ** 2


def periodogram(times_s: Values, levels: Values, fastest_hz: float) -> tuple[float, Values]:
    """Return the generalised Lomb-Scargle periodogram, its step and powers from 0 Hz on.

    Power is the share of the variance that a sinusoid with a free mean explains, 0-1.

    References
    ----------
    Zechmeister, M., Kuerster, M. (2009). The generalised Lomb-Scargle periodogram. A&A 496, 577.
    """
    span_s = float(times_s[-1] - times_s[0])
    step_hz = 1 / (_OVERSAMPLING * span_s)
    count = int(fastest_hz / step_hz) + 1
    turn = np.exp(2j * np.pi * step_hz * (times_s - times_s[0]))
    values = levels - levels.mean()
    variance = float(np.mean(values**2))
    powers = np.zeros(count)
    if variance == 0:
        return step_hz, powers
    phases = np.empty((_RATES_AT_ONCE, turn.size), turn.dtype)
    phase = np.ones_like(turn)
    for start in range(1, count, _RATES_AT_ONCE):
        rates = slice(start, min(count, start + _RATES_AT_ONCE))
        block = phases[: rates.stop - start]
        for line in block:
            phase = np.multiply(phase, turn, out=line)
        phase = phase.copy()
        c, s = block.real.copy(), block.imag.copy()
        mean_c, mean_s = c.mean(axis=1), s.mean(axis=1)
        yc, ys = (values * c).mean(axis=1), (values * s).mean(axis=1)
        cc, ss = (c * c).mean(axis=1) - mean_c**2, (s * s).mean(axis=1) - mean_s**2
        cs = (c * s).mean(axis=1) - mean_c * mean_s
        determinant = cc * ss - cs * cs
        explained = ss * yc * yc + cc * ys * ys - 2 * cs * yc * ys
        np.divide(explained, variance * determinant, out=powers[rates], where=determinant > 1e-12)
    return step_hz, np.clip(powers, 0, 1)


def _bounds(times_s: Values, levels: Values) -> tuple[float, float] | None:
    """Return the light between flashes and at most of them; None if they hardly differ."""
    low = float(np.percentile(levels, 20))
    peaks_s: list[float] = []
    # Few frames are brighter than the flashes are as a rule: the fourth brightest flash tells.
    for place in np.argsort(levels)[::-1]:
        if all(abs(times_s[place] - peak_s) >= _JOINED_S[-1] for peak_s in peaks_s):
            peaks_s.append(float(times_s[place]))
            if len(peaks_s) == LEAST_CYCLES:
                high = float(levels[place])
                least = max(LEAST_HEIGHT, LEAST_CONTRAST * low)
                return (low, high) if high - low >= least else None
    return None


def _flashes(
    times_s: Values, levels: Values, low: float, high: float, interval_s: float, joined_s: float
) -> _Flashes:
    """Return the runs above half of the height, those joined that follow within `joined_s`."""
    share = (levels - low) / (high - low)
    is_lit = share >= 0.5
    is_apart = np.diff(times_s, prepend=-np.inf) > max(APART_S, APART_FRAMES * interval_s)
    begins = np.flatnonzero(is_lit & (is_apart | ~np.roll(is_lit, 1)))
    stops = np.flatnonzero(~is_lit | is_apart)
    runs: list[tuple[int, int]] = []
    for start in begins:
        later = stops[stops > start]
        end = int(later[0]) if later.size else times_s.size
        if runs and not is_apart[runs[-1][1] : start + 1].any():
            gap_s = times_s[start] - times_s[runs[-1][1] - 1] - interval_s
            if gap_s < joined_s or share[runs[-1][1] : start].min(initial=1) > _FADED_SHARE:
                runs[-1] = (runs[-1][0], end)
                continue
        runs.append((int(start), end))
    if any(is_apart[end] for _, end in runs if end < times_s.size):
        # Nobody saw how long these lasted: all are taken by the moment when they came on.
        moments = [times_s[start] + interval_s * (1 - min(1.0, share[start])) for start, _ in runs]
    else:
        moments = [
            np.average(times_s[start:end], weights=np.maximum(share[start:end], 1e-6))
            for start, end in runs
        ]
    lengths = [times_s[end - 1] - times_s[start] + interval_s for start, end in runs]
    if runs[-1][1] == times_s.size and len(runs) > LEAST_CYCLES:
        # How long the last one would have been is not seen.
        del runs[-1], moments[-1], lengths[-1]
    starts, ends = (np.array(side, np.intp) for side in zip(*runs, strict=True))
    return _Flashes(starts, ends, max(0.0, low / high), np.array(moments), np.array(lengths))


def _candidates(step_hz: float, powers: Values) -> list[float]:
    """Return rates to try: the lowest of the high peaks, the highest, and whole fractions of them.

    The flashes of a strobe, each one frame long, make peaks of one height at all its multiples.
    """
    inner = powers[1:-1]
    peaks = 1 + np.flatnonzero((inner >= powers[:-2]) & (inner > powers[2:]))
    if not peaks.size:
        return []
    high = peaks[powers[peaks] >= _HIGH_SHARE * powers[peaks].max()]
    highest = peaks[np.argsort(powers[peaks])[::-1]]
    chosen = np.concatenate((high[:_LOWEST_PEAKS], highest[:_HIGHEST_PEAKS]))
    rates = np.outer(chosen * step_hz, 1 / np.arange(1, _MOST_DIVISOR + 1))
    steps = np.unique(np.round(rates[rates >= SLOWEST_HZ] / step_hz * 2))
    return list(steps * step_hz / 2)


@dataclass(frozen=True, slots=True)
class _Comb:
    """Flashes held against one rate."""

    flashes: _Flashes
    frequency_hz: float
    error_hz: float
    members: npt.NDArray[np.intp]
    cycles: float
    log_false_alarm: float

    @classmethod
    def fitted(
        cls, flashes: _Flashes, near_hz: float, step_hz: float, interval_s: float
    ) -> "_Comb | None":
        """Fit the rate near `near_hz` that most flashes keep, or return None."""
        times_s = flashes.times_s
        count = times_s.size
        if count < LEAST_CYCLES:
            return None
        trials_hz = near_hz + step_hz * np.linspace(-1.5, 1.5, 61)
        trials_hz = trials_hz[trials_hz >= SLOWEST_HZ]
        if not trials_hz.size:
            return None
        since_s = times_s - times_s[0]
        vectors = np.exp(-2j * np.pi * np.outer(trials_hz, since_s)).mean(axis=1)
        concentration = np.abs(vectors)
        frequency_hz = float(trials_hz[np.argmax(concentration)])
        if concentration.max() < _LEAST_CONCENTRATION:
            return None
        found: _Comb | None = None
        resolved = _ARCS_FRAMES[0] * interval_s * frequency_hz
        arcs = {frames * interval_s * frequency_hz for frames in _ARCS_FRAMES} | set(_ARCS_SHARES)
        for arc in sorted(arc for arc in arcs if arc < 1):
            members, cycle = _on_beat(since_s * frequency_hz, arc)
            if members.size < LEAST_CYCLES:
                continue
            slope = _line(cycle, times_s[members], interval_s)
            if slope is None or slope[0] <= 0:
                continue
            chance = _log_chance(count, members.size, arc) + log10(
                len(arcs) * max(1.0, frequency_hz * float(since_s[-1]) / arc)
            )
            if found is None or chance < found.log_false_alarm:
                # Chance may best be told in a narrow arc, but frames move even what keeps time.
                if arc < resolved:
                    members, cycle = _on_beat(since_s * frequency_hz, resolved)
                    slope = _line(cycle, times_s[members], interval_s) or slope
                period_s, error_s = slope
                found = cls(
                    flashes,
                    1 / period_s,
                    error_s / period_s**2,
                    members,
                    float(cycle[-1] - cycle[0]),
                    chance,
                )
        return found

    @property
    def rank(self) -> tuple[bool, float]:
        """Sorts the combs, the best first."""
        return not self.keeps_time, self.log_false_alarm

    @property
    def keeps_time(self) -> bool:
        """Return whether this is a rate."""
        return (
            self.log_false_alarm < log10(MOST_FALSE_ALARM)
            and self.cycles >= LEAST_CYCLES
            and self.members.size >= LEAST_ON_BEAT * self.flashes.times_s.size
            and self.members.size >= LEAST_SEEN * (self.cycles + 1)
        )

    def rate(self, step_hz: float, powers: Values) -> Rate:
        """Return it with the periodogram that it was found in."""
        times_s = self.flashes.times_s[self.members]
        duty = float(np.median(self.flashes.lengths_s[self.members])) * self.frequency_hz
        return Rate(
            self.frequency_hz,
            self.error_hz,
            10.0 ** max(self.log_false_alarm, -300.0),
            int(self.members.size),
            int(self.flashes.times_s.size - self.members.size),
            self.cycles,
            min(1.0, duty),
            float(times_s[0]),
            float(times_s[-1]),
            self.flashes.low_share,
            self.flashes.starts[self.members],
            np.concatenate(
                [
                    np.arange(self.flashes.starts[place], self.flashes.ends[place])
                    for place in self.members
                ]
            ),
            step_hz,
            powers,
        )


def _on_beat(turns: Values, arc: float) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Return which flashes fall into the arc of the period that holds most, and their cycles."""
    phases = np.mod(turns, 1.0)
    order = np.argsort(phases)
    doubled = np.concatenate((phases[order], phases[order] + 1))
    ends = np.searchsorted(doubled, doubled[: phases.size] + arc, side="right")
    first = int(np.argmax(ends - np.arange(phases.size)))
    middle = 0.5 * (doubled[first] + doubled[ends[first] - 1])
    cycles = np.round(turns - middle)
    off = np.abs(turns - middle - cycles)
    # One flash for each cycle: the one nearest to the middle of the arc.
    on_beat = np.flatnonzero(off <= 0.5 * arc + 1e-9)
    on_beat = on_beat[np.lexsort((off[on_beat], cycles[on_beat]))]
    members = on_beat[np.unique(cycles[on_beat], return_index=True)[1]]
    return members, cycles[members]


def _line(cycles: Values, times_s: Values, interval_s: float) -> tuple[float, float] | None:
    """Return the period and its standard error; a time is known to a frame at best."""
    centred = cycles - cycles.mean()
    spread = float(centred @ centred)
    if spread == 0:
        return None
    period_s = float(centred @ times_s) / spread
    rest = times_s - times_s.mean() - period_s * centred
    scatter = float(rest @ rest) / max(1, times_s.size - 2)
    return period_s, float(np.sqrt(max(scatter, interval_s**2 / 12) / spread))


def _log_chance(count: int, members: int, arc: float) -> float:
    """Return log10 of the chance that so many of `count` random phases lie within some arc.

    For each flash as the first of the arc: the others lie in it with probability `arc`.
    """
    tail = sum(
        comb(count - 1, k) * arc**k * (1 - arc) ** (count - 1 - k)
        for k in range(members - 1, count)
    )
    return log10(count) + (log10(tail) if tail > 0 else -300.0)
