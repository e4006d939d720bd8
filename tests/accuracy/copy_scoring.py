"""What was found of copies against the truth: average precision, recall, overlap, false matches.

What counts is a pair of a query and a source: an archive that holds a clip by day and by night
holds one source twice, and finding either is finding it. Pairs of all queries stand in one row by
their score, so a threshold means the same for every clip.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tests.synthesis.copies.truth import Copied, Query

Span = tuple[float, float]


@dataclass(frozen=True)
class Found:
    """The best match of a query among the references of one source.

    Attributes
    ----------
    rank : int
        Place among the sources found for this query, 0 first.
    query_s, reference_s : tuple of float or None
        The strongest segment.
    """

    source: str
    score: float
    grade: str = "likely"
    rank: int = 0
    query_s: Span | None = None
    reference_s: Span | None = None


@dataclass(frozen=True)
class Answered:
    """A query and all that was found for it."""

    query: Query
    found: list[Found]
    took_s: float = 0.0

    def of(self, source: str) -> Found | None:
        """Return what was found of a source."""
        return next((found for found in self.found if found.source == source), None)

    @property
    def false(self) -> list[Found]:
        """What was found and is not so; a view filmed at another time is not held against it."""
        true = {copied.source for copied in self.query.copied} | {self.query.same_view_of}
        return [found for found in self.found if found.source not in true]


@dataclass
class Figures:
    """Counts of one row: pairs of true copies, what was found of them, and how well."""

    copies: int = 0
    scores: list[float] = field(default_factory=list)
    overlaps: list[float] = field(default_factory=list)
    grades: list[str] = field(default_factory=list)

    def recall(self, threshold: float) -> float:
        """Return the share of copies that score above a threshold."""
        return sum(score > threshold for score in self.scores) / self.copies

    @property
    def overlap(self) -> float:
        """Mean overlap of segments, of those that have one."""
        return float(np.mean(self.overlaps)) if self.overlaps else 0.0


def figures(answered: Iterable[Answered]) -> Figures:
    """Add up the true pairs of some queries."""
    row = Figures()
    for each in answered:
        for copied in each.query.copied:
            row.copies += 1
            found = each.of(copied.source)
            if found is None:
                continue
            row.scores.append(found.score)
            row.grades.append(found.grade)
            if found.query_s is not None:
                row.overlaps.append(overlap(found, copied))
    return row


def overlap(found: Found, copied: Copied) -> float:
    """Return the mean of both overlaps, in the query and in the reference."""
    if found.query_s is None or found.reference_s is None:
        return 0.0
    asked = _overlap(found.query_s, (copied.query_start_s, copied.query_end_s))
    kept = _overlap(found.reference_s, (copied.reference_start_s, copied.reference_end_s))
    return (asked + kept) / 2


def _overlap(a: Span, b: Span) -> float:
    both = min(a[1], b[1]) - max(a[0], b[0])
    either = max(a[1], b[1]) - min(a[0], b[0])
    return max(0.0, both) / either if either > 0 else 0.0


def false_scores(answered: Iterable[Answered]) -> list[float]:
    """Return the scores of all false pairs."""
    return [found.score for each in answered for found in each.false]


def average_precision(true: Sequence[float], false: Sequence[float], copies: int) -> float:
    """Return micro average precision; of equal scores the false ones come first."""
    wrong = np.sort(np.asarray(false, np.float64))
    right = np.sort(np.asarray(true, np.float64))[::-1]
    before = len(wrong) - np.searchsorted(wrong, right, side="left")
    order = np.arange(1, len(right) + 1)
    return float((order / (order + before)).sum() / copies) if copies else 0.0


def threshold(true: Sequence[float], false: Sequence[float], precision: float) -> float:
    """Return the lowest score above which this share, or more, of all pairs is true."""
    levels = sorted({-1.0, *false})
    right, wrong = np.asarray(true, np.float64), np.asarray(false, np.float64)
    for level in levels:
        found, strays = int((right > level).sum()), int((wrong > level).sum())
        if found >= precision * (found + strays):
            return float(level)
    return float("inf")


@dataclass(frozen=True)
class Bars:
    """Thresholds of one variant: no false pair above the first, 5 % false above the second."""

    full: float
    nearly: float
    average_precision: float
    copies: int
    false: int


def bars(answered: Sequence[Answered]) -> Bars:
    """Return where the thresholds of these queries lie."""
    row, false = figures(answered), false_scores(answered)
    return Bars(
        threshold(row.scores, false, 1.0),
        threshold(row.scores, false, 0.95),
        average_precision(row.scores, false, row.copies),
        row.copies,
        len(false),
    )


@dataclass(frozen=True)
class Moments:
    """What screenshots came to.

    Attributes
    ----------
    first : int
        The right source stands first.
    timed : int
        And its time is within a second.
    """

    asked: int
    first: int
    timed: int
    errors_s: list[float]


def moments(answered: Iterable[Answered]) -> Moments:
    """Count the screenshots whose clip and time were found."""
    asked = first = 0
    errors_s = []
    for each in answered:
        asked += 1
        copied = each.query.copied[0]
        found = each.of(copied.source)
        if found is None or found.rank or found.reference_s is None:
            continue
        first += 1
        errors_s.append(abs(found.reference_s[0] - copied.reference_start_s))
    return Moments(asked, first, sum(error_s <= 1.0 for error_s in errors_s), errors_s)
