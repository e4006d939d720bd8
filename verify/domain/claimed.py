"""What a file says of itself: tags, places, times, who wrote it, signed credentials.

Every word here may have been typed by anyone at any time. `untrusted_*` is text out of the file,
made printable and cut to a length; what is not named so was worked out from it. A claim that is
contradicted stays and carries its doubt; agreement between claims removes none.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.footage import Seconds, Sha256

Text = Annotated[str, Meta(max_length=1_000, description="out of the file, made printable")]
Sentences = Annotated[list[Annotated[str, Meta(max_length=1_200)]], Meta(max_length=200)]
Tags = Annotated[dict[str, Text], Meta(max_length=500)]
Latitude = Annotated[float, Meta(ge=-90, le=90, description="degrees north, WGS 84")]
Longitude = Annotated[float, Meta(ge=-180, le=180, description="degrees east, WGS 84")]
Altitude = Annotated[float | None, Meta(description="metres; null if not stated")]


class StreamTags(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One stream of the container with the tags that it carries."""

    index: Annotated[int, Meta(ge=0)]
    kind: str
    codec: str | None
    untrusted_tags: Tags


class NearPlace(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A town of the gazetteer near a position, as a help to find it on a map."""

    name: Annotated[str, Meta(max_length=200)]
    country: Annotated[str, Meta(max_length=100)]
    population: Annotated[
        Annotated[int, Meta(ge=0)] | None, Meta(description="null if the gazetteer has none")
    ]
    latitude_deg: Latitude
    longitude_deg: Longitude
    distance_km: Annotated[float, Meta(ge=0, description="from the town's point to the position")]
    distance_error_km: Annotated[
        float, Meta(ge=0, description="either way; most of it is the extent of the town")
    ]
    bearing_deg: Annotated[
        float, Meta(ge=0, lt=360, description="from the town to the position, clockwise from north")
    ]


class ClaimedPosition(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place on Earth that the file claims; written by a device or by anyone since."""

    latitude_deg: Latitude
    longitude_deg: Longitude
    altitude_m: Altitude
    resolution_m: Annotated[
        float,
        Meta(ge=0, description="one step of the last digit written, metres; not the fix's error"),
    ]
    source: Annotated[str, Meta(max_length=1_200, description="the tag that it was read from")]
    doubts: Sentences
    nearest: Annotated[
        list[NearPlace],
        Meta(max_length=8, description="by distance; none for 0, 0 and beyond ten positions"),
    ]


class TrackPoint(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One position of a track."""

    time_s: Annotated[Seconds, Meta(description="seconds on the subtitles' own clock")]
    latitude_deg: Latitude
    longitude_deg: Longitude
    altitude_m: Altitude
    untrusted_clock: Annotated[Text | None, Meta(description="date and time as written, no zone")]


class PositionTrack(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a drone claims to have been, out of the subtitle file beside the clip."""

    sha256: Annotated[Sha256, Meta(description="SHA-256 of the subtitle file, lower-case hex")]
    points: Annotated[int, Meta(ge=0, description="positions that are on Earth and not 0, 0")]
    first: TrackPoint | None
    last: TrackPoint | None
    south_deg: Latitude | None
    west_deg: Longitude | None
    north_deg: Latitude | None
    east_deg: Longitude | None
    samples: Annotated[
        list[TrackPoint], Meta(max_length=200, description="evenly chosen, in their order")
    ]
    doubts: Sentences


class StatedTime(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A time that the file states, and the field that states it."""

    source: Annotated[str, Meta(max_length=1_200)]
    untrusted_text: Annotated[
        Text, Meta(description="as written; a count of seconds since 1904 is put as UTC")
    ]


class ContainerBox(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One box of an MP4 or QuickTime file."""

    path: Annotated[str, Meta(max_length=200, description="kinds from the outside in, by slashes")]
    offset: Annotated[int, Meta(ge=0, description="of its first byte, bytes")]
    size_bytes: Annotated[int, Meta(ge=0, description="as stated, header included")]


class Handler(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who a track says will play it; programs leave their name here."""

    kind: Annotated[str, Meta(max_length=8, description="such as vide, soun or meta")]
    untrusted_name: Text


class ContainerTree(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How an MP4 or QuickTime file is built. Which boxes, in which order, differs by writer."""

    untrusted_major_brand: Annotated[str, Meta(max_length=8)] | None
    minor_version: Annotated[int, Meta(ge=0)] | None
    untrusted_compatible_brands: Annotated[
        list[Annotated[str, Meta(max_length=8)]], Meta(max_length=32)
    ]
    handlers: Annotated[list[Handler], Meta(max_length=64)]
    movie_timescale_hz: Annotated[int, Meta(ge=0)] | None
    track_timescales_hz: Annotated[list[Annotated[int, Meta(ge=0)]], Meta(max_length=64)]
    index_first: Annotated[
        bool | None, Meta(description="moov before mdat, as for streaming; null if one is missing")
    ]
    boxes: Annotated[list[ContainerBox], Meta(max_length=400, description="in file order")]
    boxes_left_out: Annotated[int, Meta(ge=0, description="read but not listed")]
    faults: Sentences


class EncoderMark(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an encoder wrote of itself into the pictures or the sound."""

    program: Annotated[str, Meta(max_length=40)]
    untrusted_version: Text
    untrusted_options: Annotated[
        Annotated[str, Meta(max_length=4_000)] | None, Meta(description="as written; null if none")
    ]
    found_in: Annotated[str, Meta(max_length=100)]


class WriterKind(StrEnum):
    """What sort of thing wrote the file."""

    DEVICE = "device"
    PROGRAM = "program"
    LIBRARY = "library"
    PLATFORM = "platform"


class WriterConfidence(StrEnum):
    """How well the file fits a writer; never who had it in hand."""

    NAMED = "named"
    """The file names it, in a field or box that it is known to write."""
    DISTINCTIVE = "distinctive"
    """Its structure agrees, with a mark or a set of marks that we know from no other writer."""
    COMMON = "common"
    """The marks agree, but other writers leave the same."""


class WriterMatch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A known writer whose files look like this one. Others may look the same."""

    name: Annotated[str, Meta(max_length=100)]
    kind: WriterKind
    confidence: WriterConfidence
    evidence: Sentences
    caution: Annotated[str, Meta(max_length=400, description="who else may look the same")]
    known_from: Annotated[str, Meta(max_length=200, description="source of the marks")]


class HistoryStep(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step of the history that an editor keeps in XMP."""

    untrusted_action: Text | None
    untrusted_software: Text | None
    untrusted_when: Text | None


class XmpClaims(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the XMP packet of the file says; editors of pictures and video write it."""

    untrusted_fields: Tags
    history: Annotated[list[HistoryStep], Meta(max_length=50)]


class Metadata(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the file says of itself. Every word of it may have been typed by anyone."""

    untrusted_created: Annotated[
        Text | None, Meta(description="creation time as written in the file, zone as written")
    ]
    times: Annotated[list[StatedTime], Meta(max_length=60)]
    positions: Annotated[list[ClaimedPosition], Meta(max_length=50)]
    track: Annotated[PositionTrack | None, Meta(description="null without a subtitle file")]
    untrusted_device: Annotated[Text | None, Meta(description="make and model as written")]
    writers: Annotated[list[WriterMatch], Meta(max_length=30)]
    encoders: Annotated[list[EncoderMark], Meta(max_length=10)]
    untrusted_container_tags: Tags
    streams: Annotated[list[StreamTags], Meta(max_length=64)]
    container: Annotated[ContainerTree | None, Meta(description="null unless MP4 or QuickTime")]
    untrusted_exif: Tags | None
    xmp: Annotated[XmpClaims | None, Meta(description="null without a packet that can be read")]
    untrusted_timecode: Text | None
    doubts: Sentences


class CredentialState(StrEnum):
    """What checking the Content Credentials came to."""

    NONE = "none"
    """There are none. That says nothing: most files have none, and platforms remove them."""
    VALID = "valid"
    """Signature and hashes hold; whether the signer is to be trusted was not checked."""
    INVALID = "invalid"
    """Something does not hold; `faults` says what."""
    REMOTE_NOT_FETCHED = "remote_not_fetched"
    """The file names an address; nothing is fetched, so nothing is known of them."""
    UNREADABLE = "unreadable"
    """There are some, but they cannot be read."""


class CredentialFaultKind(StrEnum):
    """What sort of check failed."""

    SIGNATURE = "signature"
    """The claim is not what was signed."""
    CONTENT = "content"
    """The file is not what was described when it was signed."""
    ASSERTION = "assertion"
    """A statement is not what was described when it was signed."""
    CERTIFICATE = "certificate"
    OTHER = "other"


class CredentialFault(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One check of Content Credentials that failed."""

    kind: CredentialFaultKind
    code: Annotated[str, Meta(max_length=100, description="status code of the C2PA specification")]
    where: Annotated[str, Meta(max_length=300, description="this file, or which ingredient")]
    untrusted_explanation: Text | None


class CredentialAction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that the signer states to have been done."""

    untrusted_action: Text
    untrusted_software: Text | None
    untrusted_when: Text | None
    untrusted_source_type: Text | None


class CredentialIngredient(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file that the signer states to have used."""

    untrusted_title: Text | None
    untrusted_relationship: Text | None
    has_credentials: bool


class ContentCredentials(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """C2PA Content Credentials: what somebody signed about the file."""

    state: CredentialState
    meaning: Annotated[str, Meta(max_length=400)]
    faults: Annotated[list[CredentialFault], Meta(max_length=50)]
    untrusted_remote_url: Text | None
    untrusted_signer: Annotated[
        Text | None, Meta(description="names in the certificate; not held against a list of trust")
    ]
    untrusted_signed_at: Annotated[Text | None, Meta(description="time of the time stamp")]
    untrusted_claim_generator: Text | None
    actions: Annotated[list[CredentialAction], Meta(max_length=50)]
    ingredients: Annotated[list[CredentialIngredient], Meta(max_length=50)]
