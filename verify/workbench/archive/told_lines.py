"""What became of lists, sheets, exports and checks, as lines for people.

What is refused stands apart from what came in. Names and values out of files are made printable.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from verify.domain.errors import shown_name
from verify.domain.store_faults import Fault
from verify.presentation.wording import counted

if TYPE_CHECKING:
    from verify.workbench.archive.checking import Checked
    from verify.workbench.archive.exchanging import Imported
    from verify.workbench.archive.handing_out import Exported
    from verify.workbench.archive.sheets import SheetImported

_MOST_LINES = 20


def import_lines(answer: "Imported") -> list[str]:
    """Return what came in from a list, and what was there already."""
    lines = [
        f"New        {counted(answer.new, 'entry', 'entries')}, {answer.hashes:,} hashes",
        f"Known      {answer.known:,} were there already, perhaps under another name",
    ]
    if answer.mended_lines:
        shown = ", ".join(f"{line:,}" for line in answer.mended_lines[:_MOST_LINES])
        rest = " ..." if len(answer.mended_lines) > _MOST_LINES else ""
        count = counted(len(answer.mended_lines), "hash", "hashes")
        lines.append(f"Mended     leading zeros put back in {count}, lines {shown}{rest}")
    return lines


def import_problems(answer: "Imported") -> list[str]:
    """Return what of a list was left out, or left as it was."""
    lines = [
        f"Careful: entry {key} is there with other hashes; they were left as they are."
        for key in answer.with_other_hashes[:_MOST_LINES]
    ]
    if answer.left_out:
        lines.append(f"Left out: {counted(len(answer.left_out), 'bad entry', 'bad entries')}")
        lines += _first([f"  line {bad.line:,}: {bad.problem}" for bad in answer.left_out])
    return [shown_name(line) for line in lines]


def sheet_lines(log: "SheetImported") -> list[str]:
    """Return how a sheet was read, and how many source records it changed."""
    return [
        *(f"Sheet      {shown_name(note)}" for note in log.notes),
        f"Rows       {log.rows:,}, matched to an entry: {log.matched:,}",
        f"Changed    {counted(log.entries, 'source record')}",
    ]


def sheet_problems(log: "SheetImported") -> list[str]:
    """Return which rows of a sheet could not be taken, or not as they stand."""
    lines = _first(log.remarks)
    if log.unmatched:
        lines.append(f"Not matched: {counted(len(log.unmatched), 'row')}")
        lines += _first(
            [f"  row {row.number:,}, {row.untrusted_name}: {row.why}" for row in log.unmatched]
        )
    return [shown_name(line) for line in lines]


def export_lines(answer: "Exported", file: str) -> list[str]:
    """Return what was written where, and its SHA-256."""
    count = counted(answer.entries, "entry", "entries")
    return [
        f"Written    {count} to {shown_name(file)}",
        f"SHA-256    {answer.sha256}, in the custody log too",
    ]


def fault_words(fault: Fault) -> str:
    """Return what is amiss, what it means and what to do, on three lines."""
    name = fault.kind.value.replace("_", " ")
    return (
        f"{name.upper()}: {fault.what} {shown_name(fault.where)}\n"
        f"  What it means: {fault.meaning}\n"
        f"  What to do:    {fault.advice}"
    )


def looked_at_words(checked: "Checked") -> str:
    """Return how much a check has read."""
    parts = []
    if checked.events is not None:
        parts.append(f"the log with {counted(checked.events, 'event')}")
    if checked.entries is not None:
        parts.append(counted(checked.entries, "entry", "entries"))
    if checked.files is not None:
        parts.append(f"{counted(checked.files, 'file')} as received")
    size = f"; {checked.bytes_read / 1e6:,.1f} MB of files read" if checked.bytes_read else ""
    return f"Looked at:  {', '.join(parts) or 'nothing that could be read to its end'}{size}"


def result_words(checked: "Checked") -> str:
    """Return what a check has found."""
    faults = [fault for fault in checked.faults if not fault.is_notice]
    unread = [fault for fault in faults if fault.is_open]
    if not faults:
        return "Found:      nothing that differs from what was kept, as far as this check sees."
    parts = []
    if len(faults) > len(unread):
        parts.append(f"{counted(len(faults) - len(unread), 'fault')}, named above")
    if unread:
        parts.append(f"{counted(len(unread), 'thing')} that could not be checked, named above")
    return f"Found:      {'; '.join(parts)}"


def _first(lines: Sequence[str]) -> list[str]:
    rest = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], *([f"  and {rest:,} more"] if rest > 0 else [])]
