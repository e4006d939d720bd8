"""What a frame descriptor says of pictures: vectors that lie close where pictures are copies.

A network makes them, of weights that the user brings. What a reader would get wrong: vectors made
with other weights, or with the same weights fed in another way, have nothing to do with one
another; `made_by` tells them apart.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from verify.domain.footage import Sha256

Vectors = npt.NDArray[np.float32]
"""Shape (pictures, dimensions), each of length one."""

LEAST_DIMENSIONS, MOST_DIMENSIONS = 2, 4_096
MOST_VECTORS = 36_000
"""Most pictures of one piece of footage: ten hours of one a second."""

_FULL = 127
_MADE_BY_BYTES = 32
_HEAD_BYTES = 8 + _MADE_BY_BYTES


class DescriptorFacts(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a user should know of a frame descriptor before it is used.

    Attributes
    ----------
    name, licence, origin : str
        As the table of known weights or the user's own note says; nobody checked the note.
    weights : str
        The file.
    how : str
        What is kept with vectors made by it: weights and the form in which pictures are fed to it.
    """

    name: str
    licence: str
    origin: str
    weights: str
    weights_sha256: Sha256
    dimensions: Annotated[int, Meta(ge=LEAST_DIMENSIONS, le=MOST_DIMENSIONS)]
    how: str

    @property
    def made_by(self) -> bytes:
        """What tells vectors that can be compared with one another: SHA-256 of `how`."""
        return hashlib.sha256(self.how.encode()).digest()


@dataclass(frozen=True, eq=False)
class FrameVectors:
    """The vectors of several pictures of one piece of footage, in time order.

    Attributes
    ----------
    made_by : bytes
        32 of them; see `DescriptorFacts`.
    time_ms : uint32 array, shape (pictures,)
        Milliseconds from the first frame shown, rising.
    values : int8 array, shape (pictures, dimensions)
        Each vector stretched so that its greatest value is 127 or -127; only directions count.
        Rounding moves a cosine by 1/440 of the greatest value at most times (standard deviation),
        0.0007 where that is 0.3.
    """

    made_by: bytes
    time_ms: npt.NDArray[np.uint32]
    values: npt.NDArray[np.int8]

    def __post_init__(self) -> None:
        pictures = len(self.time_ms)
        if len(self.made_by) != _MADE_BY_BYTES or self.values.shape[:1] != (pictures,):
            raise ValueError("the columns are of different lengths")
        if pictures > MOST_VECTORS or np.any(self.time_ms[1:] <= self.time_ms[:-1]):
            raise ValueError("more vectors than there may be, or their times do not rise")
        if self.values.ndim != 2 or not LEAST_DIMENSIONS <= self.dimensions <= MOST_DIMENSIONS:
            raise ValueError("vectors of an impossible length")
        if not np.all(np.any(self.values, axis=1)):
            raise ValueError("a vector without a direction")

    def __len__(self) -> int:
        return len(self.time_ms)

    @property
    def dimensions(self) -> int:
        """How many values each vector has."""
        return int(self.values.shape[1])

    @cached_property
    def unit(self) -> Vectors:
        """The vectors, each of length one."""
        values = self.values.astype(np.float32)
        unit: Vectors = values / np.linalg.norm(values, axis=1, keepdims=True)
        return unit

    @classmethod
    def of(
        cls, made_by: bytes, time_ms: npt.NDArray[np.uint32], vectors: Vectors
    ) -> "FrameVectors":
        """Return vectors in a byte a value.

        Raises
        ------
        ValueError
            If one has no direction, or they are otherwise none.
        """
        greatest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
        if not np.all(np.isfinite(greatest) & (greatest > 0)):
            raise ValueError("a vector without a direction")
        return cls(made_by, time_ms, np.rint(vectors * (_FULL / greatest)).astype(np.int8))

    def to_bytes(self) -> bytes:
        """Return them as bytes: how many, their length, `made_by`, times, values; little-endian."""
        head = np.array(self.values.shape, "<u4").tobytes() + self.made_by
        return head + self.time_ms.astype("<u4").tobytes() + self.values.tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "FrameVectors":
        """Return what `to_bytes` wrote.

        Raises
        ------
        ValueError
            If it is anything else.
        """
        if len(content) < _HEAD_BYTES:
            raise ValueError("frame vectors without their head")
        pictures, dimensions = np.frombuffer(content, "<u4", 2).tolist()
        if len(content) != _HEAD_BYTES + pictures * (4 + dimensions):
            raise ValueError("frame vectors of another length than they say")
        values = np.frombuffer(content, np.int8, offset=_HEAD_BYTES + 4 * pictures)
        return cls(
            content[8:_HEAD_BYTES],
            np.frombuffer(content, "<u4", pictures, _HEAD_BYTES).astype(np.uint32),
            values.reshape(pictures, dimensions),
        )
