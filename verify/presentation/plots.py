"""brightness.svg: light through time, with flashes, shot boundaries and darkness.

Written as text, not through a plotting library: docs/decisions/0002-svg-curve.md has the figures.
Positions across are percentages of the width and sizes of text are pixels, so the drawing fills
any width, from a phone to a printed page, and its words stay as large as they were.
"""

from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources

from verify.domain.errors import shown_name
from verify.domain.findings import Boundary, DarknessClass, Flash, Shot
from verify.presentation.curve import CurveBin
from verify.presentation.markers import lit_until_s
from verify.presentation.wording import (
    BOUNDARY_WORDS,
    DARKNESS_WORDS,
    FLASH_WORDS,
    counted,
    duration_words,
    listed,
    short_timecode,
)

INSET_PERCENT = 1.5
"""Room left and right of the time axis, so that marks at its ends are whole."""

_LEGEND_PX = 44
_LANE_PX = 24
_LANES = 3
_PLOT_PX = 200
_BAND_PX = 20
_AXIS_PX = 24
STANDALONE_WIDTH_PX = 1120
"""Width of a drawing that stands alone; a page stretches it to its own."""

# A numbered badge with its time takes this share of the width on a page; the badge alone takes as
# much on a phone.
_BADGE_PERCENT = 7.5
_MANY_SHOTS = 120
_HOUR_S = 3600
_LONGEST_LIST = 12

_TOPS = (64, 128, 192, 255)
_TICK_STEPS_S = (
    *(0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800),
)
_MOST_TICKS = 9

STYLE = resources.files("verify.presentation").joinpath("templates/curve.css").read_text("utf-8")
"""Of the class `curve`; stands in each drawing, so that it is whole by itself."""


def brightness_svg(
    bins: Sequence[CurveBin],
    duration_s: float,
    shots: Sequence[Shot] | None,
    flashes: Sequence[Flash] | None,
    *,
    link_flashes: bool = False,
) -> str:
    """Return the curve as one SVG element, good as a file of its own and inside a page.

    Parameters
    ----------
    bins : sequence of CurveBin
        From `BrightnessCurve.bins`; at most some thousand.
    duration_s : float
        Length of the clip in seconds, the right end of the axis; 0 for a single frame.
    shots, flashes : sequences or None
        None if they were not looked for.
    link_flashes : bool
        Make each numbered flash a link to `#flash-N`, for a page that has such places.

    Returns
    -------
    str
        SVG without script, outside reference or XML declaration.
    """
    return _Drawing(bins, duration_s, shots or (), flashes or (), link_flashes).svg()


class _Drawing:
    """One drawing: what is where, from top to bottom."""

    def __init__(
        self,
        bins: Sequence[CurveBin],
        duration_s: float,
        shots: Sequence[Shot],
        flashes: Sequence[Flash],
        link_flashes: bool,
    ) -> None:
        self._bins = bins
        last_s = bins[-1].end_s if bins else 0.0
        self._span_s = max(duration_s, last_s) or 1.0
        self._duration_s = duration_s
        self._shots = shots
        self._numbered = list(enumerate(flashes, start=1))
        self._accepted = [(number, flash) for number, flash in self._numbered if flash.accepted]
        self._link_flashes = link_flashes
        highest = max((b.p99_high for b in bins), default=255.0)
        self._top = next(top for top in _TOPS if highest <= top)
        self._lanes = self._lane_of_each_flash()
        used = max((lane for lane in self._lanes.values() if lane is not None), default=-1) + 1
        self._plot_y = _LEGEND_PX + 4 + max(used, 1) * _LANE_PX
        self._band_y = self._plot_y + _PLOT_PX + 6
        self._axis_y = self._band_y + (_BAND_PX if shots else 0)
        self._height = self._axis_y + _AXIS_PX

    def svg(self) -> str:
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="curve" role="img" '
            f'aria-labelledby="curve-title curve-desc" width="{STANDALONE_WIDTH_PX}" '
            f'height="{self._height}">',
            '<title id="curve-title">Brightness through time</title>',
            f'<desc id="curve-desc">{escape(self._description())}</desc>',
            f"<style>{STYLE}</style>",
            '<rect class="paper" width="100%" height="100%"/>',
            *self._legend(),
            *self._grid(),
            *self._boundaries(),
            *self._glows(),
            *self._curve(),
            *self._level_labels(),
            *self._darkness_band(),
            *self._time_axis(),
            *self._rejected_marks(),
            *self._accepted_marks(),
            "</svg>",
        ]
        return "\n".join(parts)

    def _percent(self, time_s: float) -> float:
        return INSET_PERCENT + (100 - 2 * INSET_PERCENT) * time_s / self._span_s

    def _x(self, time_s: float) -> str:
        return f"{self._percent(time_s):.3f}%"

    def _y(self, level: float) -> float:
        return self._plot_y + _PLOT_PX * (1 - level / self._top)

    def _lane_of_each_flash(self) -> dict[int, int | None]:
        """Return the row of each accepted flash's badge, 0 on top; None where there is no room."""
        free_from = [0.0] * _LANES
        lanes: dict[int, int | None] = {}
        for number, flash in sorted(self._accepted, key=lambda pair: pair[1].onset_s):
            x = self._percent(flash.onset_s)
            left = x - _BADGE_PERCENT if _is_near_the_end(x) else x
            # A mark's line runs down through the rows below its badge: they must be free as well.
            rows = range(_LANES)
            free = [i for i in rows if free_from[i] <= left and max(free_from[i:]) <= x]
            lane = free[0] if free else None
            if lane is not None:
                free_from[lane] = x + _BADGE_PERCENT
            lanes[number] = lane
        return lanes

    def _description(self) -> str:
        sentences = [
            f"Mean luma of each frame over {duration_words(self._duration_s)}, in code values "
            f"from 0 (black) to 255 (white); the axis ends at {self._top}."
        ]
        onsets = [short_timecode(flash.onset_s) for _, flash in self._accepted]
        if onsets:
            sentences.append(
                f"{counted(len(onsets), 'accepted flash', 'accepted flashes')}: {_some(onsets)}."
            )
        else:
            sentences.append("No accepted flash.")
        rejected = len(self._numbered) - len(self._accepted)
        if rejected:
            sentences.append(f"{counted(rejected, 'other rise')} in light, not accepted.")
        changes = [
            f"{BOUNDARY_WORDS[shot.boundary]} {short_timecode(shot.start_s)}"
            for shot in self._shots
            if shot.boundary is not Boundary.START
        ]
        if changes:
            sentences.append(f"Shot boundaries: {_some(changes)}.")
        runs = [
            f"{DARKNESS_WORDS[kind]} from {short_timecode(start_s)}"
            for kind, start_s, _ in _darkness_runs(self._shots)
        ]
        if runs:
            sentences.append(f"Light: {_some(runs)}.")
        return " ".join(sentences)

    def _legend(self) -> Iterable[str]:
        yield (
            '<g aria-hidden="true">'
            '<line class="mean" x1="6" x2="26" y1="14" y2="14"/><text x="32" y="18">mean</text>'
            '<rect class="band" x="76" y="7" width="20" height="14"/>'
            '<text x="102" y="18">5 to 95 % of pixels</text>'
            '<line class="peak" x1="226" x2="246" y1="14" y2="14"/>'
            '<text x="252" y="18">brightest 1 %</text></g>'
        )
        yield (
            '<g aria-hidden="true" class="second-row">'
            '<circle class="badge" cx="14" cy="34" r="7"/><text x="26" y="38">flash</text>'
            f'{_diamond("73", 34)}<text x="83" y="38">rise, not accepted</text>'
            '<line class="cut" x1="206" x2="206" y1="26" y2="42"/><text x="212" y="38">cut</text>'
            '<line class="gradual" x1="247" x2="247" y1="26" y2="42"/>'
            '<text x="253" y="38">fade, dissolve</text></g>'
        )

    def _grid(self) -> Iterable[str]:
        for level in self._levels():
            y = self._y(level)
            kind = "base" if level == 0 else "grid"
            yield (
                f'<line class="{kind}" x1="{INSET_PERCENT}%" x2="{100 - INSET_PERCENT}%" '
                f'y1="{y:.1f}" y2="{y:.1f}"/>'
            )

    def _level_labels(self) -> Iterable[str]:
        for level in self._levels():
            if level:
                yield (
                    f'<text class="halo" x="{INSET_PERCENT}%" dx="6" y="{self._y(level) - 4:.1f}">'
                    f"{level}</text>"
                )

    def _levels(self) -> tuple[int, ...]:
        return (0, self._top // 2, self._top) if self._top < 192 else (0, 64, 128, 192, 255)

    def _boundaries(self) -> Iterable[str]:
        # Hundreds of full lines would hide the curve; short ones still tell where cuts crowd.
        floor = self._plot_y + _PLOT_PX
        crowd = len(self._shots) > _MANY_SHOTS
        top, bottom = (floor - 14, floor) if crowd else (self._plot_y, self._axis_y)
        for shot in self._shots:
            if shot.boundary is Boundary.START:
                continue
            x = self._x(shot.start_s)
            kind = "cut" if shot.boundary is Boundary.CUT else "gradual"
            yield (
                f'<line class="{kind}" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}">'
                f"<title>{BOUNDARY_WORDS[shot.boundary]} at {short_timecode(shot.start_s)}</title>"
                "</line>"
            )

    def _glows(self) -> Iterable[str]:
        for start_s, end_s in self._lit_spans():
            width = self._percent(end_s) - self._percent(start_s)
            yield (
                f'<rect class="glow" x="{self._x(start_s)}" width="{width:.3f}%" '
                f'y="{self._plot_y}" height="{_PLOT_PX}"/>'
            )

    def _lit_spans(self) -> list[tuple[float, float]]:
        """Return [start_s, end_s) of the light of accepted flashes, overlaps joined."""
        spans: list[tuple[float, float]] = []
        for _, flash in sorted(self._accepted, key=lambda pair: pair[1].onset_s):
            start_s, end_s = flash.onset_s, lit_until_s(flash, self._duration_s)
            if spans and start_s <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(spans[-1][1], end_s))
            elif end_s > start_s:
                spans.append((start_s, end_s))
        return spans

    def _curve(self) -> Iterable[str]:
        if not self._bins:
            return
        width = 100 - 2 * INSET_PERCENT
        upper = [self._point(b, b.p95_high) for b in self._bins]
        lower = [self._point(b, b.p05_low) for b in reversed(self._bins)]
        peak = [self._point(b, b.p99_high) for b in self._bins]
        mean = [
            self._point(b, level) for b in self._bins for level in sorted({b.mean_low, b.mean_high})
        ]
        yield (
            f'<svg x="{INSET_PERCENT}%" y="{self._plot_y}" width="{width}%" height="{_PLOT_PX}" '
            f'viewBox="0 0 10000 {self._top}" preserveAspectRatio="none" overflow="visible">'
            f'<path class="band" d="M{" ".join(upper + lower)}Z"/>'
            f'<path class="peak" vector-effect="non-scaling-stroke" d="M{" ".join(peak)}"/>'
            f'<path class="mean" vector-effect="non-scaling-stroke" d="M{" ".join(mean)}"/>'
            "</svg>"
        )

    def _point(self, one: CurveBin, level: float) -> str:
        middle_s = (one.start_s + one.end_s) / 2
        return f"{10_000 * middle_s / self._span_s:.1f},{self._top - level:.1f}"

    def _darkness_band(self) -> Iterable[str]:
        for kind, start_s, end_s in _darkness_runs(self._shots):
            words = DARKNESS_WORDS[kind]
            width = self._percent(end_s) - self._percent(start_s)
            yield (
                f'<rect class="shade {kind}" x="{self._x(start_s)}" y="{self._band_y}" '
                f'width="{width:.3f}%" height="{_BAND_PX - 3}"><title>{words}, '
                f"{short_timecode(start_s)} to {short_timecode(end_s)}</title></rect>"
            )
            # 7 px a letter, of a phone's 340 px or a page's 1000 px.
            if width * 3.4 > 7 * len(words) + 8:
                room = ""
            elif width * 10 > 7 * len(words) + 8:
                room = " wide"
            else:
                continue
            middle = self._percent((start_s + end_s) / 2)
            yield (
                f'<text class="on-{kind}{room}" text-anchor="middle" x="{middle:.3f}%" '
                f'y="{self._band_y + 13}">{words}</text>'
            )

    def _time_axis(self) -> Iterable[str]:
        step_s = next(
            (step for step in _TICK_STEPS_S if self._span_s / step <= _MOST_TICKS),
            _TICK_STEPS_S[-1] * (1 + int(self._span_s // (_TICK_STEPS_S[-1] * _MOST_TICKS))),
        )
        ticks = int(self._span_s / step_s + 1e-9)
        # A phone shows about four labels.
        every = max(1, -(-ticks // 4))
        for tick in range(ticks + 1):
            time_s = tick * step_s
            x = self._x(time_s)
            share = time_s / self._span_s
            anchor = "start" if share < 0.02 else "end" if share > 0.98 else "middle"
            room = "wide" if tick % every else ""
            text = short_timecode(time_s)
            text = text.removesuffix(".000") if step_s >= 1 else text[:-2]
            y = self._axis_y
            yield (
                f'<line class="base" x1="{x}" x2="{x}" y1="{y}" y2="{y + 4}"/>'
                f'<text class="{room}" text-anchor="{anchor}" x="{x}" y="{y + 18}">{text}</text>'
            )

    def _rejected_marks(self) -> Iterable[str]:
        for number, flash in self._numbered:
            if flash.accepted:
                continue
            reason = escape(shown_name(flash.reason))
            yield (
                f"<g><title>Rise {number} at {short_timecode(flash.onset_s)}, not accepted: "
                f"{FLASH_WORDS[flash.kind]}; {reason}</title>"
                f"{_diamond(self._x(flash.onset_s), self._plot_y + _PLOT_PX)}</g>"
            )

    def _accepted_marks(self) -> Iterable[str]:
        for number, flash in self._accepted:
            x = self._x(flash.onset_s)
            when = short_timecode(flash.onset_s)
            lane = self._lanes[number]
            top = self._plot_y if lane is None else _LEGEND_PX + 12 + lane * _LANE_PX
            mark = (
                f"<g><title>Flash {number} ({FLASH_WORDS[flash.kind]}), onset {when} "
                f"\u00b1 {flash.onset_error_s:.3f} s</title>"
                f'<line class="onset" id="curve-flash-{number}" x1="{x}" x2="{x}" y1="{top}" '
                f'y2="{self._plot_y + _PLOT_PX}"/>'
            )
            if lane is not None:
                label = when if self._span_s < _HOUR_S else when.rpartition(".")[0]
                radius = 9 if number < 100 else 12
                # Near the right end the time stands left of its badge.
                side = -13 if _is_near_the_end(self._percent(flash.onset_s)) else 13
                anchor = "end" if side < 0 else "start"
                mark += (
                    f'<text class="when halo" text-anchor="{anchor}" x="{x}" dx="{side}" '
                    f'y="{top + 4}">{label}</text>'
                    f'<circle class="badge" cx="{x}" cy="{top}" r="{radius}"/>'
                    f'<text class="number" text-anchor="middle" x="{x}" y="{top + 4}">{number}'
                    "</text>"
                )
            mark += "</g>"
            yield f'<a href="#flash-{number}">{mark}</a>' if self._link_flashes else mark


def _is_near_the_end(percent: float) -> bool:
    """Whether a mark has no room for its time on its right."""
    return percent > 100 - _BADGE_PERCENT


def _diamond(x: str, y: float) -> str:
    """Return a hollow diamond; a nested drawing carries it to a percentage across."""
    return (
        f'<svg x="{x}" y="{y}" overflow="visible">'
        '<path class="rejected" d="M0,-5 L5,0 L0,5 L-5,0 Z"/></svg>'
    )


def _darkness_runs(shots: Sequence[Shot]) -> list[tuple[DarknessClass, float, float]]:
    """Return (class, start_s, end_s) of each run of shots of one class."""
    runs: list[tuple[DarknessClass, float, float]] = []
    for shot in shots:
        kind = shot.darkness.kind
        if runs and runs[-1][0] is kind:
            runs[-1] = (kind, runs[-1][1], shot.end_s)
        else:
            runs.append((kind, shot.start_s, shot.end_s))
    return runs


def _some(parts: list[str]) -> str:
    if len(parts) <= _LONGEST_LIST:
        return listed(parts)
    return f"{', '.join(parts[:_LONGEST_LIST])} and {len(parts) - _LONGEST_LIST:,} more"
