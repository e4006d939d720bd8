"""Two files laid side by side: the content of `comparison.json`, schema "verify/comparison/1".

The answer is that of an archive which holds B alone and is asked for A. The pictures beside it are
made to be looked at, and shown where the two agree best: they are no sample of the clips, and none
that fits well says by itself that both show one moment.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.findings import Sandbox
from verify.domain.footage import Seconds, Sha256
from verify.domain.matches import MatchGrade, NotComparable, Segment, SoundSegment

SCHEMA_NAME = "verify/comparison/1"
MOST_MOMENTS = 5

PictureFile = Annotated[str, Meta(pattern=r"^([1-9]-(a|b|a-over-b|difference)|strip)\.jpg$")]


class ComparedFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One of the two."""

    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1)]
    untrusted_name: Annotated[str, Meta(description="file name as given, made printable")]
    kind: Annotated[str, Meta(pattern="^(video|animation|picture)$")]
    duration_s: Annotated[Seconds | None, Meta(description="seconds; null for a picture")]
    width_px: Annotated[int, Meta(ge=1, description="as shown")]
    height_px: Annotated[int, Meta(ge=1, description="as shown")]
    remarks: Annotated[
        list[str], Meta(description="what puts its frames in doubt, a sentence each")
    ]
    sandbox: Annotated[Sandbox, Meta(description="behind which it was decoded")]


class ComparedPicture(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A JPEG beside `comparison.json`."""

    file: PictureFile
    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1)]
    width_px: Annotated[int, Meta(ge=1)]
    height_px: Annotated[int, Meta(ge=1)]


class Overlay(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A's frame laid over B's."""

    to_a: Annotated[
        tuple[float, float, float, float, float, float],
        Meta(
            description="where in A a place x, y of B lies: [0] x + [1] y + [2] and "
            "[3] x + [4] y + [5], all in shares of the longest side of either frame"
        ),
    ]
    is_refined: Annotated[
        bool,
        Meta(description="whether it was moved, by a twentieth of the side at most, to fit better"),
    ]
    correlation: Annotated[
        float,
        Meta(
            ge=-1,
            le=1,
            description="of the two frames as they are laid, freed of brightness and contrast",
        ),
    ]
    shown: Annotated[float, Meta(ge=0, le=1, description="share of B's frame that A's covers")]
    gain: Annotated[float, Meta(description="of brightness: B = gain * A + offset_levels")]
    offset_levels: Annotated[float, Meta(description="of 255; by least squares over what they fit")]
    white_levels: Annotated[
        float,
        Meta(gt=0, description="white in the picture of the difference is so much or more, of 255"),
    ]
    laid: Annotated[
        ComparedPicture,
        Meta(description="A's frame in B's; what it does not show is B's, grey and dark"),
    ]
    difference: Annotated[
        ComparedPicture,
        Meta(
            description="difference of brightness once A is fitted to B: black is none, "
            "blue what A does not show"
        ),
    ]


class Moment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A frame of A and one of B."""

    segment: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(
            description="number of the segment in which both are one moment, from 1; null if "
            "nothing looked alike, so that these two have nothing to do with each other"
        ),
    ]
    a_s: Annotated[Seconds, Meta(description="time of A's frame, seconds")]
    b_s: Annotated[Seconds, Meta(description="time of B's frame, seconds")]
    chosen_of: Annotated[
        int, Meta(ge=1, description="frames about that moment of which this one fits B's best")
    ]
    a: Annotated[ComparedPicture, Meta(description="A's frame, reduced where it was larger")]
    b: Annotated[ComparedPicture, Meta(description="B's, likewise")]
    overlay: Annotated[
        Overlay | None, Meta(description="null if nothing looked alike, or A covers too little")
    ]


class ComparedSound(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the sound of the two has in common, apart from their pictures."""

    a_is_heard: Annotated[bool, Meta(description="whether A has sound above -60 dB")]
    b_is_heard: Annotated[bool, Meta(description="whether B has")]
    match_grade: Annotated[MatchGrade | None, Meta(description="null if nothing sounds alike")]
    reason: Annotated[str | None, Meta(description="of the grade; null as that")]
    segments: Annotated[
        list[SoundSegment],
        Meta(description="the strongest first; each says whether its picture agrees"),
    ]


class ComparisonTool(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What made it, so that anyone can make it again."""

    version: Annotated[str, Meta(description="version of Verify")]
    ffmpeg: Annotated[str, Meta(description="version of FFmpeg's libraries")]
    opencv: str
    radius_bits: Annotated[int, Meta(description="most bits of 256 by which hashes may differ")]
    longest_side_px: Annotated[int, Meta(description="of a picture; larger frames are reduced")]
    jpeg_quality: Annotated[int, Meta(ge=1, le=100)]


class Comparison(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What two files have in common, and pictures to judge it by."""

    schema: Annotated[str, Meta(pattern=f"^{SCHEMA_NAME}$")]
    made_utc: Annotated[datetime, Meta(tz=True)]
    tool: ComparisonTool
    a: ComparedFile
    b: ComparedFile
    match_grade: Annotated[MatchGrade | None, Meta(description="null if nothing looks alike")]
    reason: str
    segments: Annotated[
        list[Segment],
        Meta(description="the strongest first; A is the query there, B the entry"),
    ]
    sound: Annotated[
        ComparedSound | None,
        Meta(
            description="null where one of the two is a picture, its sound was not taken, or both "
            "are the same file"
        ),
    ]
    frames: Annotated[int, Meta(ge=0, description="frames of A hashed")]
    frames_compared: Annotated[int, Meta(ge=0, description="of these, compared with B's")]
    not_comparable: Annotated[list[NotComparable], Meta(description="stretches of A")]
    moments: Annotated[list[Moment], Meta(max_length=MOST_MOMENTS)]
    strip: Annotated[ComparedPicture, Meta(description="all moments on one picture")]
