"""A package of a case opened, and held against its lists, its signature and its own events."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from verify.domain.checkpoints import PublicKey
from verify.domain.store_faults import Fault
from verify.exchange.packages.checking import PackageCheck, package_faults
from verify.exchange.packages.reading import FolderPackage, ZipPackage
from verify.workbench.archive.files import opened_to_read

__all__ = ["PackageCheck", "faults_of_package", "opened_package"]


def faults_of_package(
    path: Path,
    check: PackageCheck,
    keys: Sequence[PublicKey],
    on_bytes: Callable[[int], None] = lambda _size_bytes: None,
) -> Iterator[Fault]:
    """Check a package; return each fault as it is found and gather all in `check`.

    Parameters
    ----------
    keys : sequence of PublicKey
        Whose signatures count; see `sealing.known_keys`.

    Raises
    ------
    FileInputError
        If it is no package, or is made to do harm; a later version made it; it cannot be read.
    """
    with opened_package(path) as package:
        yield from package_faults(package, check, keys, on_bytes)


@contextmanager
def opened_package(path: Path) -> Iterator[ZipPackage | FolderPackage]:
    """Give a package, as a zip or a folder; nothing of it is read yet.

    Raises
    ------
    FileInputError
        If it is none, is made to do harm, or cannot be read.
    """
    if path.is_dir():
        yield FolderPackage(path)
        return
    with opened_to_read(path) as file:
        yield ZipPackage(path, file)
