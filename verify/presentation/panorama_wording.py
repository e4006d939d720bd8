"""A strip of a panning shot in words: what it was laid out of, and what was left out."""

from collections.abc import Iterator

from verify.domain.panorama import Panorama
from verify.domain.timing import timecode
from verify.presentation.wording import counted

_MOST_LISTED = 8


def panorama_lines(panorama: Panorama, poor_agreement: float) -> Iterator[str]:
    """Yield what a strip shows, for people."""
    stretch, frames = panorama.stretch, panorama.frames
    side = "left" if frames[0].time_s > frames[-1].time_s else "right"
    yield (
        f"Laid out:  {timecode(stretch.start_s)} to {timecode(stretch.end_s)}, "
        f"{len(frames)} of {stretch.frames} frames looked at; the camera turns by "
        f"{stretch.across:.1f} of a picture's width"
    )
    yield (
        f"Columns:   each from one frame, from {timecode(frames[0].time_s)} on the left to "
        f"{timecode(frames[-1].time_s)} on the right, so the camera turns {side}"
    )
    if panorama.lift is not None:
        lift = panorama.lift
        yield (
            f"Brighter:  dark, so levels {lift.low} to {lift.high} were stretched, exponent "
            f"{lift.gamma:.2f}, no value more than {lift.gain:g} times"
        )
    poor = [one for one in frames if one.agreement is not None and one.agreement < poor_agreement]
    if poor:
        at = ", ".join(timecode(one.time_s) for one in poor[:_MOST_LISTED])
        more = f" and {len(poor) - _MOST_LISTED} more" if len(poor) > _MOST_LISTED else ""
        yield f"Seams:     hardly agree, marked red: {at}{more}"
    left_out = [one for one in panorama.left_out if one.frames > 1]
    if panorama.left_out:
        spans = ", ".join(
            f"{timecode(one.start_s)} to {timecode(one.end_s)} (turns by {one.across:.1f})"
            for one in left_out[:_MOST_LISTED]
        )
        single = len(panorama.left_out) - len(left_out)
        loose = f"{', ' if spans else ''}{counted(single, 'frame')} that agrees with none beside it"
        yield f"Left out:  {spans}{loose if single else ''}"
    if panorama.cuts_s:
        cuts = ", ".join(timecode(cut_s) for cut_s in panorama.cuts_s[:_MOST_LISTED])
        yield f"Cuts:      {cuts}; the strip is of one shot"
    yield (
        "What moves may appear twice or be cut, near things are bent; it is no photograph and not "
        "to be measured."
    )
