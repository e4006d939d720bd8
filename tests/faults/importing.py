"""An import of hashes and of a desk's sheet, and an export, killed in each on its way.

Run as a program, so that one start serves all children; each is a fork.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.storage.footage import REPORTER
from verify.jobs.messages import Progress
from verify.storage.database import open_store
from verify.storage.originals import objects_of
from verify.workbench.archive import exchanging, sheets
from verify.workbench.archive.exchanging import import_list
from verify.workbench.archive.handing_out import export_entries
from verify.workbench.archive.sheets import import_sheet
from verify.workbench.archive.shelf import Shelf

DIES_AT = 0.4


def shelf_at(file: Path) -> Shelf:
    store = open_store(f"sqlite:///{file}")
    return Shelf(file.parent, store, objects_of(store, file.parent), REPORTER)


def _die(progress: Progress) -> None:
    assert progress.share is not None
    if progress.share >= DIES_AT:
        os.kill(os.getpid(), signal.SIGKILL)


def _killed(work: Callable[[], object]) -> None:
    process = os.fork()
    if not process:
        try:
            work()
        finally:
            # It was to die before it came to this.
            os._exit(1)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status), f"the child ended with {status}"


def main(at_once: int, file: Path, listed: Path, sheet: Path, out: Path) -> None:
    """Die in the list, resume it, die in the sheet and in an export.

    Prints how many entries were there after the first death, and how many were known and new then.
    """
    exchanging._ENTRIES_AT_ONCE = sheets._ENTRIES_AT_ONCE = at_once
    _killed(lambda: import_list(shelf_at(file), listed, on_progress=_die))
    shelf = shelf_at(file)
    with closing(shelf.store):
        there = shelf.store.stats().entries
        resumed = import_list(shelf, listed)
        print(there, resumed.known, resumed.new)
    _killed(lambda: import_sheet(shelf_at(file), sheet, on_progress=_die))
    _killed(lambda: export_entries(shelf_at(file), out, on_progress=_die))


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(Path, sys.argv[2:]))
