"""Small pictures that are large, many or endless once they are unpacked."""

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PIL import Image

_PNG = b"\x89PNG\r\n\x1a\n"


def files(jpeg: bytes, heic: bytes, avif: bytes) -> dict[str, bytes]:
    """Return hostile pictures by name, made where need be from sound ones."""
    return _gifs() | _headers_that_lie(jpeg, heic, avif) | _tiffs()


def dear_files() -> dict[str, bytes]:
    """Return hostile pictures by name that take seconds to make."""
    return _pngs() | {"scans.jpg": _many_scans(), "rle.bmp": _rle_bmp()}


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk with a right checksum (PNG, third edition, 5.3)."""
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(
    side: tuple[int, int], bits: int, kind: int, *extra: bytes, interlaced: bool = False
) -> bytes:
    """Return a picture of zeros; `kind` is 0 grey, 2 RGB, 6 RGBA."""
    width, height = side
    samples = {0: 1, 2: 3, 6: 4}[kind]
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, int(interlaced))
    row = bytes(1 + (width * bits * samples + 7) // 8)
    rows = _deflated(row for _ in range(height))
    end = png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")
    return _PNG + png_chunk(b"IHDR", header) + b"".join(extra) + end


def _deflated(pieces: Iterable[bytes]) -> bytes:
    packer = zlib.compressobj(1)
    return b"".join(map(packer.compress, pieces)) + packer.flush()


def _pngs() -> dict[str, bytes]:
    zeros = _deflated(bytes(1 << 20) for _ in range(256))
    text = png_chunk(b"zTXt", b"Comment\0\0" + zeros)
    long_text = png_chunk(b"iTXt", b"Comment\0\1\0\0\0" + zeros)
    profile = png_chunk(b"iCCP", b"profile\0\0" + zeros)
    header_only = _PNG + png_chunk(
        b"IHDR", struct.pack(">IIBBBBB", 0x7FFF_FFFF, 0x7FFF_FFFF, 8, 6, 0, 0, 0)
    )
    animation = png_chunk(b"acTL", struct.pack(">II", 0x7FFF_FFFF, 0))
    return {
        "bomb_30000x30000.png": png((30_000, 30_000), 1, 0),
        "bomb_13300x13300.png": png((13_300, 13_300), 8, 0),
        "bomb_8000x8000_rgba.png": png((8_000, 8_000), 8, 6),
        "bomb_8000x8000_rgb48.png": png((8_000, 8_000), 16, 2),
        "bomb_8000x8000_interlaced.png": png((8_000, 8_000), 1, 0, interlaced=True),
        "bomb_one_row.png": png((60_000_000, 1), 1, 0),
        "bomb_one_column.png": png((1, 60_000_000 // 64), 8, 0),
        "bomb_header_2g.png": header_only + png_chunk(b"IDAT", zeros[:1000]),
        "ztxt_256m.png": png((8, 8), 8, 2, text),
        "ztxt_8_times.png": png((8, 8), 8, 2, *[text] * 8),
        "itxt_256m.png": png((8, 8), 8, 2, long_text),
        "iccp_256m.png": png((8, 8), 8, 2, profile),
        "apng_2g_frames.png": png((64, 64), 8, 2, animation),
        "png_chunk_2g.png": _PNG + struct.pack(">I4s", 0x7FFF_FFFF, b"IHDR") + bytes(100),
        "png_1e5_chunks.png": png((8, 8), 8, 2, *[png_chunk(b"tEXt", b"a\0b")] * 100_000),
    }


def _gif(side: tuple[int, int], frames: Iterable[bytes]) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", *side, 0x80, 0, 0) + bytes(3) + b"\xff" * 3
    return screen + b"".join(frames) + b";"


def _gif_frame(delay_hundredths: int, side: tuple[int, int] = (1, 1), data: bytes = b"") -> bytes:
    control = b"!\xf9\x04" + struct.pack("<BHB", 0, delay_hundredths, 0) + b"\0"
    pixels = data or b"\x02\x02\x44\x01\x00"
    return control + b"," + struct.pack("<HHHHB", 0, 0, *side, 0) + pixels


def _gifs() -> dict[str, bytes]:
    return {
        "gif_65535.gif": _gif((65_535, 65_535), [_gif_frame(10)]),
        "gif_frame_65535.gif": _gif((1, 1), [_gif_frame(10, (65_535, 65_535))]),
        "gif_655s.gif": _gif((1, 1), [_gif_frame(65_535)] * 2),
        "gif_38_days.gif": _gif((1, 1), [_gif_frame(65_535)] * 5_000),
        "gif_frames.gif": _gif((1, 1), [_gif_frame(0)] * 200_000),
        "gif_8000x8000_frames.gif": _gif((8_000, 8_000), [_gif_frame(10)] * 2_000),
        "gif_no_end.gif": _gif((1, 1), [_gif_frame(10)] * 3)[:-4],
        "gif_comment.gif": _gif((1, 1), [b"!\xfe" + (b"\xff" + b"c" * 255) * 50_000 + b"\0"]),
    }


def _patched(content: bytes, marker: bytes, offset: int, value: bytes) -> bytes:
    start = content.index(marker) + offset
    return content[:start] + value + content[start + len(value) :]


def _headers_that_lie(jpeg: bytes, heic: bytes, avif: bytes) -> dict[str, bytes]:
    huge = struct.pack(">II", 0xFFFF, 0xFFFF)
    bmp = b"BM" + struct.pack("<IIIIiiHHIIIIII", 10_000, 0, 54, 40, 60_000, 60_000, 1, 24, *[0] * 6)
    webp = b"WEBPVP8X" + struct.pack("<IB3x", 10, 0x10) + b"\xff\xff\xff" * 2
    return {
        "bomb_65535.jpg": _patched(jpeg, b"\xff\xc0", 5, b"\xff\xff\xff\xff"),
        "bomb_8000x7999.jpg": _patched(jpeg, b"\xff\xc0", 5, struct.pack(">HH", 7_999, 8_000)),
        "huge.heic": _patched(heic, b"ispe", 8, huge),
        "huge.avif": _patched(avif, b"ispe", 8, huge),
        "heic_iloc.heic": _patched(heic, b"iloc", 12, b"\xff" * 20),
        "avif_iloc.avif": _patched(avif, b"iloc", 12, b"\xff" * 20),
        "huge.bmp": bmp + bytes(10_000),
        "huge.webp": b"RIFF" + struct.pack("<I", len(webp)) + webp,
        "y4m_30000.y4m": b"YUV4MPEG2 W30000 H30000 F25:1 C420\nFRAME\n" + bytes(1_000),
        "hdr_2g.hdr": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 40000 +X 50000\n" + b"\2" * 4_000,
        "huge.ppm": b"P6 60000 60000 255\n" + bytes(1_000),
        "huge.tga": bytes(2) + b"\x0a" + bytes(9) + b"\xff\xff\xff\xff\x20\x08" + b"\xff" * 4_000,
    }


def _many_scans() -> bytes:
    """A progressive picture whose last refinement comes two thousand times."""
    out = io.BytesIO()
    Image.new("L", (4_000, 4_000), 128).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * 2_000 + content[-2:]


def _rle_bmp() -> bytes:
    """Sixty million pixels by run lengths (BITMAPINFOHEADER, BI_RLE8)."""
    side = 7_700
    runs = (b"\xff\0" * (side // 255) + bytes([side % 255, 0]) + b"\0\0") * side + b"\0\1"
    head = struct.pack(
        "<IIIIiiHHIIIIII", 0, 0, 54 + 8, 40, side, side, 1, 8, 1, len(runs), 0, 0, 2, 0
    )
    return b"BM" + head + bytes(8) + runs


# Eight by eight grey pixels, which are the first bytes of the file itself.
_TINY_TIFF = [
    (256, 4, 1, 8),
    (257, 4, 1, 8),
    (258, 3, 1, 8),
    (259, 3, 1, 1),
    (262, 3, 1, 1),
    (273, 4, 1, 0),
    (277, 3, 1, 1),
    (278, 4, 1, 8),
    (279, 4, 1, 64),
]
_Entry = tuple[int, int, int, int | None]


def _tiff(
    entries: Sequence[_Entry], more: Callable[[int], bytes] = lambda _at: b"", following: int = 0
) -> bytes:
    """Return a little-endian TIFF with one directory of (tag, type, count, value).

    A value of None is the offset of `more`, which is told that offset.
    """
    after = 8 + 2 + 12 * len(entries) + 4
    ifd = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", *entry[:3], after if entry[3] is None else entry[3])
        for entry in entries
    )
    return b"II*\0" + struct.pack("<I", 8) + ifd + struct.pack("<I", following) + more(after)


def exif_traps(jpeg: bytes) -> dict[str, bytes]:
    """Return pictures whose EXIF data keeps a reader busy, as TIFF and inside a JPEG and a PNG."""
    many = [(0x9000 + n % 0x6000, 7, 0x7FFF_FFFF, 8) for n in range(65_500)]
    traps: dict[str, bytes] = {
        "exif_65535_entries": _tiff([*_TINY_TIFF, *many]),
        "exif_ifd_loop": _tiff([*_TINY_TIFF, (0x010E, 2, 4, 0x41414141)], following=8),
        "exif_subifd_loop": _tiff([*_TINY_TIFF, (0x8769, 4, 1, 8), (0x8825, 4, 1, 8)]),
        "exif_gps_loop": _tiff([*_TINY_TIFF, (0x8825, 4, 1, 8), (0xA005, 4, 1, 8)]),
        "exif_subifds": _tiff([*_TINY_TIFF, (0x014A, 4, 0xFFFF, 8)]),
        "exif_ring_of_5000": _tiff(_TINY_TIFF, _ring, following=8 + 2 + 12 * 9 + 4),
        "exif_offset_max": _tiff([*_TINY_TIFF, (0x010E, 2, 0xFFFF_FFFF, 0xFFFF_FFFF)]),
        "exif_maker_note": _tiff([*_TINY_TIFF, (0x8769, 4, 1, None)], _maker_note),
        "exif_division_by_0": _tiff([*_TINY_TIFF, (0x8825, 4, 1, None)], _gps(0, 0)),
        "exif_900_degrees": _tiff([*_TINY_TIFF, (0x8825, 4, 1, None)], _gps(900, 1)),
        "exif_type_0": _tiff([*_TINY_TIFF, (0x010F, 0, 0xFFFF, 8), (0x0110, 0xFFFF, 0xFFFF, 8)]),
        "exif_header_only": b"II*\0\xff\xff\xff\xff",
    }
    built = {}
    for name, tiff in traps.items():
        built[f"{name}.tif"] = tiff
        segment = b"Exif\0\0" + tiff[:0xFFF0]
        built[f"{name}.jpg"] = (
            jpeg[:2] + b"\xff\xe1" + struct.pack(">H", 2 + len(segment)) + segment + jpeg[2:]
        )
        built[f"{name}.png"] = png((8, 8), 8, 2, png_chunk(b"eXIf", tiff))
    return built


def _ring(at: int) -> bytes:
    """Directories each of which names the next, the last one the first."""
    return b"".join(
        struct.pack("<HHHIII", 1, 0x010E, 2, 4, 0x41414141, at + 18 * ((n + 1) % 5_000))
        for n in range(5_000)
    )


def _maker_note(at: int) -> bytes:
    note = b"Nikon\0\2\0\0\0II*\0\x08\0\0\0" + struct.pack("<H", 0xFFFF) + b"\xff" * 2_000
    return struct.pack("<HHHIII", 1, 0x927C, 7, len(note), at + 18, 0) + note


def _gps(degrees: int, divisor: int) -> Callable[[int], bytes]:
    def written(at: int) -> bytes:
        numbers = at + 2 + 4 * 12 + 4
        entries = [(1, 2, 2, 0x4E), (2, 5, 3, numbers), (3, 2, 2, 0x45), (4, 5, 3, numbers)]
        ifd = b"".join(struct.pack("<HHII", *entry) for entry in entries)
        return struct.pack("<H", 4) + ifd + bytes(4) + struct.pack("<II", degrees, divisor) * 3

    return written


def _tiffs() -> dict[str, bytes]:
    def sized(width: int, height: int, compression: int = 1) -> bytes:
        return _tiff(
            [
                (256, 4, 1, width),
                (257, 4, 1, height),
                (258, 3, 1, 8),
                (259, 3, 1, compression),
                (262, 3, 1, 1),
                (273, 4, 1, 200),
                (277, 3, 1, 1),
                (278, 4, 1, height),
                (279, 4, 1, 1_000),
            ],
            lambda _at: bytes(2_000),
        )

    return {
        "tiff_60000.tif": sized(60_000, 60_000),
        "tiff_max.tif": sized(0xFFFF_FFFF, 0xFFFF_FFFF),
        "tiff_8000.tif": sized(8_000, 8_000),
        "tiff_deflate.tif": sized(8_000, 8_000, 8),
        "tiff_jpeg.tif": sized(8_000, 8_000, 7),
        "tiff_lzw.tif": sized(30_000, 30_000, 5),
    }


def sparse(path: Path, size_bytes: int) -> Path:
    """Write an MP4 that claims to be this large and is mostly a hole."""
    with path.open("wb") as file:
        file.write(
            b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + struct.pack(">I4sQ", 1, b"mdat", size_bytes)
        )
        file.truncate(size_bytes)
    return path
