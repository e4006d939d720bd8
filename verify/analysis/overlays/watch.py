"""Looks for what is laid over footage, five times a second, on the small picture."""

from array import array
from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.overlays import judging
from verify.analysis.overlays.changes import Change
from verify.analysis.overlays.clocks import ClockWatch
from verify.analysis.overlays.edges import (
    LEAST_GRADIENT,
    MATURE_SAMPLES,
    EdgeField,
    Flags,
    Persistence,
)
from verify.analysis.overlays.grouping import SAME_PATTERN, grouped
from verify.analysis.overlays.patterns import (
    LEAST_DENSITY,
    LEAST_PIXELS,
    Pattern,
    Places,
    closed,
    crowded,
    overlap,
)
from verify.analysis.overlays.steadiness import Steadiness
from verify.analysis.overlays.tickers import TickerWatch
from verify.analysis.overlays.tracks import MOST_BEFORE_SHARE, Moment, Sighting, Track, went_on
from verify.domain.frames import Frame

RATE_HZ = 5
LASTING_SAMPLES = 9
"""An edge in place for so long is more than that of something passing slowly."""

# `Frame.time_s` is an exact fraction rounded to a float; see `hashing`.
_ROUNDING_S = 1e-6
_KEPT_FIELDS = 5
_LASTING_EVERY = _TICKERS_EVERY = 5
_MOST_TRACKS, _MOST_SIGHTINGS = 24, 400
_LARGEST_SHARE, _HIGHEST_SHARE = 0.25, 0.5
_LEAST_SIDE_PX = 4
_MOST_ALIGNED = 0.8
_STILL_SHARE = 0.6
_REST_PIXELS, _APART_PX = 150, 4
_SEED = 20_200_227


@dataclass(frozen=True, slots=True)
class Birth:
    """Edges that may be of a new region: those `mask`ed, of which the `core` decides."""

    mask: Flags
    core: Flags
    is_fresh: bool


class OverlayWatch:
    """Finds regions laid over the picture in one pass; a `FrameAnalysis`."""

    name = "overlays"

    def __init__(self) -> None:
        self._last_slot = -1
        self._times = array("d")
        self._still = bytearray()
        self._fields: deque[EdgeField] = deque(maxlen=_KEPT_FIELDS)
        self._edges: Persistence | None = None
        self._steadiness: Steadiness | None = None
        self._moment: Moment = (0, 0, 0.0)
        self._tickers = TickerWatch(_TICKERS_EVERY)
        self._clocks: ClockWatch | None = None
        self._changes: list[Change] = []
        self._tracks: list[Track] = []
        self._sightings: list[Sighting] = []
        self._left_out = 0
        self._drawn = np.random.default_rng(_SEED)

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames."""
        return {
            "samples_hz": RATE_HZ,
            "least_gradient": LEAST_GRADIENT,
            "mature_samples": MATURE_SAMPLES,
            "lasting_samples": LASTING_SAMPLES,
            "same_pattern_likeness": SAME_PATTERN,
            "still_share": _STILL_SHARE,
        }

    def observe(self, frame: Frame) -> None:
        """Look at the frame if it is the first of its fifth of a second."""
        slot = int((frame.time_s + _ROUNDING_S) * RATE_HZ)
        if slot <= self._last_slot:
            return
        self._last_slot = slot
        self._times.append(frame.time_s)
        field = EdgeField.of(frame.small)
        if self._edges is None or field.is_edge.shape != self._fields[-1].is_edge.shape:
            self._begin_anew(field)
        else:
            self._edges.observe(field)
        self._fields.append(field)
        moment = frame.index, frame.pts, frame.time_s
        self._follow(field, moment)
        for birth in self._births(field):
            self._begin(birth, field, moment)
        self._moment = moment
        self._gather(field)

    def _gather(self, field: EdgeField) -> None:
        shape = field.luma.shape[0], field.luma.shape[1]
        self._steadiness = self._steadiness or Steadiness(shape)
        self._clocks = self._clocks or ClockWatch(shape, self._now)
        self._steadiness.observe(field)
        self._tickers.observe(self._fields, self._samples, self._times, self._moment)
        self._clocks.observe(field, self._samples, self._now, self._moment)
        if self._steadiness.is_full:
            self._judge_steadiness()

    def _begin_anew(self, field: EdgeField) -> None:
        self.finish()
        self._fields.clear()
        self._edges = Persistence(field)

    def finish(self) -> None:
        """Judge what is there until the end."""
        for track in self._tracks:
            self._keep(track)
        self._tracks = []
        self._judge_steadiness()
        self._tickers.finish()
        self._changes += self._tickers.found
        self._tickers = TickerWatch(_TICKERS_EVERY)
        if self._clocks is not None:
            self._clocks.finish()
            self._changes += self._clocks.found
            self._clocks = None

    def _judge_steadiness(self) -> None:
        gathered, self._steadiness = self._steadiness, None
        if gathered is None:
            return
        field, samples = self._fields[-1], self._samples
        lasting = (samples >= gathered.least_samples) & field.is_edge
        regions = _regions(Birth(lasting, lasting, is_fresh=False))
        for one in gathered.sightings(regions, field, samples, self._now, self._moment):
            same = [other for other in self._sightings if one.is_of(other)]
            if all(other.last - other.first < one.last - one.first for other in same):
                self._sightings = [other for other in self._sightings if other not in same]
                self._sightings.append(one)

    def finding(self, end_s: float, size_px: tuple[int, int]) -> judging.ClipOverlays:
        """Return what was laid over the picture, in order of time.

        Parameters
        ----------
        end_s : float
            Where the last frame ends, seconds from the first.
        size_px : tuple of int
            Width and height of the picture as shown, pixels.
        """
        if not self._fields:
            return judging.ClipOverlays([], [], 0)
        clip = judging.Clip(
            np.asarray(self._times),
            np.frombuffer(self._still, np.bool_),
            end_s,
            size_px,
            self._fields[-1].is_edge.shape,
        )
        changes = self._with_plates()
        others = [one for one in self._sightings if not any(it.holds(one) for it in changes)]
        return judging.judged(grouped(others), changes, clip, self._left_out)

    def _with_plates(self) -> list[Change]:
        """Return what changes with boxes of what was seen to stay of it."""
        changes = []
        for change in self._changes:
            seen = [one for one in self._sightings if change.is_seen_as(one)]
            best = max(seen, key=lambda one: overlap(one.box, change.box), default=None)
            changes.append(change if best is None else change.seen_as(best))
        return changes

    @property
    def _now(self) -> int:
        return len(self._times) - 1

    def _follow(self, field: EdgeField, moment: Moment) -> None:
        for track in self._tracks:
            track.observe(field, self._now, moment)
            if track.is_gone:
                self._keep(track)
        self._tracks = [track for track in self._tracks if not track.is_gone]

    def _keep(self, track: Track) -> None:
        for sighting in track.sightings():
            if len(self._sightings) < _MOST_SIGHTINGS:
                self._sightings.append(sighting)
            else:
                self._left_out += 1

    def _births(self, field: EdgeField) -> list[Birth]:
        """Return the edges that a moment ago were not, and now and then those that last."""
        samples = self._samples
        lasting = (samples >= LASTING_SAMPLES) & field.is_edge
        edges = max(1, int(np.count_nonzero(field.is_edge)))
        self._still.append(bool(np.count_nonzero(lasting) > _STILL_SHARE * edges))
        births = []
        fresh = (samples == MATURE_SAMPLES) & field.is_edge
        if np.count_nonzero(fresh) >= LEAST_PIXELS:
            nearly = fresh | ((samples == MATURE_SAMPLES - 1) & field.is_edge)
            births.append(Birth(nearly, fresh, is_fresh=True))
        if self._now % _LASTING_EVERY == _LASTING_EVERY - 1 and not self._still[-1]:
            births.append(Birth(lasting, lasting, is_fresh=False))
        return births

    @property
    def _samples(self) -> npt.NDArray[np.uint8]:
        if self._edges is None:
            raise LookupError("no frame was looked at")
        return self._edges.samples

    def _begin(self, birth: Birth, field: EdgeField, moment: Moment) -> None:
        for y, x in _regions(birth):
            if len(self._tracks) >= _MOST_TRACKS:
                return
            if any(track.covers(y, x) for track in self._tracks):
                continue
            pattern = Pattern.at(field, y, x)
            if pattern.alignment > _MOST_ALIGNED:
                continue
            track = self._track(pattern, field, is_fresh=birth.is_fresh)
            if track is not None:
                track.look(field, moment)
                self._tracks.append(track)

    def _track(self, pattern: Pattern, field: EdgeField, *, is_fresh: bool) -> Track | None:
        """Return what follows a region; None if it was there before, so that it did not begin."""
        rest = self._rest(field, pattern)
        was_there, rest_went_on = None, 0.0
        lasts = MATURE_SAMPLES
        before = list(self._fields)[:-MATURE_SAMPLES]
        if not is_fresh:
            lasts = int(np.percentile(self._samples[pattern.y, pattern.x], 50))
        elif before:
            was_there = np.any([pattern.seen_in(earlier) for earlier in before], axis=0)
            if was_there.mean() > MOST_BEFORE_SHARE:
                return None
            began = rest.seen_in(self._fields[-MATURE_SAMPLES])
            rest_went_on = went_on(began, rest.seen_in(before[-1]))
        first = max(0, self._now - lasts + 1)
        shape = field.is_edge.shape
        return Track(pattern, rest, first, self._now, was_there, rest_went_on, shape)

    def _rest(self, field: EdgeField, pattern: Pattern) -> Pattern:
        """Return some edges elsewhere."""
        left, top, width, height = pattern.box
        elsewhere = field.is_edge.copy()
        above, before = max(0, top - _APART_PX), max(0, left - _APART_PX)
        elsewhere[above : top + height + _APART_PX, before : left + width + _APART_PX] = False
        y, x = np.nonzero(elsewhere)
        if len(y) > _REST_PIXELS:
            chosen = self._drawn.choice(len(y), _REST_PIXELS, replace=False)
            y, x = y[chosen], x[chosen]
        return Pattern.at(field, y, x)


def _regions(birth: Birth) -> list[tuple[Places, Places]]:
    """Return the pixels of what hangs together and is no larger than overlays are."""
    mask = crowded(birth.mask)
    if np.count_nonzero(mask) < LEAST_PIXELS:
        return []
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed(mask.view(np.uint8)))
    pixels = np.bincount(labels[birth.core & mask], minlength=count)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    fits = (
        (pixels >= LEAST_PIXELS)
        & (2 * pixels >= np.bincount(labels[mask], minlength=count))
        & (pixels >= LEAST_DENSITY * wide * high)
        & (wide * high <= _LARGEST_SHARE * mask.size)
        & (high <= _HIGHEST_SHARE * mask.shape[0])
        & (np.minimum(wide, high) >= _LEAST_SIDE_PX)
    )
    fits[0] = False
    found = []
    for label in np.flatnonzero(fits):
        left, top, width, height = (int(side) for side in stats[label, :4])
        window = np.s_[top : top + height, left : left + width]
        y, x = np.nonzero((labels[window] == label) & mask[window])
        found.append((y + top, x + left))
    return found
