"""Indices of points and sounds opened as the store is now, from what was kept of them before."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from verify.storage.array_file import Arrays
from verify.storage.interface import Store
from verify.storage.likeness.index import FeatureIndex
from verify.storage.likeness.part_files import KeptPart, PartFiles, Span
from verify.storage.likeness.point_parts import PointPart
from verify.storage.likeness.sound_parts import SoundPart
from verify.storage.likeness.sounds import SoundIndex

_POINTS, _SOUNDS = "points", "sounds"
# Fewer are read from the store as fast.
_LEAST_POINTS = 100_000
_LEAST_LANDMARKS = 50_000

Numbers = npt.NDArray[np.int64]


class _Part(Protocol):
    @property
    def place(self) -> Path | None: ...
    @property
    def span(self) -> Span: ...
    @property
    def size(self) -> int: ...
    def has_any(self, numbers: Numbers) -> bool: ...
    def figures(self) -> dict[str, int]: ...
    def arrays(self) -> Arrays: ...


def open_feature_index(
    store: Store, folder: Path | None = None, code_folder: Path | None = None
) -> FeatureIndex:
    """Return an index that is as the store is now.

    Parameters
    ----------
    folder, code_folder : Path or None
        Where parts are kept and where compiled code is; None to keep none.
    """
    index = FeatureIndex(code_folder=code_folder)
    files = PartFiles(store, folder, _POINTS) if folder else None
    kept = files.kept() if files else []
    index.start_from(store, [PointPart.of_kept(part, code_folder) for part in kept])
    if files:
        # Mapped, it stays readable here; what was removed from the store is not to lie on the disk.
        files.forget(kept, _removed(store))
    return index


def open_sound_index(store: Store, folder: Path | None = None) -> SoundIndex:
    """Return an index that is as the store is now; otherwise as `open_feature_index`."""
    index = SoundIndex()
    files = PartFiles(store, folder, _SOUNDS) if folder else None
    kept = list(_without_gaps(files.kept())) if files else []
    index.start_from(store, [SoundPart.of_kept(part) for part in kept])
    if files:
        files.forget(kept, _removed(store))
    return index


def keep_points(index: FeatureIndex, store: Store, folder: Path) -> bool:
    """Write the parts that are not kept yet, if it is worth it; return whether all are kept now.

    Takes some seconds for ten million points, so it is for the time after an answer. A full disk is
    no error: the next process reads the store.
    """
    return _keep(index.parts, store, PartFiles(store, folder, _POINTS), _LEAST_POINTS)


def keep_sounds(index: SoundIndex, store: Store, folder: Path) -> bool:
    """Write the parts that are not kept yet, if it is worth it; see `keep_points`."""
    return _keep(index.parts, store, PartFiles(store, folder, _SOUNDS), _LEAST_LANDMARKS)


def forget_parts(store: Store, folder: Path) -> None:
    """Remove what was kept of entries that left the store.

    A part of points takes seconds to sort: the next search makes it anew.
    """
    removed = _removed(store)
    points, sounds = (PartFiles(store, folder, kind) for kind in (_POINTS, _SOUNDS))
    points.forget(points.kept(), removed)
    kept = sounds.kept()
    sounds.forget(kept, removed)
    for part in map(SoundPart.of_kept, kept):
        if part.has_any(removed):
            sounds.keep(part.span, part.figures(), part.leaving(removed).arrays())


def _keep(parts: Sequence[_Part], store: Store, files: PartFiles, least: int) -> bool:
    removed = _removed(store)
    there = [part for part in parts if not part.has_any(removed)]
    if sum(part.size for part in there if part.place is None) < least:
        return False
    kept = [part for part in there if files.keep(part.span, part.figures(), part.arrays())]
    files.sweep([part.span for part in kept])
    return len(kept) == len(there)


def _without_gaps(parts: Sequence[KeptPart]) -> Iterator[KeptPart]:
    """Yield the first parts that stand right behind each other.

    A sound may come to an entry that is there, so the store cannot say what came between two.
    """
    up_to = 0
    for part in parts:
        if part.after != up_to:
            return
        yield part
        up_to = part.up_to


def _removed(store: Store) -> Numbers:
    return np.array(store.feature_changes(0).removed, np.int64)
