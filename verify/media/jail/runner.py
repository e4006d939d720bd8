"""What the rest of Verify calls: run a module or a program in the strongest jail that holds."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from verify.domain.limits import DecodeLimits
from verify.media.jail.levels import strongest
from verify.media.jail.process import NOTHING, Ending, Kind, OnLine, ignore, run_behind


def run(
    module: str,
    arguments: Sequence[str],
    scratch: Path,
    limits: DecodeLimits,
    on_line: OnLine = ignore,
    *,
    readable: Mapping[str, Path] = NOTHING,
) -> Ending:
    """Run `python -m module` in the jail and wait for its end.

    It may start threads, but no process and no program.

    Parameters
    ----------
    module : str
        A module of this package with a `__main__` guard.
    arguments : sequence of str
        Its arguments; never text from a sender.
    scratch, limits, on_line, readable
        As for `run_program`.
    """
    target = [module, *arguments]
    return run_behind(strongest().wall, Kind.MODULE, target, scratch, limits, on_line, readable)


def run_program(
    command: Sequence[str],
    scratch: Path,
    limits: DecodeLimits,
    on_line: OnLine = ignore,
    *,
    readable: Mapping[str, Path] = NOTHING,
) -> Ending:
    """Run a program in the jail, such as ffmpeg, and wait for its end.

    It has `scratch` as its working folder and an environment of ours, reads nothing on its standard
    input, may start threads but no other process.

    Parameters
    ----------
    command : sequence of str
        The program's absolute path and its arguments; never text from a sender.
    scratch : Path
        The one folder it works in and may write to; nothing else may be in use there.
    limits : DecodeLimits
        Bounds on memory, time and file size.
    on_line : callable, optional
        Called with each line that the process prints, without its newline. An exception raised
        there ends the process and goes on to the caller: that is how a job is cancelled.
    readable : mapping of str to Path, optional
        Files that it may read besides, by the name of ours under which it finds each in `scratch`;
        nothing may lie there under that name yet.
    """
    wall = strongest().wall
    return run_behind(wall, Kind.PROGRAM, list(command), scratch, limits, on_line, readable)
