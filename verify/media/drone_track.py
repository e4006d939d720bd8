"""The track in a drone's subtitle file: where it claims to have been, many times a second.

DJI drones write a `.SRT` beside the clip, with a position for every frame or second. It is a text
file that anyone can edit, and lies beside the clip by its name only: that it belongs to the clip
is a claim too. Two forms exist; one of them writes longitude and latitude in an order that differs
between models, so it is read only where the numbers themselves tell.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from verify.domain.claimed import PositionTrack, TrackPoint
from verify.domain.errors import shown_name

# Forms as published by users of such files: a list for DJI Mini 3 and Mavic Pro, and others.
# "longtitude" is how the Mavic 2 spells it.
_LABELLED = re.compile(
    r"\[latitude ?: ?(?P<latitude>-?[0-9]{1,3}(?:\.[0-9]{1,20})?)\][^\n]{0,80}?"
    r"\[longt?itude ?: ?(?P<longitude>-?[0-9]{1,3}(?:\.[0-9]{1,20})?)\]"
)
_LABELLED_ALTITUDE = re.compile(r"abs_alt ?: ?(-?[0-9]{1,5}(?:\.[0-9]{1,6})?)")
_PLAIN = re.compile(
    r"GPS ?\((?P<first>-?[0-9]{1,3}(?:\.[0-9]{1,20})?), ?(?P<second>-?[0-9]{1,3}(?:\.[0-9]{1,20})?)"
)
_TIME = re.compile(r"([0-9]{2}):([0-5][0-9]):([0-5][0-9])[,.]([0-9]{3}) --> ")
_CLOCK = re.compile(
    r"[0-9]{4}[-.][0-9]{2}[-.][0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,6})?"
)
_LINE_BYTES = 2_000
# Three hours at 30 positions a second; the longest flights take under one.
_MOST_POINTS = 324_000
_MOST_SAMPLES = 200
# As for single positions: nobody flies by chance that near to where nothing is.
_AT_ZERO_DEG = 0.001
_LONGEST_DIFFERENCE_S = 2.0

_Pair = tuple[float, float]


def read_track(path: Path, clip_duration_s: float | None) -> PositionTrack:
    """Return the track of a subtitle file, empty with a doubt if it holds none.

    Parameters
    ----------
    path : Path
        The subtitle file; untrusted text of any encoding.
    clip_duration_s : float or None
        Of the clip beside it, to be held against the subtitles' own length.
    """
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    labelled, plain = _read(path)
    doubts = ["It lies beside the clip under its name; that it belongs to it is not checked."]
    if labelled:
        points = labelled
    else:
        points, doubt = _in_order(plain)
        doubts += [doubt] if doubt else []
    if len(labelled) + len(plain) >= _MOST_POINTS:
        doubts.append(f"Only the first {_MOST_POINTS:,} positions were read.")
    on_earth = [p for p in points if abs(p.latitude_deg) <= 90 and abs(p.longitude_deg) <= 180]
    kept = [
        p
        for p in on_earth
        if abs(p.latitude_deg) >= _AT_ZERO_DEG or abs(p.longitude_deg) >= _AT_ZERO_DEG
    ]
    if len(on_earth) < len(points):
        doubts.append(f"{len(points) - len(on_earth)} positions are not on Earth and are left out.")
    if len(kept) < len(on_earth):
        doubts.append(
            f"{len(on_earth) - len(kept)} positions are 0, 0, as written without a fix, and are "
            "left out."
        )
    length_s = points[-1].time_s if points else 0.0
    if points and clip_duration_s and abs(length_s - clip_duration_s) > _LONGEST_DIFFERENCE_S:
        doubts.append(
            f"The subtitles end at {length_s:.1f} s, the clip at {clip_duration_s:.1f} s: the clip "
            "was cut, or they are another clip's."
        )
    return _track(sha256, kept, doubts)


def _read(path: Path) -> tuple[list[TrackPoint], list[tuple[TrackPoint, _Pair]]]:
    """Return positions with labels, and those without, their numbers as written."""
    labelled: list[TrackPoint] = []
    plain: list[tuple[TrackPoint, _Pair]] = []
    time_s, clock = 0.0, None
    for line in _lines(path):
        if match := _TIME.search(line):
            hours, minutes, seconds, milliseconds = map(int, match.groups())
            time_s = hours * 3600 + minutes * 60 + seconds + milliseconds / 1000
            clock = None
        if match := _CLOCK.search(line):
            clock = match[0]
        if match := _LABELLED.search(line):
            altitude = _LABELLED_ALTITUDE.search(line)
            point = _point(time_s, clock, float(match["latitude"]), float(match["longitude"]))
            if altitude:
                point = _point(
                    time_s, clock, point.latitude_deg, point.longitude_deg, float(altitude[1])
                )
            labelled.append(point)
        elif match := _PLAIN.search(line):
            pair = float(match["first"]), float(match["second"])
            plain.append((_point(time_s, clock, 0.0, 0.0), pair))
        if len(labelled) + len(plain) >= _MOST_POINTS:
            break
    return labelled, plain


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        while line := file.readline(_LINE_BYTES):
            yield line.decode("utf-8", "replace")


def _point(
    time_s: float,
    clock: str | None,
    latitude_deg: float,
    longitude_deg: float,
    altitude_m: float | None = None,
) -> TrackPoint:
    return TrackPoint(
        time_s=time_s,
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        altitude_m=altitude_m,
        untrusted_clock=None if clock is None else shown_name(clock),
    )


def _in_order(plain: Sequence[tuple[TrackPoint, _Pair]]) -> tuple[list[TrackPoint], str | None]:
    """Return points whose numbers tell which is the latitude: it never exceeds 90."""
    if not plain:
        return [], "It holds no position in a known form."
    longitude_first = any(abs(first) > 90 for _point, (first, _second) in plain)
    latitude_first = any(abs(second) > 90 for _point, (_first, second) in plain)
    if longitude_first == latitude_first:
        first, second = plain[0][1]
        return [], (
            f"Its positions, such as ({first}, {second}), do not say which number is the latitude, "
            "and drones differ in it; so none is given."
        )
    return [
        _point(point.time_s, point.untrusted_clock, *(pair[::-1] if longitude_first else pair))
        for point, pair in plain
    ], None


def _track(sha256: str, points: list[TrackPoint], doubts: list[str]) -> PositionTrack:
    step = max(1, -(-len(points) // _MOST_SAMPLES))
    south = min((p.latitude_deg for p in points), default=None)
    north = max((p.latitude_deg for p in points), default=None)
    east = [p.longitude_deg for p in points]
    if east and max(east) - min(east) > 180:
        # It crosses the date line: then west is the larger number.
        east = [longitude if longitude > 0 else longitude + 360 for longitude in east]
    return PositionTrack(
        sha256=sha256,
        points=len(points),
        first=points[0] if points else None,
        last=points[-1] if points else None,
        south_deg=south,
        north_deg=north,
        west_deg=_wrapped(min(east)) if east else None,
        east_deg=_wrapped(max(east)) if east else None,
        samples=points[::step],
        doubts=doubts,
    )


def _wrapped(longitude_deg: float) -> float:
    return longitude_deg - 360 if longitude_deg > 180 else longitude_deg
