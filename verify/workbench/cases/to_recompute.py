"""Which cases hold evidence to be run again, and where the files lie that it is of.

Cases of an archive, those of others that it took in too, or the one of a package. A file is known
by its SHA-256 alone, so it may come from anywhere; what was unpacked goes when the check ends.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.packages import ForeignCase
from verify.exchange.packages import layout
from verify.exchange.packages.history import BadHistory, case_of, whole
from verify.jobs.disk import problems_as_errors
from verify.media.intake import open_footage
from verify.media.scratch import working_folder
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.foreign import foreign, read_foreign
from verify.workbench.cases.opening import cases, read_case
from verify.workbench.cases.packages import PackageCheck, opened_package
from verify.workbench.cases.recomputing import PlaceOf, Rerun
from verify.workbench.clips import gather


def cases_of(shelf: Shelf, rerun: Rerun) -> Iterator[CaseFile]:
    """Yield every case of an archive as it stands, those of others that were taken in too.

    Why one cannot be read is noted in `rerun`.
    """
    openings: Sequence[CaseOpening] = []
    taken_in: Sequence[ForeignCase] = []
    with rerun.noting("the list of cases"):
        openings = cases(shelf)
    for opening in openings:
        with rerun.noting(f"case {opening.case_id}"):
            yield read_case(shelf, opening)
    with rerun.noting("the list of cases of others"):
        taken_in = foreign(shelf)
    for other in taken_in:
        with rerun.noting(f"case {other.case_id} of others"):
            case = read_foreign(other)
            if case is not None:
                yield case


def places_of(shelf: Shelf, footage: Sequence[Path]) -> PlaceOf:
    """Return what finds a file by its SHA-256: among those given, then those kept as received.

    Raises
    ------
    VerifyError
        If a file that is given cannot be read.
    """
    given = _given(footage)

    def place_of(sha256: str) -> Path | None:
        kept = shelf.objects.path_of(sha256)
        return given.get(sha256) or (kept if kept.is_file() else None)

    return place_of


def _given(footage: Sequence[Path]) -> dict[str, Path]:
    given: dict[str, Path] = {}
    for path in gather(footage).files:
        with open_footage(path) as opened:
            given.setdefault(opened.sha256, path)
    return given


def cases_in(check: PackageCheck, rerun: Rerun) -> Iterator[CaseFile]:
    """Yield the case that a package tells of; why it cannot be read is noted in `rerun`."""
    events = whole(check.events)
    if not events:
        rerun.unread.append("this edition of the package does not hold the evidence of the case")
        return
    try:
        yield case_of(events)
    except BadHistory as error:
        rerun.unread.append(f"the case of the package: {error}")


@contextmanager
def places_in(package: Path, footage: Sequence[Path]) -> Iterator[PlaceOf]:
    """Give what finds a file by its SHA-256: among those given, then those in a package.

    Raises
    ------
    VerifyError
        If a file that is given, or the package, cannot be read; if there is no room to unpack.
    """
    given = _given(footage)
    with opened_package(package) as packed, _scratch() as scratch:

        def place_of(sha256: str) -> Path | None:
            name = f"{layout.FOOTAGE}{sha256}"
            if sha256 in given or name not in packed.sizes:
                return given.get(sha256)
            unpacked = scratch / sha256
            if not unpacked.exists():
                with (
                    problems_as_errors(scratch),
                    packed.opened(name) as file,
                    unpacked.open("xb") as copy,
                ):
                    shutil.copyfileobj(file, copy)
            return unpacked

        yield place_of


def _scratch() -> AbstractContextManager[Path]:
    return working_folder(Path(tempfile.gettempdir()), ".verify-work-")
