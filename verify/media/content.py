"""What a file is by its first bytes, never by its name.

This decides who reads it and how a refusal is worded; safety rests on the whitelists of those who
read, because bytes can be made to look like anything.
"""

import struct
from enum import Enum
from pathlib import Path

_HEAD_BYTES = 4096


class Reader(Enum):
    """Which library takes a file."""

    PICTURE = "picture"
    HEIF = "heif"
    VIDEO = "video"


_PICTURE_MAGIC = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\0",
    b"MM\0*",
)
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))

_REFUSED_MAGIC = (
    (b"#EXTM3U", "it is a playlist that names other files"),
    (b"ffconcat", "it is a list of other files to join"),
    (b"[playlist]", "it is a playlist that names other files"),
    (b"%PDF", "it is a PDF document"),
    (b"PK\x03\x04", "it is a ZIP archive or an office document"),
    (b"Rar!", "it is a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7-Zip archive"),
    (b"\x1f\x8b", "it is a gzip archive"),
    (b"\x7fELF", "it is a program"),
    (b"MZ", "it is a program"),
    (b"8BPS", "it is a Photoshop document"),
    (b"\x00\x00\x00\x0cjP  ", "it is a JPEG 2000 picture, which is not read"),
    (b"\xff\x0a", "it is a JPEG XL picture, which is not read"),
    (b"\x00\x00\x00\x0cJXL ", "it is a JPEG XL picture, which is not read"),
)
_VIDEO_MAGIC = (
    b"\x1aE\xdf\xa3",
    b"FLV",
    b"OggS",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    b"\x00\x00\x01\xba",
    b"ID3",
    b"fLaC",
)
MP4_BOXES = frozenset(
    (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"moof", b"uuid")
)
"""Boxes with which a file of the MP4 or QuickTime family may begin (ISO/IEC 14496-12)."""


def reader(path: Path) -> Reader:
    """Return who is to read the file; `Reader.VIDEO` where nothing speaks for a picture."""
    head = _head(path)
    if head.startswith(_PICTURE_MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return Reader.PICTURE
    if head[4:8] == b"ftyp":
        brands = _brands(head)
        if brands & _AVIF_BRANDS:
            return Reader.PICTURE
        if brands & _HEIF_BRANDS:
            return Reader.HEIF
    return Reader.VIDEO


def refusal(path: Path) -> str | None:
    """Return what a file is that is refused unopened, as the end of a sentence, or None."""
    head = _head(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, kind in _REFUSED_MAGIC:
        if head.startswith(magic):
            return kind
    lowered = head[:1024].lower()
    # Text of that kind may also stand in the tags of a picture.
    if lowered.startswith(b"<") and b"<svg" in lowered:
        return "it is an SVG drawing, which can name other files"
    if lowered.startswith(b"<") and b"<mpd" in lowered:
        return "it is a playlist that names other files"
    if lowered.startswith((b"<!doctype html", b"<html")):
        return "it is a web page, perhaps an error page saved in place of the video"
    if lowered.startswith((b"v=0\r\n", b"v=0\n")):
        return "it is the description of a network stream"
    return None


def unknown(path: Path) -> str:
    """Return a phrase for content that nothing here reads."""
    head = _head(path)
    if known := refusal(path):
        return known
    if head and b"\0" not in head and _is_text(head):
        return "it is text"
    return "its content is of no kind that is read here"


def what_is_broken(path: Path) -> str | None:
    """Return what is wrong with a container of a known kind that would not open, or None."""
    head = _head(path)
    if head[4:8] in MP4_BOXES:
        if not _has_top_level_box(path, b"moov"):
            return "its index (the moov box) is missing, so the end of the file is probably lost"
        return "its index (the moov box) is damaged"
    if head[:4] == b"RIFF" or head.startswith(_VIDEO_MAGIC) or head[:1] == b"G" == head[188:189]:
        return "its header is damaged or cut off"
    return None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _brands(head: bytes) -> frozenset[bytes]:
    """Return major and compatible brands of an ISO/IEC 14496-12 `ftyp` box."""
    (size,) = struct.unpack(">I", head[:4])
    box = head[8 : min(size, len(head))]
    return frozenset(box[i : i + 4] for i in range(0, len(box) - 3, 4) if i != 4)


def _is_text(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # A character cut in two at the end of the part read is no fault.
        return error.start > len(head) - 4
    return True


def _has_top_level_box(path: Path, wanted: bytes) -> bool:
    with path.open("rb") as file:
        end = file.seek(0, 2)
        position = 0
        while position + 8 <= end:
            file.seek(position)
            size, kind = struct.unpack(">I4s", file.read(8))
            if kind == wanted:
                return True
            if size == 1:
                extended = file.read(8)
                if len(extended) < 8:
                    return False
                (size,) = struct.unpack(">Q", extended)
            if size < 8:
                return False
            position += size
    return False
