"""What anybody would see in a public report, to be decided on by a person one by one.

Pictures that are held up, marks laid over them, and names of accounts in any text: nothing of it is
let through that nobody looked at. Decisions stand in the custody log.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from verify.casework.accounts import released_text
from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.custody import Action, Event, Payload
from verify.domain.errors import BadParameterError, shown_name
from verify.domain.footage import BoxPx
from verify.domain.packages import Edition
from verify.domain.record_errors import RecordReplacedError
from verify.domain.release_errors import NothingToReleaseError
from verify.domain.releasing import (
    MOST_BOXES,
    Release,
    ReleaseDecision,
    StillPlace,
    handle_name,
    handles_in,
    holding,
)
from verify.presentation.case_report.model import Report, plain, shortened, texts, with_texts
from verify.presentation.wording import OVERLAY_WORDS, short_timecode
from verify.storage.case_records import words_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.frozen import frozen
from verify.workbench.cases.gathering import composed, draft
from verify.workbench.cases.shown_clips import ShownClip, held_up_places, is_within, shown_clips
from verify.workbench.cases.writing import WordsOf, write

__all__ = ["Release", "ToDecide", "decide", "to_decide"]

_AROUND = 40


@dataclass(frozen=True, slots=True)
class ToDecide:
    """Something that a public report would show.

    Attributes
    ----------
    what : str
        What it is, and where to look at it; printable.
    decision : ReleaseDecision or None
        The person's word that holds.
    clip_sha256, file : str or None
        The clip, and the picture among its findings that shows it; None of an account.
    """

    name: str
    what: str
    decision: ReleaseDecision | None
    clip_sha256: str | None = None
    file: str | None = None


class _Shown(NamedTuple):
    what: str
    clip_sha256: str | None = None
    file: str | None = None


def to_decide(shelf: Shelf, opening: CaseOpening, analyses: Sequence[Path]) -> list[ToDecide]:
    """Return all that a public report of a case would show and a person has to look at.

    Parameters
    ----------
    analyses : sequence of Path
        Results of `verify inspect`: stills can be shown of these clips alone.

    Raises
    ------
    FileInputError, ClipNotInCaseError, BadParameterError
        If one cannot be read, or is of other footage.
    """
    state = frozen(shelf, opening)
    clips = shown_clips(state.case, analyses)
    report = composed(state, Edition.PUBLIC, clips, {}, {})
    return listed(report, held_up_places(draft(state, Edition.PUBLIC)), clips, state.case.releases)


def decide(
    shelf: Shelf,
    opening: CaseOpening,
    analyses: Sequence[Path],
    decisions: Mapping[str, Release],
    boxes_px: Mapping[str, Sequence[BoxPx]],
    *,
    seen: int | None = None,
) -> list[Event]:
    """Write down what becomes of each that is named; return the events.

    Parameters
    ----------
    boxes_px : mapping from the name of a still to boxes
        Which parts of it are covered; those that are blurred need at least one.
    seen : int, optional
        Newest event of the case that its author knows of.

    Raises
    ------
    RecordReplacedError
        If somebody decided on one since it was seen; those before it are written.
    NothingToReleaseError
        If nothing of a name would be shown.
    BadParameterError
        If a still is to be blurred and no box says where, or a box is none.
    """
    known = {one.name for one in to_decide(shelf, opening, analyses)}
    for name in (*decisions, *boxes_px):
        if name not in known:
            raise NothingToReleaseError(opening.case_id, name)
    for name, release in decisions.items():
        _assert_boxes(name, release, boxes_px.get(name, ()))
    if loose := set(boxes_px) - set(decisions):
        raise BadParameterError("--box", min(loose), "a still that is named with --blur too")
    return [
        write(
            shelf,
            opening,
            Action.RELEASE_DECIDED,
            _words_for(name, release, boxes_px.get(name, ()), seen),
        )
        for name, release in decisions.items()
    ]


def _words_for(name: str, release: Release, boxes_px: Sequence[BoxPx], seen: int | None) -> WordsOf:
    words = words_of(
        decided_on=name, release=release, boxes_px=[list(box) for box in boxes_px] or None
    )

    def checked(case: CaseFile) -> Payload:
        stands = holding(case.releases).get(name)
        if seen is not None and stands is not None and stands.event > seen:
            theirs = [(stands, stands.release.value)]
            raise RecordReplacedError("decision", 0, theirs, release.value)
        return words

    return checked


def _assert_boxes(name: str, release: Release, boxes_px: Sequence[BoxPx]) -> None:
    is_still = name.startswith("still-")
    if boxes_px and not (is_still and release is Release.BLUR):
        raise BadParameterError("--box", name, "a still that is named with --blur")
    if is_still and release is Release.BLUR and not 1 <= len(boxes_px) <= MOST_BOXES:
        raise BadParameterError("--box", f"{len(boxes_px)} of {name}", f"1 to {MOST_BOXES}")
    for left, top, width, height in boxes_px:
        if min(left, top) < 0 or min(width, height) < 1:
            raise BadParameterError("--box", (left, top, width, height), "LEFT TOP WIDTH HEIGHT")


def listed(
    report: Report,
    places: Sequence[StillPlace],
    clips: Mapping[str, ShownClip],
    decisions: Sequence[ReleaseDecision],
) -> list[ToDecide]:
    """Return what a report would show, each once, with the decision that holds."""
    holds = holding(decisions)
    found = dict([*_stills(places, clips), *_handles(report)])
    return [
        ToDecide(name, one.what, holds.get(name), one.clip_sha256, one.file)
        for name, one in found.items()
    ]


def _stills(
    places: Sequence[StillPlace], clips: Mapping[str, ShownClip]
) -> Iterator[tuple[str, _Shown]]:
    for place in places:
        clip = clips.get(place.clip_sha256)
        keyframe = clip.keyframe_at(place) if clip else None
        if clip is None or keyframe is None or not is_within(place.part_px, keyframe):
            continue
        name = shown_name(clip.analysis.footage.untrusted_name)
        at, file = short_timecode(keyframe.time_s), shown_name(keyframe.file)
        part = "" if place.part_px is None else f", part {' '.join(map(str, place.part_px))}"
        unseen = "; marks on it were not looked for" if clip.analysis.overlays is None else ""
        what = f"still of {name} at {at}{part}, in {file}{unseen}"
        yield place.name, _Shown(what, place.clip_sha256, keyframe.file)
        marks = dict(clip.marks_on(keyframe, place.part_px))
        for overlay in clip.analysis.overlays or []:
            mark = clip.mark_name(overlay) if overlay.showings else ""
            if mark in marks:
                picture = overlay.still and f", in {overlay.still.file}"
                kind = OVERLAY_WORDS[overlay.kind]
                what = shown_name(f"{kind} on the still of {name} at {at}{picture or ''}")
                shows = overlay.still.file if overlay.still else keyframe.file
                yield mark, _Shown(what, place.clip_sha256, shows)


def _handles(report: Report) -> Iterator[tuple[str, _Shown]]:
    seen: set[str] = set()
    for text in map(plain, texts(report)):
        for start, end in handles_in(text):
            name = handle_name(text[start:end])
            if name not in seen:
                seen.add(name)
                around = text[max(0, start - _AROUND) : end + _AROUND]
                said = f"account {text[start:end]}, in: {shortened(around, 160)}"
                yield name, _Shown(shown_name(said))


def released_texts(report: Report, decisions: Sequence[ReleaseDecision]) -> Report:
    """Return a report whose accounts are kept, covered or left out with all around them."""
    holds = holding(decisions)
    return with_texts(report, lambda text: released_text(text, holds))
