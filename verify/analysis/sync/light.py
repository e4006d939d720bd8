"""The offset of two clips by their light: flashes lit both scenes at the same moment.

It is the true clock: light takes a millionth of a second where sound takes one. What it needs is
three flashes or more that both cameras saw; a cut is not one, a lamp switched on is.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from verify.analysis.sync.matching import Match, match
from verify.analysis.sync.rises import Rises, Scale, rises_of
from verify.domain.sync import Offset

LEAST_SHARED = 3
LEAST_RATIO = 1.6
"""Three even flashes shifted by one of them still share two, which makes a ratio of 1.5."""
MOST_CHANCE = 0.01

MOST_LIGHT_S = 7200.0
"""Light after this is not compared."""

# Between half of it, as in the mean of the light, and all of it, as in the logarithm of a strong
# flash; measured on simulated cameras.
_EARLY_SHARE = 0.75
"""How much of a frame's exposure a rise seems to come too early."""
_PLACING_SHARE = 0.25
"""What few flashes, each anywhere between two frames, leave open, in frames of the slower clip."""

SCALE = Scale(step_s=0.002, width_s=0.040, least_rise=0.03, least_share=0.1, floor=1e-4)
"""A plain difference of frames does worse: at noise of 2 % it missed 12 of 100 offsets, this 10."""


def light_rises(
    times_s: npt.NDArray[np.float64],
    luminance: npt.NDArray[np.float64],
    cuts_s: Sequence[float] = (),
) -> Rises | None:
    """Return the sudden rises in light of one clip; None for one that is too short.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Time of each frame.
    luminance : float64 array, shape (frames,)
        Mean relative linear light of each, 0-1.
    cuts_s : sequence of float
        Where one shot ends and another begins.
    """
    size = int(np.searchsorted(times_s, MOST_LIGHT_S))
    return rises_of(times_s[:size], luminance[:size], SCALE, cuts_s)


def light_offset(a: Rises, b: Rises) -> tuple[Offset, tuple[float, ...]]:
    """Return the offset by light, and the times in a of the flashes that both share.

    Notes
    -----
    How long a shutter is open is in no file: not at all, or all the frame. The middle is taken for
    each of the two, and half of all that may be goes into the error.
    """
    found = match(a, b, tolerance_s=0.5 * (a.interval_s + b.interval_s))
    accepted, reason = _judged(found, a, b)
    early_a_s, early_b_s = (0.5 * _EARLY_SHARE * each.interval_s for each in (a, b))
    placing_s = _PLACING_SHARE * max(a.interval_s, b.interval_s)
    offset = Offset(
        offset_s=found.offset_s - early_a_s + early_b_s if found.shared else None,
        error_s=early_a_s + early_b_s + placing_s if found.shared else None,
        confidence=found.ratio,
        accepted=accepted,
        reason=reason,
    )
    return offset, found.shared if accepted else ()


def _judged(found: Match, a: Rises, b: Rises) -> tuple[bool, str]:
    least = min(a.peaks_s.size, b.peaks_s.size)
    if least < LEAST_SHARED:
        return False, (
            f"one of the two has {least} clear rises in light; {LEAST_SHARED} that both share "
            "are needed"
        )
    shared = len(found.shared)
    agree = f"{shared} of {found.in_overlap} rises in light fall on each other"
    if shared < LEAST_SHARED:
        return False, f"at best {agree}; {LEAST_SHARED} are needed"
    if found.chance > MOST_CHANCE:
        return False, f"{agree}, as they may by chance among so many"
    if found.ratio < LEAST_RATIO:
        return False, (
            f"{agree}, but another offset agrees nearly as well ({found.ratio:.1f} times less), as "
            "where flashes follow each other evenly"
        )
    return True, (
        f"{agree}; by chance in {found.chance:.0e} of such pairs, and no other offset comes near"
    )
