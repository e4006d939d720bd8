"""An archive asked about a clip that was inspected without one: by its hashes, without decoding.

Of the folder of a result only the table of hashes is read. Without pictures of the clip a match is
`likely` at most.
"""

from pathlib import Path

from verify.domain.findings import Analysis
from verify.domain.matches import Search
from verify.jobs.layout import HASHES_TABLE
from verify.jobs.publication import hash_rows
from verify.workbench.archive.shelf import Shelf
from verify.workbench.clips import HashAnswer


def asked_anew(shelf: Shelf, analysis: Analysis, folder: Path) -> Search | None:
    """Return what the archive says of a clip by its result; None if it or the hashes are missing.

    Raises
    ------
    VerifyError
        If what stands in the table are no hashes, or the archive cannot be read.
    """
    if not (folder / HASHES_TABLE).is_file() or not shelf.store.stats().entries:
        return None
    # Imported here: what searches takes longer to load than the rest of a check.
    from verify.workbench.archive.searching import DEFAULT_RADIUS_BITS, searching

    rows = list(hash_rows(folder))
    with searching(shelf) as searcher:
        name = Path(analysis.footage.untrusted_name)
        return searcher.search_hashes(name, HashAnswer(analysis, rows, None), DEFAULT_RADIUS_BITS)
