"""Flashes: light that rises sharply, with what it was before and what became of it.

A rise is judged some seconds later, when it is known whether the light stayed and whether a cut
fell there. Times come from the frames, never from a count of them. What was found is a change of
light; what made it, a person says.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from verify.analysis.light.beginning import FOLLOWED_S, Fading, fading
from verify.analysis.light.exposure import exposure_rows
from verify.analysis.light.finding import LEAST_AREA_SHARE, LEAST_HEIGHT_LEVELS, RiseFinder
from verify.analysis.light.judging import (
    MOVED_SHARE,
    SHARP_SHARE,
    SMALL_AREA_SHARE,
    SMALL_MOVED_SHARE,
    STAYS_S,
    STAYS_SHARE,
    Ending,
    Surroundings,
    judge,
    lights_of,
)
from verify.analysis.light.merging import (
    BURNS_S,
    MERGE_S,
    Relation,
    burns_on,
    inherit_darkness,
    relation,
)
from verify.analysis.light.rise import Look, Rise
from verify.analysis.light.transfer import linear_light
from verify.domain.exposure import ExposureRow
from verify.domain.findings import Boundary, Flash, FlashKind
from verify.domain.frames import Frame

FOLLOW_S = 2.6
"""A rise is followed for so long after its peak; it covers `STAYS_S`."""

SETTLE_S = 2.0
"""So much longer a rise waits for the shots around it to be settled, then it is judged as it is."""

KEPT_S = 9.0
"""Looks are kept for so long: more than stages, growth, following and settling take together."""

RECENT_S = 6.0
MOST_RECENT = 16
"""What so many flashes within this time were may say something of the next one."""

LEAST_LIGHT_RATIO = 1.5
"""Linear light in the lit area at the peak over that before. What burns flickers by less."""

MEDIAN_FACTOR = 12.0
"""Least height in terms of what half of the frames within `KEPT_S` show; labelled flashes reach
25, the most agitated of them firework."""

SMALL_QUARTILE_FACTOR = 6.0
"""For small areas, least height in terms of what three quarters of the frames show."""


class SeenBoundary(Protocol):
    """A new shot."""

    @property
    def frame(self) -> int:
        """First frame of the shot."""
        ...

    @property
    def kind(self) -> Boundary:
        """How it begins."""
        ...


class SeenShots(Protocol):
    """What is asked of the shot detector, which has seen each frame first."""

    @property
    def boundaries(self) -> Sequence[SeenBoundary]:
        """Boundaries found so far, by frame."""
        ...

    @property
    def settled_frames(self) -> int:
        """Boundaries before this frame are final."""
        ...


class FlashDetector:
    """Finds flashes in one pass; a `FrameAnalysis`.

    Parameters
    ----------
    shots : SeenShots
        The shot detector of the same pass, which stands before this one.
    transfer : str or None
        Transfer characteristic of the stream, as `VideoStream.transfer`.
    write_row : callable, optional
        Takes the exposure of each frame near an accepted flash, once the flash is judged.

    Attributes
    ----------
    flashes : list of Flash
        By time, accepted and rejected; complete after `finish`.
    fadings : list of Fading
        Shots that begin bright and darken as after a flash; complete after `finish`.
    rising_frame : int or None
        The last frame so far in which light began to rise: what may become a flash, told at once.
    """

    name = "flashes"

    def __init__(
        self,
        shots: SeenShots,
        transfer: str | None = None,
        write_row: Callable[[ExposureRow], None] | None = None,
    ) -> None:
        self.flashes: list[Flash] = []
        self.fadings: list[Fading] = []
        self.rising_frame: int | None = None
        self._write_row = write_row
        self._written_until = -1
        self._shots = shots
        self._transfer = linear_light(transfer)
        self._finder = RiseFinder()
        self._looks: deque[Look] = deque()
        self._heights_levels: deque[float] = deque()
        self._waiting: deque[Rise] = deque()
        self._last: Rise | None = None
        self._burning: Rise | None = None
        self._has_stayed = False
        self._beginnings_seen = 0
        self._picture_px = (1, 1)

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames."""
        return {
            "transfer": self._transfer.name,
            "least_height_levels": LEAST_HEIGHT_LEVELS,
            "least_area_share": LEAST_AREA_SHARE,
            "least_light_ratio": LEAST_LIGHT_RATIO,
            "median_factor": MEDIAN_FACTOR,
            "small_quartile_factor": SMALL_QUARTILE_FACTOR,
            "beginning_s": FOLLOWED_S,
            "merge_s": MERGE_S,
            "sharp_share": SHARP_SHARE,
            "moved_share": MOVED_SHARE,
            "small_moved_share": SMALL_MOVED_SHARE,
            "small_area_share": SMALL_AREA_SHARE,
            "stays_share": STAYS_SHARE,
            "stays_from_s": STAYS_S[0],
            "stays_to_s": STAYS_S[1],
        }

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        look = Look.of(frame, self._looks[-1].time_s if self._looks else 0.0)
        if self._looks and self._looks[-1].light.shape != look.light.shape:
            self._start_anew()
        started, height_levels = self._finder.observe(look)
        if started is not None:
            self._waiting.append(started)
            self.rising_frame = frame.index
        self._looks.append(look)
        self._heights_levels.append(height_levels)
        self._picture_px = (frame.luma.shape[1], frame.luma.shape[0])
        while self._waiting and self._is_ripe(self._waiting[0], look):
            self._close()
        self._see_beginnings()
        while self._looks[0].time_s < look.time_s - KEPT_S:
            self._looks.popleft()
            self._heights_levels.popleft()

    def finish(self) -> None:
        """Judge what still waits with the frames that there are."""
        self._close_all()
        self._see_beginnings(is_clip_end=True)

    def _close_all(self) -> None:
        while self._waiting:
            self._close(is_clip_end=True)

    def _start_anew(self) -> None:
        """Forget the frames so far: those that follow have another shape."""
        self._close_all()
        self._finder = RiseFinder()
        self._looks.clear()
        self._heights_levels.clear()
        self._last = self._burning = None

    def _see_beginnings(self, is_clip_end: bool = False) -> None:
        """Look at how each shot begins, once enough of it is settled."""
        shots, settled = self._shots.boundaries, self._shots.settled_frames
        while self._beginnings_seen <= len(shots):
            following = shots[self._beginnings_seen :]
            start = shots[self._beginnings_seen - 1] if self._beginnings_seen else None
            first = start.frame if start else 0
            seen = [look for look in self._looks if look.index >= first]
            until_s = seen[0].time_s + FOLLOWED_S if seen else 0.0
            followed = [look for look in seen if look.time_s <= until_s]
            if not is_clip_end and (len(followed) == len(seen) or settled <= followed[-1].index):
                return
            self._beginnings_seen += 1
            if following:
                followed = [look for look in followed if look.index < following[0].frame]
            is_sharp = start is None or start.kind is Boundary.CUT
            if is_sharp and followed and followed[0].index == first:
                found = fading(followed, self._transfer.of_code, self._picture_px)
                self.fadings += [] if found is None else [found]

    def _is_ripe(self, rise: Rise, newest: Look) -> bool:
        age_s = newest.time_s - rise.peak.time_s
        if rise is self._finder.open or age_s <= FOLLOW_S:
            return False
        return self._shots.settled_frames > rise.peak.index or age_s > FOLLOW_S + SETTLE_S

    def _close(self, is_clip_end: bool = False) -> None:
        rise = self._waiting.popleft()
        looks = list(self._looks)
        if self._last is not None:
            inherit_darkness(self._last, rise)
        while self._waiting:
            match relation(rise, self._waiting[0], looks):
                case Relation.NEW:
                    break
                case Relation.STAGE:
                    rise.absorb(self._waiting.popleft())
                case Relation.MAIN:
                    inherit_darkness(rise, self._waiting[0])
                    rise = self._waiting.popleft()
        if not (is_clip_end or self._is_ripe(rise, looks[-1])):
            self._waiting.appendleft(rise)
            return
        self._last = rise
        if not self._stands_out(rise):
            return
        burns = self._burns_on(rise, looks)
        if burns and self._is_flicker(rise):
            return
        boundary, end = None, Ending.UNSEEN
        until = looks[-1].index + 1
        if is_clip_end:
            end = Ending.CLIP
        following = next(filter(self._stands_out, self._waiting), None)
        if following is not None:
            until, end = following.start.index, Ending.NEXT_RISE
        begins_shot = rise.floor.index == 0
        for seen in self._shots.boundaries:
            begins_shot = begins_shot or seen.frame == rise.floor.index
            if rise.floor.index < seen.frame <= rise.peak.index:
                boundary = seen.kind
            elif rise.peak.index < seen.frame < until:
                until, end = seen.frame, Ending.NEW_SHOT
        around = Surroundings(
            looks=[look for look in looks if look.index < until],
            boundary=boundary,
            ending=end,
            light_of_code=self._transfer.of_code,
            picture_px=self._picture_px,
            earlier=self._recent_flashes(rise.start.time_s),
            begins_shot=begins_shot,
        )
        flash, gain = judge(rise, around)
        self.flashes.append(flash)
        if gain is not None and self._write_row is not None:
            for row in exposure_rows(gain, rise, len(self.flashes)):
                if row.frame > self._written_until:
                    self._write_row(row)
                    self._written_until = row.frame
        if flash.accepted and not burns:
            self._burning = rise if flash.end_s is None else None
            self._has_stayed = flash.kind is FlashKind.SUSTAINED
        elif flash.kind is FlashKind.CUT:
            self._burning = None

    def _burns_on(self, rise: Rise, looks: Sequence[Look]) -> bool:
        return self._burning is not None and burns_on(
            self._burning, rise, looks, has_stayed=self._has_stayed
        )

    def _is_flicker(self, rise: Rise) -> bool:
        """Whether a rise in light that burns on is one of its flickers."""
        if self._has_stayed or self._burning is None:
            return self._has_stayed
        return rise.start.time_s - self._burning.start.time_s >= BURNS_S

    def _recent_flashes(self, now_s: float) -> list[Flash]:
        recent = self.flashes[-MOST_RECENT:]
        return [seen for seen in recent if seen.accepted and seen.onset_s >= now_s - RECENT_S]

    def _stands_out(self, rise: Rise) -> bool:
        """Whether the rise is more than what happens here all the time."""
        at_peak, before = lights_of(rise, self._transfer.of_code)
        if at_peak < LEAST_LIGHT_RATIO * before:
            return False
        median, quartile = np.percentile(self._heights_levels, (50, 75))
        if rise.height_levels < MEDIAN_FACTOR * median:
            return False
        is_small = rise.area_share < SMALL_AREA_SHARE
        return not is_small or bool(rise.height_levels >= SMALL_QUARTILE_FACTOR * quartile)
