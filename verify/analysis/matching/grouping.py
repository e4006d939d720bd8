"""From pairs of entries that look alike to groups that show one recording.

Looking alike for a stretch does not make one recording of two: a compilation shows many. So two are
copies only if most of either lies in the other, and what lies in another for the most part is a
part of it, which joins no groups.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from verify.domain.duplicates import Member, Relation
from verify.domain.matches import Segment

MOST = 0.5
"""Share of an entry from which on most of it is meant."""


def relation_of(
    segments: Sequence[Segment], duration_s: float | None, other_duration_s: float | None
) -> Relation:
    """Return how much of two entries looks alike, the first being the shorter one.

    Parameters
    ----------
    segments : sequence of Segment
        The first one's stretches are the query's.
    duration_s, other_duration_s : float or None
        None for a single picture, all of which is meant.

    Examples
    --------
    >>> relation_of([], None, 8.0)
    <Relation.PART: 'part'>
    """
    here = [(each.query_start_s, each.query_end_s) for each in segments]
    there = [(each.match_start_s, each.match_end_s) for each in segments]
    if _share(here, duration_s) < MOST:
        return Relation.STRETCH
    if duration_s is None:
        return Relation.COPY if other_duration_s is None else Relation.PART
    return Relation.COPY if _share(there, other_duration_s) >= MOST else Relation.PART


def turned(segment: Segment) -> Segment:
    """Return a segment as the other side would have it."""
    return msgspec.structs.replace(
        segment,
        query_start_s=segment.match_start_s,
        query_end_s=segment.match_end_s,
        match_start_s=segment.query_start_s,
        match_end_s=segment.query_end_s,
        speed=1 / segment.speed,
        content_box=None,
    )


def _share(spans: Iterable[tuple[float, float]], duration_s: float | None) -> float:
    """Return the share of a duration that spans cover together; 1 of a single picture."""
    if not duration_s:
        return 1.0
    covered_s, reached_s = 0.0, 0.0
    for start_s, end_s in sorted(spans):
        covered_s += max(0.0, end_s - max(start_s, reached_s))
        reached_s = max(reached_s, end_s)
    return covered_s / duration_s


class Unions:
    """Keys, joined step by step."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def join(self, key: str, other: str) -> None:
        """Let two keys, and what they were joined with, be together."""
        self._above[self.head(other)] = self.head(key)

    def head(self, key: str) -> str:
        """Return the key that stands for all that this one was joined with."""
        above = self._above.get(key, key)
        while above != key:
            # Each looks up farther than before, so that long chains do not stay.
            self._above[key] = self._above.get(above, above)
            key, above = above, self._above[key]
        return key

    def are_joined(self, key: str, other: str) -> bool:
        """Return whether two keys are together."""
        return self.head(key) == self.head(other)

    def together(self, keys: Iterable[str]) -> list[list[str]]:
        """Return these keys by what they are together with, in their order."""
        by_head: dict[str, list[str]] = {}
        for key in keys:
            by_head.setdefault(self.head(key), []).append(key)
        return list(by_head.values())


_CRITERIA = (
    ("largest picture", lambda member: member.pixels),
    ("longest", lambda member: round(member.duration_s or 0.0, 1)),
    ("most bytes", lambda member: member.size_bytes or 0),
    ("file as received kept", lambda member: int(member.has_original)),
)


def best_first(copies: Sequence[Member], kept_sha256: str | None) -> list[Member]:
    """Return copies in the order in which they are worth keeping; the one a person kept is first.

    A larger picture may have been enlarged, and a longer clip may hold more than the recording.
    """

    def worth(member: Member) -> tuple[bool, tuple[float, ...]]:
        return member.sha256 == kept_sha256, tuple(value(member) for _, value in _CRITERIA)

    # Of equals, the one that came in first stays first.
    return sorted(copies, key=worth, reverse=True)


def best_because(copies: Sequence[Member]) -> list[str]:
    """Return what the first of several copies has more of than each of the others."""
    best, *others = copies
    return [
        name
        for name, value in _CRITERIA
        if others and all(value(best) > value(other) for other in others)
    ]


def earliest(members: Iterable[Member]) -> Member | None:
    """Return the member whose clearest date is the earliest, None if none has one."""
    dated = [(member.claim.latest_utc, member) for member in members if member.claim is not None]
    return min(dated, key=lambda each: each[0])[1] if dated else None


def shorter_first(members: Mapping[str, Member], key: str, other: str) -> tuple[str, str]:
    """Return two keys, that of the shorter footage first; a picture is shorter than any clip."""

    def length(each: str) -> tuple[float, str]:
        duration_s = members[each].duration_s
        return (-1.0 if duration_s is None else duration_s), each

    first, second = sorted((key, other), key=length)
    return first, second
