"""Short stretches of footage in memory: read at an even rate, made dark, written as H.264."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""B, G, R; shape (height, width, 3)."""
Sound = npt.NDArray[np.float32]
Tiny = npt.NDArray[np.float32]
"""Grey, 64 by 36."""

SOUND_RATE_HZ = 24_000
MOST_RATE_HZ = 30.0
_NIGHT_GAMMA = 1.8
_NIGHT_LEVEL = 0.16
_NIGHT_NOISE_LEVELS = 3.0
_TILE_PX = 1024


@dataclass
class Reel:
    """Frames at an even rate, and mono sound or None."""

    frames: list[Picture]
    rate_hz: float
    sound: Sound | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.frames[0].shape[:2]
        return width, height

    @property
    def duration_s(self) -> float:
        """How long it is, seconds."""
        return len(self.frames) / self.rate_hz

    def at(self, time_s: float) -> Picture:
        """Return the frame shown at a time; footage that is over begins anew."""
        return self.frames[int(time_s * self.rate_hz + 1e-6) % len(self.frames)]

    def heard(self, start_s: float, duration_s: float, speed: float = 1.0) -> Sound:
        """Return the sound of a stretch, silence where there is none."""
        at = (start_s + speed * np.arange(round(duration_s * SOUND_RATE_HZ)) / SOUND_RATE_HZ) * (
            SOUND_RATE_HZ
        )
        if self.sound is None or not self.sound.size:
            return np.zeros(at.size, np.float32)
        sample = np.arange(self.sound.size)
        return np.interp(at, sample, self.sound, left=0, right=0).astype(np.float32)


def read(path: Path, start_s: float, duration_s: float, long_side_px: int) -> Reel:
    """Read a stretch; times count from the first frame shown."""
    rate_hz = rate_of(path)
    shown = frames_of(path, start_s, duration_s, long_side_px)
    return Reel(list(shown), rate_hz, sound_of(path, start_s, duration_s))


def rate_of(path: Path) -> float:
    """Return the rate at which `frames_of` yields: that of the file, halved until it is 30."""
    with av.open(str(path)) as container:
        rate_hz = float(container.streams.video[0].average_rate or 25)
    while rate_hz > MOST_RATE_HZ + 0.01:
        rate_hz /= 2
    return rate_hz


def length_s(path: Path) -> float:
    """Return how long a file says that it is, seconds."""
    with av.open(str(path)) as container:
        return (container.duration or 0) / 1e6


def frames_of(
    path: Path, start_s: float, duration_s: float, long_side_px: int
) -> Iterator[Picture]:
    """Yield the frames of a stretch at an even rate, one standing until the next one comes."""
    rate_hz = rate_of(path)
    count = max(1, round(duration_s * rate_hz))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        first_s = float((stream.start_time or 0) * (stream.time_base or 0))
        if start_s > 1:
            container.seek(round((first_s + start_s) * 1e6))
        done = 0
        last: Picture | None = None
        for frame in container.decode(stream):
            place = round(((frame.time or 0.0) - first_s - start_s) * rate_hz)
            if place < 0 or place < done:
                continue
            picture = _reduced(frame, long_side_px)
            while done < min(place, count):
                yield picture if last is None else last
                done += 1
            if done == count:
                return
            yield picture
            last = picture
            done += 1


def _reduced(frame: av.VideoFrame, long_side_px: int) -> Picture:
    scale = min(1.0, long_side_px / max(frame.width, frame.height))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
    small = frame.reformat(width, height, "bgr24", interpolation="AREA" if scale < 1 else None)
    return np.asarray(small.to_ndarray(), np.uint8)


def sound_of(path: Path, start_s: float, duration_s: float) -> Sound | None:
    """Return the mono sound of a stretch, None where a file has none."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return None
        resampler = av.AudioResampler("flt", "mono", SOUND_RATE_HZ)
        blocks: list[Sound] = []
        begins_s = None
        for frame in container.decode(container.streams.audio[0]):
            begins_s = (frame.time or 0.0) if begins_s is None else begins_s
            blocks += [block.to_ndarray()[0] for block in resampler.resample(frame)]
            if frame.time is not None and frame.time > start_s + duration_s + 1:
                break
    if begins_s is None or not blocks:
        return None
    heard = np.concatenate(blocks)
    lead = round((start_s - begins_s) * SOUND_RATE_HZ)
    heard = np.pad(heard, (-lead, 0)) if lead < 0 else heard[lead:]
    return heard[: round(duration_s * SOUND_RATE_HZ)]


def by_night(frames: Iterable[Picture], level: float, seed: int) -> Iterator[Picture]:
    """Yield footage as if filmed in the dark: gamma 1.8, mean level 16 %, noise of 3 levels.

    `level` is that of the whole stretch; see `night_level`.
    """
    curve = 255 * (np.arange(256) / 255) ** _NIGHT_GAMMA * _NIGHT_LEVEL / level
    table = np.clip(curve, 0, 255).astype(np.uint8)
    rng = np.random.default_rng(seed)
    tile = rng.normal(0, _NIGHT_NOISE_LEVELS, (_TILE_PX, _TILE_PX, 3)).round().astype(np.int16)
    for frame in frames:
        height, width = frame.shape[:2]
        top, left = rng.integers(0, _TILE_PX - height), rng.integers(0, _TILE_PX - width)
        noise = tile[top : top + height, left : left + width]
        yield np.clip(cv2.LUT(frame, table) + noise, 0, 255).astype(np.uint8)


def watched(frames: Iterable[Picture], seen: list[Tiny]) -> Iterator[Picture]:
    """Yield frames as they come, and leave tiny grey ones of them."""
    for frame in frames:
        seen.append(_tiny(frame))
        yield frame


def night_level(seen: list[Tiny]) -> float:
    """Return the mean level that gamma 1.8 alone would leave, 0 to 1."""
    return float(np.mean([((tiny / 255) ** _NIGHT_GAMMA).mean() for tiny in seen]))


def details(seen: list[Tiny], rate_hz: float) -> list[float]:
    """Return how much each second shows: spread of brightness, and what changes, in levels."""
    tiny = seen[:: max(1, round(rate_hz / 2))]
    moved = [float(np.abs(now - before).mean()) for before, now in pairwise(tiny)]
    shown = [float(now.std()) + 2 * change for now, change in zip(tiny, [*moved, 0.0], strict=True)]
    return [float(np.mean(shown[k : k + 2])) for k in range(0, len(shown), 2)]


def _tiny(frame: Picture) -> Tiny:
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return cv2.resize(grey, (64, 36), interpolation=cv2.INTER_AREA).astype(np.float32)


def write(
    path: Path, frames: Iterable[Picture], rate_hz: float, crf: int, sound: Sound | None = None
) -> None:
    """Write frames of one size, sides even, as H.264 in MP4, in one thread so that it repeats."""
    pictures = iter(frames)
    first = next(pictures)
    rate = Fraction(rate_hz).limit_denominator(1001)
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.height, stream.width = first.shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1
        stream.options = {"crf": str(crf), "preset": "veryfast"}
        voice = (
            container.add_stream("aac", rate=SOUND_RATE_HZ, layout="mono")
            if (sound is not None)
            else None
        )
        for picture in _with(first, pictures):
            shown = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "bgr24")
            container.mux(stream.encode(shown))
        container.mux(stream.encode(None))
        if voice is not None and sound is not None:
            for begin in range(0, sound.size, 1024):
                block = av.AudioFrame.from_ndarray(
                    np.ascontiguousarray(sound[None, begin : begin + 1024]), "fltp", "mono"
                )
                block.sample_rate, block.pts = SOUND_RATE_HZ, begin
                block.time_base = Fraction(1, SOUND_RATE_HZ)
                container.mux(voice.encode(block))
            container.mux(voice.encode(None))


def _with(first: Picture, others: Iterator[Picture]) -> Iterator[Picture]:
    yield first
    yield from others


def covering(picture: Picture, size: tuple[int, int]) -> Picture:
    """Return a picture scaled and cut so that it fills a frame."""
    height, width = picture.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    wide, high = max(size[0], round(width * scale)), max(size[1], round(height * scale))
    grown = scaled(picture, (wide, high))
    left, top = (wide - size[0]) // 2, (high - size[1]) // 2
    return grown[top : top + size[1], left : left + size[0]]


def scaled(picture: Picture, size: tuple[int, int]) -> Picture:
    """Return a picture at a size, width first."""
    if (picture.shape[1], picture.shape[0]) == size:
        return picture
    how = cv2.INTER_AREA if size[0] < picture.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)
