"""What a process in this jail is seen to be denied on this machine.

A level is a set of promises, not a mechanism: A and B keep a hostile file from the network, other
files, other processes and secrets; A also hides that other files exist; C is all the rest. The
walls are tried from the strongest on, with the very runner that decodes footage, and one that does
not hold is passed over and named in the result.
"""

import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from verify.domain.errors import shown_name
from verify.domain.findings import Sandbox
from verify.domain.limits import DecodeLimits
from verify.media.jail import attempts, walls
from verify.media.jail.process import Kind, NotStartedError, Trial, run_behind
from verify.media.jail.walls import Wall
from verify.media.scratch import working_folder

_LIMITS = DecodeLimits(memory_bytes=1 << 30, wall_time_s=30.0, cpu_time_s=10)
# The address of a local service holds 104 bytes on macOS and 108 on Linux.
_LONGEST_FOLDER_BYTES = 70
_ONLY_AT_A = frozenset(("names outside",))
# macOS bounds no address space. That may slow a machine down, but gives nothing away.
_UNKNOWN_TO_MACOS = frozenset(("excess memory",))


@dataclass(frozen=True, slots=True)
class Jail:
    """A wall and what was seen of it."""

    wall: Wall
    sandbox: Sandbox


seen_here: list[Jail] = []
"""The strongest wall that holds on this machine, once it is known; looked for once in a process."""


def strongest() -> Jail:
    """Return the strongest wall that holds."""
    if not seen_here:
        seen_here.append(strongest_of(walls.found()))
    return seen_here[0]


def strongest_of(candidates: list[Wall]) -> Jail:
    """Return the first of the walls that holds; if none does, the one that denies most."""
    seen: list[Jail] = []
    passed_over: list[str] = []
    for wall in candidates:
        sandbox, complaint = look_at(wall)
        seen.append(Jail(wall, msgspec.structs.replace(sandbox, passed_over=list(passed_over))))
        if sandbox.holds:
            return seen[-1]
        failing = complaint or f"does not deny {', '.join(sandbox.not_denied)}"
        passed_over.append(f"{wall.mechanism}: {failing}")
    return max(seen, key=lambda jail: len(jail.sandbox.denied))


def look_at(wall: Wall) -> tuple[Sandbox, str]:
    """Return what this wall is seen to deny, and its complaint if it could not be put up."""
    seen: list[Sandbox] = []
    try:
        with trial(wall, seen.append) as tried, tempfile.TemporaryDirectory() as scratch:
            ending = run_behind(wall, Kind.SCRIPT, [], Path(scratch), _LIMITS, trial=tried)
    except NotStartedError as error:
        return _sandbox(wall, []), str(error)
    said = ending.error_text.strip().splitlines() if ending.exit_code else []
    return seen[0], shown_name(said[-1]) if said and not seen[0].denied else ""


@contextlib.contextmanager
def trial(wall: Wall, on_seen: Callable[[Sandbox], bool | None]) -> Iterator[Trial]:
    """Set up what a process behind a wall is to try to reach.

    Parameters
    ----------
    wall : Wall
        What it is shut in by.
    on_seen : callable
        Called with what the process was seen to be denied; whether it may go on then.
    """
    with contextlib.ExitStack() as things:
        # What a caller that was killed meanwhile left there is removed by the next.
        outside = things.enter_context(working_folder(Path(_short_folder()), "verify-probe-"))
        (outside / "canary").write_bytes(b"canary")
        service = things.enter_context(socket.socket(socket.AF_UNIX))
        service.bind(f"{outside}/socket")
        service.listen()

        def passes(printed: list[bytes]) -> bool:
            # Before the work begins: a caller that is killed during it leaves nothing behind.
            things.close()
            return bool(on_seen(_sandbox(wall, printed)))

        yield Trial(str(outside), passes)


def _sandbox(wall: Wall, printed: list[bytes]) -> Sandbox:
    promises = attempts.by_name("", 0, 0)
    # An attempt that printed no line is not known to be denied.
    denied = [promise for promise in promises if f"denied {promise}".encode() in printed]
    not_denied = [promise for promise in promises if promise not in denied]
    return Sandbox(
        level=_level(not_denied),
        mechanism=wall.mechanism,
        denied=denied,
        not_denied=not_denied,
        passed_over=[],
        allowed_by=None,
    )


def _short_folder() -> str:
    """Return where the probe's service gets an address that the system can hold."""
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) <= _LONGEST_FOLDER_BYTES else "/tmp"  # noqa: S108


def _level(not_denied: Collection[str]) -> str:
    open_ways = set(not_denied)
    if sys.platform == "darwin":
        open_ways -= _UNKNOWN_TO_MACOS
    if not open_ways:
        return "A"
    return "B" if open_ways <= _ONLY_AT_A else "C"
