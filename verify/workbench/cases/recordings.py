"""How many recordings the files of a case are: as far as measured, or as a person says.

Nothing is decoded: entries of the archive are held against each other by what is kept of them, and
results of other commands are read.
"""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from verify import __version__
from verify.analysis.matching.comparable import is_comparable
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.custody import Action, Event, Payload
from verify.domain.duplicates import Likeness, Member
from verify.domain.errors import BadParameterError
from verify.domain.recordings import ClipFacts, MeasuredBy, MeasuredPair
from verify.domain.store_errors import UnknownEntryError
from verify.storage.case_records import words_of
from verify.workbench.archive.deduping import is_worth_a_look, likeness_of, member_of, rank
from verify.workbench.archive.judging import judged
from verify.workbench.archive.neighbours import Sought, neighbours
from verify.workbench.archive.searching import searching
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.opening import read_case
from verify.workbench.cases.results import Said, said_by
from verify.workbench.cases.texts import held_to
from verify.workbench.cases.writing import clip_of, write

Pair = tuple[str, str]


def compare_clips(shelf: Shelf, opening: CaseOpening, results: Sequence[Path]) -> Event | None:
    """Take into a case what is measured of its clips; None if nothing is that was not known.

    Parameters
    ----------
    results : sequence of Path
        See `results.said_by`; with what the archive says, they are taken in one event.

    Raises
    ------
    FileInputError
        If a result cannot be read, or is of no clip of the case; nothing is written then.
    """
    clips = list(dict.fromkeys(one.clip_sha256 for one in read_case(shelf, opening).clips))
    said = [_said_by_archive(shelf, clips), *(said_by(path, clips) for path in results)]
    pairs = [pair for one in said for pair in one.pairs]
    facts = [fact for one in said for fact in one.facts]
    known = read_case(shelf, opening).comparisons
    new_pairs = [one for one in pairs if all(one not in before.pairs for before in known)]
    new_facts = [one for one in facts if all(one not in (before.facts or []) for before in known)]
    if not new_pairs and not new_facts:
        return None
    words = words_of(pairs=new_pairs, facts=new_facts)
    return write(shelf, opening, Action.CLIPS_COMPARED, lambda _: words)


def _said_by_archive(shelf: Shelf, clips: Sequence[str]) -> Said:
    """Return what the archive says of those clips that are entries of it."""
    members: dict[str, Member] = {}
    sought: list[Sought] = []
    shows_enough: dict[str, bool] = {}
    for clip in clips:
        try:
            entry = shelf.store.entry(clip)
            member, quality = member_of(shelf.store, entry), shelf.store.hashes(clip).quality
            points = shelf.store.features(clip)
        except UnknownEntryError:
            continue
        members[clip] = member
        has_points = points is not None and len(points) > 0
        shows_enough[clip] = has_points or bool(is_comparable(quality).any())
        sought.append(Sought(entry, len(clips), frozenset(clips), is_laid_over=True))
    alike: dict[Pair, Likeness] = {}
    if len(sought) > 1:
        with searching(shelf) as searcher:
            answers = neighbours(shelf.store, searcher, sought)
        for key, found in answers.items():
            for match in judged(shelf.store, found).matches:
                if match.footage.sha256 in members and is_worth_a_look(match):
                    likeness = likeness_of(members, key, match)
                    both = likeness.sha256, likeness.other_sha256
                    alike[both] = min(alike.get(both, likeness), likeness, key=rank)
    pairs = [
        _measured(one, other, alike.get((one, other)) or alike.get((other, one)), shows_enough)
        for one, other in combinations(members, 2)
    ]
    return Said(pairs, [_facts(member) for member in members.values()])


def _measured(
    one: str, other: str, likeness: Likeness | None, shows_enough: dict[str, bool]
) -> MeasuredPair:
    judgement = likeness.judgement if likeness else None
    return MeasuredPair(
        clip_sha256=one,
        other_sha256=other,
        by=MeasuredBy.ARCHIVE,
        relation=likeness.relation if likeness else None,
        match_grade=likeness.match_grade if likeness else None,
        is_comparable=shows_enough[one] and shows_enough[other],
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
    shelf: Shelf, opening: CaseOpening, clip: str, other: str, *, is_same: bool, reason: str
) -> Event:
    """Say whether two clips of a case are of one recording, and why; the last word holds.

    Parameters
    ----------
    clip, other : str
        Names in the case, or the beginnings of their SHA-256.

    Raises
    ------
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
        return words_of(clip_sha256=one, other_sha256=two, is_same=is_same, untrusted_reason=said)

    return write(shelf, opening, Action.RECORDING_RULED, words)
