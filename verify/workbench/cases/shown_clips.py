"""What a report shows of a case's clips: their analyses, curves, keyframes and held-up stills.

Pictures are those of an inspection, held against the SHA-256 that its analysis lists, and pass
through the jail on their way into a report.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from verify.domain import errors
from verify.domain.case_errors import ClipNotInCaseError
from verify.domain.case_file import CaseFile
from verify.domain.evidence import Evidence
from verify.domain.findings import Analysis, Keyframe
from verify.domain.footage import BoxPx
from verify.domain.overlays import Overlay
from verify.domain.placing import PlaceGiven
from verify.domain.releasing import StillPlace, name_of, still_places
from verify.domain.rows import BrightnessRow
from verify.jobs.layout import BRIGHTNESS_TABLE
from verify.jobs.report_stills import MOST_STILLS, ReadyStill, StillWanted, ready_stills
from verify.presentation.case_report.model import Picture
from verify.presentation.curve import BrightnessCurve
from verify.presentation.plots import brightness_svg
from verify.presentation.tables import read_rows
from verify.workbench.cases.inspected import hashed_analysis_at, listed_picture

MOST_KEYFRAMES = 24
"""Of one clip in an internal report."""
_LARGEST_TABLE_BYTES = 256 << 20
_LEAST_STEP_S = 0.001
_ROUND_A_MARK_PX = 8


@dataclass(frozen=True, slots=True)
class ShownClip:
    """A clip with its inspection.

    Attributes
    ----------
    folder : Path
        Where its pictures and tables lie.
    """

    analysis: Analysis
    analysis_sha256: str
    folder: Path

    def keyframe_at(self, place: StillPlace) -> Keyframe | None:
        """Return the keyframe that shows a moment, or the first one of a stretch; None if none."""
        timebase = self.analysis.timebase
        step_s = (timebase.median_interval_s if timebase else None) or _LEAST_STEP_S
        keyframes = sorted(self.analysis.keyframes or [], key=lambda one: one.time_s)
        if self.analysis.footage.kind == "picture":
            return keyframes[0] if keyframes else None
        for one in reversed(keyframes):
            if one.time_s <= place.at_s + _LEAST_STEP_S:
                if place.at_s < one.time_s + step_s:
                    return one
                break
        if place.end_s is None:
            return None
        within = (one for one in keyframes if place.at_s <= one.time_s < place.end_s)
        return next(within, None)

    def jpeg_of(self, keyframe: Keyframe) -> bytes:
        """Return the picture of a keyframe, held against the analysis."""
        return listed_picture(self.folder, keyframe.file, keyframe.sha256)

    def curve_svg(self) -> str | None:
        """Return light through time; None of a picture, or where it was not measured.

        Raises
        ------
        FileInputError
            If the table is not one of ours.
        """
        table, timebase = self.folder / BRIGHTNESS_TABLE, self.analysis.timebase
        if timebase is None or timebase.frames < 2 or not table.is_file():
            return None
        if table.stat().st_size > _LARGEST_TABLE_BYTES:
            raise errors.LimitExceededError(table, "it is too large", "256 MiB")
        try:
            with table.open(encoding="utf-8", newline="") as file:
                bins = BrightnessCurve.of(read_rows(file, BrightnessRow)).bins
        except (errors.BadTableError, UnicodeDecodeError) as error:
            raise errors.FileInputError(
                table, "is no table of ours", "It was changed since; inspect the clip again."
            ) from error
        shots, flashes = self.analysis.shots or [], self.analysis.flashes or []
        return brightness_svg(bins, timebase.duration_s, shots, flashes)

    def marks_on(self, keyframe: Keyframe, part_px: BoxPx | None) -> Iterator[tuple[str, BoxPx]]:
        """Yield the name and the box of each overlay that is seen in a picture, or a part of it."""
        for overlay in self.analysis.overlays or []:
            for box_px in _boxes_at(overlay, keyframe.time_s):
                if part_px is None or _touch(box_px, part_px):
                    yield self.mark_name(overlay), _grown(box_px)

    def mark_name(self, overlay: Overlay) -> str:
        """Return what an overlay is decided under."""
        first = overlay.showings[0]
        clip = self.analysis.footage.sha256
        return name_of("mark", clip, overlay.kind, first.start_s, first.box_px)


def shown_clips(case: CaseFile, paths: Sequence[Path]) -> dict[str, ShownClip]:
    """Return the clips of a case whose results are given, by SHA-256.

    Raises
    ------
    FileInputError
        If one cannot be read.
    ClipNotInCaseError, BadParameterError
        If one is of other footage, or two are of one clip.
    """
    clips = {one.clip_sha256 for one in case.clips}
    found: dict[str, ShownClip] = {}
    for path in paths:
        analysis, sha256 = hashed_analysis_at(path)
        clip = analysis.footage.sha256
        if clip not in clips:
            raise ClipNotInCaseError(case.case_id, analysis.footage.untrusted_name)
        if clip in found:
            raise errors.BadParameterError("--analysis", str(path), "one analysis for each clip")
        folder = path if path.is_dir() else path.parent
        found[clip] = ShownClip(analysis, sha256, folder)
    return found


def held_up_places(case: CaseFile) -> list[StillPlace]:
    """Return the pictures that evidence and places of a case show, each once."""
    held_up: list[Evidence | PlaceGiven] = [*case.evidence, *case.standing_places()]
    return list(dict.fromkeys(place for one in held_up for place in still_places(one)))


def pictures_of(
    keyframes: Mapping[str, list[Keyframe]], clips: Mapping[str, ShownClip], place: Path
) -> dict[str, dict[str, Picture]]:
    """Return the pictures of some keyframes, by clip and by file."""
    wanted = [(clip, one) for clip, listed in keyframes.items() for one in listed]
    ready = made([StillWanted(clips[clip].jpeg_of(one)) for clip, one in wanted], place)
    found: dict[str, dict[str, Picture]] = {clip: {} for clip in keyframes}
    for (clip, one), picture in zip(wanted, ready, strict=True):
        found[clip][one.file] = picture
    return found


def made(wanted: Sequence[StillWanted], place: Path) -> list[Picture]:
    """Return pictures as they are wanted, however many."""
    ready: list[ReadyStill] = []
    for start in range(0, len(wanted), MOST_STILLS):
        ready += ready_stills(wanted[start : start + MOST_STILLS], place)
    return [Picture(one.jpeg, one.width_px, one.height_px) for one in ready]


def is_within(part_px: BoxPx | None, keyframe: Keyframe) -> bool:
    """Return whether anything of a part lies in the picture."""
    return part_px is None or _touch(part_px, (0, 0, keyframe.width_px, keyframe.height_px))


def _boxes_at(overlay: Overlay, time_s: float) -> Iterator[BoxPx]:
    """Yield where an overlay is seen at a time, with what is uncertain counted in."""
    for showing in overlay.showings:
        if showing.start_s - overlay.error_s <= time_s < showing.end_s + overlay.error_s:
            yield showing.box_px
    last = overlay.showings[-1] if overlay.showings else None
    if overlay.showings_left_out and last is not None and time_s >= last.end_s:
        # Where it is shown later is not listed, so it is taken to be there.
        yield last.box_px


def _touch(one: BoxPx, other: BoxPx) -> bool:
    return all(
        one[side] < other[side] + other[side + 2] and other[side] < one[side] + one[side + 2]
        for side in (0, 1)
    )


def _grown(box_px: BoxPx) -> BoxPx:
    left, top, width, height = box_px
    more = _ROUND_A_MARK_PX
    return left - more, top - more, width + 2 * more, height + 2 * more
