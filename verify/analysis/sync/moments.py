"""Moments that several recordings share, each in the time of every one of them."""

from collections.abc import Sequence

import numpy as np

from verify.analysis.sync.pairs import Compared

_AFTER_RISE_S = 0.08
"""A flash is best seen some frames after it begins to rise."""


def offsets_to_first(compared: Sequence[Compared], count: int) -> dict[int, float]:
    """Return by place how each recording's time differs from that of the first that is linked.

    Only accepted offsets link, light before sound. A recording that nothing links to the first
    linked one is left out; nothing is returned where no two are linked.

    Parameters
    ----------
    compared : sequence of Compared
        All pairs.
    count : int
        How many recordings there are.
    """
    links: dict[int, list[tuple[int, float]]] = {place: [] for place in range(count)}
    for kind in ("light", "sound"):
        for each in compared:
            offset = getattr(each.pair, kind)
            if offset is not None and offset.accepted:
                links[each.first].append((each.second, offset.offset_s))
                links[each.second].append((each.first, -offset.offset_s))
    start = next((place for place in range(count) if links[place]), None)
    if start is None:
        return {}
    known, waiting = {start: 0.0}, [start]
    while waiting:
        place = waiting.pop(0)
        for other, offset_s in links[place]:
            if other not in known:
                known[other] = known[place] + offset_s
                waiting.append(other)
    return dict(sorted(known.items()))


def common_moments(
    compared: Sequence[Compared],
    offsets_s: dict[int, float],
    durations_s: Sequence[float],
    most: int,
) -> list[float]:
    """Return moments, in the time of the first linked recording, at which all linked ones run.

    Flashes that two of them share go first; where there are none the moments are spread evenly.
    None are returned where the recordings do not all run at once.
    """
    start_s = max(-offset_s for offset_s in offsets_s.values())
    end_s = min(durations_s[place] - offset_s for place, offset_s in offsets_s.items())
    if end_s <= start_s:
        return []
    shared_s = {
        round(time_s - offsets_s[each.first] + _AFTER_RISE_S, 3)
        for each in compared
        if each.first in offsets_s
        for time_s in each.shared_s
    }
    apart_s = 2 * _AFTER_RISE_S
    flashes_s: list[float] = []
    for time_s in sorted(shared_s):
        is_new = not flashes_s or time_s - flashes_s[-1] > apart_s
        if is_new and start_s <= time_s < end_s:
            flashes_s.append(time_s)
    if flashes_s:
        chosen = np.linspace(0, len(flashes_s) - 1, min(most, len(flashes_s))).round()
        return [flashes_s[int(place)] for place in chosen]
    step_s = (end_s - start_s) / most
    return [start_s + (number + 0.5) * step_s for number in range(most)]
