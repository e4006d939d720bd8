"""Stretches of a query that look like stretches of an entry: frames at one offset in time.

Each frame votes for the differences in time at which it looks like the entry, at each speed; the
line with most votes is taken, then the longest run of frames there, then what is left. A scene that
does not move votes for many offsets alike: `slack_s` says how far the offset could be moved.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from verify.analysis.matching.meetings import (
    SLOT_S,
    TOLERANCE_SLOTS,
    Counts,
    Flags,
    Meetings,
    Numbers,
    Table,
    slots_of,
    table_of,
)

MOST_STRETCHES = 20
# Frames that are lost to a flash, a title or a weak hash do not end a stretch.
_LONGEST_GAP_S = 1.3
_LONGEST_GAP_WITH_POINTS_S = 2.5
_LONGEST_GAP_FRAMES = 5
_LEAST_FURTHER_FRAMES = 4
# Platforms and uploaders speed clips up or slow them down; more would be seen.
SPEEDS = tuple(round(0.76 + 0.02 * step, 2) for step in range(30))
_OTHER_SPEED_WORTH = 0.87
# Offsets at which the frames there look alike nearly as well are told not apart.
_AS_GOOD_SHARE = 0.9
_LEAST_OVERLAP_SHARE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Frames at one offset.

    Attributes
    ----------
    frames : int64 array, shape (matched,)
        Which frames of the query look alike.
    start_s, end_s : float
        Of the query, seconds.
    offset_s, speed : float
        Time in the entry is `speed` times that in the query, plus the offset.
    possible : int
        Frames of the query between the first and the last that had a frame of the entry to meet.
    median_distance_bits : float or None
        Of the frames whose hashes met; None if points alone did.
    score : float
        Sum of weights.
    slack_s : float
        How far the offset could be moved with the frames nearly as alike, seconds in all.
    resembling : int64 array, shape (n,)
        Which of the frames a descriptor alone finds alike.
    """

    frames: Counts
    start_s: float
    end_s: float
    offset_s: float
    speed: float
    possible: int
    median_distance_bits: float | None
    score: float
    slack_s: float
    resembling: Counts = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def met(self) -> Counts:
        """Which frames hashes or points find alike."""
        return np.setdiff1d(self.frames, self.resembling)


def stretches_of(meetings: Meetings, entry_s: Numbers) -> list[Stretch]:
    """Return the stretches of a query that look like an entry, the strongest first.

    Parameters
    ----------
    meetings : Meetings
        One at least.
    entry_s : float64 array, shape (m,)
        Times of all frames of the entry that can be compared, seconds.

    Returns
    -------
    list of Stretch
        One, and further ones of four frames or more; twenty at most. No frame is in two.
    """
    found = sorted(_stretches(meetings, slots_of(entry_s)), key=lambda each: -each.score)
    return found[:MOST_STRETCHES]


def _stretches(meetings: Meetings, entry_slots: Counts) -> Iterator[Stretch]:
    wholes = {speed: table_of(meetings, speed) for speed in SPEEDS}
    left = np.ones(len(meetings.query_s), np.bool_)
    for number in range(MOST_STRETCHES):
        if not np.any(left[meetings.query]):
            return
        speed, shift = _best_line(wholes, left)
        whole = wholes[speed]
        there = (whole.shifts == shift) & left[whole.query]
        run = _best_run(whole.query[there], whole.weight[there], meetings)
        if number and len(run) < _LEAST_FURTHER_FRAMES:
            return
        yield _stretch(meetings, whole, entry_slots, run, shift, speed)
        left[run] = False


def _best_line(wholes: Mapping[float, Table], left: Flags) -> tuple[float, int]:
    """Return the speed and shift with most votes; another speed than 1 has to be clearly better."""
    best = (0.0, 1.0, 0)
    for speed, whole in wholes.items():
        votes, shift = _best_shift(whole.of(left[whole.query]))
        worth = votes * (1 if speed == 1 else _OTHER_SPEED_WORTH)
        best = max(best, (worth, speed, shift), key=lambda each: (each[0], -abs(each[1] - 1)))
    return best[1], best[2]


def _best_shift(table: Table) -> tuple[float, int]:
    """Return the most votes of one shift, and that shift."""
    shifts = table.shifts
    first = int(shifts.min())
    votes = np.bincount(shifts - first, table.weight)
    # Neighbours share votes by the tolerance: the middle of the best ones is meant.
    best = np.flatnonzero(votes >= votes.max() * (1 - 1e-9))
    beside = best[best <= best[0] + 2 * TOLERANCE_SLOTS]
    return float(votes.max()), first + int(beside[len(beside) // 2])


def _best_run(frames: Counts, weight: Numbers, meetings: Meetings) -> Counts:
    order = np.argsort(frames)
    frames, weight, query_s = frames[order], weight[order], meetings.query_s
    # Of a long clip, frames farther apart are compared; points are of fewer pictures than hashes.
    usual_s = float(np.median(np.diff(query_s))) if len(query_s) > 1 else 0.0
    has_points = bool(np.isnan(meetings.distance_bits).any())
    least_s = _LONGEST_GAP_WITH_POINTS_S if has_points else _LONGEST_GAP_S
    longest_s = max(least_s, _LONGEST_GAP_FRAMES * usual_s)
    breaks = np.flatnonzero(np.diff(query_s[frames]) > longest_s) + 1
    runs = np.split(np.arange(len(frames)), breaks)
    return frames[max(runs, key=lambda run: float(weight[run].sum()))]


def _stretch(
    meetings: Meetings, whole: Table, entry_slots: Counts, run: Counts, shift: int, speed: float
) -> Stretch:
    query_slots = whole.query_slots
    inside = np.zeros(len(query_slots), np.bool_)
    inside[run] = True
    closest = _closest(meetings, inside, query_slots, shift)
    moved_s = speed * meetings.query_s[meetings.query[closest]]
    offset_s = float(
        np.average(meetings.match_s[closest] - moved_s, weights=meetings.weight[closest])
    )
    between = np.arange(run[0], run[-1] + 1)
    beside = np.arange(-TOLERANCE_SLOTS, TOLERANCE_SLOTS + 1)
    met = np.isin(query_slots[between, None] + shift + beside, entry_slots).any(axis=1)
    at_shift = inside[whole.query] & (whole.shifts == shift)
    # A frame stands for the time until the next one; of the entry there is nothing before 0.
    start_s = max(float(meetings.query_s[run[0]]), -offset_s / speed)
    bits = meetings.distance_bits[closest]
    bits = bits[~np.isnan(bits)]
    return Stretch(
        frames=run,
        start_s=start_s,
        end_s=max(float(meetings.query_s[run[-1]]) + SLOT_S, start_s),
        offset_s=offset_s,
        speed=speed,
        possible=int(np.count_nonzero(met)),
        median_distance_bits=float(np.median(bits)) if len(bits) else None,
        score=float(whole.weight[at_shift].sum()),
        slack_s=_slack_s(whole, entry_slots, inside, shift),
        resembling=meetings.query[closest][_resembles(meetings)[closest]],
    )


def _resembles(meetings: Meetings) -> Flags:
    none = np.zeros(len(meetings), np.bool_)
    return none if meetings.resembles is None else meetings.resembles


def _closest(meetings: Meetings, inside: Flags, query_slots: Counts, shift: int) -> Counts:
    """Return for each frame inside the meeting near the offset that counts most.

    One that a descriptor alone finds counts less than any other.
    """
    aside = np.abs(slots_of(meetings.match_s) - query_slots[meetings.query] - shift)
    near = np.flatnonzero(inside[meetings.query] & (aside <= TOLERANCE_SLOTS))
    keys = (aside[near], -meetings.weight[near], _resembles(meetings)[near], meetings.query[near])
    order = near[np.lexsort(keys)]
    _frames, first = np.unique(meetings.query[order], return_index=True)
    return order[first]


def _slack_s(whole: Table, entry_slots: Counts, inside: Flags, shift: int) -> float:
    """Return how far the frames could be moved along the entry, or the entry along the query."""
    slots = whole.query_slots[inside]
    moved = whole.of(inside[whole.query])
    there = slots + shift
    lasting = whole.of((whole.slot >= there[0]) & (whole.slot <= there[-1]))
    along_entry = _as_good(moved, slots, entry_slots.min(), entry_slots.max(), shift)
    along_query = _as_good(lasting, whole.query_slots, there[0], there[-1], shift)
    slots_alike = max(along_entry, along_query) - (2 * TOLERANCE_SLOTS + 1)
    return max(0, slots_alike) * SLOT_S


def _as_good(table: Table, query_slots: Counts, first: int, last: int, shift: int) -> int:
    """Return over how many offsets around one the frames look alike nearly as well.

    Of each offset counts what the frames that fall between `first` and `last` have at the mean.
    """
    shifts = table.shifts
    lowest, highest = int(shifts.min()), int(shifts.max())
    votes = np.bincount(shifts - lowest, table.weight, highest - lowest + 1)
    offsets = np.arange(lowest, highest + 1)
    slots = np.sort(query_slots)
    # The tolerance reaches a slot beyond both ends.
    after = np.searchsorted(slots, last + TOLERANCE_SLOTS - offsets, "right")
    overlap = after - np.searchsorted(slots, first - TOLERANCE_SLOTS - offsets, "left")
    here = shift - lowest
    means = votes / np.maximum(overlap, 1)
    is_good = (means >= _AS_GOOD_SHARE * means[here]) & (
        overlap >= _LEAST_OVERLAP_SHARE * overlap[here]
    )
    worse = np.flatnonzero(~is_good)
    before = worse[worse < here]
    behind = worse[worse > here]
    begin = int(before[-1]) + 1 if len(before) else 0
    end = int(behind[0]) if len(behind) else len(means)
    return end - begin
