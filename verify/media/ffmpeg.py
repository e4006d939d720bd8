"""The ffmpeg program and the FFmpeg libraries: which ones, and their versions.

Decoding is done by the libraries that PyAV carries. The program, carried by imageio-ffmpeg, is for
what is made out of footage, such as copies to play; it is never given a sender's file name.
"""

import re
import subprocess
from pathlib import Path

import av
import imageio_ffmpeg

from verify.domain.errors import ToolMissingError

_VERSION = re.compile(r"ffmpeg version (\S+)")
_ANSWER_WITHIN_S = 20


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
    answer = subprocess.run(  # noqa: S603 - a program of the environment, fixed arguments
        [program(), "-version"],
        capture_output=True,
        text=True,
        timeout=_ANSWER_WITHIN_S,
        check=False,
    )
    match = _VERSION.search(answer.stdout)
    if match is None:
        raise ToolMissingError("A working ffmpeg program", "Run make env again.")
    return match[1]
