"""From hashes within the radius to entries, each with its meetings and what chance would do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from verify.analysis.matching.background import background_bits, worth
from verify.analysis.matching.chance import expected_matches, shuffled, shuffled_scores
from verify.analysis.matching.meetings import (
    Counts,
    Flags,
    Meetings,
    Numbers,
    Table,
    is_hot,
    slots_of,
    table_of,
    weights_of,
)
from verify.analysis.matching.resembling import NONE, Resembling
from verify.analysis.matching.sightings import Sighting, strongest_by_entry, timed
from verify.domain.archive import Words

LEAST_OF_POINTS = 0.25
"""Score below which an entry is not spoken of unless hashes are near: eight points in one picture
alone count as much, or six in each of two at one offset; chance does less."""


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Hashes of the archive near those of a query; a row for each pair.

    Attributes
    ----------
    query, number : int64 arrays, shape (n,)
        Which frame of the query; which entry.
    match_s : float64 array, shape (n,)
        When in the entry, seconds.
    distance_bits : float64 array, shape (n,)
    """

    query: Counts
    number: Counts
    match_s: Numbers
    distance_bits: Numbers

    def of(self, chosen: Flags) -> "Near":
        """Return the rows chosen."""
        return Near(
            self.query[chosen],
            self.number[chosen],
            self.match_s[chosen],
            self.distance_bits[chosen],
        )

    def without(self, frames: Flags) -> "Near":
        """Return the rows of other frames than these."""
        return self.of(~frames[self.query])


def joined(parts: Sequence[Near]) -> Near:
    """Return the rows of several, one after the other."""
    return Near(
        np.concatenate([part.query for part in parts]),
        np.concatenate([part.number for part in parts]),
        np.concatenate([part.match_s for part in parts]),
        np.concatenate([part.distance_bits for part in parts]),
    )


def split(near: Near, ends: Counts) -> Iterator[Near]:
    """Yield the rows of each of several runs of queries; each counts its own from 0.

    Parameters
    ----------
    near : Near
        By query.
    ends : int64 array, shape (runs + 1,)
        Where each begins, and where the last one ends.
    """
    rows = np.searchsorted(near.query, ends)
    for first, start, end in zip(ends, rows, rows[1:], strict=False):
        some = slice(start, end)
        yield Near(
            near.query[some] - first,
            near.number[some],
            near.match_s[some],
            near.distance_bits[some],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An entry that frames of a query look like.

    Attributes
    ----------
    most : float
        The score if all frames that look alike did so at one offset.
    sightings : sequence of Sighting
        Those with most points first.
    """

    number: int
    meetings: Meetings
    table: Table
    most: float
    sightings: Sequence[Sighting]


@dataclass(slots=True, eq=False)
class Candidates:
    """All entries that frames of a query look like.

    Attributes
    ----------
    each : sequence of Candidate
        By `most`, the greatest first.
    hot : bool array, shape (frames,)
        See `meetings.is_hot`.
    """

    each: Sequence[Candidate]
    hot: Flags
    _orders: Counts
    _scores: dict[int, Numbers] = field(default_factory=dict)

    def expected_false_matches(self, score: float) -> float:
        """Return how many entries would reach a score if the frames came in any order."""
        return expected_matches(self._scores_from(score), score)

    def _scores_from(self, score: float) -> Iterator[Numbers]:
        for candidate in self.each:
            if candidate.most < score * (1 - 1e-9):
                return
            if candidate.number not in self._scores:
                scores = shuffled_scores(candidate.table, self._orders)
                self._scores[candidate.number] = scores
            yield self._scores[candidate.number]


def candidates_of(
    near: Near,
    seen: Sequence[Sighting],
    query_s: Numbers,
    query_pdq: Words,
    radius_bits: int,
    entries: int,
    alike: Resembling = NONE,
) -> Candidates:
    """Return the entries that are near, with what each meeting counts.

    Parameters
    ----------
    near : Near
        Frames whose hashes are near.
    seen : sequence of Sighting
        Pictures in which points lie alike.
    query_s : float64 array, shape (frames,)
        Times of the query's frames, and of the windows in them, that were compared, seconds.
    query_pdq : uint64 array, shape (frames, 4)
        Their hashes.
    radius_bits : int
    entries : int
        How many were searched.
    alike : Resembling
        Pictures that a frame descriptor finds alike.
    """
    pairs = np.unique(np.stack([near.query, near.number]), axis=1)
    entries_met = np.bincount(pairs[0], minlength=len(query_s))
    shares = _worth(near, query_pdq)
    near, shares = near.of(shares > 0), shares[shares > 0]
    weight = shares * weights_of(near.distance_bits, entries_met[near.query], radius_bits)
    times_s, query, hot = _with_pictures(near, seen, alike, query_s, is_hot(entries_met, entries))
    seen_number = np.array([each.number for each in seen], np.int64)
    number = np.concatenate([near.number, seen_number, alike.number])
    seen_s, seen_weight = timed(seen)
    match_s = np.concatenate([near.match_s, seen_s, alike.match_s])
    bits = np.concatenate([near.distance_bits, np.full(len(seen) + len(alike), np.nan)])
    weight = np.concatenate([weight, seen_weight, alike.weight])
    resembles = np.arange(len(number)) >= len(number) - len(alike)
    order = np.lexsort((match_s, query, number))
    numbers, firsts = np.unique(number[order], return_index=True)
    sightings = strongest_by_entry(seen)
    each = []
    for entry, rows in zip(numbers.tolist(), np.split(order, firsts)[1:], strict=True):
        meetings = Meetings(
            times_s, query[rows], match_s[rows], bits[rows], weight[rows], resembles[rows]
        )
        candidate = Candidate(
            entry, meetings, table_of(meetings), _most(meetings), sightings.get(entry, [])
        )
        if candidate.most >= LEAST_OF_POINTS or not np.isnan(meetings.distance_bits).all():
            each.append(candidate)
    each.sort(key=lambda candidate: (-candidate.most, candidate.number))
    return Candidates(each, hot, shuffled(slots_of(times_s)))


def _worth(near: Near, query_pdq: Words) -> Numbers:
    """Return what each meeting is worth before the background (`background.worth`)."""
    met, frames = np.unique(near.query, return_inverse=True)
    return worth(near.distance_bits, background_bits(query_pdq[met])[frames])


def _with_pictures(
    near: Near, seen: Sequence[Sighting], alike: Resembling, query_s: Numbers, hot: Flags
) -> tuple[Numbers, Counts, Flags]:
    """Return the times of hashed frames and seen pictures, which of these each meeting is of."""
    seen_s = np.array([each.query_s for each in seen], np.float64)
    times_s = np.unique(np.concatenate([query_s, seen_s, alike.query_s]))
    hashed = np.searchsorted(times_s, query_s)
    is_hot_there = np.zeros(len(times_s), np.bool_)
    # A frame and the windows in it stand at one time: one that tells entries apart is enough.
    is_hot_there[hashed] = True
    is_hot_there[hashed[~hot]] = False
    pictures = np.searchsorted(times_s, seen_s)
    is_hot_there[pictures] = False
    resembling = np.searchsorted(times_s, alike.query_s)
    return times_s, np.concatenate([hashed[near.query], pictures, resembling]), is_hot_there


def _most(meetings: Meetings) -> float:
    firsts = np.flatnonzero(np.diff(meetings.query, prepend=-1))
    return float(np.maximum.reduceat(meetings.weight, firsts).sum())
