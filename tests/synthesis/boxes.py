"""Boxes of MP4 and QuickTime files, made byte by byte, true and false ones."""

import struct

MOVIE_1904_S = 3_665_657_000
"""A creation time in seconds since 1904: 27 February 2020, 14:03:20 UTC."""


def box(kind: bytes, payload: bytes = b"", *, size: int | None = None) -> bytes:
    """Return a box; `size` states another size than the true one."""
    return struct.pack(">I4s", 8 + len(payload) if size is None else size, kind) + payload


def ftyp(major: bytes, *compatible: bytes, minor: int = 0) -> bytes:
    return box(b"ftyp", major + struct.pack(">I", minor) + b"".join(compatible))


def header(kind: bytes, created: int, modified: int | None = None) -> bytes:
    """Return a movie, track or media header of version 0, or 1 if the time needs it.

    The timescale is 1000 units a second, the duration 0.
    """
    changed = created if modified is None else modified
    if max(created, changed) < 1 << 32:
        return box(kind, struct.pack(">IIIII", 0, created, changed, 1000, 0) + bytes(80))
    return box(kind, struct.pack(">IQQIQ", 1 << 24, created, changed, 1000, 0) + bytes(80))


def hdlr(kind: bytes, name: str, *, pascal: bool = False) -> bytes:
    encoded = name.encode()
    written = bytes([len(encoded)]) + encoded if pascal else encoded + b"\0"
    return box(b"hdlr", bytes(8) + kind + bytes(12) + written)


def track(kind: bytes, handler: str, created: int = MOVIE_1904_S, *, pascal: bool = False) -> bytes:
    media = header(b"mdhd", created) + hdlr(kind, handler, pascal=pascal)
    return box(b"trak", header(b"tkhd", created) + box(b"mdia", media))


def movie(*inside: bytes, created: int = MOVIE_1904_S, modified: int | None = None) -> bytes:
    return box(b"moov", header(b"mvhd", created, modified) + b"".join(inside))


def nested(levels: int) -> bytes:
    """Return boxes that each hold the next, `levels` deep."""
    content = b""
    for _level in range(levels):
        content = box(b"moov", content)
    return content
