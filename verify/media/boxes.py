"""The boxes of an MP4 or QuickTime file in their order: how it is built, not what it shows.

Only headers are read, and the payload of the few boxes that say who wrote the file and when. A
size is a claim: nothing is set aside for it, and one that points backwards, at itself or beyond its
parent ends the reading there, with a fault. `writers` and `header_times` build on this.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from verify.domain.claimed import ContainerBox, ContainerTree, Handler
from verify.domain.errors import shown_name
from verify.media.content import MP4_BOXES
from verify.media.tags import MOST_CHARACTERS, printable

# ISO/IEC 14496-12, table 1, and QuickTime's `gmhd`, `tapt`: boxes that hold boxes. Sample tables
# are listed by name but never read.
_HOLDERS = frozenset(
    (
        *(b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta", b"meta", b"ilst"),
        *(b"mvex", b"moof", b"traf", b"gmhd", b"tapt"),
    )
)
# A phone's file has fewer than 200 boxes, six levels deep; fragmented recordings have thousands.
_MOST_BOXES = 5_000
_DEEPEST = 12
_MOST_LISTED = 400
_MOST_FAULTS = 20
_MOST_HANDLERS = 64
_MOST_BRANDS = 32
_PAYLOAD_BYTES = 4_096
_UUID_BYTES = 16


@dataclass(frozen=True, slots=True)
class HeaderTime:
    """When a header says that the movie, a track or its media was made and last changed.

    Attributes
    ----------
    source : str
        Such as "movie header" or "track 2 media header".
    created, modified : int
        Seconds since 1904 began, UTC by the standard; 0 where the writer set none.
    """

    source: str
    created: int
    modified: int


@dataclass(frozen=True, slots=True)
class BoxReading:
    """What the boxes say.

    Attributes
    ----------
    tree : ContainerTree
        For the findings.
    boxes : tuple of ContainerBox
        All that were read, also beyond those that the findings list.
    times : tuple of HeaderTime
        Movie, then each track and its media.
    duration_s : float or None
        Of the movie, as stated.
    """

    tree: ContainerTree
    boxes: tuple[ContainerBox, ...]
    times: tuple[HeaderTime, ...]
    duration_s: float | None

    def having(self, kind: str) -> ContainerBox | None:
        """Return the first box whose path ends with this kind."""
        return next((box for box in self.boxes if box.path.split("/")[-1] == kind), None)


def read_boxes(path: Path) -> BoxReading | None:
    """Return how an MP4 or QuickTime file is built, or None if it is of another kind.

    Parameters
    ----------
    path : Path
        Any file; HEIF and AVIF pictures are built of such boxes too.
    """
    with path.open("rb") as file:
        if file.read(8)[4:8] not in MP4_BOXES:
            return None
        walk = _Walk(file, file.seek(0, 2))
        return walk.reading()


@dataclass(frozen=True, slots=True)
class _Found:
    """A box with where its payload lies in the file, and how deep in the tree."""

    box: ContainerBox
    kind: bytes
    payload: int
    end: int
    depth: int


class _Walk:
    """One reading of a file from front to back."""

    def __init__(self, file: BinaryIO, size_bytes: int) -> None:
        self._file = file
        self._size_bytes = size_bytes
        self._faults: list[str] = []
        self._handlers: list[Handler] = []
        self._brands: tuple[str | None, int | None, list[str]] = (None, None, [])
        self._times: list[HeaderTime] = []
        self._movie: tuple[int, int] | None = None
        self._track_timescales_hz: list[int] = []
        self._tracks = 0

    def reading(self) -> BoxReading:
        boxes = []
        for found in self._found():
            boxes.append(found.box)
            self._look_into(found)
        major, minor, compatible = self._brands
        timescale, duration = self._movie or (None, 0)
        return BoxReading(
            tree=ContainerTree(
                untrusted_major_brand=major,
                minor_version=minor,
                untrusted_compatible_brands=compatible,
                handlers=self._handlers,
                movie_timescale_hz=timescale,
                track_timescales_hz=self._track_timescales_hz,
                index_first=_is_index_first(boxes),
                boxes=boxes[:_MOST_LISTED],
                boxes_left_out=max(0, len(boxes) - _MOST_LISTED),
                faults=self._faults[:_MOST_FAULTS],
            ),
            boxes=tuple(boxes),
            times=tuple(self._times),
            duration_s=duration / timescale if timescale else None,
        )

    def _found(self) -> Iterator[_Found]:
        """Yield boxes in file order, those inside a box right after it."""
        ranges = [(0, self._size_bytes, "", 0)]
        for _number in range(_MOST_BOXES):
            while ranges and ranges[-1][1] - ranges[-1][0] < 8:
                # QuickTime ends user data with four zero bytes.
                ranges.pop()
            if not ranges:
                return
            start, end, parent, depth = ranges.pop()
            found = self._box(start, end, parent, depth)
            if found is None:
                continue
            ranges.append((found.end, end, parent, depth))
            yield found
            if found.kind in _HOLDERS:
                if depth + 1 == _DEEPEST:
                    self._faults.append(
                        f"{found.box.path} lies {_DEEPEST} boxes deep; what it holds was not read."
                    )
                else:
                    inside = self._children(found)
                    ranges.append((inside, found.end, found.box.path, depth + 1))
        if ranges:
            self._faults.append(f"It has more than {_MOST_BOXES:,} boxes; the rest was not read.")

    def _box(self, start: int, end: int, parent: str, depth: int) -> _Found | None:
        header = self._read(start, 16)
        size, kind = struct.unpack(">I4s", header[:8])
        header_bytes = 8
        if size == 1 and len(header) == 16:
            (size,) = struct.unpack(">Q", header[8:])
            header_bytes = 16
        elif size == 0:
            size = end - start
            if depth:
                self._faults.append(f"A box in {parent} has no size of its own.")
        path = f"{parent}/{_kind_text(kind)}" if parent else _kind_text(kind)
        if size < header_bytes:
            if any(header):
                self._faults.append(f"{path} states a size of {size} bytes, less than its header.")
            return None
        if kind == b"uuid":
            path += f":{self._read(start + header_bytes, _UUID_BYTES).hex()}"
        if start + size > end:
            beyond = "the file: cut off, or a false size" if not depth else "the box it lies in"
            self._faults.append(f"{path} ends {start + size - end:,} bytes beyond {beyond}.")
        box = ContainerBox(path=path, offset=start, size_bytes=size)
        return _Found(box, kind, start + header_bytes, min(start + size, end), depth)

    def _children(self, found: _Found) -> int:
        """Return where the boxes inside a box begin."""
        if found.kind != b"meta":
            return found.payload
        # ISO's `meta` has four bytes of version and flags, QuickTime's has none: then a box begins
        # at once, as a rule `hdlr`.
        return found.payload + (0 if self._read(found.payload + 4, 4) == b"hdlr" else 4)

    def _look_into(self, found: _Found) -> None:
        size = min(found.end - found.payload, _PAYLOAD_BYTES)
        if found.kind == b"trak":
            self._tracks += 1
        elif found.kind in {b"ftyp", b"styp"} and self._brands[0] is None:
            self._brands = _brands(self._read(found.payload, size))
        elif found.kind == b"hdlr" and found.box.path.endswith("mdia/hdlr"):
            if len(self._handlers) < _MOST_HANDLERS and size >= 24:
                self._handlers.append(_handler(self._read(found.payload, size)))
        elif found.kind in {b"mvhd", b"tkhd", b"mdhd"}:
            self._look_into_header(found.kind, self._read(found.payload, size))

    def _look_into_header(self, kind: bytes, payload: bytes) -> None:
        # Times, then for `tkhd` the number of the track, else the timescale, then the duration.
        form = ">xxxxQQIQ" if payload[:1] == b"\x01" else ">xxxxIIII"
        if len(payload) < struct.calcsize(form):
            return
        created, modified, timescale, duration = struct.unpack_from(form, payload)
        source = {b"mvhd": "movie header", b"tkhd": f"track {self._tracks} header"}.get(
            kind, f"track {self._tracks} media header"
        )
        self._times.append(HeaderTime(source, created, modified))
        if kind == b"mvhd":
            self._movie = (timescale, duration)
        elif kind == b"mdhd" and len(self._track_timescales_hz) < _MOST_HANDLERS:
            self._track_timescales_hz.append(timescale)

    def _read(self, position: int, size: int) -> bytes:
        self._file.seek(position)
        return self._file.read(size)


def _kind_text(kind: bytes) -> str:
    """Return a box's four characters; a key of QuickTime's item list is a number."""
    if kind[:2] == b"\0\0":
        return str(int.from_bytes(kind))
    return shown_name(kind.decode("latin-1")).replace("/", "\ufffd")


def _brands(payload: bytes) -> tuple[str | None, int | None, list[str]]:
    if len(payload) < 8:
        return None, None, []
    names = [payload[i : i + 4] for i in range(8, len(payload) - 3, 4)][:_MOST_BRANDS]
    return (
        _kind_text(payload[:4]),
        int.from_bytes(payload[4:8]),
        [_kind_text(name) for name in names if name != bytes(4)],
    )


def _handler(payload: bytes) -> Handler:
    name = payload[24:]
    # A QuickTime name begins with its length, an ISO name ends with a zero byte.
    if name[:1] and name[0] < 32 and name[0] < len(name):
        name = name[1 : 1 + name[0]]
    text = name.partition(b"\0")[0].decode("utf-8", "replace").strip()
    return Handler(kind=_kind_text(payload[8:12]), untrusted_name=printable(text)[:MOST_CHARACTERS])


def _is_index_first(boxes: list[ContainerBox]) -> bool | None:
    first = {path: box.offset for box in reversed(boxes) if (path := box.path) in {"moov", "mdat"}}
    return first["moov"] < first["mdat"] if len(first) == 2 else None
