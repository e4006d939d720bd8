"""How many recordings the files of a case are: as far as measured, or as a person says.

Entries of the archive are held against each other by what is kept of them, results of other
commands are read, and a clip that is given itself is searched for, in the jail.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import msgspec

from verify import __version__
from verify.analysis.matching.comparable import is_comparable
from verify.domain.archive import Entry, EntryKind
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.custody import Action, Event, Payload
from verify.domain.duplicates import Likeness, Member
from verify.domain.errors import BadParameterError
from verify.domain.matches import Search
from verify.domain.record_errors import RecordReplacedError
from verify.domain.recordings import ClipFacts, MeasuredBy, MeasuredPair, RecordingRuling
from verify.domain.store_errors import UnknownEntryError
from verify.jobs.messages import InspectionOptions
from verify.jobs.progress import OnProgress
from verify.storage.case_records import words_of
from verify.workbench.archive.deduping import is_worth_a_look, likeness_of, member_of, rank
from verify.workbench.archive.judging import judged
from verify.workbench.archive.neighbours import Sought, neighbours
from verify.workbench.archive.searching import DEFAULT_RADIUS_BITS, Searcher, searching
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.opening import read_case
from verify.workbench.cases.results import Said, assert_of_case, is_result, said_by
from verify.workbench.cases.texts import held_to
from verify.workbench.cases.writing import clip_of, write

Pair = tuple[str, str]
ProgressOf = Callable[[Path], AbstractContextManager[OnProgress | None]]


@dataclass(frozen=True, slots=True)
class Looking:
    """How clips are decoded where they are given themselves.

    Attributes
    ----------
    progress_of : callable
        Gives, for a file, what is told how far its reading has come.
    """

    progress_of: ProgressOf
    weak_allowed: bool = False


def compare_clips(
    shelf: Shelf, opening: CaseOpening, given: Sequence[Path], looking: Looking
) -> Event | None:
    """Take into a case what is measured of its clips; None if nothing is that was not known.

    Parameters
    ----------
    given : sequence of Path
        Results, see `results.said_by`; and clips of the case, which are searched for in the
        archive. With what the archive says of its entries, all is taken in one event.

    Raises
    ------
    VerifyError
        If a result or clip cannot be read, or is of no clip of the case; nothing is written then.
    """
    case = read_case(shelf, opening)
    clips = list(dict.fromkeys(one.clip_sha256 for one in case.clips))
    footage = [path for path in given if not is_result(path)]
    said = [said_by(path, clips) for path in given if is_result(path)]
    for path in footage:
        assert_of_case(path, clips)
    said += _said_by_archive(shelf, clips, footage, looking)
    pairs = [pair for one in said for pair in one.pairs]
    facts = [fact for one in said for fact in one.facts]
    new_pairs = [one for one in pairs if all(one not in old.pairs for old in case.comparisons)]
    new_facts = [
        one for one in facts if all(one not in (old.facts or []) for old in case.comparisons)
    ]
    if not new_pairs and not new_facts:
        return None
    words = words_of(pairs=new_pairs, facts=new_facts)
    return write(shelf, opening, Action.CLIPS_COMPARED, lambda _: words)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Clips of a case that are entries of the archive, and whether each shows enough."""

    entries: dict[str, Entry]
    members: dict[str, Member]
    shows_enough: dict[str, bool]


def _said_by_archive(
    shelf: Shelf, clips: Sequence[str], footage: Sequence[Path], looking: Looking
) -> list[Said]:
    """Return what the archive says of clips that are entries of it, and of clips themselves."""
    kept = _kept(shelf, clips)
    facts = [_facts(member) for member in kept.members.values()]
    if len(kept.entries) < 2 and not (kept.entries and footage):
        return [Said([], facts)]
    with searching(shelf) as searcher:
        said = [Said(_among_entries(shelf, searcher, kept), facts)]
        for path in footage:
            with looking.progress_of(path) as on_progress:
                options = InspectionOptions(allow_weak_sandbox=looking.weak_allowed)
                found = searcher.search(path, DEFAULT_RADIUS_BITS, options, on_progress)
            said.append(_of_search(found, kept))
    return said


def _kept(shelf: Shelf, clips: Sequence[str]) -> _Kept:
    kept = _Kept({}, {}, {})
    for clip in clips:
        try:
            entry = shelf.store.entry(clip)
            member, quality = member_of(shelf.store, entry), shelf.store.hashes(clip).quality
            points = shelf.store.features(clip)
        except UnknownEntryError:
            continue
        has_points = points is not None and len(points) > 0
        kept.entries[clip], kept.members[clip] = entry, member
        kept.shows_enough[clip] = has_points or bool(is_comparable(quality).any())
    return kept


def _among_entries(shelf: Shelf, searcher: Searcher, kept: _Kept) -> list[MeasuredPair]:
    among = frozenset(kept.entries)
    sought = [
        Sought(entry, len(among), among, is_laid_over=True) for entry in kept.entries.values()
    ]
    alike: dict[Pair, Likeness] = {}
    for key, found in neighbours(shelf.store, searcher, sought).items():
        for match in judged(shelf.store, found).matches:
            if match.footage.sha256 in among and is_worth_a_look(match):
                likeness = likeness_of(kept.members, key, match)
                both = likeness.sha256, likeness.other_sha256
                alike[both] = min(alike.get(both, likeness), likeness, key=rank)
    return [
        _measured(one, other, alike.get((one, other)) or alike.get((other, one)), kept)
        for one, other in combinations(kept.entries, 2)
    ]


def _of_search(found: Search, kept: _Kept) -> Said:
    """Return what a search for a clip says of it and of the clips that are entries."""
    query = found.query
    member = Member(
        sha256=query.sha256,
        name=query.untrusted_name,
        kind=EntryKind(query.kind),
        width_px=None,
        height_px=None,
        duration_s=query.duration_s,
        size_bytes=None,
        has_original=False,
        claim=None,
    )
    members = {**kept.members, query.sha256: kept.members.get(query.sha256, member)}
    matches = {match.footage.sha256: match for match in found.matches}
    sounds = found.sound.matches if found.sound else []
    heard = {match.footage.sha256 for match in sounds}
    pairs = []
    for key in kept.members:
        if key == query.sha256:
            continue
        match = matches.get(key)
        likeness = likeness_of(members, query.sha256, match) if match else None
        # Of more matches than are listed, this entry may be one that was left out.
        is_whole = query.frames_compared > 0 and not found.matches_left_out
        pairs.append(
            msgspec.structs.replace(
                _measured(query.sha256, key, likeness, kept),
                by=MeasuredBy.SEARCH,
                is_comparable=match is not None or (is_whole and kept.shows_enough[key]),
                sounds_alike=True if key in heard else None,
            )
        )
    return Said(pairs, [_facts(members[query.sha256])])


def _measured(one: str, other: str, likeness: Likeness | None, kept: _Kept) -> MeasuredPair:
    judgement = likeness.judgement if likeness else None
    return MeasuredPair(
        clip_sha256=one,
        other_sha256=other,
        by=MeasuredBy.ARCHIVE,
        relation=likeness.relation if likeness else None,
        match_grade=likeness.match_grade if likeness else None,
        is_comparable=all(kept.shows_enough.get(clip, True) for clip in (one, other)),
        sounds_alike=None,
        accepted=None if judgement is None else judgement.accepted,
        in_step=None,
        result_sha256=None,
        tool_version=__version__,
    )


def _facts(member: Member) -> ClipFacts:
    return ClipFacts(
        clip_sha256=member.sha256,
        duration_s=member.duration_s,
        width_px=member.width_px,
        height_px=member.height_px,
        sharpness=None,
        dated=member.claim,
    )


def rule(
    shelf: Shelf,
    opening: CaseOpening,
    clip: str,
    other: str,
    *,
    is_same: bool,
    reason: str,
    seen: int | None = None,
) -> Event:
    """Say whether two clips of a case are of one recording, and why; the last word holds.

    Parameters
    ----------
    clip, other : str
        Names in the case, or the beginnings of their SHA-256.
    seen : int, optional
        Newest event of the case that its author knows of.

    Raises
    ------
    RecordReplacedError
        If somebody said something of these two since.
    TextLengthError, ClipNotInCaseError
        If there is no reason, or it is too long; if there is no such clip.
    BadParameterError
        If both are the same file.
    """
    said = held_to("reason", reason, LONGEST_TEXT)

    def words(case: CaseFile) -> Payload:
        one, two = clip_of(case, clip), clip_of(case, other)
        if one == two:
            raise BadParameterError("the two clips", other, "two clips with different bytes")
        if seen is not None and (newer := _since(case, {one, two}, seen)):
            verdict = "one recording" if is_same else "two recordings"
            raise RecordReplacedError("word on these two", 0, newer, f"{verdict}, {said}")
        return words_of(clip_sha256=one, other_sha256=two, is_same=is_same, untrusted_reason=said)

    return write(shelf, opening, Action.RECORDING_RULED, words)


def _since(case: CaseFile, both: set[str], seen: int) -> list[tuple[RecordingRuling, str]]:
    return [
        (
            one,
            f"{'one recording' if one.is_same else 'two recordings'}, "
            f"{one.untrusted_reason or 'words erased'}",
        )
        for one in case.rulings
        if one.event > seen
        and {one.clip_sha256, one.other_sha256} == both
        and one.event not in case.withdrawn
    ]
