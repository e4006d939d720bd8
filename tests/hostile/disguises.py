"""Files of two kinds at once, files cut off, and sound files with a few bytes changed at random."""

import os
import random
import socket
import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from tests.hostile.boxes import box

MUTANTS = 300
_CUTS = (1, 4, 12, 33, 100, 300)
_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9, 0.99)


def polyglots(mp4: bytes, jpeg: bytes, png: bytes, gif: bytes, hls: bytes) -> dict[str, bytes]:
    """Return files that are of one kind to one reader and of another to the next."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../../escape.txt", "out")
    zipped = archive.getvalue()
    html = b"<html><script>alert(1)</script></html>"
    return {
        "jpeg_html.jpg": jpeg[:2]
        + b"\xff\xfe"
        + struct.pack(">H", 2 + len(html))
        + html
        + jpeg[2:],
        "jpeg_zip.jpg": jpeg + zipped,
        "jpeg_mp4.jpg": jpeg + mp4,
        "mp4_jpeg.mp4": mp4 + jpeg,
        "mp4_zip.mp4": mp4 + zipped,
        "mp4_hls.mp4": box(b"ftyp", b"isom\0\0\2\0") + hls,
        "png_hls.png": png[:8] + hls,
        "jpeg_hls.jpg": jpeg[:3] + hls,
        "gif_hls.gif": gif[:6] + hls,
        "id3_hls.mp3": b"ID3\4\0\0\0\0\0\0" + hls,
        "nul_hls.mp4": bytes(600) + hls,
        "ts_hls.ts": b"G" + bytes(187) + hls,
        "ebml_hls.mkv": b"\x1aE\xdf\xa3\x80" + hls,
        "gif_script.gif": b"GIF89a=1;alert(1);//" + gif[20:],
        "pdf_jpeg.pdf": b"%PDF-1.4\n" + jpeg,
        "riff_both.avi": b"RIFF\xff\xff\xff\xffWEBPVP8 " + bytes(100),
        "riff_avi.webp": b"RIFF" + struct.pack("<I", 4) + b"AVI " + jpeg,
        "heic_mp4.heic": box(b"ftyp", b"heic\0\0\0\0mif1heic") + mp4[len(mp4) // 2 :],
        "avif_mp4.avif": box(b"ftyp", b"avif\0\0\0\0avifmif1") + mp4,
        "text.mp4": b"nothing but words\n" * 50,
        "zeros.mp4": bytes(100_000),
        "ones.jpg": b"\xff" * 100_000,
        "noise.mp4": random.Random(3).randbytes(100_000),
        "one_byte.mp4": b"\0",
        "empty.mp4": b"",
        "elf.mp4": b"\x7fELF" + bytes(1_000),
    }


def truncated(sound: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the first part of each file, cut at many places."""
    cuts = {}
    for name, content in sound.items():
        places = {*_CUTS, *(int(len(content) * share) for share in _SHARES), len(content) - 1}
        for place in sorted(places):
            cuts[f"cut_{place}_{name}"] = content[:place]
    return cuts


def mutants(sound: Mapping[str, bytes], seed: int, count: int = MUTANTS) -> dict[str, bytes]:
    """Return files with some bytes changed, doubled, lost or filled, the same ones for a seed."""
    rng = random.Random(seed)
    names = sorted(sound)
    built = {}
    for number in range(count):
        name = names[number % len(names)]
        built[f"mutant_{number:03d}_{name}"] = _mutant(sound[name], rng)
    return built


def _mutant(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 2, 5, 20, 100))):
        # Half of the changes hit the first kilobyte: that is where most headers are.
        end = min(len(changed), 1_024) if rng.random() < 0.5 else len(changed)
        place = rng.randrange(end)
        match rng.randrange(6):
            case 0:
                changed[place] ^= 1 << rng.randrange(8)
            case 1:
                changed[place] = rng.choice((0, 1, 0x7F, 0x80, 0xFE, 0xFF))
            case 2:
                changed[place : place + 4] = rng.choice(
                    (b"\xff" * 4, b"\x7f\xff\xff\xff", bytes(4))
                )
            case 3:
                del changed[place : place + rng.randrange(1, 64)]
            case 4:
                changed[place:place] = changed[place : place + rng.randrange(1, 64)]
            case _:
                changed[place : place + 8] = rng.randbytes(8)
        if not changed:
            changed = bytearray(b"\0")
    return bytes(changed)


def write_special(folder: Path, lure: Path) -> list[Path]:
    """Put things in the place of files that are no regular files."""
    os.mkfifo(folder / "fifo.mp4")
    (folder / "zero.mp4").symlink_to("/dev/zero")
    (folder / "tty.mp4").symlink_to("/dev/tty")
    (folder / "link.mp4").symlink_to(lure)
    (folder / "dangling.mp4").symlink_to("gone")
    (folder / "loop.mp4").symlink_to("loop.mp4")
    (folder / "folder.mp4").mkdir()
    with socket.socket(socket.AF_UNIX) as bound:
        # A socket's path has room for some hundred characters only.
        here = os.open(folder, os.O_RDONLY)
        bound.bind(f"/proc/self/fd/{here}/socket.mp4")
        os.close(here)
    return sorted(folder.iterdir())


def write_company(folder: Path, lure: Path, mp4: bytes) -> list[Path]:
    """Put sound clips beside what poses as their subtitles, which are read along with a clip."""
    for name in ("linked", "waiting", "endless", "folder", "long"):
        (folder / f"{name}.mp4").write_bytes(mp4)
    (folder / "linked.SRT").symlink_to(lure)
    os.mkfifo(folder / "waiting.srt")
    (folder / "endless.srt").symlink_to("/dev/zero")
    (folder / "folder.srt").mkdir()
    (folder / "long.srt").write_bytes(b"1\n00:00:00,000 --> 00:00:01,000\n[latitude: " * 1_000_000)
    return sorted(folder.glob("*.mp4"))
