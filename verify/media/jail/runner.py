"""What the rest of Verify calls: run a module or a program in the strongest jail that holds."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from verify.domain.findings import Sandbox
from verify.domain.limits import DecodeLimits
from verify.media.jail import levels, walls
from verify.media.jail.levels import Jail, strongest
from verify.media.jail.process import (
    NOTHING,
    Ending,
    Kind,
    NotStartedError,
    OnLine,
    Stop,
    Trial,
    ignore,
    run_behind,
)
from verify.media.jail.walls import Wall

OnSealed = Callable[[Sandbox], None]


def run(
    module: str,
    arguments: Sequence[str],
    scratch: Path,
    limits: DecodeLimits,
    on_line: OnLine = ignore,
    *,
    on_sealed: OnSealed = lambda _sandbox: None,
    readable: Mapping[str, Path] = NOTHING,
    stop: Stop | None = None,
) -> Ending:
    """Run `python -m module` in the jail and wait for its end.

    It may start threads, but no process and no program. As long as nothing is known of this
    machine, it first tries itself what it must not be able to do, which saves a process.

    Parameters
    ----------
    module : str
        A module of this package with a `__main__` guard.
    arguments : sequence of str
        Its arguments; never text from a sender.
    scratch, limits, on_line, readable
        As for `run_program`.
    on_sealed : callable, optional
        Called before the module begins, with what it is denied. An exception raised there ends the
        process and goes on to the caller.
    stop : Stop, optional
        What ends it from another thread, with a `StoppedError`.
    """
    target = [module, *arguments]

    def begin(wall: Wall, trial: Trial | None) -> Ending:
        return run_behind(
            wall, Kind.MODULE, target, scratch, limits, on_line, readable, trial, stop
        )

    if not levels.seen_here and (ending := _tried_first(begin, on_sealed)) is not None:
        return ending
    jail = strongest()
    on_sealed(jail.sandbox)
    return begin(jail.wall, None)


def _tried_first(begin: Callable[[Wall, Trial], Ending], on_sealed: OnSealed) -> Ending | None:
    """Begin behind the first wall; return None if that was not seen to hold."""
    wall = walls.found()[0]
    holds = False

    def on_seen(sandbox: Sandbox) -> bool:
        nonlocal holds
        holds = sandbox.holds
        if holds:
            levels.seen_here.append(Jail(wall, sandbox))
            on_sealed(sandbox)
        return holds

    with levels.trial(wall, on_seen) as trial, contextlib.suppress(NotStartedError):
        ending = begin(wall, trial)
        # What is known by now of this machine another thread may have seen.
        return ending if holds else None
    return None


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
