"""What the player of a clip's page is given: plain data, no markup, no decision."""

from typing import Any

from ui.findings import place
from ui.happened import happened
from verify.domain.errors import shown_name
from verify.domain.findings import Analysis, Boundary
from verify.domain.footage import BoxPx
from verify.workbench.desk import CURVE_INSET_PERCENT, Comfort, cautions, wording

_READING = (
    "Point at the curve to read it; choose a place on it to see that frame. "
    f"{cautions.CURVE} Times count from the first frame shown; they are not clock times. The sound "
    "is off at first, and at other speeds than 1.\n"
    "By keyboard, on the curve: arrow keys go by frames, Page up and down by a twentieth of the "
    "clip, Enter shows the frame. In the rows below it arrow keys go from one mark to the next.\n"
    "Space plays, comma and full stop step by one frame, [ and ] go from flash to flash, J K L "
    "play back, stop, on; arrows skip five seconds; O loops at a quarter of the speed; I and U "
    "begin and end a stretch, Escape forgets it; M sound, F large.\n"
    "B marks a box: draw it with the pointer, or move it with the arrow keys, size it with Shift "
    "and them, by single pixels with Ctrl; Enter takes it, Escape forgets it."
)
_COPY = (
    "This is a review copy: this browser cannot play the file as received. All measurements are of "
    "the file as received. "
)
_WAITING = "A copy that browsers play is being made; the file as received is not one. "
_COVERED = "Covered until you ask: footage can be hard to look at, and harder to forget."
_FLASHES = "It flashes more than is safe for some viewers."


def player(
    clip_id: str,
    analysis: Analysis,
    files: list[str],
    comfort: Comfort,
    *,
    source: str | None,
    frame: int | None,
    at_s: float | None = None,
    until_s: float | None = None,
    box: BoxPx | None = None,
) -> dict[str, Any]:
    """Return what to play, the curve below it, and what happens when.

    Parameters
    ----------
    source : {"received", "copy"} or None
        What the browser is to play; None while there is nothing that it can.
    frame : int or None
        Of the first frame to show; None for that of the clip.
    at_s : float or None
        Where the first frame to show lies, if its number is not known.
    until_s : float or None
        Where a stretch ends that begins at that frame.
    box : tuple of int or None
        A box on that frame, to be drawn if it lies within the picture.
    """
    timebase = analysis.timebase
    has_curve = "brightness.svg" in files and timebase is not None
    video = analysis.footage.video
    note = {"copy": _COPY, "received": "", None: _WAITING}[source]
    return {
        "src": source and f"{place(clip_id, 'footage')}?{source}",
        "times": place(clip_id, "frame-times"),
        "link": f"/clip?clip={clip_id}",
        "frame": frame,
        "at_s": at_s,
        "until_s": until_s,
        "box": box,
        "curve": place(clip_id, "brightness.svg") if has_curve else None,
        "table": place(clip_id, "brightness.csv"),
        "inset_percent": CURVE_INSET_PERCENT,
        "span_s": 0.0 if timebase is None else timebase.duration_s,
        "frames": 0 if timebase is None else timebase.frames,
        "note": note.strip(),
        "help": _READING,
        "ratio": 16 / 9 if video is None else video.width_px / video.height_px,
        "happened": happened(analysis),
        "events": [
            {"onset_frame": one.onset_frame, "onset_s": one.onset_s, "end_s": one.end_s}
            for one in analysis.flashes or []
            if one.accepted
        ],
        "lanes": _lanes(analysis),
        "has_sound": analysis.audio_present,
        "guard": _guard(analysis, comfort),
        "blur": comfort.blur,
        "grey": comfort.grey,
    }


def _guard(analysis: Analysis, comfort: Comfort) -> dict[str, Any] | None:
    """Return what is said before the clip is seen; None if it may be seen at once."""
    safety = analysis.viewer_safety
    flashes = safety is not None and safety.warns
    lines = [_COVERED] if comfort.cover else []
    if flashes and (comfort.cover or comfort.dims_flashing):
        from_s = safety.worst_second_s if safety is not None else None
        most = "" if from_s is None else f" Most from {wording.short_timecode(from_s)}."
        lines.append(f"{_FLASHES}{most}")
    if not lines:
        return None
    return {"lines": lines, "dims": flashes and comfort.dims_flashing}


def _lanes(analysis: Analysis) -> list[dict[str, Any]]:
    """Return what happens when, a lane for each kind, to go to by a click."""
    flashes = [
        (one.onset_s, f"{wording.FLASH_WORDS[one.kind].capitalize()}")
        for one in analysis.flashes or []
        if one.accepted
    ]
    cuts = [
        (shot.start_s, shot.boundary.value)
        for shot in analysis.shots or []
        if shot.boundary is not Boundary.START
    ]
    sounds = [
        (one.onset_s, f"Sound, {one.kind_hint.replace('_', ' ')}, {one.snr_db:.0f} dB")
        for one in analysis.sounds or []
        if one.accepted and one.onset_s >= 0
    ]
    lights = [
        (one.start_s, f"Light that blinks {one.flashes_per_min:.0f} times a minute")
        for one in analysis.lights or []
        if one.flashes_per_min is not None
    ]
    named = {"Flashes": flashes, "Cuts": cuts, "Sounds": sounds, "Lights": lights}
    return [
        {
            "name": name,
            "ticks": [
                {
                    "time_s": time_s,
                    "text": shown_name(f"{what}, at {wording.short_timecode(time_s)}"),
                }
                for time_s, what in happened
            ],
        }
        for name, happened in named.items()
    ]
