"""Which ffmpeg program and which FFmpeg libraries there are, and their versions.

Decoding is done by the libraries that PyAV carries. The program, carried by imageio-ffmpeg, is for
what is made out of footage; it starts in the jail only, even to tell its version.
"""

import functools
import re
import tempfile
from pathlib import Path

import av
import imageio_ffmpeg

from verify.domain.errors import ToolMissingError
from verify.domain.limits import DecodeLimits
from verify.media import jail

_VERSION = re.compile(rb"ffmpeg version (\S+)")
_NUMBERS = re.compile(r"n?(\d+)\.(\d+)(?:\.(\d+))?")
_ANSWER_LIMITS = DecodeLimits(wall_time_s=20.0, cpu_time_s=20)
OLDEST_VERSION = (5, 1, 0)
"""The first release that knows `-fps_mode` and `setts`, without which frames are moved or lost."""


def library_version() -> str:
    """Return the version of the FFmpeg libraries that decode, such as "8.1.2"."""
    return str(av.ffmpeg_version_info)


def program() -> Path:
    """Return the ffmpeg program.

    Raises
    ------
    ToolMissingError
        If there is none for this system.
    """
    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise ToolMissingError(
            "The ffmpeg program", "Install ffmpeg, or run make env again to get the packaged one."
        ) from error


def program_version() -> str:
    """Return the version that the program prints of itself.

    Raises
    ------
    ToolMissingError
        If there is no program, or it does not say.
    """
    return _version_of(program())


@functools.cache
def _version_of(path: Path) -> str:
    printed: list[bytes] = []
    with tempfile.TemporaryDirectory(prefix="verify-version-") as scratch:
        command = [str(path), "-version"]
        jail.run_program(command, Path(scratch), _ANSWER_LIMITS, printed.append)
    match = _VERSION.search(b"\n".join(printed[:1]))
    if match is None:
        raise ToolMissingError("A working ffmpeg program", "Run make env again.")
    return match[1].decode("ascii", "replace")


def release_of(version: str) -> tuple[int, int, int] | None:
    """Return the release that a version text names, or None for a build of no release.

    Examples
    --------
    >>> release_of("5.1.9-0+deb12u1")
    (5, 1, 9)
    >>> release_of("n8.0")
    (8, 0, 0)
    >>> release_of("N-118193-g5f38c82") is None
    True
    """
    match = _NUMBERS.match(version)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3] or 0))


def require_program() -> Path:
    """Return the ffmpeg program if it is new enough to build copies with.

    Raises
    ------
    ToolMissingError
        If there is none, or it is older than `OLDEST_VERSION`.
    """
    release = release_of(program_version())
    if release is not None and release < OLDEST_VERSION:
        needed = ".".join(map(str, OLDEST_VERSION[:2]))
        advice = f"This one is {program_version()}. Run make env again to get the packaged one."
        raise ToolMissingError(f"An ffmpeg program of version {needed} or newer", advice)
    return program()
