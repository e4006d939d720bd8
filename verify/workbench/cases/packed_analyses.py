"""Results of `verify inspect` as parts of a package: the analysis and the files that it lists."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from verify.domain import errors
from verify.domain.case_errors import ClipNotInCaseError
from verify.domain.findings import Analysis
from verify.exchange.packages import layout
from verify.exchange.packages.writing import Part, part
from verify.jobs.layout import (
    ANALYSIS_FILE,
    BRIGHTNESS_TABLE,
    EXPOSURE_TABLE,
    FLASH_MARKERS,
    FLASHES_TABLE,
    HASHES_TABLE,
    KEYFRAMES_TABLE,
)
from verify.workbench.cases.inspected import analysis_at, content_of, listed_picture

_TABLES = (
    BRIGHTNESS_TABLE,
    EXPOSURE_TABLE,
    FLASH_MARKERS,
    FLASHES_TABLE,
    HASHES_TABLE,
    KEYFRAMES_TABLE,
)


def parts_of_analyses(case_id: str, clips: Collection[str], paths: Sequence[Path]) -> list[Part]:
    """Return what a package holds of these analyses.

    Raises
    ------
    FileInputError
        If one cannot be read, or a picture is not the one that it lists.
    ClipNotInCaseError
        If one is of footage that the case does not have.
    BadParameterError
        If two are of one clip.
    """
    parts: dict[str, list[Part]] = {}
    for path in paths:
        analysis, content = analysis_at(path)
        clip = analysis.footage.sha256
        if clip not in clips:
            raise ClipNotInCaseError(case_id, analysis.footage.untrusted_name)
        if clip in parts:
            raise errors.BadParameterError("--analysis", str(path), "one analysis for each clip")
        folder = path if path.is_dir() else path.parent
        below = f"{layout.ANALYSES}{clip}/"
        parts[clip] = [
            part(f"{below}{ANALYSIS_FILE}", content),
            *(part(f"{below}{name}", data) for name, data in _listed(folder, analysis)),
        ]
    return [each for of_clip in parts.values() for each in of_clip]


def _listed(folder: Path, analysis: Analysis) -> Iterator[tuple[str, bytes]]:
    pictures = {keyframe.file: keyframe.sha256 for keyframe in analysis.keyframes or []}
    for overlay in analysis.overlays or []:
        if overlay.still is not None:
            pictures[overlay.still.file] = overlay.still.sha256
    for name, sha256 in sorted(pictures.items()):
        yield name, listed_picture(folder, name, sha256)
    for name in _TABLES:
        if (folder / name).is_file():
            yield name, content_of(folder / name)
