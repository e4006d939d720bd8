"""Edits planted into real footage, and copies as platforms make them, both from a seed.

The truth of an edit is the place where it was put into the row of frames, before encoding.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

LONG_SIDE_PX = 400
MOST_FRAMES = 300
LEAST_MOTION_LEVELS = 0.25
"""Mean change of an 80 px picture above which a frame moves."""

TIME_BASE = Fraction(1, 90_000)
EDIT_KINDS = ("hold", "insert", "drop", "gap", "loop", "again")
"""hold: a frame stands while time goes on; insert: it stands, then goes on where it was; drop:
frames left out and closed up; gap: left out, times kept; loop: a stretch twice in a row; again: a
stretch shown once more, later."""


@dataclass(frozen=True)
class Excerpt:
    """The first frames of one clip, small: planar 4:2:0 pictures and their times."""

    name: str
    pictures: list[Picture]
    times_s: list[float]

    @property
    def interval_s(self) -> float:
        return float(np.median(np.diff(self.times_s)))

    @property
    def height_px(self) -> int:
        return self.pictures[0].shape[0] * 2 // 3

    def moving(self) -> npt.NDArray[np.bool_]:
        """Whether each frame moves on from the one before; flickering light is no motion."""
        tiny = [self._tiny(picture) for picture in self.pictures]
        moved = [False]
        for before, now in pairwise(tiny):
            light = abs(float(now.mean() - before.mean()))
            change = float(np.abs(now - before).mean())
            moved.append(change >= LEAST_MOTION_LEVELS and light <= change / 2)
        return np.array(moved)

    def _tiny(self, picture: Picture) -> npt.NDArray[np.float32]:
        luma = picture[: self.height_px]
        scale = 80 / max(luma.shape)
        size = max(1, round(luma.shape[1] * scale)), max(1, round(luma.shape[0] * scale))
        return cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(np.float32)


@dataclass(frozen=True)
class Edit:
    """One planted edit; times of the edited clip, seconds. A cut in time has no length."""

    kind: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Copy:
    """What to encode: source frames in their new order, at their new times."""

    name: str
    frames: list[int]
    times_s: list[float]
    edits: list[Edit]
    crf: int = 28
    scale: float = 1.0


def with_grey(luma: Picture) -> Picture:
    """Return a plane of luma, sides divisible by four, with neutral colour beneath."""
    grey = np.full((luma.shape[0] // 2, luma.shape[1]), 128, np.uint8)
    return np.concatenate([luma, grey])


def read_excerpt(path: Path) -> Excerpt:
    """Decode the beginning of a clip, reduced to a long side of 400 pixels."""
    pictures, times_s = [], []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in container.decode(stream):
            scale = min(1.0, LONG_SIDE_PX / max(frame.width, frame.height))
            width, height = (int(side * scale) // 4 * 4 for side in (frame.width, frame.height))
            small = frame.reformat(width, height, "yuv420p", interpolation="AREA")
            pictures.append(small.to_ndarray())
            times_s.append(float((frame.pts or 0) * (stream.time_base or TIME_BASE)))
            if len(pictures) == MOST_FRAMES:
                break
    return Excerpt(path.stem, pictures, [time_s - times_s[0] for time_s in times_s])


def edited(excerpt: Excerpt, seed: int, kinds: Sequence[str]) -> Copy:
    """Plant edits of these kinds, each in a stretch that moves, a second apart from the next."""
    rng = random.Random(f"{excerpt.name} {seed}")
    interval_s = 1 / round(1 / excerpt.interval_s, 3)
    moving = excerpt.moving()
    places = _places(rng, kinds, moving, interval_s)
    frames: list[int | None] = []
    truth = []
    cursor = 0
    for at, kind, length, delay in places:
        frames += range(cursor, at + 1)
        start = len(frames)
        cursor = at + 1
        match kind:
            case "hold" | "insert":
                frames += [at] * length
                cursor += length if kind == "hold" else 0
            case "drop":
                cursor += length
            case "gap":
                frames += [None] * length
                cursor += length
            case _:
                frames += range(at + 1, at + 1 + delay)
                start = len(frames)
                frames += range(at - length + 1, at + 1)
                cursor += delay
        end = start if kind == "drop" else len(frames)
        truth.append(Edit(kind, start * interval_s, end * interval_s))
    frames += range(cursor, len(excerpt.pictures))
    shown = [(frame, k * interval_s) for k, frame in enumerate(frames) if frame is not None]
    return Copy(
        f"{excerpt.name}.edited{seed}",
        [frame for frame, _ in shown],
        [time_s for _, time_s in shown],
        truth,
    )


def _places(
    rng: random.Random, kinds: Sequence[str], moving: npt.NDArray[np.bool_], interval_s: float
) -> list[tuple[int, str, int, int]]:
    """Return source frame, kind, length and delay of each edit that found room."""

    def frames(seconds: float) -> int:
        return max(1, round(seconds / interval_s))

    chosen: list[tuple[int, str, int, int]] = []
    taken: list[tuple[int, int]] = []
    margin = frames(0.6)
    for kind in kinds:
        shortest, longest = {"loop": (1.1, 2.5), "again": (1.1, 2.5)}.get(kind, (0.0, 0.9))
        for _ in range(100):
            length = rng.randint(max(4, frames(shortest)), max(6, frames(longest)))
            at = rng.randrange(moving.size)
            delay = rng.randint(frames(0.3), frames(1.0)) if kind == "again" else 0
            first = at - length if kind in ("loop", "again") else at
            last = at + delay + (length if kind in ("hold", "drop", "gap") else 0)
            if first - margin < 0 or last + margin >= moving.size:
                continue
            if moving[first - margin + 1 : last + margin].mean() < 0.95:
                continue
            if any(first - margin < end and last + margin > start for start, end in taken):
                continue
            taken.append((first - margin, last + margin))
            chosen.append((at, kind, length, delay))
            break
    return sorted(chosen)


def platform_copies(excerpt: Excerpt) -> list[Copy]:
    """Return copies as messengers and platforms make them, with nothing edited."""
    rng = random.Random(excerpt.name)
    every = list(range(len(excerpt.pictures)))
    times_s = excerpt.times_s
    interval_s = excerpt.interval_s
    other_rate = 25 if interval_s < 1 / 26 else 30
    clock = [k / other_rate for k in range(max(2, int(times_s[-1] * other_rate)))]
    nearest = [int(np.argmin(np.abs(np.array(times_s) - time_s))) for time_s in clock]
    changed = _decimated(excerpt)
    kept = [k for k in every if k == 0 or rng.random() > 0.03]
    uneven = [max(0.0, times_s[k] + rng.uniform(-0.25, 0.25) * interval_s) for k in kept]
    doubled = [k - 1 if k and rng.random() < 0.05 else k for k in every]
    name = excerpt.name
    return [
        Copy(f"{name}.small", every, times_s, [], crf=30, scale=0.75),
        Copy(f"{name}.smaller", every, times_s, [], crf=32, scale=0.5),
        Copy(f"{name}.decimated", changed, [times_s[k] for k in changed], []),
        Copy(f"{name}.rate{other_rate}", nearest, clock, [], crf=30),
        Copy(f"{name}.uneven", kept, uneven, []),
        Copy(f"{name}.repeats", doubled, times_s, []),
    ]


def _decimated(excerpt: Excerpt) -> list[int]:
    """Leave out what has hardly changed since the last frame kept, as FFmpeg's mpdecimate does."""
    kept = [0]
    height = excerpt.height_px // 8 * 8
    width = excerpt.pictures[0].shape[1] // 8 * 8
    for k in range(1, len(excerpt.pictures)):
        a, b = (excerpt.pictures[i][:height, :width] for i in (kept[-1], k))
        blocks = cv2.absdiff(a, b).reshape(height // 8, 8, width // 8, 8).sum((1, 3), dtype=int)
        # Its defaults: any block of 8 x 8 above 12 levels a pixel, or a third of them above 5.
        if (blocks > 64 * 12).any() or (blocks > 64 * 5).mean() > 0.33:
            kept.append(k)
    return kept if len(kept) > 5 else list(range(len(excerpt.pictures)))


def encode(excerpt: Excerpt, copy: Copy, path: Path) -> None:
    """Write the copy as H.264 in MP4."""
    height, width = excerpt.height_px, excerpt.pictures[0].shape[1]
    width, height = (max(16, int(side * copy.scale) // 2 * 2) for side in (width, height))
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = TIME_BASE
        stream.codec_context.thread_count = 1
        stream.options = {"crf": str(copy.crf), "preset": "veryfast"}
        last = -1
        for k, time_s in zip(copy.frames, copy.times_s, strict=True):
            frame = av.VideoFrame.from_ndarray(excerpt.pictures[k], "yuv420p")
            if copy.scale != 1:
                frame = frame.reformat(width, height)
            last = max(last + 1, round(time_s / TIME_BASE))
            frame.pts, frame.time_base = last, TIME_BASE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
