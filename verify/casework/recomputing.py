"""A finding as it was recorded, held against what the same analysis gives now.

Whole numbers, words, hashes and truth values have to be the same. A time may be off by the timing
error of its clip, and any other number with a fraction by a thousandth: processors add up in
different orders, and other builds of a decoder round otherwise. Whatever differs is named, within
these bounds too.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from verify.domain.json_pointer import below
from verify.domain.recomputed import Difference

RELATIVE_TOLERANCE = 1e-3
"""Of a number that is neither whole nor a time, as a share of the larger of both."""

# A log has no larger whole numbers; Python would, and cannot subtract from all of them.
_LARGEST = 2.0**1000
# These end as times do, but are speeds, or say how far a time can be trusted.
_NO_TIMES = ("_m_s", "_error_s")


def differences(
    recorded: Any, found: Any, timing_error_s: float, pointer: str
) -> Iterator[Difference]:
    """Yield each number and word that is not the same, by its place.

    Parameters
    ----------
    recorded, found : JSON values
        What stood at the place, and what stands there now.
    timing_error_s : float
        By how much a time of the clip may be off, seconds.
    pointer : str
        The place (RFC 6901); its last name says what kind of number it is.

    Examples
    --------
    >>> (one,) = differences({"peak_s": 4.0, "kind": "flash"}, {"peak_s": 4.01, "kind": "flash"},
    ...                      0.02, "/flashes/0")
    >>> one.pointer, one.is_within
    ('/flashes/0/peak_s', True)
    """
    if isinstance(recorded, dict) and isinstance(found, dict):
        for name in dict.fromkeys((*recorded, *found)):
            place = below(pointer, name)
            yield from differences(recorded.get(name), found.get(name), timing_error_s, place)
    elif isinstance(recorded, list) and isinstance(found, list):
        for index, (one, other) in enumerate(zip_longest(recorded, found)):
            yield from differences(one, other, timing_error_s, below(pointer, str(index)))
    elif not _is_same(recorded, found):
        yield Difference(
            pointer=pointer,
            recorded=recorded,
            found=found,
            is_within=_is_within(recorded, found, timing_error_s, pointer),
        )


def same_elsewhere(recorded: Any, among: Any, timing_error_s: float, pointer: str) -> Iterator[str]:
    """Yield the places in a list, other than its own, where the same finding stands.

    Parameters
    ----------
    among : JSON value
        What holds the place now. Nothing is sought where that is no list, or the finding is a
        single number, which may well stand in a list more than once.
    """
    if not isinstance(among, list) or not isinstance(recorded, dict):
        return
    parent = pointer.rpartition("/")[0]
    for index, other in enumerate(among):
        place = below(parent, str(index))
        differing = differences(recorded, other, timing_error_s, place)
        if place != pointer and all(one.is_within for one in differing):
            yield place


def _is_same(recorded: Any, found: Any) -> bool:
    # To Python, true is 1; a log keeps 2.0 as 2.
    return isinstance(recorded, bool) is isinstance(found, bool) and bool(recorded == found)


def _is_within(recorded: Any, found: Any, timing_error_s: float, pointer: str) -> bool:
    is_number = isinstance(recorded, int | float) and not isinstance(recorded, bool)
    if not is_number or not isinstance(found, float) or abs(recorded) > _LARGEST:
        return False
    share = RELATIVE_TOLERANCE * max(abs(recorded), abs(found))
    return bool(abs(recorded - found) <= (timing_error_s if _is_time(pointer) else share))


def _is_time(pointer: str) -> bool:
    """Return whether a number is a time, by the last name on the way to it."""
    names = [part for part in pointer.split("/") if not part.isdecimal()]
    return names[-1].endswith("_s") and not names[-1].endswith(_NO_TIMES)
