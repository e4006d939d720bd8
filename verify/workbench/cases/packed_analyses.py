"""Results of `verify inspect` as parts of a package: the analysis and the files that it lists."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import msgspec

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
from verify.storage.objects import open_regular

_TABLES = (
    BRIGHTNESS_TABLE,
    EXPOSURE_TABLE,
    FLASH_MARKERS,
    FLASHES_TABLE,
    HASHES_TABLE,
    KEYFRAMES_TABLE,
)
_LARGEST_BYTES = 256 << 20


def analysis_at(path: Path) -> tuple[Analysis, bytes]:
    """Return the analysis in a file, or in the folder that `verify inspect` left, and its bytes.

    Raises
    ------
    FileInputError
        If there is none that this version reads.
    """
    file = path / ANALYSIS_FILE if path.is_dir() else path
    content = _content(file)
    try:
        return msgspec.json.decode(content, type=Analysis), content
    except msgspec.MsgspecError as error:
        raise errors.FileInputError(
            file,
            "is no analysis that this version reads",
            "Another version may have written it; inspect the clip again.",
        ) from error


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
            yield name, _content(folder / name)


def listed_picture(folder: Path, name: str, sha256: str) -> bytes:
    """Return a picture that an analysis lists.

    Raises
    ------
    FileInputError
        If it cannot be read, or is another one.
    """
    content = _content(_inside(folder, name))
    if hashlib.sha256(content).hexdigest() != sha256:
        raise errors.FileInputError(
            folder / name,
            "is not the picture that the analysis lists",
            "It was changed since; inspect the clip again.",
        )
    return content


def _inside(folder: Path, name: str) -> Path:
    if not layout.is_plain(name):
        raise errors.FileInputError(
            folder / ANALYSIS_FILE,
            "lists a file of a name that none of ours has",
            "Something else wrote it; inspect the clip again.",
        )
    return folder / name


def _content(file: Path) -> bytes:
    try:
        with open_regular(file) as opened:
            content = opened.read(_LARGEST_BYTES + 1)
    except FileNotFoundError as error:
        raise errors.FootageNotFoundError(file) from error
    except OSError as error:
        raise errors.UnreadableFileError(file, error.strerror or str(error)) from error
    if len(content) > _LARGEST_BYTES:
        raise errors.LimitExceededError(file, "it is too large", "256 MiB")
    return content
