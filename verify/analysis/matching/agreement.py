"""What two stretches have in common: their pictures, and what changes in them.

Along the right line in time, pictures laid over one another agree, and so do their changes from
one picture to the next: who walks, how a hand shakes. Two visits of one camera to one view agree
in what stands still alone. A change is the difference of two pictures of the entry, a second apart,
and of those of the query at the same moments; what it has in common with changes at other moments
of the same clips says how much of it chance, or a steady drift, would do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.analysis.matching.alignment import Laid
from verify.analysis.matching.meetings import Numbers
from verify.analysis.matching.offsets import SPEEDS

SLOT_S = 0.25
"""A query's pictures are told apart by this much."""
MOST_ASIDE_S = 1.5
"""How far beside the rough line the right one is sought; farther where that was slack."""

_OFFSET_STEP_S = 0.125
_MOST_SLACK_S = 3.0
# Another speed than 1 has to be clearly better: in what moves steadily, speed and time are hardly
# told apart.
_OTHER_SPEED_WORTH = 0.8
_NEARLY = 0.1
_BY_CHANCE = 0.1
_LEAST_GAP_S, _MOST_GAP_S = 0.3, 2.2
# Values are in deviations of what is around them: a lamp switched on counts no more than this.
_MOST_CHANGE = 1.5
# Of 439 stretches laid over footage of the same cameras at other moments, none had more than two
# changes that agreed by this.
_LEAST_ALIKE, _MORE_THAN_ELSEWHERE = 0.2, 0.1
# What other moments have in common with a change is asked from here to there, in changes or slots.
_ELSEWHERE_CHANGES = (2, 5)
_ELSEWHERE_SLOTS = (6, 20)
_ELSEWHERE_QUANTILE = 0.9

Matrix = npt.NDArray[np.float32]
Slots = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rough:
    """A stretch of the query with the line in time that hashes and points give it.

    Attributes
    ----------
    start_s, end_s : float
        Of the query.
    speed, offset_s, slack_s : float
        See `offsets.Stretch`.
    """

    start_s: float
    end_s: float
    speed: float
    offset_s: float
    slack_s: float

    @property
    def aside_s(self) -> float:
        """How far beside it the right line is sought, seconds."""
        return MOST_ASIDE_S + min(_MOST_SLACK_S, self.slack_s)


class Likeness(NamedTuple):
    """A picture of the entry and the query's at that moment; correlation, -1 to 1."""

    query_s: float
    alike: float


class Change(NamedTuple):
    """A change of both sides between the same two moments.

    `alike` is the correlation of both, -1 to 1; `elsewhere` what nine of ten changes at other
    moments stay below; `strength` the root mean square of the entry's, in deviations of what is
    around each value.
    """

    query_s: float
    alike: float
    elsewhere: float
    strength: float

    @property
    def agrees(self) -> bool:
        """Whether both sides change alike, and more so than at other moments."""
        return self.alike > max(_LEAST_ALIKE, self.elsewhere + _MORE_THAN_ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What laying a stretch of a query over an entry showed.

    Attributes
    ----------
    speed, offset_s : float
        The line in time: `match = speed * query + offset`.
    offset_error_s : float
        Half the width of offsets that fit nearly as well.
    shown : float
        Share of the entry's picture that the query shows.
    pictures : list of Likeness
        One for each picture of the entry on the line, in order of time.
    changes : list of Change
        One for each two of the entry's pictures that follow each other, in order of time.
    """

    speed: float
    offset_s: float
    offset_error_s: float
    shown: float
    pictures: list[Likeness]
    changes: list[Change]

    @property
    def median_alike(self) -> float:
        """Correlation of the pictures at the median."""
        return float(np.median([each.alike for each in self.pictures]))

    @property
    def agreeing(self) -> int:
        """How many of the changes agree."""
        return sum(each.agrees for each in self.changes)


def agreement_of(laid: Laid, entry_s: Numbers, query_s: Numbers, rough: Rough) -> Agreement | None:
    """Return how far two series of pictures agree along the best line near a rough one.

    Parameters
    ----------
    laid : Laid
    entry_s, query_s : float64 arrays
        When its pictures are shown, seconds, rising; one at least of each.
    rough : Rough

    Returns
    -------
    Agreement or None
        None if no picture of the entry falls on a line.
    """
    both = _Both(laid, entry_s, query_s)
    best = max(both.lines(rough), key=lambda line: line.worth)
    found = both.along(best.speed, np.array([best.offset_s]))
    if not found.is_met.any():
        return None
    return Agreement(
        speed=best.speed,
        offset_s=best.offset_s,
        offset_error_s=best.error_s,
        shown=laid.shown,
        pictures=[
            Likeness(float(time_s), float(alike))
            for time_s, alike, is_met in zip(
                found.query_s[0], found.alike[0], found.is_met[0], strict=True
            )
            if is_met
        ],
        changes=list(both.changes(found)),
    )


class _Line(NamedTuple):
    worth: float
    speed: float
    offset_s: float
    error_s: float


class _Along(NamedTuple):
    """What lies on several lines of one speed: a row for each, a column for each picture."""

    query_s: Numbers
    alike: Numbers
    is_met: Flags
    slots: Slots
    changed_alike: Numbers
    has_change: Flags


class _Both:
    """Both series, every picture and every change compared with every other."""

    def __init__(self, laid: Laid, entry_s: Numbers, query_s: Numbers) -> None:
        self._entry_s = entry_s
        self._first_s = float(query_s[0])
        self._count = int((query_s[-1] - query_s[0]) / SLOT_S + 0.5) + 1
        slots_s = self._first_s + SLOT_S * np.arange(self._count)
        query = laid.query[np.abs(slots_s[:, None] - query_s).argmin(axis=1)]
        self._alike = _unit(laid.entry) @ _unit(query).T
        self._usual = np.median(self._alike, axis=1)
        gaps_s = np.diff(entry_s)
        self._is_near = (gaps_s > _LEAST_GAP_S) & (gaps_s < _MOST_GAP_S)
        changes = _changes(laid.entry, 1)
        self._strength = np.sqrt(np.mean(changes**2, axis=1))
        unit = _unit(changes)
        self._changed_alike = {
            gap: unit @ _unit(_changes(query, gap)).T
            for gap in sorted(set(_gaps(gaps_s[self._is_near])))
            if gap < self._count
        }

    def lines(self, rough: Rough) -> Iterator[_Line]:
        """Yield the best line of each speed near a rough one."""
        middle_s = (rough.start_s + rough.end_s) / 2
        there_s = rough.speed * middle_s + rough.offset_s
        aside_s = np.arange(-rough.aside_s, rough.aside_s + 1e-9, _OFFSET_STEP_S)
        for speed in SPEEDS:
            offsets_s = there_s - speed * middle_s + aside_s
            on = self.along(speed, offsets_s)
            is_inside = on.is_met & (on.query_s >= rough.start_s - 1)
            is_inside &= on.query_s <= rough.end_s + 1
            # A picture that is always alike tells nothing of time; one that is not, speaks twice.
            of_pictures = np.maximum(on.alike, 0) - _BY_CHANCE + on.alike - self._usual
            worth = np.where(is_inside, of_pictures, 0).sum(axis=1)
            worth += np.where(on.has_change & is_inside[:, 1:], on.changed_alike, 0).sum(axis=1)
            best = int(worth.argmax())
            good = np.flatnonzero(worth >= worth[best] - _NEARLY * abs(worth[best]))
            error_s = _OFFSET_STEP_S * max(1.0, float(good[-1] - good[0]) / 2)
            weight = 1.0 if speed == 1 else _OTHER_SPEED_WORTH
            yield _Line(float(worth[best]) * weight, speed, float(offsets_s[best]), error_s)

    def along(self, speed: float, offsets_s: Numbers) -> _Along:
        """Return what lies on some lines of one speed."""
        query_s = (self._entry_s - offsets_s[:, None]) / speed
        places = (query_s - self._first_s) / SLOT_S
        is_met = (places >= -0.5) & (places <= self._count - 0.5)
        below = np.floor(places).astype(np.int64)
        rows = np.arange(len(self._entry_s))
        share = places - below
        last = self._count - 1
        alike = self._alike[rows, np.clip(below, 0, last)] * (1 - share)
        alike += self._alike[rows, np.clip(below + 1, 0, last)] * share
        slots = np.rint(places).astype(np.int64)
        changed = np.zeros(slots[:, 1:].shape)
        has_change = np.zeros(changed.shape, np.bool_)
        is_there = self._is_near & (slots[:, :-1] >= 0) & (slots[:, 1:] < self._count)
        for gap, alike_then in self._changed_alike.items():
            line, row = np.nonzero(is_there & (slots[:, 1:] - slots[:, :-1] == gap))
            changed[line, row] = alike_then[row, slots[line, row]]
            has_change[line, row] = True
        return _Along(query_s, alike, is_met, slots, changed, has_change)

    def changes(self, on: _Along) -> Iterator[Change]:
        """Yield the changes on one line."""
        for row in np.flatnonzero(on.has_change[0]).tolist():
            slot, after = on.slots[0, row], on.slots[0, row + 1]
            alike = self._changed_alike[int(after - slot)]
            yield Change(
                float(on.query_s[0, row]),
                float(alike[row, slot]),
                _elsewhere(alike, row, int(slot)),
                float(self._strength[row]),
            )


def _gaps(gaps_s: Numbers) -> Iterator[int]:
    """Yield how many slots may lie between two pictures of the query that are as far apart."""
    slots = np.unique(np.rint(gaps_s[:, None] / (SLOT_S * np.array(SPEEDS))))
    for gap in slots.astype(int).tolist():
        yield from range(max(1, gap - 1), gap + 2)


def _elsewhere(alike: Matrix, row: int, slot: int) -> float:
    """Return what changes at other moments have in common with this one."""
    rows, slots = np.arange(alike.shape[0]), np.arange(alike.shape[1])
    other_rows = _between(np.abs(rows - row), _ELSEWHERE_CHANGES)
    other_slots = _between(np.abs(slots - slot), _ELSEWHERE_SLOTS)
    others = np.concatenate([alike[other_rows, slot], alike[row, other_slots]])
    return float(np.quantile(others, _ELSEWHERE_QUANTILE)) if len(others) else 1.0


def _between(aside: Slots, ends: tuple[int, int]) -> Flags:
    inside: Flags = (aside >= ends[0]) & (aside <= ends[1])
    return inside


def _changes(pictures: Matrix, gap: int) -> Matrix:
    changes: Matrix = np.clip(pictures[gap:] - pictures[:-gap], -_MOST_CHANGE, _MOST_CHANGE)
    return changes


def _unit(pictures: Matrix) -> Matrix:
    centred = pictures - pictures.mean(axis=1, keepdims=True)
    unit: Matrix = centred / (np.linalg.norm(centred, axis=1, keepdims=True) + 1e-6)
    return unit
