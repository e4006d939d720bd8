"""Exact times: PTS x time base as fractions, timecodes as text.

Time zero is the first frame shown, not the start that the container claims. A float holds a time
only at the edge (a row, a plot); every comparison of two frames' times is done on PTS or fractions.
"""

import re
from fractions import Fraction

from verify.domain.errors import BadParameterError

_TIMECODE = re.compile(
    r"(?:(?:(?P<hours>\d+):)?(?P<minutes>\d{1,2}):)?(?P<seconds>\d+(?:\.\d+)?)", re.ASCII
)


def time_since(pts: int, first_pts: int, time_base: Fraction) -> Fraction:
    """Return the seconds from the first frame shown to the frame at `pts`, exactly.

    Examples
    --------
    >>> time_since(3003, 0, Fraction(1, 90000))
    Fraction(1001, 30000)
    """
    return (pts - first_pts) * time_base


def timecode(time_s: Fraction | float) -> str:
    """Return `HH:MM:SS.mmm`, rounded to the nearest millisecond, half up.

    The text is for people and file names; take `pts` to seek.

    Parameters
    ----------
    time_s : Fraction or float
        Seconds from the first frame shown, not negative.

    Raises
    ------
    BadParameterError
        If `time_s` is negative.

    Examples
    --------
    >>> timecode(Fraction(1001, 30000))
    '00:00:00.033'
    >>> timecode(3661.5)
    '01:01:01.500'
    """
    if time_s < 0:
        raise BadParameterError("time_s", time_s, "0 or more")
    milliseconds = int(Fraction(time_s) * 1000 + Fraction(1, 2))
    seconds, ms = divmod(milliseconds, 1000)
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    return f"{hours:02d}:{m:02d}:{s:02d}.{ms:03d}"


def parse_timecode(text: str) -> Fraction:
    """Return the seconds that a person typed as `SS.s`, `MM:SS.s` or `HH:MM:SS.s`.

    Raises
    ------
    BadParameterError
        If the text is none of these, or minutes or seconds reach 60 below a larger unit.

    Examples
    --------
    >>> parse_timecode("1:02.5")
    Fraction(125, 2)
    """
    match = _TIMECODE.fullmatch(text.strip())
    expected = "a time such as 12.5, 1:02.5 or 01:00:02.500"
    if match is None:
        raise BadParameterError("timecode", text, expected)
    seconds = Fraction(match["seconds"])
    minutes = int(match["minutes"] or 0)
    if (match["minutes"] is not None and seconds >= 60) or (
        match["hours"] is not None and minutes >= 60
    ):
        raise BadParameterError("timecode", text, expected)
    return int(match["hours"] or 0) * 3600 + minutes * 60 + seconds
