"""The one builder of ffmpeg calls: facts and numbers in, an argument list out.

No text of a sender enters: the footage is `media` and the copy `copy.mp4` in the folder that the
program works in, both behind `file:`, without which a name could be taken for a protocol. Every
call carries the same guards; the format list among them is the defence against files that name
others, and the caps on the output end what two frames ten hours apart would otherwise go on with.
"""

from dataclasses import dataclass
from fractions import Fraction

import ffmpeg

from verify.domain.limits import DecodeLimits
from verify.media.formats import container_options

MEDIA_FILE = "media"
COPY_FILE = "copy.mp4"
THREADS = 2
LONGEST_COPY_S = 24 * 3600
"""Longest copy that is made, seconds of footage."""

# One allocation; a frame of 8K in 16-bit RGB takes 200 MB.
_MAX_ALLOC_BYTES = 256 << 20
# What a track's interval may last in ticks: movie files hold it in 32 bits, FFmpeg in 31.
_LONGEST_INTERVAL_TICKS = (1 << 31) - 1
# Reaching the limit of the process would end it in the middle of a write.
_FILE_MARGIN_BYTES = 1 << 20
_IN_FRONT = (
    *("-nostdin", "-hide_banner", "-v", "error", "-n"),
    *("-max_alloc", str(_MAX_ALLOC_BYTES)),
    # What is damaged is copied as far as it decodes; the check afterwards says how far that is.
    *("-max_error_rate", "1"),
    *("-filter_threads", "1", "-filter_complex_threads", "1"),
    *("-progress", "pipe:1", "-nostats", "-stats_period", "0.5"),
)
_SOUND_BITS_PER_S = 160_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoding:
    """A copy encoded anew.

    Attributes
    ----------
    time_base : Fraction
        Seconds per unit of the original's PTS.
    origin_pts : int
        PTS of the first frame wanted; it becomes time zero.
    end_pts : int or None
        First PTS that is not wanted; None for all.
    longest_interval : int
        The longest time between two frames, in units of PTS.
    last_interval : int
        How long the last frame is shown, in units of PTS.
    width_px, height_px : int
        Size as shown, turned and with square pixels.
    sound_channels : int
        0 without sound.
    crf : int
        Quality of x264, 0 (lossless) to 51.
    """

    time_base: Fraction
    origin_pts: int
    end_pts: int | None
    longest_interval: int
    last_interval: int
    width_px: int
    height_px: int
    sound_channels: int
    crf: int

    @property
    def timescale(self) -> int:
        """Ticks per second of the copy: those of the original, or as many as a movie file holds."""
        finest = self.time_base.denominator
        longest_s = max(1, self.longest_interval, self.last_interval) * self.time_base
        return max(1, min(finest, int(_LONGEST_INTERVAL_TICKS / max(longest_s, Fraction(1)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCopy:
    """A cut whose compressed frames are taken over unchanged.

    Attributes
    ----------
    start_s : Fraction
        Time of its first I-frame in the file's own clock, counted from where the file starts.
    packets : int
        How many frames of picture, in the order they are stored.
    length_s : Fraction
        From the I-frame to the end, for the sound.
    timescale : int
        Ticks per second of the original's picture.
    has_sound : bool
        Whether the sound can be taken over too.
    """

    start_s: Fraction
    packets: int
    length_s: Fraction
    timescale: int
    has_sound: bool


def recoding_call(copy: Recoding, limits: DecodeLimits) -> list[str]:
    """Return the arguments that make a copy which any browser plays.

    H.264 High in 4:2:0 of 8 bits without B-frames, an I-frame every 12 frames at least so that a
    player seeks fast, AAC sound, the index in front. The display matrix is applied by ffmpeg.

    Parameters
    ----------
    copy : Recoding
        What is to be copied.
    limits : DecodeLimits
        Bounds on pixels, streams, frames and size.
    """
    # Where -copyts stands, PTS count as in the file, so that frames can be named by them.
    source = ffmpeg.input(f"file:{MEDIA_FILE}", copyts=None, **_guards(limits))
    streams = [_picture(source, copy)]
    if copy.sound_channels:
        streams.append(_sound(source, copy))
    sound = {"c:a": "aac", "b:a": _SOUND_BITS_PER_S, "ac": min(2, copy.sound_channels)}
    last_ticks = max(1, round(copy.last_interval * copy.time_base * copy.timescale))
    return _call(
        *streams,
        limits=limits,
        options={
            "c:v": "libx264",
            "profile:v": "high",
            "preset": "veryfast",
            "crf": copy.crf,
            "bf": 0,
            "g": 12,
            "pix_fmt": "yuv420p",
            "threads:v": THREADS,
            "enc_time_base:v": f"1/{copy.timescale}",
            "fps_mode": "passthrough",
            # The duration counts for the last frame only; without one FFmpeg 7 hides that frame.
            "bsf:v": f"setts=duration={last_ticks}",
            "video_track_timescale": copy.timescale,
            "frames:v": limits.max_frames,
            **(sound if copy.sound_channels else {}),
        },
    )


def stream_copy_call(copy: StreamCopy, limits: DecodeLimits) -> list[str]:
    """Return the arguments that take over compressed frames from an I-frame on.

    Parameters
    ----------
    copy : StreamCopy
        What is to be copied.
    limits : DecodeLimits
        Bounds on streams and size.
    """
    source = ffmpeg.input(f"file:{MEDIA_FILE}", ss=_seconds(copy.start_s), **_guards(limits))
    streams = [source["v:0"], source["a:0"]] if copy.has_sound else [source["v:0"]]
    return _call(
        *streams,
        limits=limits,
        options={
            "c": "copy",
            "frames:v": copy.packets,
            "t": _seconds(copy.length_s),
            # What lies before zero would be hidden from players.
            "avoid_negative_ts": "make_zero",
            "video_track_timescale": copy.timescale,
        },
    )


def largest_copy_bytes(limits: DecodeLimits) -> int:
    """Return the size at which a copy is cut off, a little below the limit of the process."""
    return limits.file_bytes - _FILE_MARGIN_BYTES


def _guards(limits: DecodeLimits) -> dict[str, str]:
    """Return the options with which each footage is opened, as in PyAV."""
    options = container_options(limits.max_streams, limits.max_pixels)
    options["max_pixels:v"] = options.pop("max_pixels")
    return {"threads": str(THREADS)} | options


def _picture(source: ffmpeg.nodes.FilterableStream, copy: Recoding) -> ffmpeg.nodes.Stream:
    window = {} if copy.end_pts is None else {"end_pts": copy.end_pts}
    picture = source["v:0"].filter("trim", start_pts=copy.origin_pts, **window)
    picture = picture.filter("setpts", f"PTS-({copy.origin_pts})")
    # Also where the size changes within the clip: the encoder knows one size only.
    picture = picture.filter("scale", copy.width_px, copy.height_px)
    right, bottom = copy.width_px % 2, copy.height_px % 2
    if right or bottom:
        # In 4:2:0 an odd last line would be cut off rather than repeated.
        picture = picture.filter("format", "yuv444p")
        picture = picture.filter("pad", copy.width_px + right, copy.height_px + bottom)
        picture = picture.filter("fillborders", right=right, bottom=bottom, mode="smear")
    return picture.filter("setsar", 1)


def _sound(source: ffmpeg.nodes.FilterableStream, copy: Recoding) -> ffmpeg.nodes.Stream:
    origin_s = copy.origin_pts * copy.time_base
    window = {} if copy.end_pts is None else {"end": _seconds(copy.end_pts * copy.time_base)}
    sound = source["a:0"].filter("atrim", start=_seconds(origin_s), **window)
    sound = sound.filter("asetpts", f"PTS-({_seconds(origin_s)})/TB")
    # Gaps become silence; without this, all sound behind one would come early.
    return sound.filter("aresample", **{"async": 1, "first_pts": 0, "min_hard_comp": 0.01})


def _call(
    *streams: ffmpeg.nodes.Stream, limits: DecodeLimits, options: dict[str, object]
) -> list[str]:
    output = ffmpeg.output(
        *streams,
        f"file:{COPY_FILE}",
        **{
            # Tags of the sender stay behind; this one tells where the copy came from.
            "map_metadata": -1,
            "map_chapters": -1,
            "sn": None,
            "dn": None,
            "metadata": "comment=Copy made by Verify; not the file as received.",
            "t": LONGEST_COPY_S,
            "fs": largest_copy_bytes(limits),
            "movflags": "+faststart",
            "format": "mp4",
            **options,
        },
    )
    return [*_IN_FRONT, *ffmpeg.get_args(output)]


def _seconds(time_s: Fraction) -> str:
    """Return a time as ffmpeg reads it, to the microsecond, which is as exact as ffmpeg counts."""
    return f"{float(time_s):.6f}"
