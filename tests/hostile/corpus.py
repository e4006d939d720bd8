"""All hostile files, made into a folder; the same ones for a seed."""

import random
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pillow_heif
from PIL import Image

from tests.hostile import boxes, disguises, indirection, inscriptions, picture_bombs, video_bombs
from tests.hostile.lures import Lures
from tests.synthesis.clips import Clip
from tests.synthesis.pictures import numbered

SEED = 3
_DRAWN_FOR_THE_DEFAULT_RUN = 8
ALWAYS = frozenset(
    f"inscriptions/exif_inject_{aim}.jpg" for aim in ("script", "attribute", "closing")
)
_SPARSE_BYTES = (4 << 30) + 4096

_CODECS = {
    "h264.mp4": ("libx264", "yuv420p"),
    "h265.mkv": ("libx265", "yuv420p"),
    "mpeg4.mov": ("mpeg4", "yuv420p"),
    "mpeg4.avi": ("mpeg4", "yuv420p"),
    "vp8.webm": ("libvpx", "yuv420p"),
    "vp9.webm": ("libvpx-vp9", "yuv420p"),
    "mjpeg.avi": ("mjpeg", "yuvj420p"),
    "h264.ts": ("libx264", "yuv420p"),
    "flv1.flv": ("flv", "yuv420p"),
    "wmv2.wmv": ("wmv2", "yuv420p"),
    "ffv1.mkv": ("ffv1", "yuv420p"),
}
_PICTURES = ("jpg", "png", "gif", "webp", "bmp", "tif", "avif")


@cache
def sound() -> Mapping[str, bytes]:
    """Return small sound files of every kind that is read, by name."""
    files = {}
    with TemporaryDirectory() as made:
        for name, (codec, pixel_format) in _CODECS.items():
            clip = Clip(
                codec=codec,
                pixel_format=pixel_format,
                width_px=160,
                height_px=90,
                ticks=range(0, 480, 40),
            )
            files[name] = clip.write(Path(made) / name).read_bytes()
        for ending in _PICTURES:
            file = Path(made) / f"picture.{ending}"
            exif = Image.Exif()
            exif[0x010E] = "a description"
            numbered(5, size=(160, 90)).save(file, exif=exif.tobytes() if ending != "bmp" else b"")
            files[file.name] = file.read_bytes()
    heif = BytesIO()
    pillow_heif.from_pillow(numbered(5, size=(160, 90))).save(heif)
    return files | {"picture.heic": heif.getvalue()}


def build(folder: Path, lures: Lures, samples: Path, *, whole: bool) -> list[Path]:
    """Make the files.

    Parameters
    ----------
    folder : Path
        Where they go, one folder for each kind; `lures.sibling` must lie among the indirections.
    lures : Lures
        What some of them reach for.
    samples : Path
        The folder of our own footage, some of which is mutated too.
    whole : bool
        All of them, or a part that is drawn at random by `SEED` and made in a second or two.

    Returns
    -------
    list of Path
        Files, and what poses as such.
    """
    files = _made_quickly(lures)
    if not whole:
        drawn = random.Random(SEED).sample(sorted(files), _DRAWN_FOR_THE_DEFAULT_RUN)
        files = {name: files[name] for name in sorted({*drawn, *ALWAYS})}
    else:
        ours = {file.name: file.read_bytes() for file in _short_samples(samples)}
        files |= _in("bombs", picture_bombs.dear_files())
        files |= _in("mutants", disguises.mutants(ours, SEED + 1, 12))
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    built = [folder / name for name in files]
    for kind in ("special", "company", "names", "bombs", "inscriptions"):
        (folder / kind).mkdir(exist_ok=True)
    built += disguises.write_special(folder / "special", lures.other)
    company = disguises.write_company(folder / "company", lures.other, sound()["h264.mp4"])
    built += company[:: len(company) - 1]
    if whole:
        video_bombs.write(folder / "bombs")
        inscriptions.write_videos(folder / "inscriptions", lures.port)
        inscriptions.write_names(folder / "names", sound()["h264.mp4"])
        picture_bombs.sparse(folder / "special" / "sparse_4g.mp4", _SPARSE_BYTES)
        built = sorted(file for kind in folder.iterdir() for file in kind.iterdir())
    return [file for file in built if file.name != lures.sibling]


def _short_samples(samples: Path) -> list[Path]:
    return [samples / name for name in ("vfr.mp4", "night-fire-cut.mp4", "street.jpg")]


def _made_quickly(lures: Lures) -> dict[str, bytes]:
    good = sound()
    mp4, jpeg, png, gif = (
        good[name] for name in ("h264.mp4", "picture.jpg", "picture.png", "picture.gif")
    )
    naming = indirection.files(lures, mp4, jpeg)
    exif = picture_bombs.exif_traps(jpeg)
    bombs = picture_bombs.files(jpeg, good["picture.heic"], good["picture.avif"])
    disguised = disguises.polyglots(mp4, jpeg, png, gif, naming["hls_abs_other_case.mp4"])
    return (
        _in("indirection", naming)
        | _in("structures", boxes.broken(mp4) | exif)
        | _in("bombs", bombs)
        | _in("inscriptions", inscriptions.files(lures.port))
        | _in("disguises", disguised | disguises.truncated(_cut_in_full(good)))
        | _in("mutants", disguises.mutants(good, SEED))
    )


def _cut_in_full(good: Mapping[str, bytes]) -> dict[str, bytes]:
    kinds = ("h264.mp4", "h265.mkv", "h264.ts", "mjpeg.avi", "picture.jpg", "picture.png")
    return {name: good[name] for name in (*kinds, "picture.gif", "picture.webp", "picture.heic")}


def _in(kind: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{kind}/{name}": content for name, content in files.items()}
