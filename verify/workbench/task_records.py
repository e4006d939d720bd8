"""What a task on the archive is, and what came of it: the files that lie in its folder."""

import os
import re
import shutil
from pathlib import Path

import msgspec
from msgspec import Struct

from verify.domain.custody import Actor
from verify.domain.duplicates import Duplicates

TASK_FILE = "task.json"
REPORT_FILE = "told.json"


class AddClips(Struct, frozen=True, tag="add"):
    """Put clips of the desk into the archive."""

    clips: list[str]
    keeps_file: bool


class ImportList(Struct, frozen=True, tag="list"):
    """Take in a list of hashes that others made."""

    skips_bad: bool


class ImportSheet(Struct, frozen=True, tag="sheet"):
    """Add what the desk's own spreadsheet says."""


class Export(Struct, frozen=True, tag="export"):
    """Write every entry to a file; its ending says in which form."""

    file: str


class FindCopies(Struct, frozen=True, tag="copies"):
    """Find entries that show one recording."""

    all_groups: bool


class CheckAll(Struct, frozen=True, tag="check"):
    """Read log, entries and kept files again."""


Work = AddClips | ImportList | ImportSheet | Export | FindCopies | CheckAll


class Task(Struct, frozen=True):
    """What is to be done, and who asked for it."""

    work: Work
    actor: Actor


class Told(Struct, frozen=True):
    """What came of it.

    Attributes
    ----------
    lines, problems : list of str
        Printable; problems are what was refused, failed or is amiss.
    file : str or None
        What was written, among the results.
    copies : Duplicates or None
    """

    lines: list[str]
    problems: list[str] = []
    file: str | None = None
    copies: Duplicates | None = None


def task_of(folder: Path) -> Task:
    """Return the task that lies in a folder."""
    return msgspec.json.decode((folder / TASK_FILE).read_bytes(), type=Task)


def called(file: Path, untrusted_name: str, folder: Path) -> Path:
    """Give a file of ours the name that its sender gave it, in a folder where it is alone.

    What reads it tells by that name where it came from.
    """
    # What no file system takes: a name is cut to whole signs.
    plain = re.sub(r"[/\0]", "_", untrusted_name).encode("utf-8", "surrogateescape")[:200]
    name = plain.decode("utf-8", "ignore")
    folder.mkdir(mode=0o700)
    place = folder / (name if name.strip(".") else "file")
    try:
        os.link(file, place)
    except OSError:
        shutil.copyfile(file, place)
    return place
