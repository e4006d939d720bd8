"""What an archive holds more than once, found by what is kept of each entry; nothing is removed.

Each entry is asked for among the others by hashes and points, several at once. What may be the same
is looked at again, still over still, in the jail; of what is together already no more pairs are
looked at.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from verify.analysis.matching import grouping
from verify.analysis.matching.framing import ENOUGH_POINTS
from verify.analysis.matching.grading import LEAST_FRAMES
from verify.analysis.matching.grouping import Unions
from verify.domain.archive import Entry, EntryKind
from verify.domain.duplicates import Duplicates, Group, Likeness, Member, Relation, Settlement
from verify.domain.errors import shown_name
from verify.domain.matches import Match, MatchGrade, clearest
from verify.storage.interface import Archive
from verify.workbench.archive.judging import judged
from verify.workbench.archive.neighbours import Sought, neighbours
from verify.workbench.archive.searching import Searcher
from verify.workbench.archive.settling import settlement_of, settlements
from verify.workbench.archive.shelf import Shelf

# Of many copies each is found by some; more would only be found again.
_MOST_OF_AN_ENTRY = 12
_AT_ONCE = 32
_JOINING = (MatchGrade.CONFIRMED, MatchGrade.LIKELY)
_STRONGEST_FIRST = (
    MatchGrade.CONFIRMED,
    MatchGrade.LIKELY,
    MatchGrade.SAME_VIEW,
    MatchGrade.POSSIBLE,
)
_RELATIONS = list(Relation)


@dataclass(frozen=True, slots=True)
class Compared:
    """How far the work has come.

    Attributes
    ----------
    is_closer : bool
        Whether stills are laid over one another by now.
    done, of : int
        Entries.
    """

    is_closer: bool
    done: int
    of: int


OnCompared = Callable[[Compared], None]


def find(
    shelf: Shelf, searcher: Searcher, on_compared: OnCompared = lambda _: None, *, all_groups: bool
) -> Duplicates:
    """Find entries that show one recording.

    Parameters
    ----------
    shelf : Shelf
    searcher : Searcher
        Of this archive.
    on_compared : callable, optional
        Called for each entry.
    all_groups : bool
        Whether groups that a person decided to ignore are listed too.
    """
    entries = list(shelf.store.entries())
    search = _Finding(shelf, searcher, entries)
    for first in range(0, len(entries), _AT_ONCE):
        some = entries[first : first + _AT_ONCE]
        for done in range(first, first + len(some)):
            on_compared(Compared(is_closer=False, done=done, of=len(entries)))
        search.compare(some)
    done, closer = 0, search.worth_a_closer_look()
    for keys in closer:
        for _ in keys:
            on_compared(Compared(is_closer=True, done=done, of=sum(map(len, closer))))
            done += 1
        search.look_closer(keys)
    groups = search.groups(list(settlements(shelf.store)))
    shown = [group for group in groups if all_groups or not group.is_ignored]
    return Duplicates(
        entries=searcher.entries,
        entries_not_comparable=searcher.entries_not_comparable,
        groups=shown,
        groups_ignored=len(groups) - len(shown),
        apart=search.apart(),
    )


class _Finding:
    """The entries of an archive and which of them look alike."""

    def __init__(self, shelf: Shelf, searcher: Searcher, entries: Sequence[Entry]) -> None:
        self._store, self._searcher = shelf.store, searcher
        self._entries = {entry.key: entry for entry in entries}
        self._members = {entry.key: member_of(shelf.store, entry) for entry in entries}
        self._alike: dict[tuple[str, str], Likeness] = {}
        self._together = Unions()

    def compare(self, entries: Sequence[Entry]) -> None:
        """Find what looks like some entries, by hashes and points."""
        sought = [Sought(entry, _MOST_OF_AN_ENTRY) for entry in entries]
        for key, found in neighbours(self._store, self._searcher, sought).items():
            for match in judged(self._store, found).matches:
                if match.footage.sha256 in self._members and is_worth_a_look(match):
                    self._keep(key, match)

    def _keep(self, key: str, match: Match) -> None:
        """Take a match for what is known of two entries, unless the other way told more."""
        likeness = likeness_of(self._members, key, match)
        both = likeness.sha256, likeness.other_sha256
        known = self._alike.get(both)
        if known is None or rank(likeness) < rank(known):
            self._alike[both] = likeness

    def worth_a_closer_look(self) -> list[list[str]]:
        """Return the entries whose stills may tell more of what looks like them.

        Those that are looked at together have nothing to do with each other: what is found of one
        decides which pairs of the others need a look only among what looks alike.
        """
        connected = Unions()
        for first, second in self._alike:
            connected.join(first, second)
        firsts = sorted({first for first, _ in self._alike if self._entries[first].still_count})
        turns: list[list[str]] = []
        for apart in connected.together(firsts):
            for turn, key in enumerate(sorted(apart)):
                if turn == len(turns):
                    turns.append([])
                turns[turn].append(key)
        return [
            turn[first : first + _AT_ONCE]
            for turn in turns
            for first in range(0, len(turn), _AT_ONCE)
        ]

    def look_closer(self, keys: Sequence[str]) -> None:
        """Lay the stills of entries over what looks like them and is not together with it yet."""
        sought = [
            Sought(self._entries[key], len(others), others, is_laid_over=True)
            for key in keys
            if (others := self._others(key))
        ]
        for key, found in neighbours(self._store, self._searcher, sought).items():
            seen = {match.footage.sha256: match for match in judged(self._store, found).matches}
            others = self._others(key)
            for other in others:
                if other in seen:
                    self._alike[key, other] = likeness_of(self._members, key, seen[other])
                elif self._alike[key, other].match_grade is MatchGrade.POSSIBLE:
                    # Still over still, it is not even worth a word.
                    del self._alike[key, other]
            self._join_copies(
                self._alike[key, other] for other in others if (key, other) in self._alike
            )

    def _others(self, key: str) -> frozenset[str]:
        """Return what looks like an entry and is not together with it yet."""
        return frozenset(
            second
            for first, second in self._alike
            if first == key
            and self._entries[second].still_count
            and not self._together.are_joined(first, second)
        )

    def _join_copies(self, likenesses: Iterable[Likeness]) -> None:
        for each in likenesses:
            if each.relation is Relation.COPY and _joins(each):
                self._together.join(each.sha256, each.other_sha256)

    def groups(self, settled: Sequence[Settlement]) -> list[Group]:
        """Return the groups, those with most copies first."""
        self._join_copies(self._alike.values())
        joining = [each for each in self._alike.values() if _joins(each)]
        groups = [
            self._group(keys, joining, settled) for keys in self._together.together(self._members)
        ]
        found = [group for group in groups if group is not None]
        found.sort(key=lambda group: (-len(group.copies), -len(group.parts)))
        return found

    def _group(
        self, keys: Sequence[str], joining: Sequence[Likeness], settled: Sequence[Settlement]
    ) -> Group | None:
        """Return the group of these copies, None if nothing else is one, or a part of one."""
        copies = set(keys)
        parts = [
            each
            for each in joining
            if each.relation is Relation.PART
            and each.other_sha256 in copies
            and each.sha256 not in copies
        ]
        if len(copies) + len(parts) < 2:
            return None
        members = self._members
        part_keys = sorted({each.sha256 for each in parts})
        settlement = settlement_of(settled, {*copies, *part_keys})
        kept = settlement.kept_sha256 if settlement else None
        ordered = grouping.best_first([members[key] for key in keys], kept)
        listed = [*ordered, *(members[key] for key in part_keys)]
        first = grouping.earliest(listed)
        return Group(
            copies=ordered,
            best_because=grouping.best_because(ordered),
            parts=[members[key] for key in part_keys],
            earliest_sha256=first.sha256 if first else None,
            likenesses=[
                each
                for each in joining
                if each.relation is Relation.COPY
                and each.sha256 in copies
                and each.other_sha256 in copies
            ]
            + parts,
            settlement=settlement,
        )

    def apart(self) -> list[Likeness]:
        """Return pairs that form no group, and are in none together."""
        apart = [
            each
            for each in self._alike.values()
            if not self._together.are_joined(each.sha256, each.other_sha256)
            and not (_joins(each) and each.relation is Relation.PART)
        ]
        return sorted(apart, key=rank)


def _joins(likeness: Likeness) -> bool:
    """Return whether two entries show the same; a person's word outweighs a grade."""
    if likeness.relation is Relation.STRETCH:
        return False
    if likeness.judgement is not None:
        return likeness.judgement.accepted
    return likeness.match_grade in _JOINING


def is_worth_a_look(match: Match) -> bool:
    """Return whether a match is more than what chance does with a few frames or points."""
    if match.judgement is not None or match.match_grade is not MatchGrade.POSSIBLE:
        return True
    return any(
        (each.inliers or 0) >= ENOUGH_POINTS
        or (each.median_distance_bits is not None and each.frames_matched >= LEAST_FRAMES)
        for each in match.segments
    )


def rank(likeness: Likeness) -> tuple[int, int, int]:
    """Return what likenesses are sorted by, the strongest first."""
    return (
        _STRONGEST_FIRST.index(likeness.match_grade),
        _RELATIONS.index(likeness.relation),
        -sum(each.frames_matched for each in likeness.segments),
    )


def likeness_of(members: Mapping[str, Member], key: str, match: Match) -> Likeness:
    """Return what a match of the entry `key` says of two entries, the shorter one first."""
    first, second = grouping.shorter_first(members, key, match.footage.sha256)
    segments = match.segments
    if first != key:
        segments = [grouping.turned(each) for each in segments]
    ends_s = members[first].duration_s, members[second].duration_s
    return Likeness(
        sha256=first,
        other_sha256=second,
        relation=grouping.relation_of(segments, *ends_s),
        match_grade=match.match_grade,
        reason=match.reason,
        segments=segments,
        judgement=match.judgement,
    )


def member_of(archive: Archive, entry: Entry) -> Member:
    """Return an entry as far as it counts for which copy is the best."""
    duration_s = entry.duration_s
    if entry.kind is EntryKind.PICTURE:
        duration_s = None
    elif duration_s is None:
        duration_s = float(max(archive.hashes(entry.key).time_ms, default=0)) / 1000
    return Member(
        sha256=entry.key,
        name=shown_name(entry.untrusted_names[0]),
        kind=entry.kind,
        width_px=entry.width_px,
        height_px=entry.height_px,
        duration_s=duration_s,
        size_bytes=entry.size_bytes,
        has_original=entry.has_original,
        claim=clearest(entry.source.dates),
    )
