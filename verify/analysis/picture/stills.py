"""Grey stills along a clip, small enough to keep of everything: one a second and one a shot.

They are what a match is looked at with later: geometry needs pictures of both sides. A second
begins at a multiple of one second on the clip's own time, so two runs choose alike. What a shot
begins with is often blurred by the codec, so its still is taken a little after the cut; that of a
fade or a dissolve when it is seen to be over.
"""

import math
from collections import deque
from collections.abc import Callable

import cv2
import numpy as np

from verify.analysis.picture.shots import LOOK_S, ShotBoundary, ShotDetector
from verify.domain.archive import STILL_LONG_SIDE_PX
from verify.domain.frames import Frame, LumaPlane

INTERVAL_S = 1.0
JPEG_QUALITY = 80
SETTLE_S = 0.2
"""A cut's first frames are often blurred by the codec; the still of a shot is so much later."""

# `Frame.time_s` is an exact fraction rounded to a float; see `hashing`.
_ROUNDING_S = 1e-6
# What may start a shot is judged some seconds later at the most; see `shots.LONGEST_LOOK_S`.
_SET_ASIDE_S = 5.0
_THINNED_AFTER = 2_400
# ITU-R BT.709-6, item 4.6: black 16, white 235.
_BLACK, _EXPANSION = 16, 255 / 219


class StillSeries:
    """Hands on small grey JPEGs, each as soon as it is known to be wanted; a `FrameAnalysis`.

    Parameters
    ----------
    shots : ShotDetector
        Stands before this in the pass.
    keep : callable
        Takes the time of a still, milliseconds from the first frame shown, and its JPEG. Not in
        order of time: that a shot began is known only later. No moment comes twice.
    interval_s : float
        Seconds between stills; twice as long after every 2,400 of them if less than a second.
    """

    name = "stills"

    def __init__(
        self,
        shots: ShotDetector,
        keep: Callable[[int, bytes], None],
        interval_s: float = INTERVAL_S,
    ) -> None:
        self._shots = shots
        self._keep = keep
        self._kept_ms: set[int] = set()
        self._interval_s = self._asked_interval_s = interval_s
        self._last_slot = -1
        self._in_turn = 0
        self._due: deque[tuple[int, float]] = deque()
        self._aside: deque[tuple[int, float, bytes]] = deque()
        self._seen: tuple[int, ShotBoundary | None] = (0, None)
        self._begun: set[int] = set()

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames."""
        return {
            "long_side_px": STILL_LONG_SIDE_PX,
            "interval_s": self._asked_interval_s,
            "settle_s": SETTLE_S,
            "jpeg_quality": JPEG_QUALITY,
        }

    def observe(self, frame: Frame) -> None:
        """Keep the frame if it is the first of its second, or what a shot is known by."""
        slot = math.floor((frame.time_s + _ROUNDING_S) / self._interval_s)
        if slot > self._last_slot:
            self._last_slot = slot
            self._hand_on(frame.time_s, grey_jpeg(frame))
            self._thin_out()
        self._set_aside(frame)
        boundaries = self._shots.boundaries
        seen = len(boundaries), boundaries[-1] if boundaries else None
        if seen != self._seen:
            self._seen = seen
            for boundary in boundaries:
                if boundary.frame not in self._begun:
                    self._begun.add(boundary.frame)
                    self._hand_on(*self._first_of(boundary, frame))

    def _thin_out(self) -> None:
        """Take stills of a query half as often after a while, so that hours of it fit into RAM."""
        self._in_turn += 1
        if self._in_turn == _THINNED_AFTER and self._interval_s < INTERVAL_S:
            self._in_turn = 0
            self._interval_s *= 2
            self._last_slot //= 2

    def finish(self) -> None:
        """Take what a shot at the very end is known by; it is judged only when no frame follows."""
        for boundary in self._shots.boundaries:
            aside = self._aside_for(boundary)
            if boundary.frame not in self._begun and aside is not None:
                self._hand_on(*aside)

    def _set_aside(self, frame: Frame) -> None:
        """Set a frame aside where a shot may have begun a moment ago."""
        if self._shots.open_breaks[-1:] == [frame.index]:
            self._due.append((frame.index, frame.time_s))
        while self._due and frame.time_s >= self._due[0][1] + SETTLE_S:
            began, _ = self._due.popleft()
            self._aside.append((began, frame.time_s, grey_jpeg(frame)))
        while self._aside and self._aside[0][1] < frame.time_s - _SET_ASIDE_S:
            self._aside.popleft()

    def _first_of(self, boundary: ShotBoundary, frame: Frame) -> tuple[float, bytes]:
        return self._aside_for(boundary) or (frame.time_s, grey_jpeg(frame))

    def _aside_for(self, boundary: ShotBoundary) -> tuple[float, bytes] | None:
        for began, time_s, jpeg in self._aside:
            if began >= boundary.frame and time_s <= boundary.time_s + LOOK_S + SETTLE_S:
                return time_s, jpeg
        return None

    def _hand_on(self, time_s: float, jpeg: bytes) -> None:
        time_ms = round(time_s * 1000)
        if time_ms not in self._kept_ms:
            self._kept_ms.add(time_ms)
            self._keep(time_ms, jpeg)


def grey_jpeg(frame: Frame) -> bytes:
    """Return a frame as a grey JPEG of its `small_luma`."""
    _, encoded = cv2.imencode(".jpg", small_luma(frame), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()


def small_luma(frame: Frame) -> LumaPlane:
    """Return full-range luma of 480 px on the long side, area-averaged, never enlarged."""
    luma = _reduced(frame.luma)
    if not frame.is_limited:
        return luma
    above_black = np.maximum(luma, _BLACK) - _BLACK
    return np.asarray(cv2.convertScaleAbs(above_black, alpha=_EXPANSION), dtype=np.uint8)


def _reduced(luma: LumaPlane) -> LumaPlane:
    height, width = luma.shape
    scale = STILL_LONG_SIDE_PX / max(height, width)
    if scale >= 1:
        return np.ascontiguousarray(luma)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
