"""What `verify inspect` left on disk, read for a case: the analysis and the pictures it lists.

Anyone could have written it, so a picture is held against the SHA-256 that the analysis lists.
"""

import hashlib
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.domain.findings import Analysis
from verify.exchange.packages import layout
from verify.jobs.layout import ANALYSIS_FILE
from verify.storage.objects import open_regular

_LARGEST_BYTES = 256 << 20


def analysis_at(path: Path) -> tuple[Analysis, bytes]:
    """Return the analysis in a file, or in the folder that `verify inspect` left, and its bytes.

    Raises
    ------
    FileInputError
        If there is none that this version reads.
    """
    file = path / ANALYSIS_FILE if path.is_dir() else path
    content = content_of(file)
    try:
        return msgspec.json.decode(content, type=Analysis), content
    except msgspec.MsgspecError as error:
        raise errors.FileInputError(
            file,
            "is no analysis that this version reads",
            "Another version may have written it; inspect the clip again.",
        ) from error


def hashed_analysis_at(path: Path) -> tuple[Analysis, str]:
    """Return an analysis, see `analysis_at`, and its SHA-256."""
    analysis, content = analysis_at(path)
    return analysis, hashlib.sha256(content).hexdigest()


def listed_picture(folder: Path, name: str, sha256: str) -> bytes:
    """Return a picture that an analysis lists.

    Raises
    ------
    FileInputError
        If it cannot be read, or is another one.
    """
    content = content_of(_inside(folder, name))
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


def content_of(file: Path) -> bytes:
    """Return a file of a result.

    Raises
    ------
    FileInputError
        If it cannot be read, or is larger than any of ours.
    """
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
