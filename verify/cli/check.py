"""Whether an archive is as it was kept: check."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify import settings
from verify.cli.output import print_json
from verify.cli.parameters import HOME, JSON, STORAGE
from verify.cli.progress import StatusLine, left_words
from verify.domain.errors import shown_name
from verify.domain.store_faults import Fault, FaultKind
from verify.presentation.wording import counted

if TYPE_CHECKING:
    from verify.workbench.archive.checking import Checked, Reading

_FAULTS, _NOT_CHECKED = 1, 3


@click.command(
    short_help="Read all that is kept again and name what changed.",
    epilog="Example: verify check",
)
@HOME
@STORAGE
@JSON
def check(home: Path | None, storage: str | None, as_json: bool) -> None:
    """Read the log, the entries and every kept file again, and name each thing that changed.

    A fault does not say who did it or why: a failing disk leaves the same traces. What no check
    of this kind can see is said at the end.

    Exit codes: 0 nothing differs, 1 something does, 3 something could not be checked.
    """
    # Imported here: a database takes longer to load than most commands.
    from verify.workbench.archive import checking

    folder = settings.home_folder(home)
    address = settings.storage_address(folder, storage)
    checked = checking.Checked()
    with checking.opened_to_be_checked(folder, address) as shelf, StatusLine() as line:
        for fault in checking.faults_of(
            shelf, checked, lambda reading: line.show(_reading_words(reading))
        ):
            if not as_json:
                line.clear()
                click.echo(f"{_fault_words(fault)}\n")
    if as_json:
        print_json(
            {
                "is_whole": checked.is_whole,
                "faults": [fault for fault in checked.faults if not fault.is_notice],
                "notices": [fault for fault in checked.faults if fault.is_notice],
                "events": checked.events,
                "entries": checked.entries,
                "files_as_received": checked.files,
                "bytes_read": checked.bytes_read,
                "not_seen_by_this_check": checking.LIMITS_OF_THE_LOG,
            }
        )
    else:
        click.echo(_looked_at_words(checked))
        click.echo(_result_words(checked))
        click.echo(checking.LIMITS_OF_THE_LOG)
    if checked.is_whole is not True:
        sys.exit(_NOT_CHECKED if checked.is_whole is None else _FAULTS)


def _fault_words(fault: Fault) -> str:
    name = fault.kind.value.replace("_", " ")
    return (
        f"{name.upper()}: {fault.what} {shown_name(fault.where)}\n"
        f"  What it means: {fault.meaning}\n"
        f"  What to do:    {fault.advice}"
    )


def _reading_words(reading: "Reading") -> str:
    if not reading.bytes_in_all:
        return f"Reading {reading.what}"
    done = f"{reading.bytes_read / 1e6:,.0f} of {reading.bytes_in_all / 1e6:,.0f} MB"
    return f"Reading {reading.what}: {done}{left_words(reading.left_s)}"


def _looked_at_words(checked: "Checked") -> str:
    parts = []
    if checked.events is not None:
        parts.append(f"the log with {counted(checked.events, 'event')}")
    if checked.entries is not None:
        parts.append(counted(checked.entries, "entry", "entries"))
    if checked.files is not None:
        parts.append(f"{counted(checked.files, 'file')} as received")
    size = f"; {checked.bytes_read / 1e6:,.1f} MB of files read" if checked.bytes_read else ""
    return f"Looked at:  {', '.join(parts) or 'nothing that could be read to its end'}{size}"


def _result_words(checked: "Checked") -> str:
    faults = [fault for fault in checked.faults if not fault.is_notice]
    unread = [fault for fault in faults if fault.kind is FaultKind.UNREADABLE]
    if not faults:
        return "Found:      nothing that differs from what was kept, as far as this check sees."
    parts = []
    if len(faults) > len(unread):
        parts.append(f"{counted(len(faults) - len(unread), 'fault')}, named above")
    if unread:
        parts.append(f"{counted(len(unread), 'thing')} that could not be checked, named above")
    return f"Found:      {'; '.join(parts)}"


COMMANDS = (check,)
