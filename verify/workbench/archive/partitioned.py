"""The hashes of an archive to search in: here, or in parts with workers if there are any.

Answers are the same. Where workers are named they are asked, or the search fails: it is not begun
again on this machine, which may have no room for what many hold.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from verify import settings
from verify.domain.partition_errors import NoAddressError
from verify.storage.hamming import HashKind, open_index
from verify.storage.hamming.index import HashIndex
from verify.workbench.archive.shelf import Shelf


@contextmanager
def hash_index(
    shelf: Shelf, kind: HashKind, folder: Path | None, cluster: str | None = None
) -> Iterator[HashIndex]:
    """Give what the hashes of an archive are searched with.

    Parameters
    ----------
    folder : Path or None
        Where columns are kept; None to keep none.
    cluster : str, optional
        Whose workers search, see `verify.jobs.cluster.connect`; by default those that
        VERIFY_CLUSTER names, and this process if it names none.

    Raises
    ------
    VerifyError
        As `verify.jobs.cluster.connect`.
    """
    if (url := settings.cluster_address(cluster)) is None:
        with closing(open_index(shelf.store, kind, folder, settings.code_folder())) as index:
            yield index
        return
    if shelf.address is None:
        raise NoAddressError
    # Imported here: most archives are searched by one process.
    from verify.jobs.partitions import open_partitioned

    code_folder = settings.code_folder()
    with open_partitioned(url, shelf.store, shelf.address, kind, code_folder) as parts:
        yield parts
