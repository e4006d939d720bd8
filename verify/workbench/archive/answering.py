"""From what is near in an archive to the answer that is shown: matches with grade and reason.

Only here the entries that a clip looks like are read from the store, a hundred at most.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from verify.analysis.matching import comparable
from verify.analysis.matching.candidates import Candidate, Candidates, Near, candidates_of
from verify.analysis.matching.grading import SAME_FILE, Grounds, graded
from verify.analysis.matching.meetings import Numbers
from verify.analysis.matching.offsets import Stretch, stretches_of
from verify.domain.archive import Entry
from verify.domain.errors import shown_name
from verify.domain.findings import Analysis
from verify.domain.matches import (
    Match,
    MatchedFootage,
    MatchGrade,
    NotComparable,
    Query,
    Search,
    Segment,
)
from verify.domain.sources import ClaimedDate, DateClaimant
from verify.domain.store_errors import UnknownEntryError
from verify.storage.interface import Archive

MOST_MATCHES = 100
_GRADES = list(MatchGrade)
_DECIMALS = 3
_POSTED = ("posted", "sent", "published")


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A clip that was asked for, and what is near.

    Attributes
    ----------
    analysis : Analysis
        Of the clip.
    entries : int
        How many were searched.
    keys : dict of int to str
        Of the entries that are near, by number.
    query_s : float64 array, shape (n,)
        Times of the frames that `near` counts, seconds.
    """

    analysis: Analysis
    radius_bits: int
    frames: int
    frames_compared: int
    entries: int
    keys: Mapping[int, str]
    query_s: Numbers
    near: Near
    not_comparable: list[NotComparable]

    @property
    def duration_s(self) -> float | None:
        """How long the clip is, seconds; None for a picture."""
        time = self.analysis.timebase
        return None if time is None or self.analysis.footage.kind == "picture" else time.duration_s


def answer(archive: Archive, asked: Asked) -> Search:
    """Return what an archive says of a clip."""
    footage = asked.analysis.footage
    candidates = candidates_of(asked.near, asked.query_s, asked.radius_bits, asked.entries)
    listed = candidates.each[:MOST_MATCHES]
    matches = [match for each in listed for match in _match(archive, asked, candidates, each)]
    same = _entry(archive, footage.sha256)
    if same is not None:
        matches = list(_with_same_file(matches, same))
    return Search(
        query=Query(
            sha256=footage.sha256,
            untrusted_name=footage.untrusted_name,
            kind=footage.kind,
            duration_s=asked.duration_s,
            radius_bits=asked.radius_bits,
            frames=asked.frames,
            frames_compared=asked.frames_compared,
            is_in_archive=same is not None,
        ),
        entries_searched=asked.entries,
        matches=sorted(matches, key=lambda match: _rank(match, footage.sha256)),
        matches_left_out=len(candidates.each) - len(listed),
        not_comparable=asked.not_comparable,
    )


def _rank(match: Match, sha256: str) -> tuple[bool, int, float, str]:
    key = match.footage.sha256
    return key != sha256, _GRADES.index(match.match_grade), -match.score, key


def _entry(archive: Archive, key: str) -> Entry | None:
    try:
        return archive.entry(key)
    except UnknownEntryError:
        return None


def _match(
    archive: Archive, asked: Asked, candidates: Candidates, candidate: Candidate
) -> Iterator[Match]:
    """Yield the match of an entry; none if that was removed since the search."""
    try:
        entry = archive.entry(asked.keys[candidate.number])
        hashes = archive.hashes(entry.key)
    except UnknownEntryError:
        return
    is_strong = comparable.is_comparable(hashes.quality)
    found = stretches_of(candidate.meetings, hashes.time_ms[is_strong] / 1000)
    stretches = [_inside(each, asked.duration_s, entry.duration_s) for each in found]
    strongest = stretches[0]
    has_order = asked.frames > 1 and len(hashes) > 1
    expected = candidates.expected_false_matches(strongest.score) if has_order else None
    grade, reason = graded(Grounds(strongest, candidates.hot, has_order, expected))
    yield Match(
        footage=_footage(entry),
        match_grade=grade,
        score=round(sum(each.score for each in stretches), _DECIMALS),
        expected_false_matches=expected,
        reason=reason,
        segments=[_segment(each, has_order) for each in stretches],
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
            footage=_footage(same),
            match_grade=MatchGrade.LIKELY,
            score=0.0,
            expected_false_matches=None,
            reason=SAME_FILE,
            segments=[],
        )


def _inside(stretch: Stretch, query_ends_s: float | None, entry_ends_s: float | None) -> Stretch:
    """Return a stretch that ends where either clip does: a last frame may stand for less."""
    ends_s = [stretch.end_s]
    if query_ends_s is not None:
        ends_s.append(query_ends_s)
    if entry_ends_s is not None:
        ends_s.append(entry_ends_s - stretch.offset_s)
    return replace(stretch, end_s=max(stretch.start_s, min(ends_s)))


def _segment(stretch: Stretch, has_order: bool) -> Segment:
    start_s = stretch.start_s
    end_s = stretch.end_s if has_order else start_s
    return Segment(
        query_start_s=round(start_s, _DECIMALS),
        query_end_s=round(end_s, _DECIMALS),
        match_start_s=round(max(0.0, start_s + stretch.offset_s), _DECIMALS),
        match_end_s=round(max(0.0, end_s + stretch.offset_s), _DECIMALS),
        speed=1.0,
        mirrored=False,
        content_box=None,
        frames_matched=len(stretch.frames),
        frames_possible=stretch.possible,
        median_distance_bits=stretch.median_distance_bits,
        inliers=None,
    )


def _footage(entry: Entry) -> MatchedFootage:
    dates = entry.source.dates
    by_file = [date for date in dates if date.claimed_by is DateClaimant.FILE]
    posted = [date for date in dates if date.meaning.startswith(_POSTED)]
    return MatchedFootage(
        sha256=entry.key,
        name=shown_name(entry.untrusted_names[0]),
        added_utc=entry.added_utc,
        captured_utc=_earliest_utc(by_file),
        published_utc=_earliest_utc(posted),
        source=None if entry.source.is_empty else entry.source,
    )


def _earliest_utc(dates: list[ClaimedDate]) -> datetime | None:
    return min((date.earliest_utc for date in dates if date.is_zone_known), default=None)
