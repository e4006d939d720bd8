"""What people hold up for or against a claim: made into evidence, and taken back."""

import json
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.domain.case_errors import (
    ClipNotInCaseError,
    NoSuchFindingError,
    NoSuchOffsetError,
    UnknownEvidenceError,
)
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_ADDRESS, LONGEST_TEXT, CaseOpening, Recorded
from verify.domain.custody import Action, Event, Payload
from verify.domain.evidence import (
    LARGEST_FINDING_BYTES,
    LONGEST_POINTER,
    FileItem,
    FindingItem,
    Item,
    LinkItem,
    MatchItem,
    MomentItem,
    ObservationItem,
    OffsetItem,
    ReverseItem,
    Stance,
    Weight,
)
from verify.domain.footage import BoxPx
from verify.domain.json_pointer import at_pointer
from verify.domain.raising import refuse_to_raise
from verify.domain.recordings import ClipFacts
from verify.domain.store_errors import UnknownEntryError
from verify.domain.sync import FoundOffset, SharedBy, Sync
from verify.media.intake import open_footage
from verify.storage.case_records import words_of
from verify.workbench.archive.holdings import entry_meant
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.inspected import content_of, hashed_analysis_at
from verify.workbench.cases.texts import held_to
from verify.workbench.cases.writing import clip_of, standing, write

# An archive keeps times by the millisecond, and a stretch may end with the last frame.
_LENGTH_ERROR_S = 0.05
_OFFSET_PLACE = re.compile("/pairs/([0-9]{1,3})/(light|sound)", re.ASCII)

ItemOf = Callable[[CaseFile], Item]
"""Makes what is held up, of a case as it stands."""


def give_evidence(
    shelf: Shelf,
    opening: CaseOpening,
    claim: int,
    stance: Stance,
    item_of: ItemOf,
    *,
    weight: Weight | None = None,
    note: str = "",
) -> Event:
    """Hold something up for or against a claim.

    Raises
    ------
    TextLengthError, UnknownClaimError
        If the note is too long; if the case has no such claim.
    ClaimReplacedError
        If the claim was worded anew: whether it speaks for the new words is for a person to say.
    LinkOpenError, LinkMeasuredError
        If it would raise a claim through a clip that nobody tied to it; see `domain.raising`.
    """
    said = note and held_to("note", note, LONGEST_TEXT)

    def words(case: CaseFile) -> Payload:
        item = item_of(case)
        stands = standing(case, claim, said or f"evidence that {stance.value}")
        refuse_to_raise(case, stands, stance, [item])
        return words_of(claim=claim, stance=stance, weight=weight, item=item, untrusted_note=said)

    return write(shelf, opening, Action.EVIDENCE_GIVEN, words)


def withdraw_evidence(shelf: Shelf, opening: CaseOpening, number: int, reason: str) -> Event:
    """Say that evidence does not count any more, and why; it stays readable.

    So with a place, a hypothesis, a weighing, a word on two recordings.

    Raises
    ------
    UnknownEvidenceError
        If the event of this number is none of these in the case, or it was withdrawn before.
    """
    said = held_to("reason", reason, LONGEST_TEXT)

    def words(case: CaseFile) -> Payload:
        held_up: tuple[Sequence[Recorded], ...] = (
            case.evidence,
            case.places,
            case.hypotheses,
            case.weighings,
            case.rulings,
        )
        counts = {one.event for records in held_up for one in records} - set(case.withdrawn)
        if number not in counts:
            raise UnknownEvidenceError(case.case_id, number)
        return words_of(evidence=number, untrusted_reason=said)

    return write(shelf, opening, Action.WITHDRAWN, words)


def finding(text: str) -> ItemOf:
    """Return what makes evidence of a finding, named as FILE#/pointer into an analysis.

    Raises
    ------
    FileInputError
        If the file is no analysis of this version.
    NoSuchFindingError
        If nothing stands there, or too much for evidence.
    """
    name, _, pointer = text.rpartition("#")
    analysis, sha256 = hashed_analysis_at(Path(name or text))
    value = at_pointer(msgspec.to_builtins(analysis), pointer if name else "")
    is_small = len(pointer) <= LONGEST_POINTER and len(json.dumps(value)) <= LARGEST_FINDING_BYTES
    if not (name and is_small) or value is None:
        raise NoSuchFindingError(text)

    def item(case: CaseFile) -> Item:
        clip = analysis.footage.sha256
        if clip not in {one.clip_sha256 for one in case.clips}:
            raise ClipNotInCaseError(case.case_id, analysis.footage.untrusted_name)
        return FindingItem(
            clip_sha256=clip,
            pointer=pointer,
            value=value,
            tool=analysis.tool,
            analysis_sha256=sha256,
        )

    return item


def moment(
    clip: str,
    start_s: Fraction,
    end_s: Fraction | None = None,
    box_px: BoxPx | None = None,
    *,
    measured: Callable[[str], ClipFacts | None] = lambda _clip: None,
) -> ItemOf:
    """Return what makes evidence of a picture of a clip, or of a stretch [start, end).

    Parameters
    ----------
    measured : callable
        Tells of a clip, by its SHA-256, how long and large it is; else what the case knows counts.

    Raises
    ------
    BadParameterError
        If it ends before it starts, or the box has no area; if it lies outside the clip.
    """
    if end_s is not None and end_s <= start_s:
        raise errors.BadParameterError("--to", str(float(end_s)), "a time after --from")
    if box_px is not None and (min(box_px) < 0 or min(box_px[2:]) < 1):
        raise errors.BadParameterError("--box", box_px, "left, top, width and height in pixels")

    def item(case: CaseFile) -> Item:
        sha256 = clip_of(case, clip)
        known = [fact for one in case.comparisons for fact in one.facts or []]
        of_clip = [one for one in (*known, measured(sha256)) if one and one.clip_sha256 == sha256]
        for facts in of_clip:
            _assert_within(facts, start_s, end_s, box_px)
        return MomentItem(
            clip_sha256=sha256,
            start_s=float(start_s),
            end_s=None if end_s is None else float(end_s),
            box_px=box_px,
        )

    return item


def _assert_within(
    facts: ClipFacts, start_s: Fraction, end_s: Fraction | None, box_px: BoxPx | None
) -> None:
    """Refuse what lies outside a clip, as far as its length and size are known."""
    length_s = facts.duration_s
    if length_s is not None and start_s >= length_s:
        wanted = f"before the clip ends, {length_s:.3f} s"
        raise errors.BadParameterError("The time", f"{float(start_s):.3f} s", wanted)
    if length_s is not None and end_s is not None and end_s > length_s + _LENGTH_ERROR_S:
        wanted = f"not after the clip ends, {length_s:.3f} s"
        raise errors.BadParameterError("The end", f"{float(end_s):.3f} s", wanted)
    if box_px is not None and facts.width_px is not None and facts.height_px is not None:
        left, top, *_ = box_px
        if left >= facts.width_px or top >= facts.height_px:
            wanted = f"within the picture of {facts.width_px} x {facts.height_px} pixels"
            raise errors.BadParameterError("The box", box_px, wanted)


def measured_in(shelf: Shelf) -> Callable[[str], ClipFacts | None]:
    """Return what tells length and size of the clips that are entries of an archive."""

    def measured(sha256: str) -> ClipFacts | None:
        try:
            entry = shelf.store.entry(sha256)
        except UnknownEntryError:
            return None
        return ClipFacts(
            clip_sha256=sha256,
            duration_s=entry.duration_s or None,
            width_px=entry.width_px,
            height_px=entry.height_px,
            sharpness=None,
            dated=None,
        )

    return measured


def match(shelf: Shelf, clip: str, entry: str) -> ItemOf:
    """Return what makes evidence of a clip and an entry of the archive.

    Raises
    ------
    NotInArchiveError, SeveralEntriesError
        If no entry, or more than one, is meant.
    """
    key = entry_meant(shelf, entry).key
    return lambda case: MatchItem(clip_sha256=clip_of(case, clip), match_sha256=key)


def offset(found: FoundOffset) -> ItemOf:
    """Return what makes evidence of how the clocks of two clips lie.

    Raises
    ------
    NoSuchOffsetError
        If there is no such pair, or its offset is not clear enough to rely on.
    """
    if found not in found.synced.clear():
        raise NoSuchOffsetError(found.number, found.by)
    pair, how = found.pair, found.offset
    if how is None or how.offset_s is None or how.error_s is None:
        raise NoSuchOffsetError(found.number, found.by)
    item = OffsetItem(
        clip_sha256=pair.a_sha256,
        other_sha256=pair.b_sha256,
        by=found.by,
        offset_s=how.offset_s,
        error_s=how.error_s,
        confidence=how.confidence,
        tool=found.synced.tool,
    )

    def of_case(case: CaseFile) -> Item:
        in_case = {one.clip_sha256 for one in case.clips}
        for sha256, name in ((pair.a_sha256, pair.a), (pair.b_sha256, pair.b)):
            if sha256 not in in_case:
                raise ClipNotInCaseError(case.case_id, name)
        return item

    return of_case


def offset_at(text: str) -> ItemOf:
    """Return what makes evidence of an offset, named as FILE#/pairs/N/light or /sound.

    Raises
    ------
    FileInputError
        If the file is not what `verify sync --json` of this version prints.
    NoSuchOffsetError
        See `offset`.
    """
    name, _, pointer = text.rpartition("#")
    place = _OFFSET_PLACE.fullmatch(pointer)
    path = Path(name)
    if not name or place is None:
        raise errors.BadParameterError("--offset", text, "FILE#/pairs/0/light, or /sound")
    try:
        synced = msgspec.json.decode(content_of(path), type=Sync)
    except msgspec.MsgspecError as error:
        raise errors.FileInputError(
            path,
            "is not what verify sync --json of this version prints",
            "Compare the clips again.",
        ) from error
    return offset(FoundOffset(synced, int(place[1]), SharedBy(place[2])))


def file(path: Path) -> ItemOf:
    """Return what makes evidence of a file, which is hashed and not opened otherwise.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    with open_footage(path) as opened:
        item = FileItem(
            file_sha256=opened.sha256, size_bytes=opened.size_bytes, untrusted_name=path.name
        )
    return lambda _: item


def link(address: str) -> ItemOf:
    """Return what makes evidence of an address; nothing is fetched.

    Raises
    ------
    TextLengthError
        If it is empty or too long.
    """
    item = LinkItem(untrusted_address=held_to("address", address, LONGEST_ADDRESS))
    return lambda _: item


def reverse_search(shelf: Shelf, number: int) -> ItemOf:
    """Return what makes evidence of what `verify reverse record` wrote down.

    Raises
    ------
    UnknownEventError, BadParameterError
        If there is no such event, or it is another.
    """
    if shelf.store.event(number).action is not Action.ASKED_ELSEWHERE:
        raise errors.BadParameterError("--reverse", number, "an event of verify reverse record")
    return lambda _: ReverseItem(asked_event=number)


def observation(text: str) -> ItemOf:
    """Return what makes evidence of a person's own words.

    Raises
    ------
    TextLengthError
        If they are empty or too long.
    """
    item = ObservationItem(untrusted_text=held_to("observation", text, LONGEST_TEXT))
    return lambda _: item
