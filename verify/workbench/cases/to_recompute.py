"""Which cases hold evidence to be run again, and where the files lie that it is of.

Cases of an archive, those of others that it took in too, or the one of a package. A file is known
by its SHA-256 alone, so it may come from anywhere; what was unpacked goes when the check ends.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.errors import InputError
from verify.domain.object_errors import OriginalDamagedError, OriginalMissingError
from verify.domain.packages import ForeignCase
from verify.exchange.packages import layout
from verify.exchange.packages.history import BadHistory, case_of, whole
from verify.exchange.packages.reading import FolderPackage, ZipPackage
from verify.jobs.disk import problems_as_errors
from verify.media.intake import open_footage
from verify.media.scratch import working_folder
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.foreign import foreign, read_foreign
from verify.workbench.cases.opening import cases, read_case
from verify.workbench.cases.packages import PackageCheck, opened_package
from verify.workbench.cases.recomputing import PlacesOf, Rerun
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
            if case is None:
                rerun.others += 1
            else:
                yield case


def places_of(shelf: Shelf, footage: Sequence[Path]) -> PlacesOf:
    """Return what finds a file by its SHA-256: among those kept as received, then those given."""
    given = _Given(footage)

    def places(sha256: str) -> Iterator[Path]:
        with suppress(OriginalMissingError, OriginalDamagedError):
            yield shelf.objects.local(sha256)
        yield from given.places(sha256)

    return places


class _Given:
    """Files that somebody named, each hashed when it is first needed.

    What cannot be read is passed over: of a file in a folder nobody said that it is footage.
    """

    def __init__(self, footage: Sequence[Path]) -> None:
        self._left = iter(gather(footage).files)
        self._hashed: dict[str, Path] = {}

    def places(self, sha256: str) -> Iterator[Path]:
        for path in self._left if sha256 not in self._hashed else ():
            with suppress(InputError), open_footage(path) as opened:
                self._hashed.setdefault(opened.sha256, path)
            if sha256 in self._hashed:
                break
        if sha256 in self._hashed:
            yield self._hashed[sha256]


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
def places_in(package: Path, footage: Sequence[Path]) -> Iterator[PlacesOf]:
    """Give what finds a file by its SHA-256: in a package, then among those given.

    Raises
    ------
    FileInputError
        If the package cannot be read.
    """
    given = _Given(footage)
    with opened_package(package) as packed, _scratch() as scratch:

        def places(sha256: str) -> Iterator[Path]:
            name = f"{layout.FOOTAGE}{sha256}"
            if name in packed.sizes:
                yield _unpacked(packed, name, scratch / sha256)
            yield from given.places(sha256)

        yield places


def _unpacked(packed: ZipPackage | FolderPackage, name: str, place: Path) -> Path:
    if not place.exists():
        with (
            problems_as_errors(place.parent),
            packed.opened(name) as file,
            place.open("xb") as copy,
        ):
            shutil.copyfileobj(file, copy)
    return place


def _scratch() -> AbstractContextManager[Path]:
    return working_folder(Path(tempfile.gettempdir()), ".verify-work-")
