"""Where a stretch begins and ends: as far as the pictures agree, or on to where a shot does.

Hashes and points lie a quarter of a second to two seconds apart, and fail where the picture is
blurred or dark; a copy, though, is cut where shots are cut. So a stretch goes on to the ends of the
query's shot, unless the entry ends there or its pictures are seen not to agree.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from verify.analysis.matching.agreement import SLOT_S, Agreement
from verify.analysis.matching.offsets import Stretch
from verify.analysis.matching.sightings import Sighting

IS_ALIKE = 0.2
"""Correlation above which two pictures agree; those of strange clips lie around 0, give or take
0.06."""
IS_STRANGE = 0.08
_CLEARLY_ALIKE = 0.35
_LONGEST_GAP_S = 2.2
_NEAR_LINE_S = 0.8
_ENOUGH_POINTS = 7
_HALF_SLOT_S = 0.15

Span = tuple[float, float]


def ends_of(
    stretch: Stretch,
    agreement: Agreement,
    sightings: Sequence[Sighting],
    shots: Sequence[Span],
    both_last_s: tuple[float, float],
) -> Span:
    """Return from when to when, in the query, a stretch agrees with an entry.

    Parameters
    ----------
    stretch : Stretch
        As hashes and points have it.
    agreement : Agreement
    sightings : sequence of Sighting
        Of this entry.
    shots : sequence of tuple of float
        Start and end of each of the query's shots, seconds, in order; may be empty.
    both_last_s : tuple of float
        How long the query and the entry are, seconds.
    """
    seen_s = np.array(sorted(_evidence(stretch, agreement, sightings)))
    if not len(seen_s):
        return stretch.start_s, stretch.end_s
    runs = np.split(seen_s, np.flatnonzero(np.diff(seen_s) > _LONGEST_GAP_S) + 1)
    first_s, last_s = (float(time_s) for time_s in max(runs, key=len)[[0, -1]])
    query_last_s, entry_last_s = both_last_s
    from_s = max((start for start, _ in shots if start <= first_s + _HALF_SLOT_S), default=0.0)
    to_s = min((end for _, end in shots if end >= last_s), default=query_last_s)
    strange_s = _strange(agreement, first_s, last_s)
    before_s = max((time_s for time_s in strange_s if time_s < first_s), default=-np.inf)
    after_s = min((time_s for time_s in strange_s if time_s > last_s), default=np.inf)
    if before_s > from_s:
        from_s = (before_s + first_s) / 2
    if after_s < to_s:
        to_s = (after_s + last_s) / 2
    begins_s = -agreement.offset_s / agreement.speed
    ends_s = (entry_last_s - agreement.offset_s) / agreement.speed
    from_s = max(0.0, from_s, begins_s)
    return from_s, max(from_s, min(to_s, query_last_s, ends_s))


def _evidence(
    stretch: Stretch, agreement: Agreement, sightings: Sequence[Sighting]
) -> Iterator[float]:
    """Yield moments of the query at which it is seen to agree."""
    yield from (each.query_s for each in agreement.pictures if each.alike > IS_ALIKE)

    def is_near(query_s: float, match_s: float) -> bool:
        due_s = agreement.speed * query_s + agreement.offset_s
        return abs(match_s - due_s) <= _NEAR_LINE_S

    for seen in sightings:
        if seen.points >= _ENOUGH_POINTS and is_near(seen.query_s, seen.match_s):
            yield seen.query_s
    last_s = max(stretch.start_s, stretch.end_s - SLOT_S)
    ends_s = np.array([stretch.start_s, last_s])
    near = [is_near(time_s, stretch.speed * time_s + stretch.offset_s) for time_s in ends_s]
    yield from ends_s[near]
    if all(near):
        yield from np.arange(stretch.start_s, last_s, SLOT_S)


def _strange(agreement: Agreement, first_s: float, last_s: float) -> list[float]:
    """Return when pictures do not agree, if those inside clearly do; else it tells nothing."""
    inside = [
        each.alike
        for each in agreement.pictures
        if first_s <= each.query_s <= last_s and each.alike > IS_ALIKE
    ]
    if not inside or float(np.median(inside)) < _CLEARLY_ALIKE:
        return []
    return [each.query_s for each in agreement.pictures if each.alike < IS_STRANGE]
