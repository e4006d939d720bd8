"""Distinct points of pictures along a clip, so that a part of one is found again in another.

Points are SIFT's (Lowe, IJCV 2004), described as RootSIFT (Arandjelovic and Zisserman, CVPR 2012)
and cut down to 128 signs along directions drawn once at random: what lies around a point in 16
bytes. Two views of one point differ by 14 to 17 of the 128 bits at the median, by day and by night,
unrelated points by 64 give or take 10.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import Frame, LumaPlane
from verify.domain.local_features import (
    ANGLE_STEPS,
    CODE_BITS,
    LARGEST_SIZE,
    MOST_PICTURES,
    MOST_POINTS,
    POSITION_UNITS,
    SIZE_STEPS,
    Codes,
    Points,
)

LONG_SIDE_PX = 480
"""Pictures are reduced to this; smaller ones are not enlarged."""

LEAST_INTERVAL_S = 1.0
LONGEST_INTERVALS = 2
"""A picture that does not change is described half as often."""
CHANGED_SHARE = 0.02
"""One minus the correlation of two reduced pictures from which on they count as different."""

_ROUNDING_S = 1e-6
# Pictures that wait for the other processor; small ones.
_MOST_WAITING = 16
_LEAST_CONTRAST = 0.02
# A darker picture is smoothed and stretched first: its noise has points of its own.
_DARK_MEAN = 40.0
_DARK_BLUR_PX = 1.0
_TILES, _MOST_CONTRAST = (4, 4), 3.0
# Correlation of pictures with less contrast than this, in code values, is that of their noise.
_LEAST_DEVIATION = 1.0

# RootSIFT has a mean: a point's own direction is where it is steepest, in its middle. In
# thousandths, cells from left to right and directions in turn; the lower rows mirror these. Mean of
# 35,000 points of 40 clips by day and night.
_UPPER_ROWS = (
    "76 61 47 45 49 38 35 51 126 81 48 42 45 41 48 84 "
    "122 70 40 40 52 52 60 92 71 46 35 42 59 56 55 66 "
    "98 66 49 52 60 46 39 59 171 96 51 50 57 49 54 104 "
    "158 89 47 53 73 68 65 103 87 55 42 55 76 65 56 67"
)
_CELLS, _DIRECTIONS = 4, 8
_TURNED = -np.arange(_DIRECTIONS) % _DIRECTIONS
_UPPER = np.array(_UPPER_ROWS.split(), np.float32).reshape(2, _CELLS, _DIRECTIONS) / 1000
_MEAN = np.concatenate([_UPPER, _UPPER[::-1, :, _TURNED]]).ravel()
_SEED = 20_200_227
_AXES = np.linalg.qr(np.random.default_rng(_SEED).normal(size=(CODE_BITS, CODE_BITS)))[0].astype(
    np.float32
)
# A mirrored picture has the same cells upside down and turns the other way.
_MIRRORED = np.arange(CODE_BITS).reshape(_CELLS, _CELLS, _DIRECTIONS)[::-1, :, _TURNED].ravel()


def points_of(luma: LumaPlane) -> Points:
    """Return the distinct points of a picture.

    Parameters
    ----------
    luma : uint8 array, shape (height, width)
        At any size and range.

    Returns
    -------
    Points
        `MOST_POINTS` at most, none of a picture that shows nothing.
    """
    return _points_of_prepared(_prepared(luma))


def _points_of_prepared(picture: LumaPlane) -> Points:
    found, described = cv2.SIFT.create(
        MOST_POINTS, contrastThreshold=_LEAST_CONTRAST
    ).detectAndCompute(picture, None)
    order = sorted(range(len(found)), key=lambda index: -found[index].response)[:MOST_POINTS]
    points = [found[index] for index in order]
    descriptors = np.zeros((0, CODE_BITS), np.float32)
    if points:
        descriptors = np.asarray(described, np.float32)[order]
    rooted = np.sqrt(descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1.0))
    per_px = POSITION_UNITS / max(picture.shape)
    octaves = np.log2(np.array([point.size for point in points], np.float64) / max(picture.shape))
    turns = np.array([point.angle / 360 for point in points], np.float64)
    place = np.array([point.pt for point in points], np.float64).reshape(-1, 2)
    return Points(
        x=np.clip(np.round(place[:, 0] * per_px), 0, POSITION_UNITS).astype(np.uint16),
        y=np.clip(np.round(place[:, 1] * per_px), 0, POSITION_UNITS).astype(np.uint16),
        size=np.clip(np.round(LARGEST_SIZE + SIZE_STEPS * octaves), 0, LARGEST_SIZE).astype(
            np.uint8
        ),
        angle=(np.round(turns * ANGLE_STEPS) % ANGLE_STEPS).astype(np.uint8),
        codes=_codes(rooted),
        mirrored=_codes(rooted[:, _MIRRORED]),
    )


def _prepared(luma: LumaPlane) -> LumaPlane:
    scale = LONG_SIDE_PX / max(luma.shape)
    picture = luma
    if scale < 1:
        height, width = luma.shape
        size = max(1, round(width * scale)), max(1, round(height * scale))
        picture = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
    if picture.mean() < _DARK_MEAN:
        smooth = cv2.GaussianBlur(picture, (0, 0), _DARK_BLUR_PX)
        stretched = cv2.normalize(smooth, np.zeros_like(smooth), 0, 255, cv2.NORM_MINMAX)
        picture = np.asarray(stretched, np.uint8)
    equal = cv2.createCLAHE(_MOST_CONTRAST, _TILES).apply(np.ascontiguousarray(picture))
    return np.asarray(equal, np.uint8)


def _codes(rooted: npt.NDArray[np.float32]) -> Codes:
    signs = (rooted - _MEAN) @ _AXES > 0
    packed = np.packbits(signs, axis=1, bitorder="little")
    return packed.view("<u8").astype(np.uint64)


class LocalFeatureSeries:
    """Describes pictures along a clip as they change; a `FrameAnalysis`.

    They are described in a thread beside the one that looks at frames, unless there is only one
    processor for both: OpenCV lets go of the interpreter for nearly all of it.

    Parameters
    ----------
    least_interval_s : float
        Between two described pictures, seconds.
    keep : callable
        Takes the time of a picture, milliseconds from the first frame shown, and its points.
    beside : bool
        Whether there may be a thread for it.
    """

    name = "local_features"

    def __init__(
        self,
        keep: Callable[[int, Points], None],
        least_interval_s: float = LEAST_INTERVAL_S,
        *,
        beside: bool = True,
    ) -> None:
        self._keep = keep
        self._least_interval_s = least_interval_s
        self._last: tuple[float, LumaPlane] | None = None
        self._described = 0
        self._beside = ThreadPoolExecutor(1) if beside else None
        self._waiting: deque[tuple[int, Future[Points]]] = deque()
        self.left_out = 0

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames."""
        return {
            "long_side_px": LONG_SIDE_PX,
            "least_interval_s": self._least_interval_s,
            "longest_intervals": LONGEST_INTERVALS,
            "changed_share": CHANGED_SHARE,
            "most_points": MOST_POINTS,
            "opencv": cv2.__version__,
        }

    def observe(self, frame: Frame) -> None:
        """Describe the frame if the picture is new."""
        if self._last is not None and not self._is_new(frame, *self._last):
            return
        self._last = frame.time_s, frame.tiny.copy()
        if self._described == MOST_PICTURES:
            self.left_out += 1
            return
        self._described += 1
        picture = _prepared(frame.luma)
        time_ms = round(frame.time_s * 1000)
        if self._beside is None:
            self._keep(time_ms, _points_of_prepared(picture))
            return
        self._waiting.append((time_ms, self._beside.submit(_points_of_prepared, picture)))
        self._keep_found(_MOST_WAITING)

    def finish(self) -> None:
        """Wait for what is being described still."""
        self._keep_found(0)
        if self._beside is not None:
            self._beside.shutdown()

    def _keep_found(self, most_waiting: int) -> None:
        """Hand on what has been described, in the order of time."""
        while self._waiting and (len(self._waiting) > most_waiting or self._waiting[0][1].done()):
            time_ms, found = self._waiting.popleft()
            self._keep(time_ms, found.result())

    def _is_new(self, frame: Frame, last_s: float, last: LumaPlane) -> bool:
        passed_s = frame.time_s - last_s + _ROUNDING_S
        if passed_s < self._least_interval_s:
            return False
        if passed_s >= LONGEST_INTERVALS * self._least_interval_s:
            return True
        return _change(last, frame.tiny) >= CHANGED_SHARE


def _change(before: LumaPlane, now: LumaPlane) -> float:
    """Return one minus the correlation of two reduced pictures, 0 (alike) to 2."""
    if before.shape != now.shape:
        return 1.0
    one = before - before.mean()
    other = now - now.mean()
    spread = max(float(one.std()) * float(other.std()), _LEAST_DEVIATION)
    return 1.0 - float((one * other).mean()) / spread
