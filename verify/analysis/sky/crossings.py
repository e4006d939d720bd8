"""When a quantity that changes smoothly with time passes zero.

It is looked at in steps, so a stay above or below zero that is shorter than a step can be missed:
under the midnight Sun, a Sun that dips below the horizon for a few minutes.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

_PRECISION_S = 0.05


class Crossing(NamedTuple):
    """A moment at which the quantity passes zero."""

    time_s: float
    rises: bool


def crossings(
    quantity: Callable[[float], float], start_s: float, end_s: float, step_s: float
) -> list[Crossing]:
    """Return where the quantity passes zero within [start_s, end_s], in their order.

    Parameters
    ----------
    quantity : function
        Of time in seconds; smooth, with no two zeros within a step.
    start_s, end_s, step_s : float
        Seconds; the last step may be shorter.

    Examples
    --------
    >>> [(round(c.time_s), c.rises) for c in crossings(lambda t: (t - 3) * (t - 8), 0, 10, 2)]
    [(3, False), (8, True)]
    """
    times = _steps(start_s, end_s, step_s)
    values = [(time_s, quantity(time_s)) for time_s in times]
    found = []
    for (early, before), (late, after) in pairwise(values):
        if (before > 0) != (after > 0):
            found.append(Crossing(_root(quantity, early, late, before > 0), after > 0))
    return found


def spans_above(
    quantity: Callable[[float], float], start_s: float, end_s: float, step_s: float
) -> list[tuple[float, float]]:
    """Return the stretches [from, to) of [start_s, end_s] in which the quantity is above zero.

    Examples
    --------
    >>> [(round(a), round(b)) for a, b in spans_above(lambda t: (t - 3) * (t - 8), 0, 10, 2)]
    [(0, 3), (8, 10)]
    """
    is_above = quantity(start_s) > 0
    ends = [crossing.time_s for crossing in crossings(quantity, start_s, end_s, step_s)]
    bounds = [start_s, *ends, end_s]
    return [
        (early, late)
        for number, (early, late) in enumerate(pairwise(bounds))
        if is_above == (number % 2 == 0)
    ]


def _steps(start_s: float, end_s: float, step_s: float) -> list[float]:
    whole = int((end_s - start_s) / step_s)
    times = [start_s + number * step_s for number in range(whole + 1)]
    return times if times[-1] == end_s else [*times, end_s]


def _root(quantity: Callable[[float], float], early: float, late: float, falls: bool) -> float:
    while late - early > _PRECISION_S:
        middle = (early + late) / 2
        if (quantity(middle) > 0) == falls:
            early = middle
        else:
            late = middle
    return (early + late) / 2
