"""Frame vectors of all entries in RAM, each compared with all; follows the store as `FeatureIndex`.

Only vectors made as the query's are: others cannot be compared with them, and are counted. A byte a
value is held; a minute of a clip takes 30 kB of 512 values.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.domain.frame_vectors import FrameVectors, Vectors
from verify.storage.interface import Archive

MOST_ENTRIES_A_PICTURE = 12
_ROWS_AT_ONCE = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class VectorHits:
    """The entries that each picture of a query resembles most, the most alike first.

    Attributes
    ----------
    number : int64 array, shape (pictures, k)
        Of the entry; k is at most 12, fewer where there are fewer entries.
    match_ms : int64 array, shape (pictures, k)
        When the most alike of its pictures is shown.
    cosine : float32 array, shape (pictures, k)
        -1 to 1.
    vector : float32 array, shape (pictures, k, dimensions)
        Of that picture.
    """

    number: npt.NDArray[np.int64]
    match_ms: npt.NDArray[np.int64]
    cosine: npt.NDArray[np.float32]
    vector: npt.NDArray[np.float32]


class VectorIndex:
    """The vectors that one descriptor made.

    Parameters
    ----------
    made_by : bytes
        See `FrameVectors`.

    Attributes
    ----------
    keys : dict of int to str
        The keys of the entries that are held, by number.
    """

    def __init__(self, made_by: bytes) -> None:
        self._made_by = made_by
        self._held: dict[int, FrameVectors] = {}
        self._strange: set[int] = set()
        self._up_to = 0
        self.keys: dict[int, str] = {}

    @property
    def others(self) -> int:
        """How many entries have vectors made otherwise."""
        return len(self._strange)

    def refresh(self, store: Archive) -> None:
        """Take in what changed in the store since the last time."""
        changes = store.vector_changes(self._up_to)
        for number in changes.removed:
            self._held.pop(number, None)
            self.keys.pop(number, None)
            self._strange.discard(number)
        for entry in changes.added:
            if entry.vectors.made_by != self._made_by:
                self._strange.add(entry.number)
            elif len(entry.vectors):
                self._held[entry.number] = entry.vectors
                self.keys[entry.number] = entry.key
        self._up_to = changes.up_to

    def search(self, query: Vectors) -> VectorHits:
        """Find the entries that pictures resemble most.

        Parameters
        ----------
        query : float32 array, shape (pictures, dimensions)
            Each of length one.
        """
        numbers, held = np.array(list(self._held), np.int64), list(self._held.values())
        best = np.empty((len(query), len(held)), np.float32)
        which = np.empty((len(query), len(held)), np.int64)
        for first, last in _batches([len(each) for each in held]):
            cosines = query @ _unit(np.concatenate([each.values for each in held[first:last]])).T
            ends = np.cumsum([len(each) for each in held[first:last]])
            for place, of_entry in enumerate(np.split(cosines, ends[:-1], axis=1), first):
                which[:, place] = of_entry.argmax(axis=1)
                best[:, place] = of_entry.max(axis=1)
        chosen = np.argsort(-best, axis=1, kind="stable")[:, :MOST_ENTRIES_A_PICTURE]
        rows = np.take_along_axis(which, chosen, axis=1)
        times = np.zeros(chosen.shape, np.int64)
        vectors = np.zeros((*chosen.shape, query.shape[1]), np.float32)
        for at in np.ndindex(chosen.shape):
            entry, row = held[chosen[at]], rows[at]
            times[at], vectors[at] = entry.time_ms[row], _unit(entry.values[row])
        return VectorHits(numbers[chosen], times, np.take_along_axis(best, chosen, axis=1), vectors)


def _batches(counts: list[int]) -> list[tuple[int, int]]:
    """Return first and last of runs of entries with some thousand pictures each, or one entry."""
    runs: list[tuple[int, int]] = []
    first = rows = 0
    for place, count in enumerate(counts):
        if rows and rows + count > _ROWS_AT_ONCE:
            runs.append((first, place))
            first, rows = place, 0
        rows += count
    return [*runs, (first, len(counts))] if counts else []


def _unit(values: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    vector = values.astype(np.float32)
    unit: npt.NDArray[np.float32] = vector / np.linalg.norm(vector, axis=-1, keepdims=True)
    return unit


def open_vector_index(store: Archive, made_by: bytes) -> VectorIndex:
    """Return an index that is as the store is now."""
    index = VectorIndex(made_by)
    index.refresh(store)
    return index
