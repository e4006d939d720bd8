"""The places that a file claims, drawn on lines of latitude and longitude; no map, no network.

An SVG for the report. A plate carrée around the places, its width drawn at their middle latitude:
true to scale there within a few percent for the hundred kilometres that it usually spans. Places at
0, 0 are not drawn: devices write them when they know none.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from verify.domain.claimed import ClaimedPosition, Metadata, NearPlace, TrackPoint
from verify.domain.errors import shown_name

_WIDTH_PX, _HEIGHT_PX = 720, 400
_MARGIN_PX = 24
_KM_PER_DEGREE = 111.195
# Round a point of its own, so that the nearest towns find room.
_LEAST_HALF_KM = 2.0
_ROOM = 1.25
_TOWNS_IN_VIEW = 3
_LABEL_PX_PER_CHARACTER = 6.6
_LABEL_HEIGHT_PX = 15


def positions_svg(metadata: Metadata | None) -> str | None:
    """Return an SVG of the claimed positions and the towns near them, or None without a place."""
    positions = [p for p in metadata.positions if p.nearest] if metadata else []
    if not positions:
        return None
    track = metadata.track.samples if metadata and metadata.track else []
    towns = list({(t.name, t.latitude_deg): t for p in positions for t in p.nearest}.values())
    view = _View.around(positions, track)
    parts = [
        f'<svg class="map" viewBox="0 0 {_WIDTH_PX} {_HEIGHT_PX}" role="img" '
        'aria-label="Claimed positions between lines of latitude and longitude">',
        f'<rect class="paper" width="{_WIDTH_PX}" height="{_HEIGHT_PX}"/>',
        *_lines(view),
        *_path(view, track),
        *_marks(view, positions, towns),
        *_scale(view),
        "</svg>",
    ]
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _View:
    """The part of the Earth that is drawn."""

    latitude_deg: float
    longitude_deg: float
    px_per_km: float

    @classmethod
    def around(cls, positions: Sequence[ClaimedPosition], track: Sequence[TrackPoint]) -> "_View":
        """Return a view of all positions and the track, with the towns nearest to each."""
        points = [(p.latitude_deg, p.longitude_deg) for p in positions]
        points += [(p.latitude_deg, p.longitude_deg) for p in track]
        towns = [town for position in positions for town in position.nearest[:_TOWNS_IN_VIEW]]
        points += [(town.latitude_deg, town.longitude_deg) for town in towns]
        origin = points[0][1]
        # Across the date line, a longitude counts on from the first.
        longitudes = [_beside(longitude, origin) for _latitude, longitude in points]
        latitudes = [latitude for latitude, _longitude in points]
        middle = (max(latitudes) + min(latitudes)) / 2
        east = _km_per_degree_east(middle)
        half_height_km = (max(latitudes) - min(latitudes)) / 2 * _KM_PER_DEGREE
        half_width_km = (max(longitudes) - min(longitudes)) / 2 * east
        room_x, room_y = _WIDTH_PX / 2 - _MARGIN_PX, _HEIGHT_PX / 2 - _MARGIN_PX
        px_per_km = min(
            room_x / (max(half_width_km, _LEAST_HALF_KM) * _ROOM),
            room_y / (max(half_height_km, _LEAST_HALF_KM) * _ROOM),
        )
        return cls(middle, (max(longitudes) + min(longitudes)) / 2, px_per_km)

    def at(self, latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
        """Return where a place is drawn, px from the left and from the top."""
        longitude = _beside(longitude_deg, self.longitude_deg)
        east_km = (longitude - self.longitude_deg) * _km_per_degree_east(self.latitude_deg)
        north_km = (latitude_deg - self.latitude_deg) * _KM_PER_DEGREE
        x = _WIDTH_PX / 2 + east_km * self.px_per_km
        return x, _HEIGHT_PX / 2 - north_km * self.px_per_km


def _km_per_degree_east(latitude_deg: float) -> float:
    # At the poles all longitudes meet; there a degree is drawn as wide as at 89 degrees.
    return _KM_PER_DEGREE * max(math.cos(math.radians(latitude_deg)), math.cos(math.radians(89)))


def _beside(longitude_deg: float, origin_deg: float) -> float:
    return origin_deg + (longitude_deg - origin_deg + 180) % 360 - 180


def _lines(view: _View) -> list[str]:
    parts = []
    height_deg = _HEIGHT_PX / view.px_per_km / _KM_PER_DEGREE
    width_deg = _WIDTH_PX / view.px_per_km / _km_per_degree_east(view.latitude_deg)
    for latitude in _round_values(view.latitude_deg, height_deg):
        if abs(latitude) <= 90:
            _x, y = view.at(latitude, view.longitude_deg)
            parts.append(f'<path class="grid" d="M0 {y:.1f}H{_WIDTH_PX}"/>')
            if _MARGIN_PX < y < _HEIGHT_PX - _MARGIN_PX:
                label = _degrees(latitude, "N", "S", height_deg)
                parts.append(_text(6, y - 4, label, "grid-label"))
    for longitude in _round_values(view.longitude_deg, width_deg):
        x, _y = view.at(view.latitude_deg, longitude)
        shown = _beside(longitude, 0.0)
        parts.append(f'<path class="grid" d="M{x:.1f} 0V{_HEIGHT_PX}"/>')
        if x < _WIDTH_PX - 3 * _MARGIN_PX:
            label = _degrees(shown, "E", "W", width_deg)
            parts.append(_text(x + 4, _HEIGHT_PX - 6, label, "grid-label"))
    return parts


def _round_values(middle: float, extent: float) -> list[float]:
    step = _round_length(extent / 4)
    first = math.ceil((middle - extent / 2) / step)
    return [number * step for number in range(first, math.ceil((middle + extent / 2) / step))]


def _round_length(length: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is no longer."""
    power = 10.0 ** math.floor(math.log10(length))
    return power * max(factor for factor in (1, 2, 5) if factor * power <= length)


def _degrees(value: float, positive: str, negative: str, extent: float) -> str:
    decimals = max(0, 1 - math.floor(math.log10(extent / 4)))
    return f"{abs(value):.{decimals}f}° {positive if value >= 0 else negative}"


def _path(view: _View, track: Sequence[TrackPoint]) -> list[str]:
    if len(track) < 2:
        return []
    points = (view.at(point.latitude_deg, point.longitude_deg) for point in track)
    return [f'<polyline class="track" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>']


def _marks(
    view: _View, positions: Sequence[ClaimedPosition], towns: Sequence[NearPlace]
) -> list[str]:
    parts = []
    taken: list[tuple[float, float, float, float]] = []
    for position in positions:
        x, y = view.at(position.latitude_deg, position.longitude_deg)
        taken.append((x - 14, y - 14, x + 14, y + 14))
    for town in towns:
        x, y = view.at(town.latitude_deg, town.longitude_deg)
        if not (0 < x < _WIDTH_PX and 0 < y < _HEIGHT_PX):
            continue
        parts.append(f'<circle class="town" cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
        parts += _label(x, y, town.name, taken)
    for number, position in enumerate(positions, start=1):
        x, y = view.at(position.latitude_deg, position.longitude_deg)
        parts.append(f'<circle class="claim" cx="{x:.1f}" cy="{y:.1f}" r="9"/>')
        parts.append(_text(x, y + 4, str(number), "number"))
    return parts


def _label(
    x: float, y: float, name: str, taken: list[tuple[float, float, float, float]]
) -> list[str]:
    """Return the name beside its dot where it covers no other, else nothing: the text has it."""
    shown = shown_name(name)
    width = len(shown) * _LABEL_PX_PER_CHARACTER
    # Right of its dot, left of it, or right of a mark that lies on it.
    for left in (x + 7, x - 7 - width, x + 16):
        box = (left, y - _LABEL_HEIGHT_PX / 2, left + width, y + _LABEL_HEIGHT_PX / 2)
        is_inside = box[0] >= 0 and box[2] <= _WIDTH_PX
        if is_inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return [_text(left, y + 4, shown, "town-name")]
    return []


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale(view: _View) -> list[str]:
    length_km = _round_length(_WIDTH_PX / 5 / view.px_per_km)
    width = length_km * view.px_per_km
    left, y = _WIDTH_PX - 16 - width, 22
    words = f"{length_km:g} km" if length_km >= 1 else f"{length_km * 1000:g} m"
    return [
        f'<path class="scale" d="M{left:.1f} {y - 5}V{y}H{left + width:.1f}V{y - 5}"/>',
        _text(left + width / 2, y + 14, words, "scale-label"),
    ]


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'
