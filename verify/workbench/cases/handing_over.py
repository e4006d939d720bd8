"""A case in one file for others' programs: reviews, markers, provenance, annotations.

As with a package, the export stands in the custody log before the file has its name.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from verify.casework.accounts import released
from verify.domain.cases import CaseOpening
from verify.domain.errors import BadParameterError
from verify.domain.findings import Analysis
from verify.domain.package_errors import NothingToExportError
from verify.domain.packages import Edition, ExportForm
from verify.presentation.interchange.annotations import annotations
from verify.presentation.interchange.provenance import prov_json
from verify.presentation.interchange.reviews import (
    Publication,
    Reviews,
    claim_reviews,
    media_reviews,
)
from verify.presentation.interchange.timeline import markers, markers_csv, markers_vtt
from verify.workbench.archive.files import written_whole
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.frozen import FrozenCase, frozen, record_export
from verify.workbench.cases.inspected import analysis_at
from verify.workbench.cases.writing import clip_of

__all__ = ["HandedOver", "Publication", "hand_over"]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A file that was written; the same is in the custody log.

    Attributes
    ----------
    left_out : list of str
        What was not written, or not all of it, and why.
    event : int
        Number of the event that says so.
    """

    case_id: str
    file: str
    form: ExportForm
    edition: Edition
    sha256: str
    told_to: int
    left_out: list[str]
    event: int


def hand_over(
    shelf: Shelf,
    opening: CaseOpening,
    place: Path,
    form: ExportForm,
    edition: Edition,
    *,
    at: datetime | None = None,
    clip: str | None = None,
    analyses: Sequence[Path] = (),
    publication: Publication | None = None,
    force: bool = False,
) -> HandedOver:
    """Write a case, or a clip of it, in a form; whole or not at all.

    Parameters
    ----------
    clip : str, optional
        Whose markers; by name or SHA-256, needed where the case has several.
    analyses : sequence of Path
        Of that clip, at most one: what was found in it is marked too.
    publication : Publication, optional
        Where and by whom reviews are published.

    Raises
    ------
    NothingToExportError
        If the case has nothing of the kind.
    ClipNotInCaseError, BadParameterError, FileInputError
        If no clip is meant, or several are; if an analysis cannot be read or is of another clip.
    FileTakenError, DiskFullError, OutputFolderError
        If it cannot be written.
    """
    state = frozen(shelf, opening, at)
    said = publication or Publication()
    left_out: list[str] = []
    match form:
        case ExportForm.CLAIM_REVIEW:
            needs = "no claim of it has a verdict that stands"
            content, left_out = _reviews(claim_reviews(released(state.case), said))
        case ExportForm.MEDIA_REVIEW:
            needs = "no clip of it has a verdict"
            content, left_out = _reviews(media_reviews(released(state.case), said))
        case ExportForm.VTT | ExportForm.CSV:
            needs = "nothing is held up of a moment of that clip"
            content = _markers(state, form, edition, clip, analyses)
        case ExportForm.ANNOTATIONS:
            needs = "it has no claim of an article and no moment of a clip that is held up"
            content = annotations(state.told(edition))
        case ExportForm.PROV:
            needs, content = "", prov_json(state.told(edition))
        case _:
            raise ValueError("a package is written by `exporting`")
    if not content:
        raise NothingToExportError(opening.case_id, form.value, needs)
    sha256 = hashlib.sha256(content).hexdigest()
    written: list[HandedOver] = []

    def log(_file: Path) -> None:
        facts = {"sha256": sha256, "size_bytes": len(content)}
        event = record_export(shelf, state, place.name, form.value, edition, **facts)
        written.append(
            HandedOver(
                case_id=opening.case_id,
                file=str(place),
                form=form,
                edition=edition,
                sha256=sha256,
                told_to=state.last.sequence,
                left_out=left_out,
                event=event,
            )
        )

    with written_whole(place, force=force, on_written=log) as file:
        file.write(content)
    return written[0]


def _reviews(reviews: Reviews) -> tuple[bytes, list[str]]:
    return reviews.content, reviews.left_out


def _markers(
    state: FrozenCase,
    form: ExportForm,
    edition: Edition,
    clip: str | None,
    analyses: Sequence[Path],
) -> bytes:
    clips = list(dict.fromkeys(one.clip_sha256 for one in state.case.clips))
    if clip is None and len(clips) != 1:
        raise BadParameterError("--clip", "not given", "the clip whose markers are wanted")
    sha256 = clips[0] if clip is None else clip_of(state.case, clip)
    analysis: Analysis | None = None
    for path in analyses:
        analysis, _ = analysis_at(path)
        if analysis.footage.sha256 != sha256 or len(analyses) > 1:
            raise BadParameterError("--analysis", str(path), "the one analysis of that clip")
    marked = markers(state.told(edition), sha256, analysis)
    if not marked:
        return b""
    if form is ExportForm.CSV:
        return markers_csv(marked)
    return markers_vtt(marked, state.case.case_id, sha256)
