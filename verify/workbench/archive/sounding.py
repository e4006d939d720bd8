"""What an archive says of the sound of a clip, apart from its picture, and beside it.

Sound is cut, dubbed and laid under other pictures, so a likeness of either says nothing of the
other: each match says whether its other half agrees, as far as that can be told.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import msgspec
import numpy as np
import numpy.typing as npt

from verify.analysis.matching import comparable
from verify.analysis.matching.sound_alignment import Peaks, SoundStretch, aligned
from verify.analysis.matching.sound_grading import (
    MOST_SPOKEN_OF,
    expected_false_matches,
    graded,
)
from verify.analysis.matching.sound_votes import (
    Candidate,
    elected,
    most_promising,
    variants_of,
)
from verify.domain.archive import FrameHashes
from verify.domain.audio_fingerprint import AudioFingerprint, SoundState
from verify.domain.matches import (
    Match,
    MatchGrade,
    PictureThere,
    Search,
    Segment,
    SoundMatch,
    SoundSearch,
    SoundSegment,
    SoundThere,
)
from verify.domain.store_errors import UnknownEntryError
from verify.storage.interface import Archive
from verify.storage.likeness import SoundIndex
from verify.workbench.archive.telling import matched_footage

__all__ = ["Listening", "listened", "sounded"]

MOST_MATCHES = 50
_GRADES = list(MatchGrade)
_DECIMALS = 3
# The time of a picture that hardly changes is told no better.
_SLACK_S = 2.0
_LEAST_FRAMES = 4
_LEAST_PEAKS = 45
# Where the picture says at which offset to listen, fewer tries are made than in a search.
_SAME_SCORE, _OTHER_SCORE = 10.0, 8.0

Numbers = npt.NDArray[np.float64]


def sounded(
    archive: Archive,
    index: SoundIndex,
    fingerprint: AudioFingerprint,
    hashes: FrameHashes,
    found: Search,
    listening: "Listening | None" = None,
) -> Search:
    """Return an answer with what the archive says of the sound of the clip.

    Parameters
    ----------
    archive : Archive
    index : SoundIndex
        Of that archive.
    fingerprint : AudioFingerprint
        Of the clip.
    hashes : FrameHashes
        Of the clip: they tell where its picture shows enough to be compared.
    found : Search
        What was found of its picture.
    listening : Listening, optional
        What `listened` returned for it, if that was called before.
    """
    if listening is None:
        listening = listened(archive, index, fingerprint)
    by_entry = listening.stretches
    query_s = _shown_s(hashes)
    pictures = {match.footage.sha256: match for match in found.matches}
    matches = [
        match
        for key, stretches in by_entry.items()
        if key != found.query.sha256
        for match in listening.matches(key, stretches, query_s, pictures.get(key))
    ]
    matches.sort(key=lambda match: (_GRADES.index(match.match_grade), -match.score))
    states = index.entries_by_state
    return msgspec.structs.replace(
        found,
        matches=[
            msgspec.structs.replace(match, sound=listening.sound_of(match, by_entry))
            for match in found.matches
        ],
        sound=SoundSearch(
            state=fingerprint.state.name.lower(),
            entries_searched=states.get(SoundState.HEARD, 0),
            entries_without_sound=states.get(SoundState.SILENT, 0)
            + states.get(SoundState.ABSENT, 0),
            # Entries that came in since are in the newer of the two counts only.
            entries_not_read=max(0, found.entries_searched - sum(states.values()))
            + states.get(None, 0),
            matches=matches[:MOST_MATCHES],
            matches_left_out=max(0, len(matches) - MOST_MATCHES),
        ),
    )


def listened(archive: Archive, index: SoundIndex, fingerprint: AudioFingerprint) -> "Listening":
    """Look the sound of a clip up, which needs nothing of its picture."""
    listening = Listening(archive, index, fingerprint)
    # Known from here on.
    _ = listening.stretches
    return listening


class Listening:
    """One clip against one archive; the sounds of entries are read once."""

    def __init__(self, archive: Archive, index: SoundIndex, query: AudioFingerprint) -> None:
        self._archive = archive
        self._index = index
        self._query = query
        self._peaks = Peaks.of(query)
        self._entries: dict[str, Peaks | None] = {}

    @cached_property
    def stretches(self) -> dict[str, list[SoundStretch]]:
        """The stretches that sound alike by entry, the strongest first."""
        if self._query.state is not SoundState.HEARD:
            return {}
        candidates: list[Candidate] = []
        for variant in variants_of(self._query):
            hits = self._index.search(variant.low, variant.high)
            candidates += elected(variant, hits.query, hits.number, hits.match_ms)
        by_entry: dict[str, list[SoundStretch]] = {}
        for candidate in most_promising(candidates):
            key = self._index.keys[candidate.number]
            entry = self._of(key)
            if entry is not None and (one := aligned(self._peaks, entry, candidate)) is not None:
                by_entry.setdefault(key, []).append(one)
        return {key: _apart(stretches) for key, stretches in by_entry.items()}

    def matches(
        self,
        key: str,
        stretches: Sequence[SoundStretch],
        query_s: Numbers,
        picture: Match | None,
    ) -> Iterator[SoundMatch]:
        """Yield the match of an entry; none if chance does as well, or the entry was removed."""
        score = stretches[0].score
        expected = expected_false_matches(score, len(self._query), self._index.peaks)
        if expected > MOST_SPOKEN_OF:
            return
        try:
            entry = self._archive.entry(key)
            entry_s = _shown_s(self._archive.hashes(key))
        except UnknownEntryError:
            return
        grade, reason = graded(stretches[0], expected)
        yield SoundMatch(
            footage=matched_footage(entry),
            match_grade=grade,
            score=round(score, _DECIMALS),
            expected_false_matches=float(f"{expected:.2g}"),
            reason=reason,
            segments=[
                _segment(each, _picture_there(each, query_s, entry_s, picture))
                for each in stretches
            ],
        )

    def sound_of(self, match: Match, by_entry: dict[str, list[SoundStretch]]) -> SoundThere | None:
        """Return whether the sound agrees where a picture does; None where that cannot be told."""
        if not match.segments:
            return None
        segment = match.segments[0]
        alike = by_entry.get(match.footage.sha256, [])
        if any(_is_beside(each, segment) for each in alike):
            return SoundThere.SAME
        entry = self._of(match.footage.sha256)
        if entry is None or any(_share_time(each, segment) for each in alike):
            # The same sound at another time: a still picture, or a sound that was moved.
            return None
        here = self._peaks.between(segment.query_start_s, segment.query_end_s)
        there = entry.between(segment.match_start_s - _SLACK_S, segment.match_end_s + _SLACK_S)
        if min(len(here.time_s), len(there.time_s)) < _LEAST_PEAKS:
            return None
        offset_s = segment.match_start_s - segment.speed * segment.query_start_s
        scores = [0.0]
        for pitch in {1.0, segment.speed}:
            times_s = segment.query_start_s, segment.query_end_s
            said = Candidate(0.0, *times_s, segment.speed, pitch, 0, offset_s)
            if (one := aligned(here, there, said, _OTHER_SCORE)) is not None:
                scores.append(one.score)
        if max(scores) >= _SAME_SCORE:
            return SoundThere.SAME
        return SoundThere.OTHER if max(scores) < _OTHER_SCORE else None

    def _of(self, key: str) -> Peaks | None:
        """Return the peaks of an entry; None if it is gone, or has none that can be read."""
        if key not in self._entries:
            self._entries[key] = None
            try:
                content = self._archive.audio_fingerprint(key)
                fingerprint = AudioFingerprint.from_bytes(content or b"")
            except (UnknownEntryError, ValueError):
                return None
            if len(fingerprint):
                self._entries[key] = Peaks.of(fingerprint)
        return self._entries[key]


def _shown_s(hashes: FrameHashes) -> Numbers:
    """Return the times of the frames that show enough."""
    return np.asarray(hashes.time_ms[comparable.is_comparable(hashes.quality)] / 1000)


def _apart(stretches: list[SoundStretch]) -> list[SoundStretch]:
    """Return the strongest stretches that do not overlap in the query."""
    kept: list[SoundStretch] = []
    for each in sorted(stretches, key=lambda stretch: -stretch.score):
        if all(each.start_s >= one.end_s or each.end_s <= one.start_s for one in kept):
            kept.append(each)
    return kept


def _picture_there(
    stretch: SoundStretch, query_s: Numbers, entry_s: Numbers, picture: Match | None
) -> PictureThere:
    if picture is not None and any(_is_beside(stretch, one) for one in picture.segments):
        return PictureThere.SAME
    here = (query_s >= stretch.start_s) & (query_s <= stretch.end_s)
    there = (entry_s >= stretch.match_start_s) & (entry_s <= stretch.match_end_s)
    if min(np.count_nonzero(here), np.count_nonzero(there)) < _LEAST_FRAMES:
        return PictureThere.NOT_COMPARABLE
    return PictureThere.OTHER


def _share_time(stretch: SoundStretch, segment: Segment) -> bool:
    return stretch.start_s < segment.query_end_s and segment.query_start_s < stretch.end_s


def _is_beside(stretch: SoundStretch, segment: Segment) -> bool:
    """Return whether picture and sound of a stretch lead to one place of the entry."""
    if not _share_time(stretch, segment):
        return False
    first = max(stretch.start_s, segment.query_start_s)
    middle_s = (first + min(stretch.end_s, segment.query_end_s)) / 2
    sound_s = stretch.speed * middle_s + stretch.offset_s
    picture_s = segment.match_start_s + segment.speed * (middle_s - segment.query_start_s)
    return abs(sound_s - picture_s) <= _SLACK_S


def _segment(stretch: SoundStretch, picture: PictureThere) -> SoundSegment:
    return SoundSegment(
        query_start_s=round(stretch.start_s, _DECIMALS),
        query_end_s=round(stretch.end_s, _DECIMALS),
        match_start_s=round(max(0.0, stretch.match_start_s), _DECIMALS),
        match_end_s=round(max(0.0, stretch.match_end_s), _DECIMALS),
        speed=round(stretch.speed, 4),
        pitch=round(stretch.pitch, 4),
        peaks=stretch.peaks,
        peaks_met=stretch.met,
        picture=picture,
    )
