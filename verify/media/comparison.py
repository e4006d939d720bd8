"""A copy held against the original, frame by frame: as many, at the same times, the same pictures.

Both are decoded at once by the decoder that measures, so nothing that the copying program says of
itself counts. Runs in the jail.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import takewhile
from pathlib import Path

import cv2
import numpy as np
from msgspec import Struct

from verify.domain.frames import AudioBlock, Frame
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source
from verify.media.source import Source

# Standard deviation of luma, code values: in a picture with less, coding noise would count as much.
_LEAST_CONTRAST = 4.0

THE_COPY = Path("the copy")
"""How errors name it."""


class Comparison(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was seen when both were played side by side.

    Attributes
    ----------
    frames_wanted, frames : int
        Frames of the original in the part that was to be copied, and of the copy.
    first_pts, last_pts : int
        PTS of the first and last of them in the original.
    largest_deviation_s : tuple of int
        Numerator and denominator of the largest difference between the times of two frames of one
        number, each counted from the first.
    largest_difference : float
        Root mean square difference of luma between two such frames, 80 pixels wide, as a share of
        the contrast of the first; the largest one.
    corrupt_frames : int
        Frames of the original that were decoded with damage, from its start on.
    is_interlaced : bool
        Whether frames of the original hold two fields each.
    width_px, height_px, rotation_deg : int
        Of the copy.
    pixel_format : str
        Of the copy.
    sound_end_s, sound_end_wanted_s : float or None
        Where the sound of the copy ends, and that of the original if all of it was played, seconds
        from the first frame; None without sound.
    notes : tuple of str
        What the decoder notes of the original.
    """

    frames_wanted: int
    frames: int
    first_pts: int
    last_pts: int
    largest_deviation_s: tuple[int, int]
    largest_difference: float
    corrupt_frames: int
    is_interlaced: bool
    width_px: int
    height_px: int
    rotation_deg: int
    pixel_format: str
    sound_end_s: float | None
    sound_end_wanted_s: float | None
    notes: tuple[str, ...]


def compare(
    original: Path,
    copy: Path,
    limits: DecodeLimits,
    part_pts: tuple[int, int | None],
    on_frames: Callable[[int], None] = lambda _frames: None,
) -> Comparison:
    """Play both files and return how they differ.

    Parameters
    ----------
    original, copy : Path
        The files.
    limits : DecodeLimits
        Bounds on both.
    part_pts : pair of int, or of int and None
        The part of the original that the copy is to show, half-open, in its own PTS.
    on_frames : callable, optional
        Called with how many frames of the original were decoded, from its start on.

    Raises
    ------
    InputError
        If one of them cannot be decoded; of the copy, with the path `THE_COPY`.
    """
    wanted = shown = first_pts = last_pts = 0
    deviation, difference = Fraction(0), 0.0
    with (
        open_source(original, limits, Path("the footage")) as source,
        open_source(copy, limits, THE_COPY) as played,
    ):
        ours = _frames(played)
        first_of_copy = 0
        for frame in _until(source, part_pts[1]):
            on_frames(frame.index + 1)
            if frame.pts < part_pts[0] and not wanted:
                continue
            first_pts, last_pts = (first_pts if wanted else frame.pts), frame.pts
            wanted += 1
            twin = next(ours, None)
            if twin is None:
                continue
            first_of_copy = first_of_copy if shown else twin.pts
            shown += 1
            time_s = (frame.pts - first_pts) * source.time_base
            deviation = max(deviation, abs((twin.pts - first_of_copy) * played.time_base - time_s))
            difference = max(difference, _difference(frame, twin))
        shown += sum(1 for _frame in ours)
        video = played.video
        return Comparison(
            frames_wanted=wanted,
            frames=shown,
            first_pts=first_pts,
            last_pts=last_pts,
            largest_deviation_s=(deviation.numerator, deviation.denominator),
            largest_difference=round(difference, 3),
            corrupt_frames=source.report.corrupt_frames,
            is_interlaced=source.video.is_interlaced,
            width_px=video.width_px,
            height_px=video.height_px,
            rotation_deg=video.rotation_deg,
            pixel_format=video.pixel_format,
            sound_end_s=played.report.sound_end_s,
            sound_end_wanted_s=source.report.sound_end_s if part_pts[1] is None else None,
            notes=source.report.notes,
        )


def _frames(source: Source) -> Iterator[Frame]:
    return (part for part in source.play() if not isinstance(part, AudioBlock))


def _until(source: Source, end_pts: int | None) -> Iterator[Frame]:
    """Yield the frames up to the end of the part; what is shown behind it is not decoded."""
    if end_pts is None:
        return _frames(source)
    return takewhile(lambda frame: frame.pts < end_pts, _frames(source))


def _difference(frame: Frame, twin: Frame) -> float:
    """Return how far two frames are apart: near 0 for a copy, above 1 for an unrelated picture."""
    height, width = twin.tiny.shape
    ours = frame.tiny
    if ours.shape != twin.tiny.shape:
        # Pixels of the copy are square, and it may have a column or row more.
        ours = cv2.resize(ours, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)
    apart = np.sqrt(np.mean(np.subtract(ours, twin.tiny, dtype=np.float32) ** 2))
    return float(apart / max(ours.std(), _LEAST_CONTRAST))
