"""Run a call that `calls` built: in the jail, under limits, with its progress."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from verify.domain.limits import DecodeLimits
from verify.media import jail
from verify.media.ffmpeg.calls import MEDIA_FILE
from verify.media.ffmpeg.installed import require_program

_FRAMES = re.compile(rb"frame=\s*(\d{1,12})")


def run_call(
    arguments: Sequence[str],
    footage: Path,
    scratch: Path,
    limits: DecodeLimits,
    on_frames: Callable[[int], None] = lambda _frames: None,
) -> jail.Ending:
    """Run ffmpeg on one file and wait for its end.

    Parameters
    ----------
    arguments : sequence of str
        From `verify.media.ffmpeg.calls`.
    footage : Path
        The file; it is only read.
    scratch : Path
        An empty folder; the copy comes to lie there.
    limits : DecodeLimits
        Bounds on memory, time and the size of the copy.
    on_frames : callable, optional
        Called now and then with how many frames were written.

    Raises
    ------
    ToolMissingError
        If there is no ffmpeg program, or it is too old.
    """

    def read(line: bytes) -> None:
        if match := _FRAMES.match(line):
            on_frames(int(match[1]))

    command = [str(require_program()), *arguments]
    return jail.run_program(command, scratch, limits, read, readable={MEDIA_FILE: footage})
