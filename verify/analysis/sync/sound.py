"""The offset of two clips by their sound, its drift, and whether it is one and the same track.

What is found is when sound arrived: 3 ms later for every metre that one camera stood farther away.
Echoes and noise make many false peaks, so that two stretches of the recordings must agree; where
the waves themselves do not, the beginnings of sounds are compared.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.analysis.sound.track import MonoTrack
from verify.analysis.sync.matching import match
from verify.analysis.sync.rises import Scale, rises_of
from verify.analysis.sync.whitened import GUARD_S, Arrival, arrival, cut
from verify.domain.sync import Offset

LEAST_RATIO = 2.5
LEAST_SHARED_ONSETS = 4
MOST_CHANCE = 1e-3
SAME_TRACK_SPREAD_S = 0.001
SAME_TRACK_COHERENCE = 0.5

_BEYOND_DOUBT = 4 * LEAST_RATIO
_PIECE_S, _MOST_PIECES, _BLOCK_S = 40.0, 8, 240.0
_WINDOW_S, _MOST_WINDOWS, _LEAST_OVERLAP_S = 5.0, 12, 2.0
_NEARBY_S = 0.25
_LEAST_WINDOW_RATIO = 1.3
_AGREEMENT_S = 0.0015
_MOST_DRIFT = 2e-4
"""Crystals of phones and cameras are within 100 parts in a million each."""
_LAG_ERROR_S = 0.0005
_USEFUL_DRIFT_ERROR_PPM = 20.0
_ENVELOPE = Scale(step_s=0.005, width_s=0.015, least_rise=0.7, least_share=0.3, floor=1e-9)
_ENVELOPE_ERROR_S = 0.015


@dataclass(frozen=True, slots=True)
class SoundMatch:
    """What two tracks have in common.

    Attributes
    ----------
    offset : Offset
        As it goes into the finding.
    drift_ppm, drift_error_ppm : float or None
        How much faster b's clock runs, and how sure that is (about 95 %).
    is_same_track : bool
        Whether all of it agrees as a track agrees with its copy.
    """

    offset: Offset
    drift_ppm: float | None = None
    drift_error_ppm: float | None = None
    is_same_track: bool = False


@dataclass(frozen=True, slots=True)
class _Windows:
    """Offsets of disjoint stretches: when in a, offset, and how well each stands out."""

    middles_s: npt.NDArray[np.float64]
    offsets_s: npt.NDArray[np.float64]
    ratios: npt.NDArray[np.float64]
    coherences: npt.NDArray[np.float64]

    def agreeing_with(self, offset_s: float, at_s: float) -> "npt.NDArray[np.bool_]":
        allowed_s = _AGREEMENT_S + _MOST_DRIFT * np.abs(self.middles_s - at_s)
        return self.is_heard & (np.abs(self.offsets_s - offset_s) <= allowed_s)

    @property
    def is_heard(self) -> "npt.NDArray[np.bool_]":
        return self.ratios >= _LEAST_WINDOW_RATIO


def sound_match(a: MonoTrack, b: MonoTrack) -> SoundMatch:
    """Return how b's sound lies against a's."""
    if not (np.any(a.samples) and np.any(b.samples)):
        return _refused("one of the two is silent", 1.0)
    offset_s, ratio, at_s = _best_piece(a, b)
    windows = _windows(a, b, offset_s)
    if windows is None:
        return _refused("the two would hardly overlap", ratio, offset_s)
    agrees = windows.agreeing_with(offset_s, at_s)
    heard, agreeing = int(windows.is_heard.sum()), int(agrees.sum())
    if ratio < LEAST_RATIO or agreeing < 2 or 2 * agreeing <= heard:
        by_onsets = _by_onsets(a, b)
        if by_onsets is not None:
            return by_onsets
        if ratio < LEAST_RATIO:
            why = f"the best agreement of the waves is only {ratio:.1f} times the next best"
        else:
            why = f"only {agreeing} of {windows.ratios.size} stretches agree on it"
        return _refused(f"{why}, and the beginnings of sounds do not agree either", ratio, offset_s)
    return _accepted(windows, agrees, ratio)


def _accepted(windows: _Windows, agrees: npt.NDArray[np.bool_], ratio: float) -> SoundMatch:
    middles_s, offsets_s = windows.middles_s[agrees], windows.offsets_s[agrees]
    drift, drift_error = _drift(middles_s, offsets_s)
    span_s = float(np.ptp(middles_s))
    spread_s = float(np.abs(offsets_s - offsets_s.mean()).max())
    total = windows.ratios.size
    count = int(agrees.sum())
    is_same = (
        count == total
        and float(np.ptp(offsets_s)) < SAME_TRACK_SPREAD_S
        and float(windows.coherences.min()) >= SAME_TRACK_COHERENCE
    )
    offset = Offset(
        offset_s=float(offsets_s.mean()),
        error_s=_LAG_ERROR_S + spread_s,
        confidence=ratio,
        accepted=True,
        reason=f"the waves agree {ratio:.1f} times better than at any other offset, and {count} of "
        f"{total} stretches over {span_s:.1f} s agree on it",
    )
    if drift is None or drift_error > _USEFUL_DRIFT_ERROR_PPM:
        return SoundMatch(offset, is_same_track=is_same)
    return SoundMatch(offset, drift, drift_error, is_same)


def _refused(reason: str, ratio: float, offset_s: float | None = None) -> SoundMatch:
    return SoundMatch(
        Offset(offset_s=offset_s, error_s=None, confidence=ratio, accepted=False, reason=reason)
    )


def _best_piece(a: MonoTrack, b: MonoTrack) -> tuple[float, float, float]:
    """Return offset, ratio and time in a of the stretch that stands out most against all of b.

    In a long recording two clocks drift apart by more than a wave is long, so that all of it at
    once agrees at no offset.
    """
    is_swapped = a.samples.size / a.rate_hz > b.samples.size / b.rate_hz
    shorter, longer = (b, a) if is_swapped else (a, b)
    length_s = shorter.end_s - shorter.start_s
    count = max(1, math.ceil(length_s / _PIECE_S))
    piece_s = length_s / count
    best = (0.0, 0.0, 0.0)
    for number in np.unique(np.linspace(0, count - 1, _MOST_PIECES).round()).tolist():
        start_s = shorter.start_s + number * piece_s
        piece = cut(shorter, start_s, start_s + piece_s)
        if not np.any(piece.samples):
            continue
        found = _arrival_in_blocks(piece, longer)
        middle_s = start_s + piece_s / 2
        if found.ratio > best[1]:
            if is_swapped:
                best = (-found.offset_s, found.ratio, middle_s + found.offset_s)
            else:
                best = (found.offset_s, found.ratio, middle_s)
        if best[1] >= _BEYOND_DOUBT:
            break
    return best


def _arrival_in_blocks(piece: MonoTrack, longer: MonoTrack) -> Arrival:
    """Return where a stretch lies in a track that may be long, holding a block of it at a time."""
    length_s = longer.end_s - longer.start_s
    count = max(1, math.ceil(length_s / _BLOCK_S))
    block_s = length_s / count
    found = []
    for number in range(count):
        from_s = longer.start_s + number * block_s
        # What begins in one block and ends in the next lies whole in the first.
        found.append(arrival(piece, cut(longer, from_s, from_s + block_s + _PIECE_S)))
    best = max(found, key=lambda each: each.ratio)
    elsewhere = [each.coherence for each in found if abs(each.offset_s - best.offset_s) > GUARD_S]
    ratio = min(best.ratio, best.coherence / max([*elsewhere, 1e-9]))
    return Arrival(best.offset_s, ratio, best.coherence)


def _windows(a: MonoTrack, b: MonoTrack, offset_s: float) -> _Windows | None:
    start_s = max(a.start_s, b.start_s - offset_s)
    end_s = min(a.end_s, b.end_s - offset_s)
    if end_s - start_s < _LEAST_OVERLAP_S:
        return None
    count = min(_MOST_WINDOWS, max(2, int((end_s - start_s) / _WINDOW_S)))
    part_s = (end_s - start_s) / count
    window_s = min(part_s, _PIECE_S)
    rows = []
    for number in range(count):
        from_s = start_s + number * part_s
        ours = cut(a, from_s, from_s + window_s)
        theirs = cut(b, from_s + offset_s - _NEARBY_S, from_s + window_s + offset_s + _NEARBY_S)
        found = arrival(ours, theirs, (offset_s - _NEARBY_S, offset_s + _NEARBY_S))
        rows.append((from_s + window_s / 2, found.offset_s, found.ratio, found.coherence))
    return _Windows(*np.array(rows).T)


def _drift(
    middles_s: npt.NDArray[np.float64], offsets_s: npt.NDArray[np.float64]
) -> tuple[float | None, float]:
    """Return the slope of the offsets and its error, about 95 %, parts per million."""
    if middles_s.size < 3:
        return None, math.inf
    away_s = middles_s - middles_s.mean()
    spread = float(np.sum(away_s**2))
    slope = float(away_s @ offsets_s) / spread
    left_s = offsets_s - offsets_s.mean() - slope * away_s
    # The lags are read to a part of a step, not better.
    sigma_s = max(2e-5, math.sqrt(float(np.sum(left_s**2)) / max(1, left_s.size - 2)))
    few = 2.0 if left_s.size >= 10 else 3.2
    return 1e6 * slope, 1e6 * few * sigma_s / math.sqrt(spread)


def _by_onsets(a: MonoTrack, b: MonoTrack) -> SoundMatch | None:
    """Return the offset on which the beginnings of sounds agree, None where they do not."""
    ours, theirs = (rises_of(*_energies(track), _ENVELOPE) for track in (a, b))
    if ours is None or theirs is None:
        return None
    found = match(ours, theirs, tolerance_s=_ENVELOPE_ERROR_S)
    shared = len(found.shared)
    if (
        shared < LEAST_SHARED_ONSETS
        or found.ratio < LEAST_RATIO
        or found.chance > MOST_CHANCE
        or 2 * shared <= found.in_overlap
    ):
        return None
    return SoundMatch(
        Offset(
            offset_s=found.offset_s,
            error_s=_ENVELOPE_ERROR_S,
            confidence=found.ratio,
            accepted=True,
            reason=f"the waves do not agree, but {shared} of {found.in_overlap} beginnings of "
            f"sounds do, {found.ratio:.1f} times better than at any other offset",
        )
    )


def _energies(track: MonoTrack) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the mean square of each step of 5 ms, and when it is."""
    per_step = round(_ENVELOPE.step_s * track.rate_hz)
    count = track.samples.size // per_step
    steps = track.samples[: count * per_step].reshape(count, per_step).astype(np.float32)
    times_s = track.start_s + (np.arange(count, dtype=np.float64) + 0.5) * per_step / track.rate_hz
    return times_s, np.mean(steps**2, axis=1, dtype=np.float64)
