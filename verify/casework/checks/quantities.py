"""Which interval a claimed quantity leaves open, and how loosely it is said."""

from typing import NamedTuple

from verify.domain.claims import Claim, Number

_ABOUT_SHARE = 0.25


class Interval(NamedTuple):
    """Both ends belong to it; infinity where a side is open."""

    low: float
    high: float

    def holds(self, value: float, margin: float = 0.0) -> bool:
        """Return whether a value lies in it, or within a margin of it."""
        return self.low - margin <= value <= self.high + margin


def around(claim: Claim, number: Number) -> tuple[str, str]:
    """Return the words of a claim before a number and behind it.

    A claim that a person worded anew may not stand where its numbers were read.
    """
    start = number.span[0] - claim.span[0]
    if claim.text[start : start + len(number.text)] != number.text:
        start = max(0, claim.text.find(number.text))
    return claim.text[:start], claim.text[start + len(number.text) :]


def counted_interval(number: Number) -> Interval:
    """Return the whole numbers that a claimed count means; "about" leaves a quarter, at least one.

    Examples
    --------
    >>> counted_interval(Number(text="", span=(0, 0), min=10, max=10, comparator="~",
    ...                         unit_or_category="flashes"))
    Interval(low=7.5, high=12.5)
    """
    low, high = _ends(number)
    if number.comparator == "~":
        return Interval(low - max(1.0, _ABOUT_SHARE * low), high + max(1.0, _ABOUT_SHARE * high))
    beyond = number.comparator == ">", number.comparator == "<"
    return Interval(low + beyond[0], high - beyond[1])


def measured_interval(number: Number, rounding: float, share: float) -> Interval:
    """Return the values that a claimed measure means, as loosely as people say it.

    Parameters
    ----------
    number : Number
    rounding : float
        Least slack either way, in the number's unit.
    share : float
        Slack as a share of the value; "about" doubles both.
    """
    low, high = _ends(number)
    looseness = 2.0 if number.comparator in {"~", "vague"} else 1.0
    below = looseness * max(rounding, share * low) if low > 0 else 0.0
    above = looseness * max(rounding, share * high) if high < float("inf") else 0.0
    return Interval(low - below, high + above)


def is_least(number: Number) -> bool:
    """Return whether a number is said to be a lower bound."""
    return number.comparator in {">=", ">"}


def _ends(number: Number) -> tuple[float, float]:
    low = 0.0 if number.min is None else number.min
    return low, float("inf") if number.max is None else number.max
