"""Indices of points and sounds opened as the store is now, from what was kept of them before."""

from pathlib import Path

import numpy as np

from verify.storage.interface import Store
from verify.storage.likeness.index import FeatureIndex
from verify.storage.likeness.part_files import PartFiles
from verify.storage.likeness.point_parts import PointPart

_POINTS = "points"
# Fewer are read from the store as fast.
_LEAST_POINTS = 100_000


def open_feature_index(store: Store, folder: Path | None = None) -> FeatureIndex:
    """Return an index that is as the store is now.

    Parameters
    ----------
    folder : Path or None
        Where parts and compiled code are kept; None to keep nothing.
    """
    index = FeatureIndex(code_folder=folder)
    files = PartFiles(store, folder, _POINTS) if folder else None
    kept = files.kept() if files else []
    index.start_from(store, [PointPart.of_kept(part, folder) for part in kept])
    if files:
        # Mapped, it stays readable here; what was removed from the store is not to lie on the disk.
        files.forget(kept, _removed(store))
    return index


def keep_points(index: FeatureIndex, store: Store, folder: Path) -> bool:
    """Write the parts that are not kept yet, if it is worth it; return whether all are kept now.

    Takes some seconds for ten million points, so it is for the time after an answer. A full disk is
    no error: the next process reads the store.
    """
    removed = _removed(store)
    parts = [part for part in index.parts if not part.has_any(removed)]
    unkept = [part for part in parts if part.place is None]
    if sum(part.points for part in unkept) < _LEAST_POINTS:
        return False
    files = PartFiles(store, folder, _POINTS)
    kept = [part for part in parts if files.keep(part.span, part.figures(), part.arrays())]
    files.sweep([part.span for part in kept])
    return len(kept) == len(parts)


def forget_parts(store: Store, folder: Path) -> None:
    """Remove what was kept of entries that left the store; the next search makes the rest anew."""
    for kind in (_POINTS,):
        files = PartFiles(store, folder, kind)
        files.forget(files.kept(), _removed(store))


def _removed(store: Store) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(store.feature_changes(0).removed, np.int64)
