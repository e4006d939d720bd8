"""The stretch of a clip that a piece of evidence is about: when, and where in the picture."""

from typing import Any, NamedTuple

from verify.domain.evidence import FindingItem, Item, MomentItem
from verify.domain.footage import BoxPx

_STARTS = ("onset_s", "start_s", "time_s")
_LONGEST_S = 1e9


class Stretch(NamedTuple):
    """A picture of a clip, or from one on to before another, whole or in part."""

    clip_sha256: str
    start_s: float
    end_s: float | None
    box_px: BoxPx | None


def stretch_of(item: Item) -> Stretch | None:
    """Return what of a clip is held up; None if it is not of one, or of no time in it.

    What a finding says of times and box was once written to a file and is looked at as such.
    """
    if isinstance(item, MomentItem):
        return Stretch(item.clip_sha256, item.start_s, item.end_s, item.box_px)
    if not isinstance(item, FindingItem) or not isinstance(item.value, dict):
        return None
    start_s = next((s for name in _STARTS if (s := _time(item.value.get(name))) is not None), None)
    if start_s is None:
        return None
    end_s = _time(item.value.get("end_s"))
    return Stretch(
        item.clip_sha256,
        start_s,
        end_s if end_s is not None and end_s > start_s else None,
        _box(item.value.get("box_px")),
    )


def _time(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < _LONGEST_S else None


def _box(value: Any) -> BoxPx | None:
    is_box = isinstance(value, list | tuple) and [type(one) for one in value] == [int] * 4
    return (value[0], value[1], value[2], value[3]) if is_box else None
