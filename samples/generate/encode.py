"""Writing clips so that the same program writes the same bytes: one thread, no dates."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from samples.generate.camera import Picture
from samples.generate.sound import SAMPLE_RATE_HZ, Sound

COMMENT = "SIMULATION: computed test footage of the Verify project; shows no real event or place"
_TO_YCBCR = np.array(
    [
        [0.0722 * 219 / 255, 0.7152 * 219 / 255, 0.2126 * 219 / 255, 16],
        [112 / 255, -0.7152 / 0.9278 * 112 / 255, -0.2126 / 0.9278 * 112 / 255, 128],
        [-0.0722 / 0.7874 * 112 / 255, -0.7152 / 0.7874 * 112 / 255, 112 / 255, 128],
    ]
)
"""Full-range B'G'R' to limited-range Y'CbCr: ITU-R BT.709-6 (2015), items 3.2 to 3.4."""
_INVERSE = np.linalg.inv(_TO_YCBCR[:, :3])
_FROM_YCBCR = np.hstack([_INVERSE, -_INVERSE @ _TO_YCBCR[:, 3:]])
MP4_TIME_BASE = Fraction(1, 90_000)


def write_clip(
    path: Path,
    pictures: Iterable[Picture],
    size_px: tuple[int, int],
    times: Sequence[Fraction],
    *,
    crf: int,
    sound: Sound | None = None,
    sound_bit_rate: int = 64_000,
    preset: str = "medium",
) -> None:
    """Encode pictures (and sound that starts with the first of them) as H.264 and AAC in MP4.

    Parameters
    ----------
    path : Path
        File to write.
    pictures : iterable of uint8 array, shape (height, width, 3)
        Blue, green, red, full range; stored as BT.709 limited range, 4:2:0.
    size_px : tuple of int
        (width, height), both even.
    times : sequence of Fraction
        When each picture is shown, seconds; kept exactly if a multiple of 1/90000 s.
    crf : int
        x264's constant rate factor, 0 to 51.
    sound : float32 array, shape (samples,), optional
        At 48 kHz.
    """
    with av.open(str(path), "w", options={"movflags": "+faststart", "fflags": "+bitexact"}) as clip:
        clip.metadata.update({"comment": COMMENT, "title": path.stem})
        video = clip.add_stream("libx264", rate=_nominal_rate(times))
        video.width, video.height = size_px
        video.pix_fmt = "yuv420p"
        video.time_base = MP4_TIME_BASE
        context = video.codec_context
        context.time_base = MP4_TIME_BASE
        context.thread_count = 1
        context.options = {
            "crf": str(crf),
            "preset": preset,
            "x264-params": "threads=1:lookahead-threads=1:colorprim=bt709:transfer=bt709"
            ":colormatrix=bt709:fullrange=off",
        }
        context.flags |= av.codec.context.Flags.bitexact
        audio = None
        if sound is not None:
            audio = clip.add_stream("aac", rate=SAMPLE_RATE_HZ, layout="mono")
            audio.bit_rate = sound_bit_rate
            audio.codec_context.flags |= av.codec.context.Flags.bitexact
            for packet in _sound_packets(audio, sound):
                clip.mux(packet)
        for picture, time in zip(pictures, times, strict=True):
            frame = video_frame(picture)
            frame.pts = int(time / MP4_TIME_BASE)
            frame.time_base = MP4_TIME_BASE
            clip.mux(video.encode(frame))
        clip.mux(video.encode())


def steady_times(frames: int, rate_hz: int) -> list[Fraction]:
    """Return when each frame of a clip of constant rate is shown."""
    return [Fraction(index, rate_hz) for index in range(frames)]


def _nominal_rate(times: Sequence[Fraction]) -> Fraction:
    """Return the rate that the container declares: the mean, as phones write it."""
    return (len(times) - 1) / (times[-1] - times[0])


def _sound_packets(audio: av.AudioStream, sound: Sound) -> list[av.Packet]:
    packets = []
    block = 1024
    for first in range(0, len(sound), block):
        samples = np.ascontiguousarray(sound[None, first : first + block])
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        frame.pts = first
        frame.time_base = Fraction(1, SAMPLE_RATE_HZ)
        packets += audio.encode(frame)
    return packets + audio.encode()


def video_frame(picture: Picture) -> av.VideoFrame:
    """Return a picture as BT.709 limited-range 4:2:0, rounded to nearest.

    Not FFmpeg's own conversion: that one rounds down, and a copy of a copy gets ever darker.
    """
    height, width = picture.shape[:2]
    codes = cv2.transform(picture.astype(np.float32), _TO_YCBCR)
    luma, blue, red = cv2.split(codes)
    half = (width // 2, height // 2)
    planes = [luma, *(cv2.resize(c, half, interpolation=cv2.INTER_AREA) for c in (blue, red))]
    packed = np.concatenate([np.rint(plane).astype(np.uint8).ravel() for plane in planes])
    frame = av.VideoFrame.from_ndarray(packed.reshape(-1, width), format="yuv420p")
    frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
    return frame


def picture_of(frame: av.VideoFrame) -> Picture:
    """Return what `video_frame` was made of, as far as 4:2:0 kept it."""
    planes = np.split(
        frame.to_ndarray(format="yuv420p").ravel(),
        np.cumsum([frame.height * frame.width, frame.height * frame.width // 4]),
    )
    luma = planes[0].reshape(frame.height, frame.width)
    colour = [
        cv2.resize(
            plane.reshape(frame.height // 2, frame.width // 2),
            (frame.width, frame.height),
            interpolation=cv2.INTER_LINEAR,
        )
        for plane in planes[1:]
    ]
    codes = cv2.merge([luma, *colour]).astype(np.float32)
    picture = cv2.transform(codes, _FROM_YCBCR)
    return np.rint(np.clip(picture, 0, 255)).astype(np.uint8)


def read_clip(path: Path) -> tuple[list[Picture], list[Fraction]]:
    """Return all pictures of a clip (blue, green, red) and their times from the first shown."""
    with av.open(str(path)) as clip:
        stream = clip.streams.video[0]
        stream.codec_context.thread_count = 1
        pictures, times = [], []
        for frame in clip.decode(stream):
            pictures.append(picture_of(frame))
            times.append(frame.pts * stream.time_base)
    return pictures, [time - times[0] for time in times]
