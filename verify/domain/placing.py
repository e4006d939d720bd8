"""Where a person places a clip: a point with a radius, how that is known, landmarks, a direction.

A place is a person's and may be wrong; several can stand side by side, and none settles by itself
that the clip was filmed there. Reference pictures are known by their hash and are not kept.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from verify.domain.cases import EventNumber, Recorded, Text
from verify.domain.claimed import Latitude, Longitude
from verify.domain.evidence import FileItem, LinkItem
from verify.domain.footage import BoxPx, Seconds, Sha256

RADII_M = (10, 100, 1_000, 10_000)
"""A spot, a block, a quarter, a town."""
MOST_LANDMARKS = 50
LONGEST_NAME = 200

Radius = Annotated[
    Literal[10, 100, 1_000, 10_000],
    Meta(description="metres; the camera stood no farther from the point, says who gave it"),
]
Direction = Annotated[float, Meta(ge=0, lt=360, description="degrees clockwise from true north")]


class Landmark(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a picture of the clip, and the picture elsewhere that shows the same."""

    untrusted_name: Annotated[str, Meta(max_length=LONGEST_NAME, description="what it is")]
    at_s: Annotated[Seconds, Meta(description="of the clip's picture, seconds")]
    box_px: BoxPx
    reference: FileItem | LinkItem


class PlaceGiven(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's word on where a clip was filmed; all words of it can be erased."""

    clip_sha256: Sha256
    latitude_deg: Latitude | None
    longitude_deg: Longitude | None
    radius_m: Radius | None
    facing_deg: Annotated[
        Direction | None, Meta(description="where the camera looks; null if not said")
    ]
    untrusted_known_by: Annotated[Text | None, Meta(description="how it is known")]
    landmarks: Annotated[list[Landmark], Meta(max_length=MOST_LANDMARKS)] | None
    instead_of: Annotated[EventNumber | None, Meta(description="the place that it replaces")]
