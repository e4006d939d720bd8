"""Whole entries as JSON lines: what one archive hands to another, an entry a line.

All that an entry is goes along but its stills and the file as received; when it was added is told
by the log of the archive that it is in, so it is not said here.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from verify.domain.archive import Entry, EntryKind, FrameHashes, NewEntry
from verify.domain.footage import Sha256
from verify.domain.sources import LONGEST_LINE, SourceRecord
from verify.exchange import listed
from verify.exchange.listed import BadLine, LeftOut, Listed

FORM: Literal["verify.entry/1"] = "verify.entry/1"
_Pdq = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
_Word = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
_Milliseconds = Annotated[int, Meta(ge=0, lt=2**32)]
_Quality = Annotated[int, Meta(ge=0, le=255)]
_Name = Annotated[str, Meta(min_length=1, max_length=LONGEST_LINE)]


class HashColumns(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The hashes of one entry, all columns of one length; quality 255 where it is not known."""

    time_ms: list[_Milliseconds]
    pdq: list[_Pdq]
    quality: list[_Quality]
    phash: list[_Word] | None = None
    dhash: list[_Word] | None = None


class WholeEntry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line; the fields are those of an entry."""

    form: Literal["verify.entry/1"]
    key: Sha256
    kind: EntryKind
    untrusted_names: Annotated[list[_Name], Meta(min_length=1)]
    size_bytes: Annotated[int, Meta(ge=1)] | None = None
    duration_s: Annotated[float, Meta(ge=0)] | None = None
    width_px: Annotated[int, Meta(ge=1)] | None = None
    height_px: Annotated[int, Meta(ge=1)] | None = None
    hashes: HashColumns
    descriptors: dict[str, str]
    source: SourceRecord
    light_curve: list[float] | None = None
    audio_fingerprint: bytes | None = None


_DECODER = msgspec.json.Decoder(WholeEntry)


def json_line(
    entry: Entry,
    hashes: FrameHashes,
    light_curve: npt.NDArray[np.float32] | None,
    audio_fingerprint: bytes | None,
) -> bytes:
    """Return an entry as one line of JSON, with its end."""
    whole = WholeEntry(
        form=FORM,
        key=entry.key,
        kind=entry.kind,
        untrusted_names=entry.untrusted_names,
        size_bytes=entry.size_bytes,
        duration_s=entry.duration_s,
        width_px=entry.width_px,
        height_px=entry.height_px,
        hashes=HashColumns(
            time_ms=hashes.time_ms.tolist(),
            pdq=pdq_column(hashes),
            quality=hashes.quality.tolist(),
            phash=word_column(hashes.phash),
            dhash=word_column(hashes.dhash),
        ),
        descriptors=entry.descriptors,
        source=entry.source,
        light_curve=None if light_curve is None else light_curve.tolist(),
        audio_fingerprint=audio_fingerprint,
    )
    return msgspec.json.encode(whole) + b"\n"


def pdq_column(hashes: FrameHashes) -> list[str]:
    """Return the PDQ hashes as 64 hex digits each."""
    digits = np.ascontiguousarray(hashes.pdq, ">u8").tobytes().hex()
    return [digits[start : start + 64] for start in range(0, len(digits), 64)]


def word_column(words: npt.NDArray[np.uint64] | None) -> list[str] | None:
    """Return 64-bit hashes as 16 hex digits each."""
    return None if words is None else [f"{word:016x}" for word in words.tolist()]


def read_json_lines(lines: Iterable[str]) -> Iterator[Listed | LeftOut]:
    """Yield what JSON lines of whole entries say."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _listed(number, line)
            except (BadLine, msgspec.MsgspecError, RecursionError, ValueError) as error:
                yield LeftOut(number, _problem(error))


def _problem(error: Exception) -> str:
    if "Invalid enum value" in str(error) and "$.form" in str(error):
        return f"it is of another form than {FORM}, such as that of a later version"
    return str(error)


def _listed(number: int, line: str) -> Listed:
    whole = _DECODER.decode(line)
    columns = whole.hashes
    hashes = listed.frame_hashes(
        columns.time_ms, columns.pdq, columns.quality, columns.phash, columns.dhash
    )
    entry = NewEntry(
        key=whole.key,
        kind=whole.kind,
        untrusted_name=listed.name_of(whole.untrusted_names[0]),
        hashes=hashes,
        descriptors=whole.descriptors,
        size_bytes=whole.size_bytes,
        duration_s=whole.duration_s,
        width_px=whole.width_px,
        height_px=whole.height_px,
        light_curve=None if whole.light_curve is None else np.array(whole.light_curve, np.float32),
        audio_fingerprint=whole.audio_fingerprint,
        source=whole.source,
    )
    names = [listed.name_of(name) for name in whole.untrusted_names[1:]]
    return Listed(number, entry, names, has_own_key=True)
