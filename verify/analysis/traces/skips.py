"""Dropped frames: places where the picture moves on by the motion of many frames at once.

Footage that was left out and closed up shows as one interval with the motion of many. So does a
cut, so does a flash: a jump counts only if the scene on both sides is the same, its light is the
same, and the picture moves before and after. Everything dear runs only on intervals whose change
stands out of their neighbours'. Where the time was kept, the gap itself is the trace, unless the
clip has such gaps all along.
"""

import math
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.picture.structure import detail_of, likeness
from verify.analysis.traces.frozen import sets_in
from verify.domain.frames import Frame, LumaPlane

Flow = npt.NDArray[np.float32]
Levels = npt.NDArray[np.float32]

REACH = 8
"""Intervals on either side that a jump is held against."""

LEAST_MOTION_LEVELS = 0.25
"""Mean change of the 80 px picture from frame to frame below which a jump is none."""

LEAST_JUMP = 1.9
"""Least prominence of a jump."""

LEAST_SAME_WAY = 2.3
"""Least change over that of the neighbours of a jump that goes on the way that they go."""

LEAST_OUTRUN = 1.75
"""Least prominence of a jump that outruns its neighbours."""

OUTRUN_INTERVALS = 3
"""Intervals in a row that such a jump exceeds, wherever they lie within reach on one side."""

LEAST_TRIGGER = 1.6
"""Change over that of the neighbours above which an interval is looked at."""

_LEAST_OUTRUN_TRIGGER = 1.35
"""The same of an interval that outruns its neighbours."""

LEAST_GAP_INTERVALS = 3.5
"""Time to the next frame, in usual intervals, above which at least three frames are missing."""

_LOOKS_PER_S = 2.0
_JUDGED_PER_S = 0.5
_IN_RESERVE = 16
"""So often at most, counted over the clip so far, intervals are compared and judged, which takes
0.3 and 10 ms; in flickering light every other frame would be."""
_LEAST_AROUND_LEVELS = 0.15
"""Change between neighbouring frames, their middle, below which a place is static."""
_SAME_PICTURE = 0.97
"""Likeness above which the picture has not moved: a change of light, or an I-frame."""
_SAME_STRUCTURE = 0.98
"""The same over the likeness of the neighbours."""
_LEAST_RESIDUAL = 1.3
_MOST_LIGHT = 0.75
"""Share of a change that is one of mean light, above which it is light and not motion."""
_SAME_SCENE = 0.45
"""Likeness across a jump over that of its neighbours, from which the scene is the same."""
_COMMON_POINTS = 5
_COMMON_SHARE = 0.4
_MOST_ZOOM = 1.3
"""So many points found again, such a share of all matches, moved alike and zoomed no more, tell
the same scene where likeness does not. Across cuts fewer agree, or only by shrinking to a point."""
_ALIKE_MOTION = 0.7
_SAME_WAY = 0.85
_REFRESHED = 0.8
_REFRESHED_MOTION = 4.0
"""Likeness over that of the neighbours above which, and motion below which, a change at an I-frame
is one of quality."""
_FLOW_NEIGHBOURS = 3
_POINT_DISTANCE_PX = 4.0
_GAP_APART_S = 4.0
"""Where gaps half as long come more often than this, the clip is used to them."""
_LEAST_GAP_MOTION_LEVELS = 0.15


@dataclass(frozen=True, slots=True)
class Jump:
    """One interval that stands out.

    Attributes
    ----------
    frame : int
        Index of the first frame after it.
    change_ratio : float
        Change of the picture over the second largest of the neighbours.
    motion_ratio : float
        Its motion along that of its neighbours, in intervals; 1 is steady motion.
    agreement : float
        Cosine between its motion and theirs, -1 to 1.
    residual_ratio : float
        What motion does not explain, over the same of the neighbours.
    likeness_ratio : float
        Likeness of structure across it over the least of the neighbours'.
    common_points : int
        Points of the picture found again across it, all moved alike; 0 where likeness suffices.
    outruns : bool
        Whether the picture moves on by more than in any three intervals in a row beside it.
    """

    frame: int
    change_ratio: float
    motion_ratio: float
    agreement: float
    residual_ratio: float
    likeness_ratio: float
    common_points: int
    outruns: bool

    @property
    def prominence(self) -> float:
        """How far it stands out: the geometric mean of the two ratios."""
        return math.sqrt(self.change_ratio * self.residual_ratio)

    @property
    def is_same_scene(self) -> bool:
        """Whether the picture after it is one of the same place."""
        return self.likeness_ratio >= _SAME_SCENE or self.common_points >= _COMMON_POINTS

    @property
    def is_same_way(self) -> bool:
        """Whether the motion is that of the neighbours, three times as long or more."""
        return self.agreement > _SAME_WAY and self.motion_ratio >= 3

    @property
    def is_long_step(self) -> bool:
        """Whether it is the motion of many intervals, in fast or jerky motion, too.

        Change grows less and less the further a picture moves, so its ratio alone says little.
        """
        return self.outruns and self.prominence >= LEAST_OUTRUN

    @property
    def measured(self) -> tuple[float, float]:
        """The ratio that it rests on, and the least one listed."""
        if self.is_same_way and self.change_ratio >= LEAST_SAME_WAY:
            return self.change_ratio, LEAST_SAME_WAY
        return self.prominence, LEAST_OUTRUN if self.outruns else LEAST_JUMP

    def is_skip(self, is_redrawn: bool) -> bool:
        """Whether frames are missing here, as far as the picture tells.

        `is_redrawn` tells that an I-frame was due here, which changes the quality of a picture.
        """
        is_steady = self.agreement > _ALIKE_MOTION and self.motion_ratio < 2
        if is_steady or not self.is_same_scene:
            return False
        if self.is_long_step and not is_redrawn:
            return True
        if self.likeness_ratio > _SAME_STRUCTURE:
            return False
        if self.is_same_way and self.change_ratio >= LEAST_SAME_WAY:
            return not is_redrawn or self.motion_ratio >= _REFRESHED_MOTION
        if is_redrawn and self.likeness_ratio > _REFRESHED:
            return False
        return self.prominence >= LEAST_JUMP and self.residual_ratio >= _LEAST_RESIDUAL


class TimeGap(NamedTuple):
    """The time before frame `frame` is `intervals` usual ones."""

    frame: int
    intervals: float


class _Seen(NamedTuple):
    frame: int
    time_s: float
    tiny: LumaPlane
    small: LumaPlane
    change: float


class JumpWatch:
    """Finds jumps while frames pass; keeps the last eighteen small pictures."""

    def __init__(self) -> None:
        self.jumps: list[Jump] = []
        self._recent: deque[_Seen] = deque(maxlen=2 * REACH + 2)
        self._looks = 0
        self._judged = 0

    def observe(self, frame: Frame, change: float) -> None:
        """Take in one frame and its mean change since the one before, code values."""
        self._recent.append(_Seen(frame.index, frame.time_s, frame.tiny, frame.small, change))
        place = len(self._recent) - 1 - REACH
        if place > _FLOW_NEIGHBOURS:
            self._look_at(place)

    def finish(self) -> None:
        """Judge the last frames with the neighbours that there are."""
        for place in range(max(4, len(self._recent) - REACH), len(self._recent) - 3):
            self._look_at(place)
        self._recent.clear()

    def _look_at(self, place: int) -> None:
        now, before = self._recent[place], self._recent[place - 1]
        if now.change < LEAST_TRIGGER * LEAST_MOTION_LEVELS:
            return
        changes = [seen.change for seen in self._recent]
        around = sorted(changes[max(1, place - REACH) : place] + changes[place + 1 :])
        usual = around[-2]
        ratio = now.change / max(usual, LEAST_MOTION_LEVELS)
        middle = around[len(around) // 2]
        # What flickers jumps further soon before or after.
        if now.change < around[-1]:
            return
        if ratio < _LEAST_OUTRUN_TRIGGER or middle < _LEAST_AROUND_LEVELS:
            return
        outruns = middle >= LEAST_MOTION_LEVELS and self._outruns(place)
        if ratio < LEAST_TRIGGER and not outruns:
            return
        light = abs(cv2.mean(now.tiny)[0] - cv2.mean(before.tiny)[0]) / now.change
        if light > _MOST_LIGHT or now.tiny.shape != before.tiny.shape:
            return
        if not self._may_go_on(now.time_s):
            return
        self._looks += 1
        alike = _likeness(before, now)
        if alike > _SAME_PICTURE and not outruns:
            return
        self._judged += 1
        self._judge(place, ratio, alike, 0.25 * usual, outruns)

    def _outruns(self, place: int) -> bool:
        """Whether an interval's change exceeds that over several intervals in a row beside it."""
        seen = list(self._recent)
        most = seen[place].change * seen[place].tiny.size
        sides = seen[max(0, place - 1 - REACH) : place], seen[place:]
        return not any(
            a.tiny.shape != b.tiny.shape or cv2.norm(a.tiny, b.tiny, cv2.NORM_L1) >= most
            for span in range(OUTRUN_INTERVALS, 0, -1)
            for side in sides
            for a, b in zip(side, side[span:], strict=False)
        )

    def _may_go_on(self, time_s: float) -> bool:
        return (
            self._looks < _IN_RESERVE + _LOOKS_PER_S * time_s
            and self._judged < _IN_RESERVE + _JUDGED_PER_S * time_s
        )

    def _judge(self, place: int, ratio: float, alike: float, still: float, outruns: bool) -> None:
        seen = list(self._recent)
        before, now = seen[place - 1 : place + 1]
        nearby = [place + step for step in range(-_FLOW_NEIGHBOURS, _FLOW_NEIGHBOURS + 1) if step]
        steps = [(seen[k - 1], seen[k]) for k in nearby if k < len(seen) and seen[k].change > still]
        if not steps:
            return
        flow, residual = _motion(before.tiny, now.tiny)
        motions = [_motion(a.tiny, b.tiny) for a, b in steps]
        usual_flow = np.mean([f for f, _ in motions], axis=0)
        along = float(np.vdot(flow, usual_flow))
        energy = max(float(np.vdot(usual_flow, usual_flow)), 1e-6)
        norm = max(float(np.sqrt(energy * np.vdot(flow, flow))), 1e-6)
        usual_likeness = min(_likeness(a, b) for a, b in steps)
        self.jumps.append(
            Jump(
                frame=now.frame,
                change_ratio=ratio,
                motion_ratio=along / energy,
                agreement=along / norm,
                residual_ratio=residual / max(0.1, *(r for _, r in motions)),
                likeness_ratio=alike / max(usual_likeness, 1e-6),
                common_points=0
                if alike >= _SAME_SCENE * usual_likeness
                else common_points(before.small, now.small),
                outruns=outruns,
            )
        )


def time_gaps(
    times_s: npt.NDArray[np.float64], changes: Levels, interval_s: float
) -> list[TimeGap]:
    """Return the gaps that stand out: rare, and with motion before, across and after them.

    A transcoder that leaves out frames in which nothing happens makes gaps too, but across those
    the picture hardly changes.
    """
    steps = np.diff(times_s)
    duration_s = float(times_s[-1] - times_s[0])
    found = []
    for place in np.flatnonzero(steps >= LEAST_GAP_INTERVALS * interval_s):
        others = int(np.count_nonzero(steps >= steps[place] / 2)) - 1
        before = changes[max(1, place - REACH + 1) : place + 1]
        after = changes[place + 2 : place + 2 + REACH]
        if others * _GAP_APART_S > duration_s or min(before.size, after.size) < 4:
            continue
        if sets_in(before):
            continue
        motion = min(float(np.quantile(part, 0.25)) for part in (before, after))
        across = float(changes[place + 1])
        if motion >= _LEAST_GAP_MOTION_LEVELS and across >= np.quantile([*before, *after], 0.8):
            found.append(TimeGap(int(place) + 1, float(steps[place] / interval_s)))
    return found


def common_points(a: LumaPlane, b: LumaPlane) -> int:
    """Return how many points of the picture are found again, all moved alike; 0 if few agree."""
    sift = cv2.SIFT.create(nfeatures=400)
    points_a, described_a = sift.detectAndCompute(a, None)
    points_b, described_b = sift.detectAndCompute(b, None)
    if min(len(points_a), len(points_b)) < _COMMON_POINTS:
        return 0
    # Lowe (2004): a match counts if the second best is clearly worse.
    matches = [
        best
        for best, second in cv2.BFMatcher().knnMatch(described_a, described_b, k=2)
        if best.distance < 0.75 * second.distance
    ]
    if len(matches) < _COMMON_POINTS:
        return 0
    from_a = np.array([points_a[match.queryIdx].pt for match in matches], np.float32)
    to_b = np.array([points_b[match.trainIdx].pt for match in matches], np.float32)
    moved, inliers = cv2.estimateAffinePartial2D(
        from_a, to_b, ransacReprojThreshold=_POINT_DISTANCE_PX
    )
    if moved is None or not 1 / _MOST_ZOOM <= math.hypot(moved[0, 0], moved[1, 0]) <= _MOST_ZOOM:
        return 0
    common = int(np.count_nonzero(inliers))
    return common if common >= _COMMON_SHARE * len(matches) else 0


def _likeness(a: _Seen, b: _Seen) -> float:
    return likeness(detail_of(a.tiny), detail_of(b.tiny))


def _motion(a: LumaPlane, b: LumaPlane) -> tuple[Flow, float]:
    """Return the motion from `a` to `b` and the mean change that it does not explain."""
    # Farneback (2003): scale 0.5, 4 levels, window 11, 3 rounds, neighbourhood 5, sigma 1.1.
    flow = cv2.calcOpticalFlowFarneback(
        a, b, np.zeros((*a.shape, 2), np.float32), 0.5, 4, 11, 3, 5, 1.1, 0
    )
    rows, columns = np.indices(a.shape, np.float32)
    moved = cv2.remap(
        b,
        columns + flow[..., 0],
        rows + flow[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(flow, np.float32), float(cv2.norm(a, moved, cv2.NORM_L1)) / a.size
