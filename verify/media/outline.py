"""What must be known of a video before a copy of it can be ordered: sizes, times, I-frames.

One frame is decoded, the packets are only listed; the whole clip is decoded later, when the copy is
held against it. Runs in the jail.
"""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil
from pathlib import Path
from statistics import median_low

import av
from msgspec import Struct

from verify.domain.errors import BadParameterError, NoMovingPictureError
from verify.domain.footage import AudioStream, VideoStream
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source
from verify.media.formats import container_options
from verify.media.seeking import packets
from verify.media.source import Source

# Pixels farther from square than this are more likely a broken header than anamorphic film.
_LEAST_SQUARE_PIXEL = 4


class IFrameStart(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a cut can be taken over without encoding it anew.

    Attributes
    ----------
    start_pts : int
        PTS of the I-frame.
    end_pts : int
        PTS after that of the last frame that comes along.
    packets : int
        Frames from the I-frame on, in the order they are stored.
    seek_s : tuple of int
        Numerator and denominator of the time to seek to, seconds from the container's own start.
    """

    start_pts: int
    end_pts: int
    packets: int
    seek_s: tuple[int, int]


class Outline(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Facts of a video, and of the part of it that is wanted; PTS in units of `time_base`.

    Attributes
    ----------
    video, audio : VideoStream, AudioStream or None
        What the file says of its streams.
    square_size_px : tuple of int
        Width and height as shown, with square pixels.
    time_base : tuple of int
        Numerator and denominator of the seconds per unit.
    first_pts : int
        Of the first frame shown: time zero.
    origin_pts, last_pts : int
        Of the first and of the last frame wanted.
    end_pts : int or None
        First PTS that is not wanted any more; None for all.
    frames, frames_before : int
        How many frames are wanted, and how many are shown before them, by the list of packets.
    longest_interval, last_interval : int
        Between the frames wanted, and how long the last of them is shown.
    i_frame_start : IFrameStart or None
        None if no I-frame before the part stands for itself.
    """

    video: VideoStream
    audio: AudioStream | None
    square_size_px: tuple[int, int]
    time_base: tuple[int, int]
    first_pts: int
    origin_pts: int
    last_pts: int
    end_pts: int | None
    frames: int
    frames_before: int
    longest_interval: int
    last_interval: int
    i_frame_start: IFrameStart | None


@dataclass(frozen=True, slots=True)
class _Packet:
    pts: int
    is_key: bool


def outline(
    path: Path,
    limits: DecodeLimits,
    shown_path: Path,
    window_s: tuple[Fraction, Fraction] | None = None,
) -> Outline:
    """Return what a copy of a video, or of a part of it, is built from.

    Parameters
    ----------
    path : Path
        The file.
    limits : DecodeLimits
        Bounds on pixels and streams.
    shown_path : Path
        How errors name the file.
    window_s : pair of Fraction, optional
        The part, [start_s, end_s), seconds from the first frame shown; all of it by default.

    Raises
    ------
    NoMovingPictureError
        If it is a picture or an animation.
    BadParameterError
        If no frame lies in the part.
    InputError
        As `verify.media.decode.open_source`.
    """
    with open_source(path, limits, shown_path) as source:
        if source.kind != "video":
            raise NoMovingPictureError(shown_path, source.kind)
        first_pts = source.report.first_pts
        listed, start_s = _list_packets(path, limits)
        shown = sorted({packet.pts for packet in listed if packet.pts >= first_pts})
        bounds = _bounds(window_s, first_pts, source.time_base)
        origin = bisect.bisect_left(shown, bounds[0])
        end = len(shown) if bounds[1] is None else bisect.bisect_left(shown, bounds[1])
        if origin >= end:
            last_s = float((shown[-1] - first_pts) * source.time_base) if shown else 0.0
            given = "all of it" if window_s is None else f"{window_s[0]} s to {window_s[1]} s"
            expected = f"a part in which a frame begins; they do from 0 to {last_s:.3f} s"
            raise BadParameterError("from and to", given, expected)
        steps = [later - earlier for earlier, later in pairwise(shown[origin : end + 1])]
        usual = median_low(steps) if steps else _declared_interval(source)
        return Outline(
            video=source.video,
            audio=source.audio,
            square_size_px=square_size_px(source.video, limits.max_pixels),
            time_base=(source.time_base.numerator, source.time_base.denominator),
            first_pts=first_pts,
            origin_pts=shown[origin],
            last_pts=shown[end - 1],
            end_pts=bounds[1],
            frames=end - origin,
            frames_before=origin,
            longest_interval=max(steps, default=usual),
            last_interval=steps[-1] if end < len(shown) else usual,
            i_frame_start=_i_frame_start(listed, shown[origin], shown[end - 1], source, start_s),
        )


def square_size_px(video: VideoStream, max_pixels: int) -> tuple[int, int]:
    """Return width and height as shown, after making pixels square by enlarging one of them.

    Examples
    --------
    >>> import msgspec
    >>> video = msgspec.convert({"codec": "mpeg2video", "width_px": 720, "height_px": 576,
    ...     "sample_aspect_ratio": (64, 45), "rotation_deg": 0, "frame_rate": 25.0,
    ...     "is_vfr": False, "is_interlaced": True, "pixel_format": "yuv420p",
    ...     "color_range": "limited", "transfer": None, "hdr": None}, VideoStream)
    >>> square_size_px(video, 64_000_000)
    (1024, 576)
    """
    width, height = video.width_px, video.height_px
    across, down = video.sample_aspect_ratio or (1, 1)
    ratio = Fraction(across, down) if across > 0 and down > 0 else Fraction(1)
    if video.rotation_deg in {90, 270}:
        ratio = 1 / ratio
    if not Fraction(1, _LEAST_SQUARE_PIXEL) <= ratio <= _LEAST_SQUARE_PIXEL:
        return width, height
    if ratio == 1:
        return width, height
    # Even at once, so that no line need be added.
    square = (_even(width * ratio), height) if ratio > 1 else (width, _even(height / ratio))
    return square if square[0] * square[1] <= max_pixels else (width, height)


def _even(side_px: Fraction) -> int:
    return max(2, 2 * round(side_px / 2))


def _bounds(
    window_s: tuple[Fraction, Fraction] | None, first_pts: int, time_base: Fraction
) -> tuple[int, int | None]:
    if window_s is None:
        return first_pts, None
    start, end = (first_pts + ceil(time_s / time_base) for time_s in window_s)
    return start, end


def _list_packets(path: Path, limits: DecodeLimits) -> tuple[list[_Packet], Fraction]:
    """Return the frames that are stored and shown, as stored, and where the container starts."""
    options = container_options(limits.max_streams, limits.max_pixels)
    with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
        moving = [
            stream
            for stream in container.streams.video
            if not stream.disposition & av.stream.Disposition.attached_pic
        ]
        listed = []
        for packet in packets(container, moving[:1], lambda: None):
            pts = packet.dts if packet.pts is None else packet.pts
            if pts is not None and not packet.is_discard:
                listed.append(_Packet(pts, packet.is_keyframe))
        return listed, Fraction(container.start_time or 0, 1_000_000)


def _declared_interval(source: Source) -> int:
    rate = source.video.frame_rate
    return max(1, round(1 / (Fraction(rate) * source.time_base))) if rate else 1


def _i_frame_start(
    listed: Sequence[_Packet], first: int, last: int, source: Source, start_s: Fraction
) -> IFrameStart | None:
    """Return the nearest run of packets that shows `first` to `last` whole, without a hole.

    It begins with an I-frame before which nothing is shown that is stored after it, and ends where
    nothing is stored any more that would be shown before its last frame.
    """
    starts = _self_contained(listed)
    begin = max((i for i in starts if listed[i].pts <= first), default=None)
    if begin is None:
        return None
    latest = accumulate((packet.pts for packet in listed[begin:]), max)
    # The earliest PTS that is stored behind each packet.
    behind = [*_earliest_from(listed[begin:])[1:], None]
    for count, (shown_last, next_pts) in enumerate(zip(latest, behind, strict=True), 1):
        if shown_last >= last and (next_pts is None or next_pts > shown_last):
            aim = listed[begin].pts * source.time_base - start_s
            seek_s = aim + source.time_base * _declared_interval(source) / 2
            return IFrameStart(
                start_pts=listed[begin].pts,
                end_pts=shown_last + 1,
                packets=count,
                seek_s=(seek_s.numerator, seek_s.denominator),
            )
    return None


def _self_contained(listed: Sequence[_Packet]) -> list[int]:
    """Return where I-frames stand that no frame stored after them is shown before."""
    behind = [*_earliest_from(listed)[1:], None]
    return [
        i
        for i, (packet, next_pts) in enumerate(zip(listed, behind, strict=True))
        if packet.is_key and (next_pts is None or next_pts > packet.pts)
    ]


def _earliest_from(listed: Sequence[_Packet]) -> list[int]:
    """Return for each packet the earliest PTS of it and all behind it."""
    return list(accumulate((packet.pts for packet in reversed(listed)), min))[::-1]
