"""What the archive holds of each piece of footage: an entry, its hashes through time, its stills.

An entry is known by its key: the SHA-256 of the file, or, where only hashes came in, one over
these (`key_of_hashes`). It says which footage an entry is of, not that this is what it claims.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from verify.domain.footage import Sha256
from verify.domain.frame_vectors import FrameVectors
from verify.domain.local_features import LocalFeatures
from verify.domain.sources import SourceRecord

Words = npt.NDArray[np.uint64]

EMPTY_ARCHIVE = "The archive is empty: that nothing was found says nothing about the world."


STILL_LONG_SIDE_PX = 480
"""Longest side of a still."""


class EntryKind(StrEnum):
    """What an entry was made from."""

    VIDEO = "video"
    ANIMATION = "animation"
    PICTURE = "picture"
    HASHES = "hashes"
    """Hashes made elsewhere; the file was never here."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One piece of footage in the archive, without its hashes.

    Attributes
    ----------
    key : str
        See the module.
    untrusted_names : list of str
        Every name under which it came in, the first one first.
    added_sequence : int
        The event of the custody log that added it; grows with time, so it orders changes too.
    still_count : int
        Grey stills kept of it; without them a match ends at "likely".
    has_original : bool
        Whether the file itself is kept.
    descriptors : dict of str to str
        How each kind of hash was made, by its name: version and parameters.
    """

    key: Sha256
    kind: EntryKind
    untrusted_names: list[str]
    size_bytes: Annotated[int, Meta(ge=1)] | None
    duration_s: Annotated[float, Meta(ge=0)] | None
    width_px: Annotated[int, Meta(ge=1)] | None
    height_px: Annotated[int, Meta(ge=1)] | None
    added_utc: Annotated[datetime, Meta(tz=True)]
    added_sequence: Annotated[int, Meta(ge=1)]
    hash_count: Annotated[int, Meta(ge=0)]
    still_count: Annotated[int, Meta(ge=0)]
    has_original: bool
    source: SourceRecord
    descriptors: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class FrameHashes:
    """Perceptual hashes of one piece of footage, in time order.

    Attributes
    ----------
    time_ms : uint32 array, shape (n,)
        Milliseconds from the first frame shown, rounded to the nearest; 49 days at most.
    pdq : uint64 array, shape (n, 4)
        The 64 hex digits of a PDQ in four words, the leading digits in the first.
    quality : uint8 array, shape (n,)
        PDQ quality, 0-100; 255 where it is not known.
    phash, dhash : uint64 array, shape (n,), or None
        None where they were not made.
    """

    time_ms: npt.NDArray[np.uint32]
    pdq: Words
    quality: npt.NDArray[np.uint8]
    phash: Words | None = None
    dhash: Words | None = None

    def __post_init__(self) -> None:
        count = len(self.time_ms)
        columns = (self.quality, self.phash, self.dhash)
        if self.pdq.shape != (count, 4) or any(
            column is not None and column.shape != (count,) for column in columns
        ):
            raise ValueError("the columns are of different lengths")

    def __len__(self) -> int:
        return len(self.time_ms)


@dataclass(frozen=True, slots=True)
class Still:
    """One grey picture of footage: a JPEG whose long side has at most 480 pixels."""

    time_ms: int
    jpeg: bytes


@dataclass(frozen=True, slots=True, eq=False)
class NewEntry:
    """What is to enter the archive.

    Attributes
    ----------
    light_curve : float32 array, shape (n,), or None
        Mean luma ten times a second from the first frame shown, full-range code values.
    audio_fingerprint : bytes or None
        Of the form that `descriptors["audio_fingerprint"]` names.
    features : LocalFeatures or None
        Made as `descriptors["local_features"]` says.
    vectors : FrameVectors or None
        Made as `descriptors["frame_vectors"]` says.
    """

    key: str
    kind: EntryKind
    untrusted_name: str
    hashes: FrameHashes
    descriptors: dict[str, str]
    size_bytes: int | None = None
    duration_s: float | None = None
    width_px: int | None = None
    height_px: int | None = None
    stills: tuple[Still, ...] = ()
    has_original: bool = False
    light_curve: npt.NDArray[np.float32] | None = None
    audio_fingerprint: bytes | None = None
    features: LocalFeatures | None = None
    vectors: FrameVectors | None = None
    source: SourceRecord | None = None


def key_of_hashes(hashes: FrameHashes) -> str:
    """Return the key of footage known by its hashes alone: SHA-256 over times and PDQs.

    The same list under another name has the same key; the same footage hashed at other times has
    another, and a search tells that they match.
    """
    digest = hashlib.sha256(b"verify/hashes/1\0")
    digest.update(np.ascontiguousarray(hashes.time_ms, dtype="<u4").tobytes())
    digest.update(np.ascontiguousarray(hashes.pdq, dtype=">u8").tobytes())
    return digest.hexdigest()
