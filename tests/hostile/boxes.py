"""MP4 boxes, taken apart and put together wrongly (ISO/IEC 14496-12)."""

import struct
from collections.abc import Callable

_CONTAINERS = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"udta", b"edts"))


def box(kind: bytes, content: bytes) -> bytes:
    """Return a box with a right size."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full_box(kind: bytes, content: bytes, flags: int = 0) -> bytes:
    """Return a box with version 0 and flags."""
    return box(kind, struct.pack(">I", flags) + content)


def edited(mp4: bytes, edits: dict[bytes, Callable[[bytes], bytes]]) -> bytes:
    """Return a file with the content of some boxes replaced; the sizes around them stay right.

    The media must lie before the index, as it does in what FFmpeg writes by default.
    """
    out, position = b"", 0
    while position + 8 <= len(mp4):
        size, kind = struct.unpack(">I4s", mp4[position : position + 8])
        content = mp4[position + 8 : position + size]
        if kind in edits:
            content = edits[kind](content)
        elif kind in _CONTAINERS:
            content = edited(content, edits)
        out += box(kind, content)
        position += size
    return out


def _table(count: int, entries: bytes) -> Callable[[bytes], bytes]:
    return lambda _old: struct.pack(">II", 0, count) + entries


def broken(mp4: bytes) -> dict[str, bytes]:
    """Return files whose boxes lie about sizes, counts and depth, by name.

    Parameters
    ----------
    mp4 : bytes
        A sound file, its index at the end.
    """
    two_g = 0x7FFF_FFFF
    nested = {
        depth: b"".join(struct.pack(">I4s", 8 * (depth - level), b"moov") for level in range(depth))
        for depth in (1_000, 20_000)
    }
    start = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
    fragment = full_box(b"mfhd", struct.pack(">I", 1)) + box(
        b"traf",
        full_box(b"tfhd", struct.pack(">I", 1), 0x020000)
        + full_box(b"trun", struct.pack(">I", two_g), 0),
    )
    return {
        "mp4_tables_2g_stsz.mp4": edited(
            mp4, {b"stsz": lambda _old: struct.pack(">III", 0, 1, two_g)}
        ),
        "mp4_tables_2g_stsz_empty.mp4": edited(
            mp4, {b"stsz": lambda _old: struct.pack(">III", 0, 0, two_g)}
        ),
        "mp4_tables_2g_stts.mp4": edited(mp4, {b"stts": _table(1, struct.pack(">II", two_g, 1))}),
        "mp4_tables_2g_ctts.mp4": edited(mp4, {b"stts": _table(two_g, bytes(64))}),
        "mp4_tables_2g_stsc.mp4": edited(
            mp4, {b"stsc": _table(1, struct.pack(">III", 1, two_g, 1))}
        ),
        "mp4_tables_2g_stco.mp4": edited(mp4, {b"stco": _table(two_g, bytes(64))}),
        "mp4_tables_2g_elst.mp4": edited(mp4, {b"elst": _table(two_g, bytes(64))}),
        "mp4_trun_2g.mp4": mp4 + box(b"moof", fragment),
        "mp4_long_frames.mp4": edited(mp4, {b"stts": _table(1, struct.pack(">II", 25, two_g))}),
        "mp4_timescale_0.mp4": edited(mp4, {b"mdhd": lambda old: old[:12] + bytes(4) + old[16:]}),
        "mp4_timescale_max.mp4": edited(
            mp4, {b"mdhd": lambda old: old[:12] + b"\xff" * 8 + old[20:]}
        ),
        "mp4_timescale_1.mp4": edited(
            mp4,
            {
                b"mdhd": lambda old: old[:12] + struct.pack(">II", 1, two_g) + old[20:],
                b"stts": _table(1, struct.pack(">II", 25, two_g)),
            },
        ),
        "mp4_no_edits.mp4": edited(mp4, {b"elst": _table(0, b"")}),
        "mp4_stsd_0.mp4": edited(mp4, {b"stsd": _table(0, b"")}),
        "mp4_stsd_2g.mp4": edited(
            mp4, {b"stsd": lambda old: old[:4] + struct.pack(">I", two_g) + old[8:]}
        ),
        "mp4_no_index_entries.mp4": edited(mp4, {b"stbl": lambda _old: b""}),
        "mp4_many_tracks.mp4": edited(mp4, {b"moov": lambda old: old * 400}),
        "mp4_nested_1000.mp4": start + nested[1_000],
        "mp4_nested_20000.mp4": start + nested[20_000],
        "mp4_self_size7.mp4": start + struct.pack(">I4s", 7, b"moov") + bytes(64),
        "mp4_size_0.mp4": start + struct.pack(">I4s", 0, b"moov") + bytes(64),
        "mp4_long_size7.mp4": start + struct.pack(">I4sQ", 1, b"moov", 7) + bytes(64),
        "mp4_long_size_max.mp4": start + struct.pack(">I4sQ", 1, b"moov", 2**64 - 1) + bytes(64),
        "mp4_free_boxes.mp4": start + box(b"free", b"") * 200_000 + mp4[len(start) :],
        "mp4_only_ftyp.mp4": start,
        "mp4_brands.mp4": box(b"ftyp", b"heic" * 50_000) + mp4,
    }
