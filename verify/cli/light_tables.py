"""Blinking lights and mains flicker as text, for a terminal."""

from collections.abc import Iterator

from verify.domain.findings import Analysis
from verify.domain.lights import Light
from verify.domain.timing import timecode
from verify.presentation.wording import counted

_MOST_ALIASES = 4


def light_lines(analysis: Analysis) -> Iterator[str]:
    """Yield what is known of blinking lights, of the mains if asked for, and viewers' safety."""
    if analysis.lights is not None:
        yield ""
        found = analysis.lights
        blink = "blinks" if len(found) == 1 else "blink"
        yield (
            f"{counted(len(found), 'light')} that {blink} in time"
            if found
            else ("no light that blinks in time, where the picture is dark")
        )
        for light in found:
            yield from _lines_of(light)
    if (mains := analysis.mains) is not None:
        head = f"compatible with {mains.hz} Hz" if mains.hz else "cannot tell"
        yield f"mains: {head}. {mains.reason}"
        yield from (f"  such a mains: {where}" for where in mains.compatible_with)
    if analysis.viewer_safety is not None and analysis.viewer_safety.warns:
        yield f"for whoever watches it: {analysis.viewer_safety.reason}"


def _lines_of(light: Light) -> Iterator[str]:
    first, last = light.track[0], light.track[-1]
    yield (
        f"  {timecode(light.start_s)} to {timecode(light.end_s)}  "
        f"{light.flashes_per_min:.1f} a minute ({light.frequency_hz:.3f} ± "
        f"{light.frequency_error_hz:.3f} Hz, by chance {light.false_alarm_probability:.0e}), "
        f"{light.color}, from {first.x_px:.0f}, {first.y_px:.0f} to {last.x_px:.0f}, "
        f"{last.y_px:.0f} px"
    )
    for hint in light.hints:
        yield f"      {hint}"
    rates = ", ".join(f"{alias:.2f}" for alias in light.aliases_hz[:_MOST_ALIASES])
    yield f"      {light.alias_note}" + (f" ({rates} Hz ...)" if rates else "")
