"""What a file says it is: container, video stream, audio stream.

Nothing here is measured; these are the file's own claims, checked for type and range only. Text
that a sender could have typed is `untrusted_*`.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.errors import shown_name

Positive = Annotated[float, Meta(gt=0)]
Seconds = Annotated[float, Meta(ge=0, description="seconds")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256, lower-case hex")]
BoxPx = Annotated[
    tuple[int, int, int, int],
    Meta(description="left, top, width, height in pixels of the picture as shown"),
]


def altered_name_bytes(untrusted_name: str) -> bytes | None:
    r"""Return the bytes of a file name that cannot be shown as it is, or None if it can.

    Bytes that are no UTF-8 stand as surrogates in a name that Python got from the system
    (PEP 383).

    Examples
    --------
    >>> altered_name_bytes("clip.mp4"), altered_name_bytes("\udcff\n.mp4")
    (None, b'\xff\n.mp4')
    """
    if shown_name(untrusted_name) == untrusted_name:
        return None
    return untrusted_name.encode("utf-8", "surrogateescape")


def exact_name(shown: str, altered_bytes: bytes | None) -> str:
    """Return the name that `altered_name_bytes` was given; to be kept, not to be shown."""
    return shown if altered_bytes is None else altered_bytes.decode("utf-8", "surrogateescape")


class ColorRange(StrEnum):
    """How stored luma codes map to black and white."""

    LIMITED = "limited"
    """Black 16, white 235 (ITU-R BT.601-7, BT.709-6)."""
    FULL = "full"
    """Black 0, white 255."""
    UNKNOWN = "unknown"
    """Not stated by the file; treated as limited for YCbCr video, as full for pictures."""


class VideoStream(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The picture stream that is analysed."""

    codec: Annotated[str, Meta(description="codec name as FFmpeg writes it, such as h264")]
    width_px: Annotated[int, Meta(ge=1, description="width as shown, after rotation, pixels")]
    height_px: Annotated[int, Meta(ge=1, description="height as shown, after rotation, pixels")]
    sample_aspect_ratio: Annotated[
        tuple[int, int] | None, Meta(description="width:height of one pixel as stored")
    ]
    rotation_deg: Annotated[
        int, Meta(ge=0, lt=360, description="clockwise turn that a player applies, degrees")
    ]
    frame_rate: Annotated[
        Positive | None, Meta(description="declared average rate, frames per second")
    ]
    is_vfr: Annotated[
        bool, Meta(description="frame intervals vary by more than time base rounding")
    ]
    is_interlaced: Annotated[bool, Meta(description="any frame is marked interlaced")]
    pixel_format: Annotated[str, Meta(description="FFmpeg's name, such as yuv420p")]
    color_range: ColorRange
    transfer: Annotated[
        str | None,
        Meta(description="transfer characteristic by ITU-T H.273 name; null if not stated"),
    ]
    hdr: Annotated[str | None, Meta(description="pq or hlg; null for standard dynamic range")]


class AudioStream(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The first sound stream, the only one that is heard."""

    codec: str
    sample_rate_hz: Annotated[int, Meta(ge=1)]
    channels: Annotated[int, Meta(ge=1)]
    duration_s: Seconds | None
    tracks: Annotated[
        int, Meta(ge=1, description="sound tracks of the file; only the first was heard")
    ] = 1


class Footage(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file as received."""

    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1, description="bytes")]
    untrusted_name: Annotated[str, Meta(description="file name as received, made printable")]
    untrusted_name_bytes: Annotated[
        bytes | None,
        Meta(description="the name's own bytes in base64 where it had to be altered; else null"),
    ]
    kind: Annotated[str, Meta(pattern="^(video|animation|picture)$")]
    container: Annotated[str, Meta(description="FFmpeg's or Pillow's format name")]
    duration_s: Annotated[
        Seconds | None, Meta(description="declared by the container, seconds; null if not stated")
    ]
    video: VideoStream | None
    audio: AudioStream | None
