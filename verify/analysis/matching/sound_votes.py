"""Where in an archive the sound of a clip may be: landmarks that agree vote for entry and offset.

A clip may have been played faster or slower, with its pitch moved along or kept: its landmarks are
looked up as they would be at each speed. Landmarks of one sound vote for one offset, those that are
alike by chance for any. Nothing is found by votes alone: `sound_alignment` looks at each.
"""

import math
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.domain.audio_fingerprint import (
    TONES,
    TONES_PER_OCTAVE,
    AudioFingerprint,
    Integers,
    landmarks_of,
)

SLOWEST, FASTEST = 0.8, 1.25
"""Speeds that are sought, of the entry's clock against the query's."""
SPEED_STEP = 1.03
"""Between speeds that are looked up; a delay of a second is then half a step of its key off."""
MOST_PROMISING = 40
"""So many candidates of each stretch are looked at."""
WINDOW_S = 30.0
"""A longer clip is looked up in pieces: its speed is not known well enough for more."""

# In 1/240 octaves: one and a half per cent.
_TONE_TOLERANCE = 5
_BIN_S = 0.5
_LEAST_VOTES = 4
_MOST_OF_A_VARIANT = 8
_CHANCE_VOTES = 0.2
_ENTRY_BITS = 32


class Variant(NamedTuple):
    """The landmarks of a stretch of a clip as they would be at a speed.

    Attributes
    ----------
    start_s, end_s : float
        The stretch.
    speed : float
        Of the entry's clock against the query's.
    pitch : float
        Of the query's tones against the entry's: the speed, or 1 where the pitch was kept.
    time_ms : int64 array, shape (n,)
        Of the landmarks, times the speed.
    low, high : int64 arrays, shape (n,)
        Keys that are near enough, both ends included.
    """

    start_s: float
    end_s: float
    speed: float
    pitch: float
    time_ms: Integers
    low: Integers
    high: Integers


class Candidate(NamedTuple):
    """An entry and offset for which many landmarks vote; entry time = speed * time + offset."""

    strength: float
    start_s: float
    end_s: float
    speed: float
    pitch: float
    number: int
    offset_s: float


def variants_of(query: AudioFingerprint) -> Iterator[Variant]:
    """Yield the landmarks of a clip, stretch by stretch, at each speed that is sought."""
    end_s = float(query.time_ms[-1]) / 1000 if len(query) else 0.0
    steps = math.ceil(math.log(FASTEST) / math.log(SPEED_STEP))
    for number in range(math.ceil((end_s + 1e-3) / WINDOW_S) if len(query) else 0):
        start_s = number * WINDOW_S
        part = query.between(start_s, start_s + WINDOW_S)
        for step in range(-steps, steps + 1):
            speed = SPEED_STEP**step
            marks = landmarks_of(part.time_ms * speed, part.tone, part.rank)
            tones = marks.tones()
            for pitch in (1.0, speed)[: 2 if step else 1]:
                moved = tones - round(TONES_PER_OCTAVE * math.log2(pitch))
                inside = np.flatnonzero((moved >= 0) & (moved < TONES))
                shapes = (marks.keys - tones)[inside]
                yield Variant(
                    start_s,
                    start_s + WINDOW_S,
                    speed,
                    pitch,
                    marks.time_ms[inside],
                    shapes + np.maximum(moved[inside] - _TONE_TOLERANCE, 0),
                    shapes + np.minimum(moved[inside] + _TONE_TOLERANCE, TONES - 1),
                )


def elected(
    variant: Variant,
    query: Integers,
    number: npt.NDArray[np.int64],
    match_ms: npt.NDArray[np.int64],
) -> list[Candidate]:
    """Return for which entries and offsets the landmarks of a variant vote, eight at most.

    Parameters
    ----------
    query, number, match_ms : int64 arrays, shape (hits,)
        Which landmark has one like it in which entry, and when.
    """
    if not len(query):
        return []
    offset_ms = match_ms - variant.time_ms[query]
    lowest_ms = int(offset_ms.min())
    bins = (offset_ms - lowest_ms) // int(1000 * _BIN_S)
    packed = (number << _ENTRY_BITS) | bins
    packed.sort()
    ends = np.append(np.flatnonzero(packed[1:] != packed[:-1]) + 1, len(packed))
    votes = np.diff(ends, prepend=0)
    places = packed[ends - 1]
    # An offset near the edge of a bin has half of its votes in the next one.
    votes[:-1] += np.where(places[1:] == places[:-1] + 1, votes[1:], 0)
    many = np.flatnonzero(votes >= _LEAST_VOTES)
    places, votes = places[many], votes[many]
    entries = places >> _ENTRY_BITS
    first = np.searchsorted(packed, entries << _ENTRY_BITS)
    last = np.searchsorted(packed, (entries + 1) << _ENTRY_BITS)
    spans = packed[last - 1] - packed[first] + 1
    chance = 2 * np.maximum(last - first - votes, 0) / spans + _CHANCE_VOTES
    # How improbable so many votes are (Poisson), in nats.
    strength = votes * np.log(votes / chance) - (votes - chance)
    strength[votes <= chance] = 0
    order = np.argsort(-strength, kind="stable")[:_MOST_OF_A_VARIANT]
    bins = places & ((1 << _ENTRY_BITS) - 1)
    return [
        Candidate(
            float(strength[place]),
            variant.start_s,
            variant.end_s,
            variant.speed,
            variant.pitch,
            int(entries[place]),
            lowest_ms / 1000 + (float(bins[place]) + 1) * _BIN_S,
        )
        for place in order
        if strength[place] > 0
    ]


def most_promising(candidates: list[Candidate]) -> list[Candidate]:
    """Return the strongest of each stretch, each entry and offset at its best speed only."""
    kept: list[Candidate] = []
    seen: set[tuple[float, int, int]] = set()
    taken: Counter[float] = Counter()
    for each in sorted(candidates, key=lambda candidate: -candidate.strength):
        # Where the stretch begins in the entry: near speeds move offset and start together.
        middle_s = each.speed * (each.start_s + each.end_s) / 2 + each.offset_s
        place = (each.start_s, each.number, round(middle_s))
        beside = {(*place[:2], place[2] + step) for step in (-1, 0, 1)}
        if taken[each.start_s] < MOST_PROMISING and not seen & beside:
            kept.append(each)
            seen.add(place)
            taken[each.start_s] += 1
    return kept
