"""Keyframes: prepares the pictures worth looking at while the clip is decoded the one time.

What will be picked is known only at the end, when the decoder has long moved on. So likely frames
are held for a moment, and encoded when they turn out to matter: the sharpest so far when its shot
ends, the frames around a rise in light. Those of the final plan that were not foreseen must be
decoded again; `KeyframePicker.stashed` tells which were.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np

from verify.analysis.picture.hashing import FrameHashes, hash_frame
from verify.analysis.picture.keyframe_plan import (
    BLANK_LEVELS,
    INTERVAL_S,
    FrameTable,
    KeyframeOptions,
    KeyframePlan,
    interval_s,
    plan_keyframes,
)
from verify.analysis.picture.pdq import GOOD_QUALITY
from verify.analysis.picture.shots import ShotDetector
from verify.domain.findings import Flash, Shot
from verify.domain.frames import BgrPicture, Frame, LumaPlane

JPEG_QUALITY = 92

NEAR_DUPLICATE_BITS = 31
"""Of 256; at most so many bits apart, PDQ's own documentation calls two pictures a match."""

MOST_STASHED_PER_PICK = 8
MOST_STASHED_FOR_RISES = 2
"""Of those, at most so many per pick for rises in light."""

MOST_STASHED_BYTES = 256 << 20
"""Encoded pictures set aside in one pass, at most; beyond either the plan's are decoded again."""

MOST_OPEN_BREAKS = 4
"""Possible shot starts held at a time, two frames each: 100 MB at 4K."""

_SAME_LEVELS = 3.0
_RISE_LASTS_S = 1.0
_NOISE_LEVELS = 4.0
_MOVING_SHARE = 0.2
_ONSET_SHARE = 0.1


@dataclass(slots=True)
class _Segment:
    """Frames since a possible start of a shot."""

    first: Frame
    sharpest: Frame
    sharpness: float


class _Rise:
    """A rise in light that is being followed, from `before` on."""

    def __init__(self, recent: Sequence[Frame]) -> None:
        self._before = recent[0]
        self._since_s = recent[-1].time_s
        self._around = tuple(recent)
        self._peak = recent[-1]
        self._peak_rise = 0.0
        self._decayed: Frame | None = None

    def follow(self, frame: Frame) -> bool:
        """Take in a frame; return whether the rise is over."""
        rise = _brighter(frame, self._before)
        if rise >= self._peak_rise:
            self._peak, self._peak_rise = frame, rise
        elif rise <= self._peak_rise / 2:
            self._decayed = frame
        return self._decayed is not None or frame.time_s - self._since_s >= _RISE_LASTS_S

    def frames(self) -> list[Frame]:
        """Return the frames to keep: none if as much got darker, as when something moves."""
        fall = _brighter(self._before, self._peak)
        if fall > _MOVING_SHARE * (self._peak_rise + fall):
            return []
        onset = next(
            (
                place
                for place, frame in enumerate(self._around)
                if _brighter(frame, self._before) >= _ONSET_SHARE * self._peak_rise
            ),
            len(self._around) - 1,
        )
        frames = [*self._around[max(0, onset - 1) : onset + 1], self._peak]
        return frames if self._decayed is None else [*frames, self._decayed]


def _brighter(one: Frame, other: Frame) -> float:
    """Return by how much `one` is brighter than `other` where it is, over the whole picture."""
    excess = cv2.subtract(one.tiny, other.tiny)
    return cv2.mean(cv2.threshold(excess, _NOISE_LEVELS, 0, cv2.THRESH_TOZERO)[1])[0]


class KeyframePicker:
    """Sets pictures aside in the pass and plans the keyframes after it; a `FrameAnalysis`.

    Parameters
    ----------
    shots : ShotDetector
        Must observe each frame before this does.
    time_base : Fraction
        Seconds per unit of PTS.
    store : callable
        Takes the index of a frame and its JPEG file.
    is_rising : callable
        Whether light begins to rise sharply at a frame, or did up to two frames before; called for
        each frame in order.
    options : KeyframeOptions
        What is wanted.
    hash_of : callable
        `hash_frame` for clips, `hash_still` for single pictures.

    Attributes
    ----------
    stashed : set of int
        Frames that `store` was given.
    hashes : dict
        Hashes of the frames that were looked at closely, the stashed ones among them.
    """

    name = "keyframes"

    def __init__(
        self,
        shots: ShotDetector,
        *,
        time_base: Fraction,
        store: Callable[[int, bytes], None],
        is_rising: Callable[[Frame], bool],
        options: KeyframeOptions,
        hash_of: Callable[[Frame], FrameHashes] = hash_frame,
    ) -> None:
        self.stashed: set[int] = set()
        self.hashes: dict[int, FrameHashes] = {}
        self._shots = shots
        self._store = store
        self._is_rising = is_rising
        self._options = options
        self._hash_of = hash_of
        self._table = FrameTable(time_base)
        self._stashed_bytes = 0
        self._recent: deque[Frame] = deque(maxlen=5)
        self._segments: list[_Segment] = []
        self._shot_start = 0
        self._rise: _Rise | None = None
        self._stashed_for_rises = 0
        self._darkest: Frame | None = None
        self._at = deque(sorted(set(options.at)))
        self._next_mark_s = Fraction(0)
        self._next_mark_rounded_s = 0.0

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames."""
        every_s = self._options.every_s
        return {
            "maximum": self._options.maximum,
            "i_frames": self._options.i_frames,
            "every_s": None if every_s is None else float(every_s),
            "at_s": ", ".join(str(float(time_s)) for time_s in self._options.at),
            "interval_s": INTERVAL_S,
            "near_duplicate_bits": NEAR_DUPLICATE_BITS,
            "jpeg_quality": JPEG_QUALITY,
        }

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        sharpness = sharpness_of(frame.small)
        luma = float(cv2.mean(frame.small)[0])
        self._table.add(frame.pts, sharpness, luma, is_intra=frame.is_intra)
        self._recent.append(frame)
        if self._options.is_automatic:
            self._follow_shots(frame, sharpness)
            self._follow_light(frame, luma)
            self._follow_marks(frame)
        else:
            self._follow_wishes(frame)

    def finish(self) -> None:
        """Set aside what was held for the end."""
        if not self._recent:
            return
        if self._options.is_automatic:
            self._settle_segments()
            for segment in self._segments:
                self._stash(segment.sharpest)
            self._end_rise()
            if self._darkest is not None:
                self._stash(self._darkest)
        elif self._at or self._next_mark_s <= self._table.time_s(len(self._table) - 1):
            self._stash(self._recent[-1])
        self._recent.clear()
        self._segments.clear()
        self._darkest = None

    def plan(
        self, shots: Sequence[Shot], flashes: Sequence[Flash], end_s: Fraction
    ) -> KeyframePlan:
        """Return the picks for the findings of the whole clip; see `plan_keyframes`."""
        return plan_keyframes(
            self._table, shots, flashes, end_s, self._options, self._looks_like, self.stashed
        )

    def _follow_shots(self, frame: Frame, sharpness: float) -> None:
        breaks = self._shots.open_breaks
        starts = bool(breaks) and breaks[-1] == frame.index
        if not self._segments or (starts and len(self._segments) <= MOST_OPEN_BREAKS):
            self._segments.append(_Segment(frame, frame, sharpness))
            if frame.index == 0:
                self._stash(frame)
        elif sharpness > self._segments[-1].sharpness:
            self._segments[-1].sharpest, self._segments[-1].sharpness = frame, sharpness
        self._settle_segments()
        boundaries = self._shots.boundaries
        if boundaries and boundaries[-1].frame > self._shot_start:
            # A gradual change: what came before it is judged, what comes now begins anew.
            self._shot_start = boundaries[-1].frame
            self._stash(self._segments[0].sharpest)
            self._segments = [_Segment(frame, frame, sharpness)]

    def _settle_segments(self) -> None:
        while len(self._segments) > 1:
            before, after = self._segments[:2]
            if after.first.index in self._shots.open_breaks:
                return
            if any(b.frame == after.first.index for b in reversed(self._shots.boundaries)):
                self._shot_start = max(self._shot_start, after.first.index)
                self._stash(before.sharpest)
                self._stash(after.first)
                del self._segments[0]
            else:
                if after.sharpness > before.sharpness:
                    before.sharpest, before.sharpness = after.sharpest, after.sharpness
                del self._segments[1]

    def _follow_light(self, frame: Frame, luma: float) -> None:
        if luma > BLANK_LEVELS and (
            self._darkest is None or luma < self._table.luma_mean[self._darkest.index]
        ):
            self._darkest = frame
        is_rising = self._is_rising(frame)
        if self._rise is not None and self._rise.follow(frame):
            self._end_rise()
        if is_rising and self._rise is None:
            self._rise = _Rise(self._recent)
            self._rise.follow(frame)

    def _end_rise(self) -> None:
        for frame in self._rise.frames() if self._rise else ():
            if self._stashed_for_rises < MOST_STASHED_FOR_RISES * self._options.maximum:
                self._stashed_for_rises += frame.index not in self.stashed
                self._stash(frame)
        self._rise = None

    def _follow_marks(self, frame: Frame) -> None:
        """Set the frame on screen at each regular time aside once it is past."""
        # Both are rounded from exact times, which keeps their order: the dear comparison can wait.
        if frame.time_s < self._next_mark_rounded_s:
            return
        time_s = self._table.time_s(frame.index)
        if self._next_mark_s >= time_s:
            return
        if self._options.is_automatic:
            self._stash_if_new(self._recent[-2])
        else:
            self._stash(self._recent[-2])
        step_s = self._options.every_s or Fraction(interval_s(frame.time_s, self._options.maximum))
        self._next_mark_s = -(-time_s // step_s) * step_s
        self._next_mark_rounded_s = float(self._next_mark_s)

    def _follow_wishes(self, frame: Frame) -> None:
        time_s = self._table.time_s(frame.index)
        while self._at and self._at[0] < time_s:
            self._at.popleft()
            self._stash(self._recent[-2])
        # More than can be picked are thinned out in the end, when it is known how many there are.
        if len(self.stashed) < self._options.maximum:
            if self._options.i_frames and frame.is_intra:
                self._stash(frame)
            if self._options.every_s is not None:
                self._follow_marks(frame)

    def _stash_if_new(self, frame: Frame) -> None:
        """Set the frame aside unless it looks like one that was."""
        self._hash(frame)
        if not any(self._looks_like(frame.index, other) for other in self.stashed):
            self._stash(frame)

    def _stash(self, frame: Frame) -> None:
        if (
            frame.index in self.stashed
            or len(self.stashed) >= MOST_STASHED_PER_PICK * self._options.maximum
            or self._stashed_bytes >= MOST_STASHED_BYTES
        ):
            return
        self._hash(frame)
        jpeg = encode_jpeg(frame.picture())
        self._stashed_bytes += len(jpeg)
        self.stashed.add(frame.index)
        self._store(frame.index, jpeg)

    def _hash(self, frame: Frame) -> None:
        if frame.index not in self.hashes:
            self.hashes[frame.index] = self._hash_of(frame)

    def _looks_like(self, one: int, other: int) -> bool:
        if one not in self.hashes or other not in self.hashes:
            return False
        a, b = self.hashes[one].pdq, self.hashes[other].pdq
        differing = int.from_bytes(a.bits, "big") ^ int.from_bytes(b.bits, "big")
        if differing.bit_count() > NEAR_DUPLICATE_BITS:
            return False
        # In flat or dark pictures the bits are not enough: unlike ones share them.
        luma = self._table.luma_mean
        return (
            min(a.quality, b.quality) >= GOOD_QUALITY
            or abs(luma[one] - luma[other]) <= _SAME_LEVELS
        )


def sharpness_of(luma: LumaPlane) -> float:
    """Return the variance of the Laplacian, in squared code values."""
    # In floats it takes half the time, and whole numbers stay exact.
    laplacian = cv2.Laplacian(luma.astype(np.float32), cv2.CV_32F)
    mean = cv2.mean(laplacian)[0]
    return max(0.0, cv2.norm(laplacian, cv2.NORM_L2SQR) / luma.size - mean * mean)


def encode_jpeg(picture: BgrPicture, quality: int = JPEG_QUALITY) -> bytes:
    """Return a picture as a JPEG file.

    Raises
    ------
    ValueError
        If JPEG cannot hold it: a side is longer than 65,535 pixels.
    """
    if max(picture.shape) > 65_535:
        raise ValueError("a side is longer than the 65,535 pixels that JPEG can hold")
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return encoded.tobytes()
