"""An archive asked about a clip that was inspected without one, or before it grew.

The clip is decoded for it as for any search: hashes alone would miss dark and re-filmed copies, and
"not among them" would say more than was looked at.
"""

from pathlib import Path

from verify.domain.matches import Search
from verify.jobs.messages import InspectionOptions
from verify.jobs.progress import OnProgress
from verify.workbench.archive.shelf import Shelf


def asked_anew(
    shelf: Shelf,
    clip: Path,
    *,
    weak_allowed: bool = False,
    on_progress: OnProgress | None = None,
) -> Search | None:
    """Return what the archive says of a clip by now; None if it is empty.

    Raises
    ------
    VerifyError
        If the clip cannot be decoded, or the archive cannot be read.
    """
    if not shelf.store.stats().entries:
        return None
    # Imported here: what searches takes longer to load than the rest of a check.
    from verify.workbench.archive.searching import searching

    options = InspectionOptions(allow_weak_sandbox=weak_allowed)
    with searching(shelf) as searcher:
        return searcher.search(clip, options=options, on_progress=on_progress)
