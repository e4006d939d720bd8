"""The report of a case, HTML and PDF: gathered, decided on, composed and written whole.

It tells a state of the case, so the same state is the same bytes. That it was written stands in the
custody log before it has its name.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from verify.domain.cases import CaseOpening
from verify.domain.findings import Keyframe
from verify.domain.footage import BoxPx
from verify.domain.packages import Edition
from verify.domain.release_errors import UndecidedReleaseError
from verify.domain.releasing import Release, ReleaseDecision, StillPlace, holding
from verify.jobs.report_stills import StillWanted
from verify.presentation.case_report.html import html_of
from verify.presentation.case_report.material import ShownPlace
from verify.presentation.case_report.pdf import pdf_of
from verify.workbench.archive.files import folder_written_whole
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.frozen import FrozenCase, frozen, record_export
from verify.workbench.cases.gathering import Keyframes, composed, draft
from verify.workbench.cases.releasing import listed, released_texts
from verify.workbench.cases.shown_clips import (
    MOST_KEYFRAMES,
    ShownClip,
    held_up_places,
    is_within,
    made,
    pictures_of,
    shown_clips,
)

__all__ = ["Edition", "Reported", "rendered", "write_report"]

PAGE, PAPER = "report.html", "report.pdf"

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that was written; the same is in the custody log.

    Attributes
    ----------
    sha256s : dict of str to str
        Of each file by its name.
    told_to : int
        The newest event that it tells of.
    event : int
        Number of the event that says so.
    """

    case_id: str
    folder: str
    edition: Edition
    sha256s: dict[str, str]
    told_to: int
    event: int


def write_report(
    shelf: Shelf,
    opening: CaseOpening,
    folder: Path,
    edition: Edition,
    *,
    at: datetime | None = None,
    analyses: Sequence[Path] = (),
    with_pdf: bool = True,
) -> Reported:
    """Write the report of a case into a new folder, whole or not at all.

    Parameters
    ----------
    at : datetime, optional
        With its zone; what was written later is not told.
    analyses : sequence of Path
        Results of `verify inspect` of clips of the case.

    Raises
    ------
    UndecidedReleaseError
        If it is for anybody and would show what no person has decided on.
    BadParameterError, FileInputError, ClipNotInCaseError
        If `at` is before the case; if an analysis cannot be read or is of other footage.
    FileTakenError, DiskFullError, OutputFolderError
        If it cannot be written.
    """
    state = frozen(shelf, opening, at)
    sha256s: dict[str, str] = {}
    reported: list[Reported] = []

    def log(_folder: Path) -> None:
        event = record_export(shelf, state, folder.name, "report", edition, sha256s=sha256s)
        reported.append(
            Reported(
                case_id=opening.case_id,
                folder=str(folder),
                edition=edition,
                sha256s=sha256s,
                told_to=state.last.sequence,
                event=event,
            )
        )

    with folder_written_whole(folder, on_written=log) as written:
        files = rendered(state, edition, analyses, folder.absolute().parent, with_pdf=with_pdf)
        for name, content in files.items():
            (written / name).write_bytes(content)
            sha256s[name] = hashlib.sha256(content).hexdigest()
    return reported[0]


def rendered(
    state: FrozenCase,
    edition: Edition,
    analyses: Sequence[Path],
    place: Path,
    *,
    with_pdf: bool = True,
) -> Files:
    """Return the files of a report by name; the same state and analyses are the same bytes.

    Parameters
    ----------
    place : Path
        A folder to work in.

    Raises
    ------
    UndecidedReleaseError, FileInputError, ClipNotInCaseError, BadParameterError
        As `write_report`.
    """
    clips = shown_clips(state.case, analyses)
    places = held_up_places(draft(state, edition))
    decisions = state.case.releases
    if edition is Edition.PUBLIC:
        bare = composed(state, edition, clips, {}, {})
        undecided = [
            (one.name, one.what)
            for one in listed(bare, places, clips, decisions)
            if one.decision is None
        ]
        if undecided:
            raise UndecidedReleaseError(state.case.case_id, undecided)
    stills = _stills(places, clips, decisions, edition, place)
    keyframes: Keyframes = {}
    if edition is Edition.INTERNAL:
        keyframes = pictures_of({clip: _picked(one) for clip, one in clips.items()}, clips, place)
    report = composed(state, edition, clips, stills, keyframes)
    if edition is Edition.PUBLIC:
        report = released_texts(report, decisions)
    files = {PAGE: html_of(report).encode()}
    if with_pdf:
        files[PAPER] = pdf_of(report, state.last.recorded_utc)
    return files


def _picked(clip: ShownClip) -> list[Keyframe]:
    """Return the keyframes that a report has room for, evenly out of all."""
    keyframes = clip.analysis.keyframes or []
    step = max(1, -(-len(keyframes) // MOST_KEYFRAMES))
    return keyframes[::step]


def _stills(
    places: Sequence[StillPlace],
    clips: Mapping[str, ShownClip],
    decisions: Sequence[ReleaseDecision],
    edition: Edition,
    place: Path,
) -> dict[StillPlace, ShownPlace]:
    """Return what is shown of each picture that is held up."""
    holds = holding(decisions) if edition is Edition.PUBLIC else {}
    found: dict[StillPlace, ShownPlace] = {}
    wanted: list[tuple[StillPlace, Keyframe, StillWanted]] = []
    for one in places:
        clip = clips.get(one.clip_sha256)
        if clip is None:
            found[one] = ShownPlace(None, None, "not shown, no analysis of the clip was given.")
            continue
        keyframe = clip.keyframe_at(one)
        if keyframe is None:
            found[one] = ShownPlace(
                None,
                None,
                "not shown, no keyframe of the analysis is of this moment; verify inspect CLIP "
                f"--at {one.at_s:g} makes one.",
            )
            continue
        if not is_within(one.part_px, keyframe):
            reason = "not shown, the part that is held up lies outside the picture."
            found[one] = ShownPlace(None, None, reason)
            continue
        marks = list(clip.marks_on(keyframe, one.part_px))
        decided = [holds[name] for name in (one.name, *dict(marks)) if name in holds]
        if any(decision.release is Release.DROP for decision in decided):
            found[one] = ShownPlace(None, None, "left out, as a person decided.")
            continue
        own = holds.get(one.name)
        covered: list[BoxPx] = list((own.boxes_px if own else None) or [])
        covered += [box for name, box in marks if _is_covered(holds.get(name))]
        jpeg = clip.jpeg_of(keyframe)
        wanted.append((one, keyframe, StillWanted(jpeg, tuple(covered), one.part_px)))
    pictures = made([still for _, _, still in wanted], place)
    for (one, keyframe, still), picture in zip(wanted, pictures, strict=True):
        reason = "Grey: covered, as a person decided." if still.covered_px else ""
        found[one] = ShownPlace(picture, keyframe.time_s, reason)
    return found


def _is_covered(decision: ReleaseDecision | None) -> bool:
    return decision is not None and decision.release is Release.BLUR
