"""Bands through which something runs evenly: the same edges, each time so much further along.

The picture is cut into strips of four rows, and the edges of each are laid over those of the sample
before, shifted until they agree. A pan shifts all strips alike; where a few adjoining ones run at a
speed of their own, and keep it, a ticker is followed until it stops.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.overlays.changes import Change, stays_shares
from verify.analysis.overlays.edges import EdgeField
from verify.analysis.overlays.patterns import Box
from verify.analysis.overlays.tracks import GONE_SAMPLES, Moment
from verify.domain.overlays import OverlayKind

STRIP_PX = 4
LEAST_SHIFT_PX = 3
"""From one sample to the next: slower than that, a cloud is as fast."""

_MOST_SHIFT_PX = 64
_LEAST_LIKENESS, _LEAST_FOLLOWED = 0.6, 0.5
_LEAST_STRENGTH = 4.5
_PLAY_PX = 1.01
# Shifted by more than their width, edges differ by twice their energy; what stays, by noise.
_LEAST_CHANGE = 0.3
_HIGHEST_SHARE, _HIGHEST_BAND_SHARE, _MOST_BANDS = 0.12, 0.16, 4
# How many other strips may run as fast, and how fast those close by may run the same way: in a
# pan, what is farther off lags behind by little.
_MOST_ALIKE, _ALIKE_PX, _BESIDE, _MOST_BESIDE = 0.3, 2, 3, 0.7
_LEAST_SAMPLES = 10
_ROW_LIKENESS, _MOST_OF_UNMOVED, _GAP_PX = 0.4, 0.7, 24
# Letters have more edges, a cloud or a skyline that drifts by has fewer.
_LEAST_DENSITY = 0.1
# The outline of a band lies above and below its letters, within a share of their height.
_MOST_BEYOND, _LEAST_STEP_LEVELS, _LEAST_OF_STEP = 0.7, 8.0, 0.6

Levels = npt.NDArray[np.float32]


class _Band:
    def __init__(self, rows: slice, speed_px_s: float, first: int, shape: tuple[int, int]) -> None:
        self.rows, self.speed_px_s = rows, speed_px_s
        beyond = rows.stop - rows.start
        self.window = slice(max(0, rows.start - beyond), min(shape[0], rows.stop + beyond))
        self.first = self.last = first
        self._height = shape[0]
        self.missed = 0
        self.samples = self._edges = 0
        self.middle: Moment = (0, 0, 0.0)
        height = self.window.stop - self.window.start
        self._luma = np.zeros((height, shape[1]), np.float32)
        self._agreeing, self._strength = np.zeros(height), np.zeros(height)
        self._moved, self._unmoved = np.zeros(shape[1]), np.zeros(shape[1])

    def follows(self, before: EdgeField, now: EdgeField, lasts_s: float) -> bool:
        """Whether it ran on from one sample to the next; takes both in."""
        shift, likeness = _shifts(_strips(before, self.rows), _strips(now, self.rows), joint=True)
        if likeness[0] < _LEAST_FOLLOWED or abs(shift[0] - self.speed_px_s * lasts_s) > _PLAY_PX:
            return False
        step = int(shift[0])
        there, here = (slice(max(0, step), None), slice(max(0, -step), None))
        wide = now.luma.shape[1] - abs(step)
        there = slice(there.start, there.start + wide)
        here = slice(here.start, here.start + wide)
        was, now_is = (field.across[self.window].astype(np.float32) for field in (before, now))
        self._agreeing += (was[:, there] * now_is[:, here]).sum(axis=1)
        self._strength += np.sqrt(
            (was[:, there] ** 2).sum(axis=1) * (now_is[:, here] ** 2).sum(axis=1)
        )
        seen, shown = (field.luma[self.rows].astype(np.float32) for field in (before, now))
        self._moved[here] += np.abs(seen[:, there] - shown[:, here]).sum(axis=0)
        self._unmoved[here] += np.abs(seen[:, here] - shown[:, here]).sum(axis=0)
        self._luma += now.luma[self.window]
        self._edges += int(np.count_nonzero(now.is_edge[self.rows]))
        self.samples += 1
        return True

    def box(self) -> Box | None:
        """Return where it runs; None if that is nowhere, or not for long."""
        area = (self.rows.stop - self.rows.start) * self._luma.shape[1] * self.samples
        if self.samples < _LEAST_SAMPLES or self._edges < _LEAST_DENSITY * area:
            return None
        rows = _longest(self._agreeing >= _ROW_LIKENESS * np.maximum(self._strength, 1.0), 1)
        columns = _longest(self._moved <= _MOST_OF_UNMOVED * self._unmoved, _GAP_PX)
        if rows is None or columns is None or columns.stop - columns.start < 2 * len(self._luma):
            return None
        top, bottom = self._outline(rows, columns)
        if bottom - top > _HIGHEST_BAND_SHARE * self._height:
            return None
        width = columns.stop - columns.start
        return columns.start, self.window.start + top, width, bottom - top

    def _outline(self, rows: slice, columns: slice) -> tuple[int, int]:
        """Return the rows at which the band begins and ends, those of its letters without one."""
        mean = self._luma[:, columns] / self.samples
        steps = np.diff(mean, axis=0)
        # A straight outline: over most of the columns it goes one way.
        one_way = np.abs(np.sign(steps).mean(axis=1)) >= _LEAST_OF_STEP
        strength = np.abs(np.median(steps, axis=1)) * one_way
        beyond = max(2, round(_MOST_BEYOND * (rows.stop - rows.start)))
        above = strength[max(0, rows.start - beyond) : rows.start]
        below = strength[rows.stop - 1 : rows.stop - 1 + beyond]
        top, bottom = rows.start, rows.stop
        if above.size and above.max() >= _LEAST_STEP_LEVELS:
            top = max(0, rows.start - beyond) + int(above.argmax()) + 1
        if below.size and below.max() >= _LEAST_STEP_LEVELS:
            bottom = rows.stop + int(below.argmax())
        return top, bottom


class TickerWatch:
    """Finds bands and follows them; looks for new ones once in so many samples."""

    def __init__(self, every: int) -> None:
        self._every = every
        self._bands: list[_Band] = []
        self._last: tuple[EdgeField, npt.NDArray[np.uint8]] | None = None
        self.found: list[Change] = []

    def observe(
        self,
        fields: Sequence[EdgeField],
        samples: npt.NDArray[np.uint8],
        times_s: Sequence[float],
        moment: Moment,
    ) -> None:
        """Look at the last sample.

        Parameters
        ----------
        fields : sequence of EdgeField
            The last ones, the one that is looked at last.
        samples : uint8 array, shape (height, width)
            For how many samples each edge has been there.
        times_s : sequence of float
            Of all samples.
        """
        now = len(times_s) - 1
        self._last = fields[-1], samples
        if len(fields) < 2:
            return
        lasts_s = times_s[-1] - times_s[-2]
        for band in self._bands:
            if band.follows(fields[-2], fields[-1], lasts_s):
                band.last, band.missed = now, 0
                if 2 * band.samples <= _LEAST_SAMPLES:
                    band.middle = moment
            else:
                band.missed += 1
        for band in [band for band in self._bands if band.missed >= GONE_SAMPLES]:
            self._end(band)
        if now % self._every == self._every - 1:
            for rows, shift in _bands(fields[-2], fields[-1]):
                self._begin(rows, shift / lasts_s, fields, times_s, moment)

    def finish(self) -> None:
        """End all that runs."""
        for band in list(self._bands):
            self._end(band)

    def _end(self, band: _Band) -> None:
        self._bands.remove(band)
        box = band.box()
        if box is None or self._last is None:
            return
        stays_share, rest_share = stays_shares(*self._last, box)
        percent = round(100 * abs(band.speed_px_s) / box[2])
        side = "left" if band.speed_px_s > 0 else "right"
        self.found.append(
            Change(
                kind=OverlayKind.TICKER,
                box=box,
                core=box,
                first=band.first,
                last=band.last,
                stays_share=stays_share,
                rest_share=rest_share,
                reason=f"Runs evenly to the {side} in a band that stays, by {percent} % of its "
                "width a second; the rest does not.",
                moment=band.middle,
            )
        )

    def _begin(
        self,
        rows: slice,
        speed_px_s: float,
        fields: Sequence[EdgeField],
        times_s: Sequence[float],
        moment: Moment,
    ) -> None:
        is_known = any(
            rows.start < band.rows.stop and band.rows.start < rows.stop for band in self._bands
        )
        if is_known or len(self._bands) >= _MOST_BANDS:
            return
        now = len(times_s) - 1
        band = _Band(rows, speed_px_s, now, fields[-1].luma.shape)
        band.middle = moment
        # It may have run for a while before it was looked for.
        for back in range(1, len(fields)):
            lasts_s = times_s[now - back + 1] - times_s[now - back]
            if not band.follows(fields[-back - 1], fields[-back], lasts_s):
                break
            band.first = now - back
        if band.samples:
            self._bands.append(band)


def _bands(before: EdgeField, now: EdgeField) -> Iterator[tuple[slice, float]]:
    """Yield rows in which all runs at one speed, while most of the rest does not."""
    whole = slice(0, now.luma.shape[0] // STRIP_PX * STRIP_PX)
    was, strips = _strips(before, whole), _strips(now, whole)
    has_edges = np.sqrt((strips**2).mean(axis=1)) >= _LEAST_STRENGTH
    changed = ((strips - was) ** 2).mean(axis=1) >= _LEAST_CHANGE * (strips**2).mean(axis=1)
    shift, likeness = np.zeros((2, len(strips)), np.float32)
    moves = has_edges & changed
    if not moves.any():
        return
    shift[moves], likeness[moves] = _shifts(was[moves], strips[moves], joint=False)
    runs = has_edges & (likeness >= _LEAST_LIKENESS) & (np.abs(shift) >= LEAST_SHIFT_PX)
    first = 0 if runs.any() else len(shift)
    while first < len(shift):
        last = first
        while (
            last + 1 < len(shift)
            and runs[first]
            and runs[last + 1]
            and (abs(shift[last + 1] - shift[first]) <= 1)
        ):
            last += 1
        if runs[first] and (last + 1 - first) * STRIP_PX <= _HIGHEST_SHARE * whole.stop:
            speed = float(np.median(shift[first : last + 1]))
            others = has_edges.copy()
            others[max(0, first - 1) : last + 2] = False
            alike = others & (likeness >= _LEAST_LIKENESS) & (np.abs(shift - speed) <= _ALIKE_PX)
            runs_too = runs & (shift * np.sign(speed) >= _MOST_BESIDE * abs(speed))
            runs_too[first : last + 1] = False
            is_alone = np.count_nonzero(alike) <= _MOST_ALIKE * np.count_nonzero(others)
            if is_alone and not runs_too[max(0, first - _BESIDE) : last + 1 + _BESIDE].any():
                yield slice(first * STRIP_PX, (last + 1) * STRIP_PX), speed
        first = last + 1


def _strips(field: EdgeField, rows: slice) -> Levels:
    across = field.across[rows]
    strips = across[::STRIP_PX].astype(np.float32)
    for row in range(1, STRIP_PX):
        strips += across[row::STRIP_PX]
    return np.asarray(strips / np.float32(STRIP_PX), np.float32)


def _shifts(before: Levels, now: Levels, *, joint: bool) -> tuple[Levels, Levels]:
    """Return for each strip, or for all together, how far it was shifted and how alike it is."""
    wide = before.shape[1]
    spectra = cv2.mulSpectrums(_spectra(before), _spectra(now), cv2.DFT_ROWS, conjB=True)
    energies = np.sqrt((before**2).sum(axis=1) * (now**2).sum(axis=1))
    if joint:
        spectra, energies = spectra.sum(axis=0, keepdims=True), energies.sum(keepdims=True)
    shifts = np.r_[0 : _MOST_SHIFT_PX + 1, -_MOST_SHIFT_PX:0]
    agreeing = cv2.idft(spectra, flags=cv2.DFT_ROWS | cv2.DFT_SCALE)[:, shifts]
    weights = (wide / (wide - np.abs(shifts))).astype(np.float32)
    alike = agreeing * weights / np.maximum(energies, 1.0)[:, None]
    best = alike.argmax(axis=1)
    chosen = np.take_along_axis(alike, best[:, None], axis=1)[:, 0]
    return shifts[best].astype(np.float32), chosen.astype(np.float32)


def _spectra(strips: Levels) -> Levels:
    """Return real spectra, one a row; OpenCV's take a quarter of the time that NumPy's do."""
    room = np.zeros((len(strips), _room_px(strips.shape[1])), np.float32)
    room[:, : strips.shape[1]] = strips
    return np.asarray(cv2.dft(room, flags=cv2.DFT_ROWS), np.float32)


def _room_px(width: int) -> int:
    return cv2.getOptimalDFTSize(width + _MOST_SHIFT_PX)


def _longest(flags: npt.NDArray[np.bool_], gap: int) -> slice | None:
    """Return the longest stretch that is set, short gaps closed."""
    kernel = np.ones((1, 2 * gap + 1), np.uint8)
    padded = np.pad(flags.astype(np.uint8)[None], ((0, 0), (gap, gap)))
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, kernel)[0, gap:-gap]
    ends = np.flatnonzero(np.diff(np.pad(closed, 1)))
    if not ends.size:
        return None
    lengths = ends[1::2].astype(int) - ends[::2]
    longest = int(lengths.argmax())
    return slice(int(ends[2 * longest]), int(ends[2 * longest + 1]))
