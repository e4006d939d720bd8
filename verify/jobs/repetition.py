"""Which inspection to ask for, so that it is done with the parameters of an earlier one.

An analysis says what it was made with, not what was asked for; here the one is turned into the
other. Whether it then was made with the same has to be looked at afterwards: what this program has
no option for shows in its parameters only.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import msgspec

from verify.domain.findings import Tool
from verify.jobs.messages import ALL_ANALYSES, InspectionOptions

_UNASKED = "mains"
"""The one analysis that is published and has to be asked for."""
_WITHOUT_PARAMETERS = ("metadata", "c2pa")
_MOST_TYPED_DECIMALS = 10**6
# What others recorded is no more to be trusted than their files.
_MOST_TIMES, _LONGEST_S = 2_000, 1e9


def options_like(tool: Tool, *, allow_weak_sandbox: bool = False) -> InspectionOptions:
    """Return the options of an inspection that does again what one did.

    Raises
    ------
    ValueError
        If there is no such inspection: its parameters are none of this program.
    """
    keyframes, hashes = (tool.parameters.get(name, {}) for name in ("keyframes", "hashes"))
    # Earlier analyses do not say that they read tags; it costs little, and others rest on them.
    asked = {*_WITHOUT_PARAMETERS} | {*tool.parameters} & {*ALL_ANALYSES, _UNASKED}
    if "sounds" in asked:
        asked.add("flash_to_bang")
    wanted: dict[str, Any] = {"analyses": sorted(asked), "allow_weak_sandbox": allow_weak_sandbox}
    if keyframes:
        wanted |= {
            "maximum_keyframes": keyframes.get("maximum"),
            "only_i_frames": keyframes.get("i_frames"),
            "keyframe_every": _interval(keyframes.get("every_s")),
            "keyframes_at": [_as_typed(at) for at in _listed(keyframes.get("at_s"))],
        }
    if hashes:
        wanted["hash_interval"] = _interval(hashes.get("interval_s"))
    return msgspec.convert(wanted, InspectionOptions)


def _listed(at_s: object) -> Sequence[float]:
    if not isinstance(at_s, str):
        raise ValueError("the times of its keyframes are no list")
    times_s = [float(each) for each in at_s.split(", ")] if at_s else []
    if len(times_s) > _MOST_TIMES:
        raise ValueError(f"it asks for more than {_MOST_TIMES:,} keyframes")
    return times_s


def _interval(seconds: object) -> str | None:
    if seconds == 0:
        raise ValueError("an interval of its parameters has no time in it")
    return None if seconds is None else _as_typed(seconds)


def _as_typed(seconds: object) -> str:
    """Return a time as exact as it was typed: 0.3333333333333333 is a third."""
    if not isinstance(seconds, int | float) or not 0 <= seconds < _LONGEST_S:
        raise ValueError("a time of its parameters is none")
    exact = Fraction(seconds)
    short = exact.limit_denominator(_MOST_TYPED_DECIMALS)
    return str(short if float(short) == seconds else exact)
