"""Which moments of two files to look at: those that are one in both, spread over what is alike.

The time of one moment is known in either to some part of a second only; frames about it are named
too, for whoever lays them over one another to choose from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verify.domain.comparison import MOST_MOMENTS
from verify.domain.matches import Segment

# Of one segment, of two, of three.
_MOMENTS_OF = ((MOST_MOMENTS,), (3, 2), (2, 2, 1))
# Where nothing is alike: shortly after the start, the middle, shortly before the end.
_ANYWHERE = (0.05, 0.5, 0.95)
_ABOUT = (0.0, -0.5, 0.5, -1.0, 1.0)
_UNTOLD_ERROR_S = 0.5
_LAST_S = 0.001


@dataclass(frozen=True, slots=True)
class Moment:
    """Times in both files.

    Attributes
    ----------
    segment : int or None
        Place of the segment among those given; None if the two have nothing to do with each other.
    a_s, b_s : tuple of float
        Seconds, the likeliest first; several in one of the two files at most.
    """

    segment: int | None
    a_s: tuple[float, ...]
    b_s: tuple[float, ...]


def moments_of(
    segments: Sequence[Segment], a_duration_s: float | None, b_duration_s: float | None
) -> list[Moment]:
    """Return at most five moments to look at, by segment and in order of time.

    Parameters
    ----------
    segments : sequence of Segment
        The strongest first; A is the query.
    a_duration_s, b_duration_s : float or None
        None for a single picture.

    Returns
    -------
    list of Moment
        Without segments, three: near the start, in the middle and near the end of either.
    """
    if not segments:
        shares = _ANYWHERE if a_duration_s or b_duration_s else _ANYWHERE[:1]
        return [
            Moment(None, (share * (a_duration_s or 0.0),), (share * (b_duration_s or 0.0),))
            for share in shares
        ]
    counts = _MOMENTS_OF[min(len(segments), len(_MOMENTS_OF)) - 1]
    return [
        moment
        for place, count in enumerate(counts)
        for moment in _of_segment(place, segments[place], count, a_duration_s, b_duration_s)
    ]


def _of_segment(
    place: int,
    segment: Segment,
    count: int,
    a_duration_s: float | None,
    b_duration_s: float | None,
) -> Iterator[Moment]:
    error_s = _UNTOLD_ERROR_S if segment.match_error_s is None else segment.match_error_s
    if segment.query_end_s == segment.query_start_s:
        count = 1
    for number in range(count):
        share = (number + 0.5) / count
        a_s = _between(segment.query_start_s, segment.query_end_s, share)
        b_s = _between(segment.match_start_s, segment.match_end_s, share)
        if a_duration_s is None:
            yield Moment(place, (0.0,), _about(b_s, error_s, b_duration_s))
        else:
            a_error_s = error_s / segment.speed
            yield Moment(place, _about(a_s, a_error_s, a_duration_s), (_inside(b_s, b_duration_s),))


def _between(start_s: float, end_s: float, share: float) -> float:
    return start_s + share * (end_s - start_s)


def _about(time_s: float, error_s: float, duration_s: float | None) -> tuple[float, ...]:
    tried = (_inside(time_s + share * error_s, duration_s) for share in _ABOUT)
    return tuple(dict.fromkeys(tried))


def _inside(time_s: float, duration_s: float | None) -> float:
    """Return the time, or that of the first or last frame if it lies beyond."""
    return max(0.0, min(time_s, (duration_s or 0.0) - _LAST_S))
