"""Still pictures and animations through Pillow; a picture is footage of one frame.

Pixels count as a browser shows them: turned by the EXIF orientation, what is transparent on white,
colour profiles not applied. Animated GIF, WebP, PNG and AVIF keep their frame times, in
milliseconds.
"""

import contextlib
import functools
import itertools
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image, ImageFile, UnidentifiedImageError

from verify.domain.errors import LimitExceededError, UndecodableError, UnsupportedFootageError
from verify.domain.footage import ColorRange, VideoStream
from verify.domain.frames import AudioBlock, BgrPicture, Frame
from verify.domain.limits import DecodeLimits
from verify.domain.timing import time_since
from verify.media.clock import Clock
from verify.media.content import Reader
from verify.media.reduction import Orientation, small_and_tiny
from verify.media.source import DecodeReport, Source

_PILLOW_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_ANIMATED_FORMATS = frozenset(("PNG", "WEBP", "GIF", "AVIF"))

# What Pillow's readers let out when a file is damaged, besides OSError.
_DAMAGE = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    OverflowError,
    RuntimeError,
    struct.error,
    zlib.error,
)
_EXIF_ORIENTATION = 0x0112
# CIPA DC-008 (Exif 2.32), orientation tag: 2-4 flips, 5-8 with rows and columns exchanged.
_ORIENTATIONS = {
    2: Orientation(flipped_left_right=True),
    3: Orientation(flipped_left_right=True, flipped_top_bottom=True),
    4: Orientation(flipped_top_bottom=True),
    5: Orientation(transposed=True),
    6: Orientation(transposed=True, flipped_left_right=True),
    7: Orientation(transposed=True, flipped_left_right=True, flipped_top_bottom=True),
    8: Orientation(transposed=True, flipped_top_bottom=True),
}
_PIXEL_FORMATS = {
    "1": "monob",
    "L": "gray",
    "LA": "ya8",
    "P": "pal8",
    "RGB": "rgb24",
    "RGBA": "rgba",
    "I;16": "gray16le",
    "I;16B": "gray16be",
    "I;16L": "gray16le",
}
# Some programs leave a few bytes behind the trailer of a GIF.
_GIF_TAIL_BYTES = 4
# Browsers and FFmpeg show a frame that asks for less than 20 ms for 100 ms.
_SHORTEST_DURATION_MS = 20
_DURATION_INSTEAD_MS = 100


class PictureSource(Source):
    """A still picture or an animation; see `Source`."""

    def __init__(self, path: Path, limits: DecodeLimits, shown_path: Path, reader: Reader) -> None:
        self._path, self._limits, self._shown_path = path, limits, shown_path
        self._notes: dict[str, None] = {}
        self._damaged = 0
        if reader is Reader.HEIF:
            _register_heif()
        self._formats = ("HEIF",) if reader is Reader.HEIF else _PILLOW_FORMATS
        self._image = self._open()
        with contextlib.ExitStack() as on_failure:
            on_failure.enter_context(self)
            self._first: Frame | None = self._read_first()
            on_failure.pop_all()

    def _read_first(self) -> Frame:
        """Learn what the file is and decode its first frame."""
        animated = self._image.format in _ANIMATED_FORMATS and self._has_second_frame()
        self.kind = "animation" if animated else "picture"
        self.container = (self._image.format or "unknown").lower()
        self.declared_duration_s = None
        self.audio = None
        self.time_base = Fraction(1, 1000) if animated else Fraction(1)
        self._mode = self._image.mode
        # Before the EXIF data is asked for, because that may load the picture and hide its damage.
        with self._careful():
            self._image.load()
        self._orientation = self._stated_orientation()
        if self._orientation.is_mirrored:
            self._notes["The file asks viewers to mirror the picture; it is mirrored."] = None
        self._clock = Clock(_DURATION_INSTEAD_MS if animated else 1)
        self._frames = self._decoded_frames(self._image, self._clock)
        return next(self._frames)

    @property
    def video(self) -> VideoStream:
        """The picture stream; `is_vfr` is final only after `play`."""
        turned = self._orientation.transposed
        width, height = self._image.size
        return VideoStream(
            codec=self.container,
            width_px=height if turned else width,
            height_px=width if turned else height,
            sample_aspect_ratio=None,
            rotation_deg=self._orientation.clockwise_deg,
            frame_rate=None,
            is_vfr=self._clock.is_vfr,
            is_interlaced=False,
            pixel_format=_PIXEL_FORMATS.get(self._mode, self._mode.lower()),
            color_range=ColorRange.FULL,
            transfer=None,
            hdr=None,
        )

    @property
    def report(self) -> DecodeReport:
        """How `play` went, as far as it has come."""
        clock = self._clock
        return DecodeReport(
            frames=clock.frames,
            corrupt_frames=self._damaged,
            non_monotonic_frames=clock.non_monotonic,
            undated_frames=clock.undated,
            first_pts=clock.first,
            # A picture has no duration; the last frame of an animation has.
            end_pts=clock.first if self.kind == "picture" else clock.end,
            sound_start_s=None,
            sound_end_s=None,
            notes=tuple(self._notes),
        )

    def play(self) -> Iterator[Frame | AudioBlock]:
        """Yield every frame in the order shown; once per source."""
        if self._first is not None:
            yield self._first
            self._first = None
        yield from self._frames

    def fetch(self, pts: Sequence[int]) -> Iterator[Frame]:
        """Yield again the shown frames that have exactly these PTS, each once, in rising order."""
        wanted = {self._clock.index_of(value) for value in pts}
        with self._open() as image:
            for frame in self._decoded_frames(image, Clock(self._clock.frames)):
                if frame.index in wanted:
                    yield frame
                    wanted.remove(frame.index)
                if not wanted:
                    return

    def close(self) -> None:
        """Let go of the file."""
        self._image.close()

    def _open(self) -> Image.Image:
        with self._careful(), contextlib.ExitStack() as on_failure:
            image = on_failure.enter_context(Image.open(self._path, formats=self._formats))
            self._check(image)
            on_failure.pop_all()
        return image

    def _check(self, image: Image.Image) -> None:
        width, height = image.size
        if width * height > self._limits.max_pixels:
            what = f"the picture has {width} x {height} pixels"
            raise LimitExceededError(self._shown_path, what, self._pixel_limit)
        if width * height == 0:
            raise UndecodableError(self._shown_path, "the picture has no pixels")
        if image.mode in {"F", "I"}:
            detail = "its pixels are not colours but 32-bit numbers"
            raise UnsupportedFootageError(self._shown_path, detail)

    @property
    def _pixel_limit(self) -> str:
        return f"{self._limits.max_pixels / 1e6:g} million pixels"

    @contextlib.contextmanager
    def _careful(self) -> Iterator[None]:
        """Let Pillow work within the limits; its complaints become errors of ours or notes."""
        Image.MAX_IMAGE_PIXELS = self._limits.max_pixels
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            with warnings.catch_warnings(record=True) as complaints:
                warnings.simplefilter("always")
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                yield
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            what = "the picture has too many pixels"
            raise LimitExceededError(self._shown_path, what, self._pixel_limit) from error
        except UnidentifiedImageError as error:
            cause = "its header is damaged or cut off"
            raise UndecodableError(self._shown_path, cause) from error
        except _DAMAGE as error:
            cause = str(error).strip() or "it is damaged"
            raise UndecodableError(self._shown_path, cause) from error
        self._notes |= dict.fromkeys(str(complaint.message) for complaint in complaints)

    def _stated_orientation(self) -> Orientation:
        try:
            with self._careful():
                stated = self._image.getexif().get(_EXIF_ORIENTATION, 1)
        except UndecodableError:
            self._notes["Its EXIF data is damaged; the picture is shown unturned."] = None
            return Orientation()
        return _ORIENTATIONS.get(stated, Orientation())

    def _decoded_frames(self, image: Image.Image, clock: Clock) -> Iterator[Frame]:
        """Yield the frames of a freshly opened file, up to the first damaged one."""
        animated = self.kind == "animation"
        # A PNG may lead with a picture for viewers that do not animate.
        first = int(animated and bool(image.info.get("default_image")))
        start_ms = 0.0
        for position in itertools.count(first) if animated else (0,):
            try:
                with self._careful():
                    if not _seek(image, position):
                        break
                    image.load()
                    flat = _on_white(image)
                    luma = np.asarray(flat.convert("L"))
                    duration_ms = float(image.info.get("duration") or 0)
            except UndecodableError:
                if clock.frames == 0:
                    raise
                self._damaged = 1
                return
            if clock.frames == self._limits.max_frames:
                limit = f"{self._limits.max_frames:,} frames"
                raise LimitExceededError(self._shown_path, "it has more frames", limit)
            if duration_ms < _SHORTEST_DURATION_MS:
                duration_ms = _DURATION_INSTEAD_MS
            end_ms = start_ms + duration_ms
            index = clock.frames
            pts = clock.tick(round(start_ms), round(end_ms) - round(start_ms) if animated else 1)
            start_ms = end_ms
            small, tiny = small_and_tiny(luma, False, self._orientation)
            yield Frame(
                index=index,
                pts=pts,
                time_s=float(time_since(pts, clock.first, self.time_base)),
                luma=self._orientation.apply(luma),
                is_limited=False,
                small=small,
                tiny=tiny,
                picture=functools.partial(_bgr, flat, self._orientation),
                is_intra=index == 0,
            )
        if image.format == "GIF" and not self._has_gif_trailer():
            self._damaged = 1

    def _has_second_frame(self) -> bool:
        try:
            with self._careful():
                return bool(getattr(self._image, "is_animated", False))
        except UndecodableError:
            self._damaged = 1
            return False

    def _has_gif_trailer(self) -> bool:
        """Return whether a GIF ends as it should; Pillow takes a cut-off end for the end."""
        with self._path.open("rb") as file:
            file.seek(max(0, self._path.stat().st_size - _GIF_TAIL_BYTES))
            return b";" in file.read()


def _seek(image: Image.Image, position: int) -> bool:
    """Go to a frame; return whether there is one."""
    try:
        image.seek(position)
    except EOFError:
        return False
    return True


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture in 8-bit grey or RGB, what is transparent on white."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    return image.copy() if image.mode == "L" else image.convert("RGB")


def _bgr(flat: Image.Image, orientation: Orientation) -> BgrPicture:
    rgb = np.asarray(flat.convert("RGB"))
    return np.ascontiguousarray(orientation.apply(rgb)[:, :, ::-1])


def _register_heif() -> None:
    """Make Pillow read HEIF; only for files that are, because libheif is one more parser."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
