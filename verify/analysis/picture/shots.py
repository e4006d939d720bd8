"""Shots: runs of frames from one camera take, as far as the picture shows.

A cut is where the structure of the picture changes at once and for good. A flash also changes the
picture at once, but the place looks the same as before when it is over, so a cut is only called
after the frames of the next 0.6 s have been compared with those before it. A pan or a shake blurs
and moves the picture over several frames and has no sharp edge between two steady sides.

The flash detector reads `boundaries` up to `settled_frames` while the pass is running.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import cv2

from verify.analysis.picture.added_light import (
    dies_away,
    fades_over,
    is_same,
    only_gained,
    overview_of,
    varies_as_light,
)
from verify.analysis.picture.gradual import (
    GONE_LEVELS,
    SAME_PLACE,
    SHOWN_LEVELS,
    Fade,
    FadeWatch,
    Seen,
    dissolve_middle,
)
from verify.analysis.picture.structure import (
    detail_of,
    likeness,
    structure_of,
    unshifted_likeness,
    zoomed_likeness,
)
from verify.domain.findings import Boundary, Darkness, Shot
from verify.domain.frames import Frame

LOOK_S = 0.6
"""Frames this long before and after a break are compared; a flash has faded by then."""

LOOK_FRAMES = 3
"""The same for footage with few frames per second."""

LONGEST_LOOK_S = 2.0
"""Where the light that came with a break is still going, the wait is up to this long."""

STEADY_LIKENESS = 0.6
"""Each side of a cut must look like itself at least so much; a pan and sparks do not."""

CUT_RATIO = 0.45
"""Across a cut the likeness is below this share of what each side has with itself. Labelled cuts
of night footage reach 0.39, the likest frames across lightning 0.55 and more."""

FAINT_DENSITY = 6.0
"""Mean square of detail, in code values, up to which it may be noise that a light sweeps away."""

FAINT_LIKENESS = 0.15
"""So much of faint detail is left under a light that comes on; across cuts chance reaches 0.14."""

DIM_DENSITY = 20.0
DIM_LIKENESS = 0.25
"""The same where more was seen before, and more of it has to be left."""

FAINT_REACH_PX = 2
"""Farther apart two frames about a break do not lie; chance finds more the farther one looks."""

_FRAMES_BEFORE, _FRAMES_AFTER = 4, 6

_STOOD = 0.9
"""A third of the frames of a picture that stood are so bright, of the brightest: light flickers."""

DISSOLVE_STEP_S = 0.2
DISSOLVE_SPANS_S = (2.4, 1.6, 0.8)
"""Spans from one shot to the next that are tried; a dissolve fills at most 3/4 of one, 1.8 s."""

DISSOLVE_LEAST_FRAMES = 8
"""Fewer frames in a span are too few to tell a dissolve by."""

LOOK_BACK_S = 3.0
"""Longest that anything is looked back on: a boundary is settled after that."""

KEPT_FRAMES = 1024
"""Most frames kept for it; at more than 340 frames per second dissolves are missed."""

_REPEAT_LIKENESS = 0.995


@dataclass(frozen=True, slots=True)
class ShotBoundary:
    """Where a new shot starts.

    Attributes
    ----------
    frame : int
        Index of the first frame of the new shot.
    pts : int
        Its presentation time stamp.
    time_s : float
        Its time, seconds from the first frame shown.
    kind : Boundary
        How the new shot begins.
    """

    frame: int
    pts: int
    time_s: float
    kind: Boundary


class ShotDetector:
    """Finds cuts, fades and dissolves in one pass; a `FrameAnalysis`.

    Attributes
    ----------
    boundaries : list of ShotBoundary
        Found so far, by frame. Those before `settled_frames` will not change any more.
    """

    name = "shots"

    def __init__(self) -> None:
        self.boundaries: list[ShotBoundary] = []
        self._first: Seen | None = None
        self._recent: deque[Seen] = deque(maxlen=KEPT_FRAMES)
        self._textured: deque[Seen] = deque(maxlen=KEPT_FRAMES)
        self._breaks: deque[Seen] = deque()
        self._fades = (FadeWatch(white=False), FadeWatch(white=True))
        self._dissolve_checked_s = 0.0
        self._is_finished = False

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames."""
        return {
            "look_s": LOOK_S,
            "longest_look_s": LONGEST_LOOK_S,
            "look_frames": LOOK_FRAMES,
            "steady_likeness": STEADY_LIKENESS,
            "cut_ratio": CUT_RATIO,
            "longest_dissolve_span_s": DISSOLVE_SPANS_S[0],
        }

    @property
    def settled_frames(self) -> int:
        """Boundaries before this frame are final; about 3 s behind the newest frame."""
        if not self._recent:
            return 0
        newest = self._recent[-1]
        if self._is_finished:
            return newest.index + 1
        horizon_s = newest.time_s - LOOK_BACK_S
        settled = next((seen.index for seen in self._recent if seen.time_s > horizon_s), 0)
        open_ends = [seen.index for seen in self._breaks]
        open_ends += [f.undecided_from for f in self._fades if f.undecided_from is not None]
        return min([settled, *open_ends])

    @property
    def open_breaks(self) -> list[int]:
        """Frames that differ from the one before and may turn out to start a shot, in order."""
        return [seen.index for seen in self._breaks]

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        detail = detail_of(frame.tiny)
        seen = Seen(
            index=frame.index,
            pts=frame.pts,
            time_s=frame.time_s,
            luma_mean=float(cv2.mean(frame.tiny)[0]),
            detail=detail,
            structure=structure_of(detail),
            overview=overview_of(frame.tiny),
        )
        self._first = self._first or seen
        self._recent.append(seen)
        if seen.is_comparable:
            self._look_for_break(seen)
        self._judge_breaks(seen.time_s)
        for watch in self._fades:
            if (fade := watch.observe(seen)) is not None:
                self._add_fade(fade)
        if seen.time_s - self._dissolve_checked_s >= DISSOLVE_STEP_S:
            self._dissolve_checked_s = seen.time_s
            self._look_for_dissolve(seen)
        self._forget(seen.time_s)

    def finish(self) -> None:
        """Judge what is still open with the frames that there are."""
        self._is_finished = True
        self._judge_breaks(float("inf"))

    def shots(self, darkness_of: Callable[[int, int], Darkness], end_s: float) -> list[Shot]:
        """Return the shots of the whole clip, without gaps.

        Parameters
        ----------
        darkness_of : callable
            Given the first frame of a shot and the first after it, returns its class of light.
        end_s : float
            End of the last frame, seconds from the first frame shown.
        """
        if self._first is None:
            return []
        first = self._first
        starts = [
            ShotBoundary(first.index, first.pts, first.time_s, Boundary.START),
            *self.boundaries,
        ]
        ends = [(b.time_s, b.frame) for b in self.boundaries]
        ends.append((end_s, self._recent[-1].index + 1))
        return [
            Shot(
                start_s=start.time_s,
                end_s=shot_end_s,
                start_frame=start.frame,
                end_frame=end_frame,
                boundary=start.kind,
                darkness=darkness_of(start.frame, end_frame),
            )
            for start, (shot_end_s, end_frame) in zip(starts, ends, strict=True)
        ]

    def _look_for_break(self, seen: Seen) -> None:
        if self._textured:
            previous = self._textured[-1].structure
            if (
                unshifted_likeness(previous, seen.structure) < STEADY_LIKENESS
                and likeness(previous, seen.structure) < CUT_RATIO
            ):
                self._breaks.append(seen)
        self._textured.append(seen)

    def _judge_breaks(self, now_s: float) -> None:
        while self._breaks:
            seen = self._breaks[0]
            after = [t for t in self._textured if t.index >= seen.index]
            passed_s = now_s - seen.time_s
            is_early = passed_s < LOOK_S or len(after) <= LOOK_FRAMES or self._is_fading(after)
            if is_early and passed_s < LONGEST_LOOK_S:
                return
            self._breaks.popleft()
            self._judge_break(seen, after)

    def _is_fading(self, after: list[Seen]) -> bool:
        """Return whether light that came with a break is going but not gone, as after a blast."""
        base = next((t.luma_mean for t in reversed(self._textured) if t.index < after[0].index), 0)
        most = max(t.luma_mean for t in after) - base
        return most > GONE_LEVELS and 0.15 < (after[-1].luma_mean - base) / most < 0.85

    def _judge_break(self, seen: Seen, after: list[Seen]) -> None:
        shot_start = self.boundaries[-1].frame if self.boundaries else 0
        before = [t for t in self._textured if shot_start <= t.index < seen.index]
        if not before:
            return
        last = before[-1]
        before = [
            t
            for place, t in enumerate(before[::-1])
            if place <= LOOK_FRAMES or t.time_s >= last.time_s - LOOK_S
        ]
        dips = self._dips_to_black(last, seen)
        if dips:
            before, after = _lit(before), _lit(after)
        before, after = _spread(before), _spread(after)
        steady = min(_steadiness(before), _steadiness(after))
        if steady < STEADY_LIKENESS:
            return
        limit = CUT_RATIO * steady
        if any(likeness(b.structure, a.structure) >= limit for b in before for a in after):
            return
        if not dips and self._is_added_light(last, seen):
            return
        self._add(self._first_white(last, seen) or seen, Boundary.CUT)

    def _dips_to_black(self, last: Seen, seen: Seen) -> bool:
        """Return whether a picture that stood was dimmed into black and another stands since."""
        is_black = any(
            r.luma_mean <= GONE_LEVELS for r in self._recent if last.index < r.index < seen.index
        )
        before = [r.luma_mean for r in self._recent if 0 <= last.time_s - r.time_s <= LOOK_S]
        after = [r.luma_mean for r in self._recent if 0 <= r.time_s - seen.time_s <= LOOK_S]
        # Black may have lasted for longer than what was before it is kept.
        is_dimmed = last.luma_mean < max(before, default=0.0) / 2
        return is_black and is_dimmed and _stood(before) and _stood(after)

    def _is_added_light(self, last: Seen, seen: Seen) -> bool:
        """Return whether the place may be the same, and only the light on it new."""
        if last.overview.shape != seen.overview.shape:
            return False
        after = [t for t in self._textured if t.index >= seen.index]
        has_gained = only_gained(last.overview, seen.overview)
        if has_gained and fades_over(last.overview, [t.overview for t in after]):
            return True
        if (
            has_gained
            and self._is_finished
            and dies_away(last.luma_mean, [t.luma_mean for t in after])
        ):
            # The clip ends while the light still goes.
            return True
        if last.detail.density > DIM_DENSITY:
            return False
        is_faint = last.detail.density <= FAINT_DENSITY
        if has_gained:
            left = self._left_under(seen, after)
            if left >= (FAINT_LIKENESS if is_faint else DIM_LIKENESS):
                return True
        return is_faint and (
            is_same(last.overview, seen.overview)
            or varies_as_light(last.overview, [t.overview for t in after])
        )

    def _left_under(self, seen: Seen, after: list[Seen]) -> float:
        """Return the best likeness of a frame before a break with one after it, hardly moved."""
        before = [t for t in self._textured if t.index < seen.index][-_FRAMES_BEFORE:]
        return max(
            likeness(b.structure, a.structure, FAINT_REACH_PX)
            for b in before
            for a in after[:_FRAMES_AFTER]
        )

    def _first_white(self, last: Seen, seen: Seen) -> Seen | None:
        """Return the first frame of a white-out: unlike black it belongs to the new shot."""
        between = [
            r
            for r in self._recent
            if last.index < r.index < seen.index and r.time_s >= seen.time_s - LOOK_S
        ]
        if between and all(r.luma_mean > seen.luma_mean for r in between):
            return between[0]
        return None

    def _add_fade(self, fade: Fade) -> None:
        self.boundaries = [
            b for b in self.boundaries if not fade.since_s < b.time_s <= fade.until_s
        ]
        self._add(fade.at, Boundary.FADE if fade.is_gradual else Boundary.CUT)

    def _look_for_dissolve(self, seen: Seen) -> None:
        starts = [boundary.frame for boundary in self.boundaries[-1:]] + self.open_breaks
        shot = [r for r in self._recent if r.index >= max(starts, default=0)]
        for span_s in DISSOLVE_SPANS_S:
            start = next(place for place, r in enumerate(shot) if r.time_s >= seen.time_s - span_s)
            earlier, span = shot[:start], shot[start:]
            if len(span) < DISSOLVE_LEAST_FRAMES or seen.time_s - span[0].time_s < 0.8 * span_s:
                continue
            middle = dissolve_middle(span)
            # Light that dies away also mixes two pictures, but the second is not new. Half-way
            # through a zoom the picture is like both ends, as if it were a mixture.
            if (
                middle is not None
                and not any(
                    likeness(e.structure, seen.structure) >= SAME_PLACE for e in earlier[::4]
                )
                and zoomed_likeness(span[0].structure, seen.structure) < SAME_PLACE
            ):
                self._add(middle, Boundary.DISSOLVE)
                return

    def _add(self, seen: Seen, kind: Boundary) -> None:
        self.boundaries.append(ShotBoundary(seen.index, seen.pts, seen.time_s, kind))
        self.boundaries.sort(key=lambda boundary: boundary.frame)

    def _forget(self, now_s: float) -> None:
        keep_s = now_s - LOOK_BACK_S
        while len(self._recent) > LOOK_FRAMES + 1 and self._recent[0].time_s < keep_s:
            self._recent.popleft()
        # Across black the last frames with structure are kept for as long as it lasts.
        keep_s = self._textured[-1].time_s - LOOK_BACK_S if self._textured else now_s
        while len(self._textured) > 2 * LOOK_FRAMES and self._textured[0].time_s < keep_s:
            self._textured.popleft()


def _stood(levels: list[float]) -> bool:
    """Return whether a picture was there for a while; light that flashes up is not."""
    bright = sum(level >= max(SHOWN_LEVELS, _STOOD * max(levels)) for level in levels)
    return 3 * bright >= len(levels)


def _lit(frames: list[Seen]) -> list[Seen]:
    """Return the frames that are not dimmed to less than half."""
    most = max(seen.luma_mean for seen in frames)
    return [seen for seen in frames if seen.luma_mean >= most / 2]


def _spread(frames: list[Seen]) -> list[Seen]:
    """Return the first frames and a few of the later ones."""
    places = {0, 1, 2, 4, 8, (len(frames) - 1) // 2, len(frames) - 1}
    return [frames[place] for place in sorted(places) if place < len(frames)]


def _steadiness(frames: list[Seen]) -> float:
    """Return the best likeness of the first frame with a later one that is not its repeat."""
    likenesses = [likeness(frames[0].structure, later.structure) for later in frames[1:]]
    moved = [value for value in likenesses if value < _REPEAT_LIKENESS]
    return max(moved or likenesses, default=0.0)
