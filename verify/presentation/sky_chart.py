"""The sky chart: how high Sun and Moon stood, through a window or a day, and which light that was.

An SVG written as text, for the reasons of docs/decisions/0002-svg-curve.md: positions across are
percentages of the width and sizes of text are pixels. Heights end at 24 degrees below the horizon:
further down the Sun changes nothing that is seen, and the Moon neither.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from html import escape
from importlib import resources

from verify.domain.errors import shown_name
from verify.domain.sky import (
    Direction,
    EventKind,
    Moment,
    Reading,
    Rule,
    Sky,
    SkyEvent,
    SkyState,
)
from verify.presentation.sky_wording import (
    EVENT_WORDS,
    LIGHT_WORDS,
    RULE_WORDS,
    clock,
    excluded_words,
    offset_words,
    sky_sentences,
)

HOW_TO_READ = (
    "How to read it: a line above the horizon is a body that is up; hills and houses hide it for "
    "longer, clouds are not known. Boxes are hours that do not fit.",
    "Bearings count from true north through east. What is dark or light in a clip also depends on "
    "lamps and exposure.",
)

_INSET_PERCENT = 1.5
_STANDALONE_WIDTH_PX = 1120
_HEAD_PX = 46
_LANE_PX = 18
_LANES = 3
_PLOT_PX = 240
_STRIP_PX = 20
_AXIS_PX = 58
_CAPTION_PX = 44
_LOWEST_DEG = -24.0
_LEAST_TOP_DEG = 20
_LABEL_PERCENT = 13.0
_TWILIGHT_ENDS_DEG = (-6, -12, -18)
_LEAST_BAND_PX = 15
_TWILIGHTS = ("civil twilight", "nautical twilight", "astronomical twilight")
_CHARACTER_MIDDLE_PX = 4
_TICK_STEPS_H = (1, 2, 3, 6, 12, 24)
_MOST_TICKS = 13
_LABELLED = frozenset((EventKind.SUNRISE, EventKind.SUNSET, EventKind.MOONRISE, EventKind.MOONSET))
_OF_THE_MOON = frozenset((EventKind.MOONRISE, EventKind.MOONSET))

_STYLE = resources.files("verify.presentation").joinpath("templates/sky.css").read_text("utf-8")


def sky_svg(sky: Sky) -> str:
    """Return the chart as one SVG element, good as a file of its own and inside a page.

    Each reading of the time has a drawing of its own, one below the other.

    Returns
    -------
    str
        SVG without script, outside reference or XML declaration.
    """
    drawings = [_Drawing(sky, reading) for reading in sky.readings]
    height = sum(drawing.height for drawing in drawings) + _CAPTION_PX
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sky" role="img" '
        f'aria-labelledby="sky-title sky-desc" width="{_STANDALONE_WIDTH_PX}" height="{height}">',
        f'<title id="sky-title">Sun and Moon over {escape(shown_name(sky.place.title))}</title>',
        f'<desc id="sky-desc">{escape(sky_sentences(sky))}</desc>',
        f"<style>{_STYLE}</style>",
        '<rect class="paper" width="100%" height="100%"/>',
    ]
    top = 0
    for drawing in drawings:
        parts += [f'<svg y="{top}" width="100%" height="{drawing.height}">', *drawing.parts()]
        parts.append("</svg>")
        top += drawing.height
    parts += [
        f'<text class="wide" x="{_INSET_PERCENT}%" y="{top + 12 + 16 * line}">{escape(text)}</text>'
        for line, text in enumerate(HOW_TO_READ)
    ]
    return "\n".join([*parts, "</svg>"]) + "\n"


class _Drawing:
    """One reading of the time, from top to bottom."""

    def __init__(self, sky: Sky, reading: Reading) -> None:
        self._sky = sky
        self._reading = reading
        self._start = reading.course[0].moment.utc
        self._span_s = (reading.course[-1].moment.utc - self._start).total_seconds()
        highest = max(
            max(state.sun.altitude_deg, state.moon.altitude_deg) for state in reading.course
        )
        self._top_deg = max(_LEAST_TOP_DEG, int(highest // 10 + 1) * 10)
        self._plot_y = _HEAD_PX + _LANES * _LANE_PX
        self._floor_y = self._plot_y + _PLOT_PX
        # The same hour may break several rules: each has a strip of its own.
        self._rules = list(dict.fromkeys(one.rule for one in reading.excluded))
        self._axis_y = self._floor_y + 6 + (1 + len(self._rules)) * _STRIP_PX
        self.height = self._axis_y + _AXIS_PX

    def parts(self) -> Iterator[str]:
        yield from self._head()
        yield from self._levels()
        yield from self._lines()
        yield from self._heights()
        yield from self._marks()
        yield from self._light_strip()
        for row, rule in enumerate(self._rules, start=1):
            yield from self._excluded_strip(rule, self._floor_y + 6 + row * _STRIP_PX)
        yield from self._axis()

    def _percent(self, moment: Moment) -> float:
        share = (moment.utc - self._start).total_seconds() / self._span_s
        return _INSET_PERCENT + (100 - 2 * _INSET_PERCENT) * share

    def _y(self, altitude_deg: float) -> float:
        share = (self._top_deg - altitude_deg) / (self._top_deg - _LOWEST_DEG)
        return self._plot_y + _PLOT_PX * share

    def _head(self) -> Iterator[str]:
        phase = self._reading.moon_phase
        yield (
            f'<text class="heading" x="{_INSET_PERCENT}%" y="20">Sun and Moon over '
            f"{escape(shown_name(self._sky.place.title))}</text>"
        )
        yield (
            f'<svg x="{_INSET_PERCENT}%" y="26" overflow="visible" width="10" height="20">'
            '<line class="sun" x1="0" x2="24" y1="10" y2="10"/><text x="30" y="14">Sun</text>'
            '<line class="moon" x1="66" x2="94" y1="10" y2="10"/>'
            f'<text x="100" y="14">Moon, {phase.name}, {phase.lit_percent:.0f} % lit</text></svg>'
        )

    def _levels(self) -> Iterator[str]:
        left, right = f"{_INSET_PERCENT}%", f"{100 - _INSET_PERCENT}%"
        horizon = self._y(0)
        yield (
            f'<rect class="ground" x="{left}" width="{100 - 2 * _INSET_PERCENT}%" '
            f'y="{horizon:.1f}" height="{self._floor_y - horizon:.1f}"/>'
        )
        for level, kind in self._named():
            y = self._y(level)
            yield f'<line class="{kind}" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        if not self._has_room:
            return
        for name, ends_deg in zip(_TWILIGHTS, _TWILIGHT_ENDS_DEG, strict=True):
            y = self._y(ends_deg + 3) + _CHARACTER_MIDDLE_PX
            yield (
                f'<text class="wide halo" text-anchor="end" x="{right}" dx="-6" y="{y:.1f}">'
                f"Sun here: {name}</text>"
            )

    def _heights(self) -> Iterator[str]:
        """Yield the heights in numbers, over the lines and beside the dots."""
        for level, kind in self._named():
            if kind != "bound" or self._has_room or level == _TWILIGHT_ENDS_DEG[-1]:
                words = f"{level}\u00b0".replace("-", "\u2212")
                yield (
                    f'<text class="halo" x="{_INSET_PERCENT}%" dx="6" '
                    f'y="{self._y(level) - 3:.1f}">{words}</text>'
                )

    def _named(self) -> list[tuple[int, str]]:
        step = 10 if self._top_deg <= 50 else 30
        heights = [(level, "grid") for level in range(step, self._top_deg + 1, step)]
        return [*heights, (0, "horizon"), *((level, "bound") for level in _TWILIGHT_ENDS_DEG)]

    @property
    def _has_room(self) -> bool:
        """Whether twilights are high enough for their names."""
        return self._y(-6) - self._y(0) >= _LEAST_BAND_PX

    def _lines(self) -> Iterator[str]:
        height_deg = self._top_deg - _LOWEST_DEG
        yield (
            f'<svg x="{_INSET_PERCENT}%" y="{self._plot_y}" width="{100 - 2 * _INSET_PERCENT}%" '
            f'height="{_PLOT_PX}" viewBox="0 0 10000 {height_deg:g}" preserveAspectRatio="none">'
        )
        for body in ("moon", "sun"):
            points = " ".join(self._point(state, body) for state in self._reading.course)
            yield f'<path class="{body}" vector-effect="non-scaling-stroke" d="M{points}"/>'
        yield "</svg>"

    def _point(self, state: SkyState, body: str) -> str:
        share = (state.moment.utc - self._start).total_seconds() / self._span_s
        return f"{10_000 * share:.1f},{self._top_deg - self._body(state, body).altitude_deg:.2f}"

    @staticmethod
    def _body(state: SkyState, body: str) -> Direction:
        return state.sun if body == "sun" else state.moon

    def _marks(self) -> Iterator[str]:
        free_from = [0.0] * _LANES
        if (at := self._reading.at) is not None:
            yield from self._asked(at)
        for event in self._reading.events:
            if event.kind not in _LABELLED:
                continue
            x = self._percent(event.moment)
            left = x - _LABEL_PERCENT if _is_near_the_end(x) else x
            # Its line runs down through the rows below its words: they must be free as well.
            rows = range(_LANES)
            free = (i for i in rows if free_from[i] <= left and max(free_from[i:]) <= x)
            lane = next(free, None)
            if lane is not None:
                free_from[lane] = left + _LABEL_PERCENT
            yield from self._event(event, x, lane)
        for tick in self._ticks():
            state = min(self._reading.course, key=lambda one: abs(one.moment.utc - tick))
            yield from self._dots(state)

    def _dots(self, state: SkyState) -> Iterator[str]:
        x, when = self._percent(state.moment), clock(state.moment.place)
        for body in ("sun", "moon"):
            stands = self._body(state, body)
            if stands.altitude_deg > 0:
                yield (
                    f'<circle class="{body}-dot" r="3.5" cx="{x:.3f}%" '
                    f'cy="{self._y(stands.altitude_deg):.1f}"><title>{when}: {body.title()} '
                    f"{stands.altitude_deg:.1f}\u00b0 up, bearing {stands.azimuth_deg:.0f}\u00b0"
                    "</title></circle>"
                )

    def _asked(self, at: SkyState) -> Iterator[str]:
        x = self._percent(at.moment)
        anchor = "end" if x > 50 else "start"
        yield (
            f'<line class="asked" x1="{x:.3f}%" x2="{x:.3f}%" y1="{self._plot_y}" '
            f'y2="{self._floor_y}"/>'
            f'<text class="asked-name halo" text-anchor="{anchor}" x="{x:.3f}%" '
            f'dx="{-5 if anchor == "end" else 5}" y="{self._plot_y + 14}">asked for: '
            f"{clock(at.moment.place)}</text>"
        )

    def _event(self, event: SkyEvent, x: float, lane: int | None) -> Iterator[str]:
        body = "moon" if event.kind in _OF_THE_MOON else "sun"
        top = self._plot_y if lane is None else _HEAD_PX + lane * _LANE_PX + 4
        words = (
            f"{EVENT_WORDS[event.kind]} {clock(event.moment.place)}, {event.azimuth_deg:.0f}\u00b0"
        )
        yield (
            f"<g><title>{words}; flat horizon, \u00b1 {event.error_s / 60:.0f} min</title>"
            f'<line class="{body}-event" x1="{x:.3f}%" x2="{x:.3f}%" y1="{top}" '
            f'y2="{self._y(0):.1f}"/>'
        )
        if lane is not None:
            anchor, shift = ("end", -4) if _is_near_the_end(x) else ("start", 4)
            yield (
                f'<text class="{body}-name wide" text-anchor="{anchor}" x="{x:.3f}%" '
                f'dx="{shift}" y="{top + 10}">{words}</text>'
            )
        yield "</g>"

    def _light_strip(self) -> Iterator[str]:
        y = self._floor_y + 6
        for span in self._reading.light_spans:
            left, right = self._percent(span.start), self._percent(span.end)
            words = LIGHT_WORDS[span.light]
            yield (
                f'<rect class="shade {span.light}" x="{left:.3f}%" y="{y}" '
                f'width="{right - left:.3f}%" height="{_STRIP_PX - 3}"><title>{words}, '
                f"{clock(span.start.place)} to {clock(span.end.place)}</title></rect>"
            )
            yield from _fitting(words, f"on-{span.light}", left, right, y + 13)

    def _excluded_strip(self, rule: Rule, y: int) -> Iterator[str]:
        excluded = [one for one in self._reading.excluded if one.rule is rule]
        lefts = [*(self._percent(one.start) for one in excluded), 100.0]
        for one, next_left in zip(excluded, lefts[1:], strict=True):
            left, right = self._percent(one.start), self._percent(one.end)
            yield (
                f'<rect class="excluded" x="{left:.3f}%" y="{y}" '
                f'width="{max(right - left, 0.2):.3f}%" height="{_STRIP_PX - 3}">'
                f"<title>{escape(excluded_words(one))}</title></rect>"
            )
            condition = f", if {one.only_if}" if one.only_if else ""
            words = f"does not fit{condition}: {RULE_WORDS[rule]}"
            inside = list(_fitting(words, "excluded-name", left, right, y + 13))
            # Beside its box where it is too long for it.
            yield from inside or _fitting(words, "excluded-name", right, next_left, y + 13, "start")

    def _axis(self) -> Iterator[str]:
        y = self._axis_y
        moments = (one.moment.place for one in self._reading.course)
        offsets = ", then ".join(dict.fromkeys(map(offset_words, moments)))
        yield (
            f'<text class="wide" text-anchor="end" x="{100 - _INSET_PERCENT}%" y="20">'
            f"times: {escape(self._sky.place.zone)} ({offsets}), lowest row UTC</text>"
        )
        ticks = self._ticks()
        # A phone shows about four labels.
        every = max(1, -(-len(ticks) // 4))
        before = None
        for number, tick in enumerate(ticks):
            local = tick.astimezone(self._zone_at(tick))
            share = (tick - self._start).total_seconds() / self._span_s
            x = f"{_INSET_PERCENT + (100 - 2 * _INSET_PERCENT) * share:.3f}%"
            anchor = "start" if share < 0.04 else "end" if share > 0.96 else "middle"
            room = "" if number % every == 0 else "wide"
            yield (
                f'<line class="base" x1="{x}" x2="{x}" y1="{y}" y2="{y + 4}"/>'
                f'<text class="{room}" text-anchor="{anchor}" x="{x}" y="{y + 18}">'
                f"{clock(local)}</text>"
                f'<text class="wide" text-anchor="{anchor}" x="{x}" y="{y + 50}">'
                f"{clock(tick)}</text>"
            )
            if local.date() != before:
                before = local.date()
                yield (
                    f'<text class="day-name" text-anchor="{anchor}" x="{x}" y="{y + 34}">'
                    f"{local.day} {local:%b}</text>"
                )

    def _ticks(self) -> list[datetime]:
        """Return round hours of the place's clock within the drawing, in UTC."""
        hours = self._span_s / 3600
        step_h = next((s for s in _TICK_STEPS_H if hours / s <= _MOST_TICKS), _TICK_STEPS_H[-1])
        ticks = []
        at = self._start.replace(minute=0, second=0)
        # Quarters, for clocks that are off by 30 or 45 minutes.
        while (at - self._start).total_seconds() <= self._span_s:
            local = at.astimezone(self._zone_at(at))
            if at >= self._start and local.minute == 0 and local.hour % step_h == 0:
                ticks.append(at)
            at += timedelta(minutes=15)
        return ticks

    def _zone_at(self, moment: datetime) -> tzinfo | None:
        """Return the place's clock; findings that were read back know its offset only by moment."""
        nearest = min(self._reading.course, key=lambda one: abs(one.moment.utc - moment))
        return nearest.moment.place.tzinfo


def _is_near_the_end(percent: float) -> bool:
    return percent > 100 - _INSET_PERCENT - _LABEL_PERCENT


def _fitting(
    words: str, kind: str, left: float, right: float, y: float, anchor: str = "middle"
) -> Iterator[str]:
    """Yield the words in the middle of a stretch, or at its start, if a page has room for them."""
    # 7 px a letter, of a page's 1000 px.
    if (right - left) * 10 > 7 * len(words) + 8:
        x = left + 0.5 if anchor == "start" else (left + right) / 2
        yield (
            f'<text class="{kind} wide" text-anchor="{anchor}" x="{x:.3f}%" y="{y}">'
            f"{escape(words)}</text>"
        )
