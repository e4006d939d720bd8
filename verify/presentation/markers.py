"""Flashes as WebVTT cues, which editing programs and players show as markers.

Times count from the first frame shown. A player that starts elsewhere, because the file's clock
does not begin at zero, shows them shifted by that much; the note in the file says so.
"""

from collections.abc import Sequence

from verify.domain.findings import CLIP_ENDS, Flash, FlashKind
from verify.domain.timing import timecode

_SHORTEST_CUE_S = 0.001


def lit_until_s(flash: Flash, duration_s: float) -> float:
    """Return the time until which the light of a flash is shown, in seconds.

    That is its end where it was seen; else the time at which half of it was left, as it burnt at
    least that long; else the end of the clip if the light is known to stay until then; else its
    peak, after which nothing is known.

    Parameters
    ----------
    flash : Flash
        As in `analysis.json`.
    duration_s : float
        Length of the clip in seconds.
    """
    if flash.end_s is not None:
        return flash.end_s
    if flash.half_life_s is not None:
        return flash.peak_s + flash.half_life_s
    stays = flash.kind is FlashKind.SUSTAINED or CLIP_ENDS in flash.hints
    return duration_s if stays else flash.peak_s


def flashes_vtt(flashes: Sequence[Flash], duration_s: float) -> str:
    """Return flashes.vtt with one cue per accepted flash.

    Parameters
    ----------
    flashes : sequence of Flash
        As in `analysis.json`; cues carry the flash's place in it, counted from 1. Those that
        were not accepted make no cue.
    duration_s : float
        Length of the clip in seconds.

    References
    ----------
    W3C, WebVTT: The Web Video Text Tracks Format, section 4.
    """
    blocks = [
        "WEBVTT",
        "NOTE Accepted flashes. Times count from the first frame shown; they are not clock times.",
    ]
    for number, flash in enumerate(flashes, start=1):
        if not flash.accepted:
            continue
        # A cue must end after it starts, also when both fall into one millisecond.
        end_s = max(lit_until_s(flash, duration_s), flash.onset_s + _SHORTEST_CUE_S)
        unseen = "" if flash.end_s is not None else ", end not seen"
        text = (
            f"Flash {number} ({flash.kind}), onset \u00b1 {flash.onset_error_s:.3f} s, "
            f"peak {timecode(flash.peak_s)}{unseen}"
        )
        blocks.append(
            f"flash-{number}\n{timecode(flash.onset_s)} --> {timecode(end_s)}\n{cue_text(text)}"
        )
    return "\n\n".join(blocks) + "\n"


def cue_text(text: str) -> str:
    """Return a text as it stands in a cue."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
