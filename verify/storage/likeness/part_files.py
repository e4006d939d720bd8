"""Parts of an index kept on disk, each as it was read from a store between two of its events.

A cache, trusted as far as it can be checked: the log must have the event that a part names, and its
file the sums that were written (`array_file`). Parts follow one another; what came in behind the
last one, or in place of one that is missing, is for the index to read from the store. Nothing is
changed in place: several processes may keep parts at once, and at worst one is made once more.
"""

import contextlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from verify.storage.anchors import event_hash, name_of
from verify.storage.array_file import Arrays, mapped_arrays, write_arrays
from verify.storage.interface import CustodyLog

KEY_BYTES = 32
Span = tuple[int, int]
"""The event after which a part begins, and the one that it reaches."""

# So many times its size must be free, so that no disk is filled by what only saves time.
_FREE_SHARE = 2


class _About(msgspec.Struct, frozen=True):
    after: int
    up_to: int
    event_hash: str
    figures: dict[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class KeptPart:
    """What a file holds: all that came in after one event and up to another.

    Attributes
    ----------
    figures : dict of str to int
    arrays : dict of str to array
        Read-only, mapped; `numbers` are those of its entries in the store.
    """

    place: Path
    after: int
    up_to: int
    figures: Mapping[str, int]
    arrays: Arrays


class PartFiles:
    """The parts of one index of a store, in a folder.

    Parameters
    ----------
    store : CustodyLog
    folder : Path
    kind : str
        How names of its files end; another kind of index, or form of its arrays, has another.
    """

    def __init__(self, store: CustodyLog, folder: Path, kind: str) -> None:
        self._store = store
        self._folder = folder
        self._kind = kind

    def kept(self) -> list[KeptPart]:
        """Return the parts that are of use, one behind the other; what is of none is removed."""
        parts = [part for place in self._places() if (part := self._part(place)) is not None]
        chosen: list[KeptPart] = []
        # Of two that begin alike, the longer one was joined from several.
        for part in sorted(parts, key=lambda each: (each.after, -each.up_to)):
            if part.after >= (chosen[-1].up_to if chosen else 0):
                chosen.append(part)
            else:
                self.remove(part.place)
        return chosen

    def keep(self, span: Span, figures: Mapping[str, int], arrays: Arrays) -> bool:
        """Write a part, if it is not there, and return whether it is.

        A system that refuses, or has little room, is no error.
        """
        place, of_event = self._place(span), event_hash(self._store, span[1])
        if place is None or of_event is None:
            return False
        size_bytes = sum(array.nbytes for array in arrays.values())
        try:
            if place.exists():
                return True
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if shutil.disk_usage(self._folder).free < _FREE_SHARE * size_bytes:
                return False
            write_arrays(place, _About(*span, of_event, dict(figures)), arrays)
        except OSError:
            return False
        return True

    def sweep(self, spans: Sequence[Span]) -> None:
        """Remove files of parts that lie within one of these, which are kept as one."""
        own = {self._place(span) for span in spans}
        for place in self._places():
            after, up_to = (int(number) for number in place.stem.split("-")[1:])
            if place not in own and any(start <= after and up_to <= end for start, end in spans):
                self.remove(place)

    def forget(self, parts: Iterable[KeptPart], numbers: npt.NDArray[np.int64]) -> None:
        """Remove the files of those of some parts that have one of some entries."""
        for part in parts:
            if np.isin(part.arrays["numbers"], numbers).any():
                self.remove(part.place)

    def remove(self, place: Path) -> None:
        """Remove a file; where that is refused, the next opening tries again."""
        with contextlib.suppress(OSError):
            place.unlink(missing_ok=True)

    def _place(self, span: Span) -> Path | None:
        name = name_of(self._store)
        return None if name is None else self._folder / f"{name}-{span[0]}-{span[1]}.{self._kind}"

    def _places(self) -> list[Path]:
        name = name_of(self._store)
        return [] if name is None else sorted(self._folder.glob(f"{name}-*-*.{self._kind}"))

    def _part(self, place: Path) -> KeptPart | None:
        try:
            read = mapped_arrays(place, _About)
        except OSError:
            return None
        if read is None or read[0].event_hash != event_hash(self._store, read[0].up_to):
            self.remove(place)
            return None
        about, arrays = read
        return KeptPart(place, about.after, about.up_to, about.figures, arrays)


def keys_by_number(numbers: npt.NDArray[np.int64], keys: npt.NDArray[np.uint8]) -> dict[int, str]:
    """Return the keys of entries, shape (entries, 32), as text by their numbers."""
    digits, width = keys.tobytes().hex(), 2 * KEY_BYTES
    each = (digits[first : first + width] for first in range(0, len(digits), width))
    return dict(zip(numbers.tolist(), each, strict=True))
