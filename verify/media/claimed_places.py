"""Every place that a file claims, once each, with the towns near it."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import msgspec

from verify.domain.claimed import ClaimedPosition, PositionTrack
from verify.gazetteer.nearest import distance_km, nearest_places
from verify.media.positions import claimed_position, is_blind, position_from_text

# QuickTime's key, and what FFmpeg makes of the boxes `©xyz` (Apple, Android) and `loci` (3GPP);
# each may be followed by "-" and a language.
_POSITION_TAGS = frozenset(("com.apple.quicktime.location.iso6709", "location", "xyz", "©xyz"))
_MOST_POSITIONS = 49
_MOST_WITH_TOWNS = 10
# A drone is within sight of whoever flies it; the clip's own position is where it took off.
_SAME_PLACE_KM = 2.0
_TRACK_SOURCE = "first position of the subtitle file"
# As drones write it: six decimals.
_TRACK_RESOLUTION = Fraction(1, 10**6)


def positions_in_tags(
    tags_by_owner: Iterable[tuple[str, Mapping[str, str]]],
) -> tuple[list[ClaimedPosition], list[str]]:
    """Return each place once, under the tag that named it first, and doubts about the others.

    Parameters
    ----------
    tags_by_owner : iterable of (str, mapping of str to str)
        What stands before a tag's name when it is told, such as "stream 0 ", and the tags.
    """
    positions: dict[tuple[float, float], ClaimedPosition] = {}
    doubts: list[str] = []
    for whose, tags in tags_by_owner:
        for name, text in tags.items():
            if name.lower().partition("-")[0] not in _POSITION_TAGS:
                continue
            position = position_from_text(text, f"{whose}{name}")
            if isinstance(position, str):
                doubts.append(position)
            else:
                place = (position.latitude_deg, position.longitude_deg)
                positions.setdefault(place, position)
    if len(positions) > 1:
        doubts.append(
            f"The file names {len(positions)} different positions: joined from several clips, "
            "moved while filming, or altered."
        )
    if len(positions) > _MOST_POSITIONS:
        doubts.append(f"Only the first {_MOST_POSITIONS} positions are given.")
    return list(positions.values())[:_MOST_POSITIONS], doubts


def track_position(track: PositionTrack | None) -> list[ClaimedPosition]:
    """Return where a track begins, if there is one."""
    if track is None or track.first is None:
        return []
    latitude, longitude = track.first.latitude_deg, track.first.longitude_deg
    altitude_m = track.first.altitude_m
    position = claimed_position(
        Fraction(latitude),
        Fraction(longitude),
        None if altitude_m is None else Fraction(altitude_m),
        _TRACK_SOURCE,
        _TRACK_RESOLUTION,
    )
    return [] if position is None else [position]


def track_doubts(positions: Sequence[ClaimedPosition], track: PositionTrack | None) -> list[str]:
    """Return a doubt if a track begins far from every position that the clip itself claims."""
    stated = [position for position in positions if not is_blind(position)]
    if track is None or track.first is None or not stated:
        return []
    start = track.first
    apart_km = min(
        distance_km(p.latitude_deg, p.longitude_deg, start.latitude_deg, start.longitude_deg)
        for p in stated
    )
    if apart_km <= _SAME_PLACE_KM:
        return []
    return [
        f"The subtitle file begins {apart_km:,.1f} km from the position in the clip: another "
        "flight's subtitles, a fix from before the start, or one of them was altered."
    ]


def with_places(positions: Sequence[ClaimedPosition]) -> list[ClaimedPosition]:
    """Return the positions, the first ten with the towns near them.

    0, 0 gets none, being no place but a blank.
    """
    return [
        position
        if is_blind(position) or number >= _MOST_WITH_TOWNS
        else msgspec.structs.replace(
            position, nearest=nearest_places(position.latitude_deg, position.longitude_deg)
        )
        for number, position in enumerate(positions)
    ]
