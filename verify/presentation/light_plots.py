"""Blinking lights as drawings for the report: the periodogram of one, the paths of all.

Written as SVG text in the manner of `plots`: no plotting library is loaded for every clip.
"""

from collections.abc import Sequence
from html import escape

from verify.domain.lights import Light
from verify.presentation.plots import INSET_PERCENT, STANDALONE_WIDTH_PX, STYLE
from verify.presentation.wording import short_timecode

_TOP_PX, _PLOT_PX, _AXIS_PX = 22, 120, 34
_TICK_STEPS_HZ = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_MOST_TICKS = 8


def periodogram_svg(light: Light) -> str | None:
    """Return the power at each rate with the rate that was found, or None if there is none.

    Parameters
    ----------
    light : Light
        Its `periodogram` is drawn from 0 Hz on, over the whole width.
    """
    step_hz, rate_hz = light.periodogram_step_hz, light.frequency_hz
    if step_hz is None or len(light.periodogram) < 2:
        return None
    span_hz = step_hz * (len(light.periodogram) - 1)
    top = max(light.periodogram) or 1.0
    width = 100 - 2 * INSET_PERCENT
    bottom = _TOP_PX + _PLOT_PX
    points = " ".join(
        f"{10_000 * place / (len(light.periodogram) - 1):.0f},{1000 * (1 - power / top):.0f}"
        for place, power in enumerate(light.periodogram)
    )
    mark = INSET_PERCENT + width * min(1.0, rate_hz / span_hz)
    anchor, beside = ("end", -6) if mark > 60 else ("start", 6)
    words = f"{light.flashes_per_min:.1f} flashes a minute ({rate_hz:.3f} Hz)"
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" class="curve" role="img" '
            f'width="{STANDALONE_WIDTH_PX}" height="{bottom + _AXIS_PX}">',
            f"<title>Periodogram: {escape(words)}</title>",
            f"<style>{STYLE}</style>",
            '<rect class="paper" width="100%" height="100%"/>',
            f'<svg x="{INSET_PERCENT}%" y="{_TOP_PX}" width="{width}%" height="{_PLOT_PX}" '
            'viewBox="0 0 10000 1000" preserveAspectRatio="none" overflow="visible">'
            f'<path class="mean" vector-effect="non-scaling-stroke" d="M{points}"/></svg>',
            f'<line class="onset" x1="{mark:.2f}%" x2="{mark:.2f}%" y1="4" y2="{bottom}"/>',
            f'<text class="halo" text-anchor="{anchor}" x="{mark:.2f}%" dx="{beside}" y="14">'
            f"{words}</text>",
            *_rate_axis(span_hz, bottom),
            "</svg>",
        ]
    )


def _rate_axis(span_hz: float, y: int) -> list[str]:
    step_hz = next((s for s in _TICK_STEPS_HZ if span_hz / s <= _MOST_TICKS), _TICK_STEPS_HZ[-1])
    parts = [
        f'<line class="base" x1="{INSET_PERCENT}%" x2="{100 - INSET_PERCENT}%" y1="{y}" y2="{y}"/>'
    ]
    for tick in range(int(span_hz / step_hz + 1e-9) + 1):
        x = INSET_PERCENT + (100 - 2 * INSET_PERCENT) * tick * step_hz / span_hz
        anchor = "start" if x < 3 else "end" if x > 97 else "middle"
        label = f"{tick * step_hz:g}" + (" Hz" if tick == 0 else "")
        parts.append(
            f'<line class="base" x1="{x:.2f}%" x2="{x:.2f}%" y1="{y}" y2="{y + 4}"/>'
            f'<text text-anchor="{anchor}" x="{x:.2f}%" y="{y + 18}">{label}</text>'
        )
    return parts


def paths_svg(lights: Sequence[Light], width_px: int, height_px: int) -> str:
    """Return the picture's outline with the path of each light, numbered where it begins.

    Parameters
    ----------
    lights : sequence of Light
        Numbered from 1, as they stand in `analysis.json`.
    width_px, height_px : int
        Size of the picture as shown.
    """
    letter = max(width_px, height_px) / 36
    stroke = letter / 6
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" class="curve" role="img" '
        f'viewBox="0 0 {width_px} {height_px}" '
        f'style="width: min(100%, {480 if width_px >= height_px else 270}px)">',
        "<title>Where the lights were in the picture</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="rejected" width="{width_px}" height="{height_px}" '
        f'style="stroke-width: {stroke:.1f}"/>',
    ]
    for number, light in enumerate(lights, start=1):
        first, last = light.track[0], light.track[-1]
        points = " ".join(f"{point.x_px:.1f},{point.y_px:.1f}" for point in light.track)
        parts.append(
            f"<g><title>Light {number}, {short_timecode(first.time_s)} to "
            f"{short_timecode(last.time_s)}</title>"
            f'<polyline class="onset" fill="none" points="{points}" '
            f'style="stroke-width: {stroke:.1f}"/>'
            f'<circle class="badge" cx="{first.x_px:.1f}" cy="{first.y_px:.1f}" '
            f'r="{letter:.1f}"/>'
            f'<text class="number" text-anchor="middle" x="{first.x_px:.1f}" '
            f'y="{first.y_px + letter / 2.6:.1f}" style="font-size: {1.1 * letter:.1f}px">'
            f"{number}</text>"
            f'<circle class="badge" cx="{last.x_px:.1f}" cy="{last.y_px:.1f}" '
            f'r="{letter / 3:.1f}"/></g>'
        )
    return "\n".join([*parts, "</svg>"])
