"""From what is near in an archive to the answer that is shown: matches with grade and reason.

Only here the entries that a clip looks like are read from the store, a hundred at most.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import msgspec
import numpy as np

from verify.analysis.matching import comparable
from verify.analysis.matching.candidates import (
    LEAST_OF_POINTS,
    Candidate,
    Candidates,
    Near,
    candidates_of,
)
from verify.analysis.matching.framing import (
    Framing,
    Glimpse,
    best_framing,
    framing_in_window,
    framing_of,
)
from verify.analysis.matching.grading import SAME_FILE, Grounds, graded, is_spoken_of
from verify.analysis.matching.meetings import Numbers
from verify.analysis.matching.offsets import Stretch, stretches_of
from verify.analysis.matching.resembling import NONE, Resembling
from verify.analysis.matching.sightings import Sighting
from verify.domain.archive import Entry, Words
from verify.domain.footage import BoxPx
from verify.domain.matches import (
    DescriptorUse,
    Match,
    MatchGrade,
    NotComparable,
    Query,
    Search,
)
from verify.domain.store_errors import UnknownEntryError
from verify.domain.window_hashes import WindowHashes
from verify.storage.interface import Archive
from verify.workbench.archive.clip import Clip, SizePx
from verify.workbench.archive.comparing import Considered, Found, compared
from verify.workbench.archive.telling import matched_footage, segment_of

MOST_MATCHES = 100
_GRADES = list(MatchGrade)
_DECIMALS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A clip that was asked for, and what is near.

    Attributes
    ----------
    clip : Clip
    entries, entries_not_comparable : int
        How many were searched, and in how many of these nothing shows enough to be found.
    keys : dict of int to str
        Of the entries that are near, by number.
    query_s : float64 array, shape (n,)
        Times of the frames that `near` counts, seconds; windows of frames stand last.
    query_pdq : uint64 array, shape (n, 4)
        Their hashes.
    windows : WindowHashes or None
        Those windows.
    seen : sequence of Sighting
        Pictures of entries in which points lie as in the query's.
    alike : Resembling
        Pictures that a frame descriptor finds alike.
    descriptor : DescriptorUse or None
        None if none was asked.
    """

    clip: Clip
    radius_bits: int
    frames: int
    frames_compared: int
    entries: int
    entries_not_comparable: int
    keys: Mapping[int, str]
    query_s: Numbers
    query_pdq: Words
    near: Near
    seen: Sequence[Sighting]
    not_comparable: list[NotComparable]
    windows: WindowHashes | None = None
    alike: Resembling = NONE
    descriptor: DescriptorUse | None = None

    def also(self, alike: Resembling, keys: Mapping[int, str], use: DescriptorUse) -> "Asked":
        """Return the same with what a frame descriptor finds."""
        return replace(self, alike=alike, keys={**self.keys, **keys}, descriptor=use)

    def without(self, key: str) -> "Asked":
        """Return the same without one entry: that which itself is asked for."""
        keys = {number: other for number, other in self.keys.items() if other != key}
        return replace(
            self,
            keys=keys,
            near=self.near.of(np.isin(self.near.number, list(keys))),
            seen=[each for each in self.seen if each.number in keys],
        )

    def glimpses(self, number: int) -> list[Glimpse]:
        """Return the windows that look like a whole picture of an entry."""
        if self.windows is None:
            return []
        first = len(self.query_s) - len(self.windows)
        rows = np.flatnonzero((self.near.number == number) & (self.near.query >= first))
        return [
            Glimpse(
                float(self.query_s[query]),
                float(self.near.match_s[row]),
                tuple(self.windows.edges[query - first].tolist()),
                bool(self.windows.mirrored[query - first]),
            )
            for row, query in zip(rows.tolist(), self.near.query[rows].tolist(), strict=True)
        ]


class Question(NamedTuple):
    """What is asked of an archive, and how much is to be told.

    Attributes
    ----------
    most : int
        Most matches that are listed.
    among : set of str, optional
        Keys of the entries that may be; the others count as background only.
    """

    asked: Asked
    most: int = MOST_MATCHES
    among: Container[str] | None = None


def answer(archive: Archive, asked: Asked) -> Search:
    """Return what an archive says of a clip."""
    return answers(archive, [Question(asked)])[0]


def answers(archive: Archive, questions: Sequence[Question]) -> list[Search]:
    """Return what an archive says of several clips, whose stills one process lays over entries."""
    found = [_candidates(question.asked) for question in questions]
    listed = [_listed(*each) for each in zip(questions, found, strict=True)]
    considered = [
        [one for each in some for one in _considered(archive, question.asked, each)]
        for question, (some, _) in zip(questions, listed, strict=True)
    ]
    pictures = [question.asked.clip.pictures for question in questions]
    exact = compared(archive, list(zip(pictures, considered, strict=True)))
    return [
        _answer(archive, question.asked, candidates, each, left_out)
        for question, candidates, each, (_, left_out) in zip(
            questions, found, exact, listed, strict=True
        )
    ]


def _candidates(asked: Asked) -> Candidates:
    return candidates_of(
        asked.near,
        asked.seen,
        asked.query_s,
        asked.query_pdq,
        asked.radius_bits,
        asked.entries,
        asked.alike,
    )


def _listed(question: Question, candidates: Candidates) -> tuple[Sequence[Candidate], int]:
    """Return the candidates that are looked at, and how many are not."""
    asked, most, among = question
    chosen = [each for each in candidates.each if among is None or asked.keys[each.number] in among]
    return chosen[:most], max(0, len(chosen) - most)


def _answer(
    archive: Archive,
    asked: Asked,
    candidates: Candidates,
    considered: Sequence[Considered],
    left_out: int,
) -> Search:
    clip = asked.clip
    matches = [match for each in considered for match in _match(asked, candidates, each)]
    same = _entry(archive, clip.sha256)
    if same is not None:
        matches = list(_with_same_file(matches, same))
    return Search(
        query=Query(
            sha256=clip.sha256,
            untrusted_name=clip.untrusted_name,
            kind=clip.kind,
            duration_s=clip.duration_s,
            radius_bits=asked.radius_bits,
            frames=asked.frames,
            frames_compared=asked.frames_compared,
            is_in_archive=same is not None,
        ),
        entries_searched=asked.entries,
        entries_not_comparable=asked.entries_not_comparable,
        matches=sorted(matches, key=lambda match: _rank(match, clip.sha256)),
        matches_left_out=left_out,
        not_comparable=asked.not_comparable,
        sound=None,
        descriptor=asked.descriptor,
    )


def _rank(match: Match, sha256: str) -> tuple[bool, int, float, str]:
    key = match.footage.sha256
    return key != sha256, _GRADES.index(match.match_grade), -match.score, key


def _entry(archive: Archive, key: str) -> Entry | None:
    try:
        return archive.entry(key)
    except UnknownEntryError:
        return None


def _considered(archive: Archive, asked: Asked, candidate: Candidate) -> Iterator[Considered]:
    """Yield what was found of an entry; nothing if that was removed since the search."""
    try:
        entry = archive.entry(asked.keys[candidate.number])
        hashes = archive.hashes(entry.key)
        features = archive.features(entry.key)
        vectors = archive.vectors(entry.key) if len(asked.alike) else None
    except UnknownEntryError:
        return
    is_strong = comparable.is_comparable(hashes.quality)
    entry_s = [hashes.time_ms[is_strong] / 1000]
    if features is not None:
        entry_s.append(features.time_ms / 1000)
    if vectors is not None:
        entry_s.append(vectors.time_ms / 1000)
    found = stretches_of(candidate.meetings, np.unique(np.concatenate(entry_s)))
    stretches = [_inside(each, asked.clip.duration_s, entry.duration_s) for each in found]
    strongest = stretches[0]
    if strongest.median_distance_bits is None and strongest.score < LEAST_OF_POINTS:
        return
    has_order = asked.frames > 1 and len(hashes) > 1
    glimpses, sizes = asked.glimpses(candidate.number), _sizes(asked, entry)
    framings = [_framing(each, candidate.sightings, glimpses, sizes) for each in stretches]
    found_there = [Found(*both) for both in zip(stretches, framings, strict=True)]
    yield Considered(entry, candidate, has_order, found_there)


def _framing(
    stretch: Stretch,
    sightings: Sequence[Sighting],
    glimpses: Sequence[Glimpse],
    sizes: tuple[SizePx, SizePx] | None,
) -> Framing | None:
    """Return how an entry's picture lies in the query's, by what tells it best."""
    in_window = None if sizes is None else framing_in_window(stretch, glimpses, *sizes)
    return best_framing(framing_of(stretch, sightings), in_window)


def _match(asked: Asked, candidates: Candidates, considered: Considered) -> Iterator[Match]:
    """Yield the match of an entry; none if its pictures are seen not to be alike."""
    strongest = considered.found[0]
    expected = None
    if considered.has_order:
        expected = candidates.expected_false_matches(strongest.stretch.score)
    grounds = Grounds(
        strongest.stretch,
        candidates.hot,
        considered.has_order,
        expected,
        strongest.framing,
        strongest.agreement,
        _is_contained(asked, considered.entry, strongest.framing),
        strongest.light,
    )
    if not is_spoken_of(grounds):
        return
    grade, reason = graded(grounds)
    yield Match(
        footage=matched_footage(considered.entry),
        match_grade=grade,
        score=round(sum(each.score for each in considered.found), _DECIMALS),
        expected_false_matches=expected,
        reason=reason,
        segments=[
            segment_of(
                each,
                _boxed(asked, considered.entry, each.framing),
                has_order=considered.has_order,
            )
            for each in considered.found
        ],
        sound=None,
        judgement=None,
    )


def _with_same_file(matches: list[Match], same: Entry) -> Iterator[Match]:
    """Yield the matches, the one of these very bytes with that as its reason.

    Frames of a black clip are near nothing, but the file is there all the same.
    """
    is_among = False
    for match in matches:
        if match.footage.sha256 == same.key:
            is_among = True
            yield msgspec.structs.replace(match, match_grade=MatchGrade.LIKELY, reason=SAME_FILE)
        else:
            yield match
    if not is_among:
        yield Match(
            footage=matched_footage(same),
            match_grade=MatchGrade.LIKELY,
            score=0.0,
            expected_false_matches=None,
            reason=SAME_FILE,
            segments=[],
            sound=None,
            judgement=None,
        )


def _inside(stretch: Stretch, query_ends_s: float | None, entry_ends_s: float | None) -> Stretch:
    """Return a stretch that ends where either clip does: a last frame may stand for less."""
    ends_s = [stretch.end_s]
    if query_ends_s is not None:
        ends_s.append(query_ends_s)
    if entry_ends_s is not None:
        ends_s.append((entry_ends_s - stretch.offset_s) / stretch.speed)
    return replace(stretch, end_s=max(stretch.start_s, min(ends_s)))


def _sizes(asked: Asked, entry: Entry) -> tuple[SizePx, SizePx] | None:
    """Return width and height of the pictures of both, None where they are not known."""
    shown = asked.clip.size_px
    if shown is None or entry.width_px is None or entry.height_px is None:
        return None
    return shown, (entry.width_px, entry.height_px)


def _is_contained(asked: Asked, entry: Entry, framing: Framing | None) -> bool:
    sizes = _sizes(asked, entry)
    return framing is None or sizes is None or framing.is_contained(*sizes)


def _boxed(asked: Asked, entry: Entry, framing: Framing | None) -> BoxPx | None:
    """Return where the entry's picture lies in the query's, None where that is not known."""
    sizes = _sizes(asked, entry)
    if framing is None or not framing.seen or sizes is None:
        return None
    left, top, right, bottom = map(round, framing.box(*sizes))
    return (left, top, right - left, bottom - top) if left < right and top < bottom else None
