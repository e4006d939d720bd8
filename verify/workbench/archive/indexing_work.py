"""One clip of many: opened, hashed and measured, wherever that is done; nothing is written.

What comes back depends on the file and the order alone, so that it is the same whoever worked. The
process that gave the order writes it into the archive.
"""

import functools
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from verify import __version__
from verify.domain.archive import NewEntry, Still
from verify.domain.cluster_errors import NotSeenThereError, OtherWorkersError
from verify.domain.errors import FootageNotFoundError, UnreadableFileError, VerifyError
from verify.domain.sources import SourceRecord
from verify.jobs.archiving import Archived, Wanted, archived
from verify.jobs.describing import FrameDescriptor, descriptor_here
from verify.media.intake import open_footage


@dataclass(frozen=True, slots=True)
class Describing:
    """The weights that are to describe stills: where they lie, and what they say of themselves."""

    weights: Path | None
    how: str


@dataclass(frozen=True, slots=True)
class ClipOrder:
    """One clip to be measured.

    Attributes
    ----------
    path : Path
        Absolute; the same file for whoever works.
    is_seen : bool
        Whether who gave the order sees a file there.
    known : frozenset of str
        SHA-256s of which nothing more is wanted.
    source : SourceRecord
        What is said of where it came from.
    verify : str
        The version that is to work.
    """

    path: Path
    is_seen: bool
    known: frozenset[str]
    wanted: Wanted
    source: SourceRecord
    describing: Describing | None = None
    verify: str = __version__


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What a file is, with what was measured of it unless its hash was known."""

    sha256: str
    size_bytes: int
    entry: NewEntry | None
    remarks: list[str]


def measured(order: ClipOrder) -> Measured:
    """Measure a clip in a jail of its own, with one processor.

    Raises
    ------
    VerifyError
        As for `verify.jobs.archiving.archived`; NotSeenThereError if it is not there for us.
    OtherWorkersError
        If this is another version than who gave the order.
    """
    here = socket.gethostname()
    if order.verify != __version__:
        raise OtherWorkersError(here, f"it has {__version__}", order.verify)
    try:
        with open_footage(order.path) as footage:
            if footage.sha256 in order.known:
                return Measured(footage.sha256, footage.size_bytes, None, [])
            found = archived(footage, order.wanted, order.source, alone=False)
            if order.describing is not None and found.entry.stills:
                found = _described(order.path, found, found.entry.stills, order.describing)
            return Measured(footage.sha256, footage.size_bytes, found.entry, found.remarks)
    except (FootageNotFoundError, UnreadableFileError) as error:
        if not order.is_seen:
            raise
        raise NotSeenThereError(order.path, here) from error


def _described(
    path: Path, found: Archived, stills: Sequence[Still], describing: Describing
) -> Archived:
    """Return what was measured with vectors of its stills, or why they could not be had."""
    # Imported here: few have weights, and what is imported with it takes long to load.
    from verify.workbench.archive.resembling import with_vectors

    try:
        descriptor = _descriptor(describing.weights)
        if descriptor is None or descriptor.facts.how != describing.how:
            raise OtherWorkersError(socket.gethostname(), "it has other weights", __version__)
        return replace(found, entry=with_vectors(path, found.entry, stills, descriptor))
    except VerifyError as error:
        remark = f"its pictures were not described: {error}"
        return replace(found, remarks=[*found.remarks, remark])


@functools.cache
def _descriptor(weights: Path | None) -> FrameDescriptor | None:
    return descriptor_here(weights)
