"""What an archive answers about a clip: the content of `verify archive search --json`.

A match says that two files look alike, frame by frame, not that they are one; which is the older,
and what either shows, it does not say. That nothing was found says nothing about the rest of the
world, so the number of entries that were searched belongs to every answer.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.footage import BoxPx, Seconds, Sha256
from verify.domain.judgements import Judgement
from verify.domain.sources import ClaimedDate, DateClaimant, SourceRecord

SCHEMA_NAME = "verify/search/1"
_DONE_LATER = ("edited", "fetched")
# Anyone can rename a file; tags are edited with some skill; a platform's clock is its own.
_STRONGEST_FIRST = (
    DateClaimant.SOURCE,
    DateClaimant.FILE,
    DateClaimant.NAME,
    DateClaimant.SHEET,
)


class MatchGrade(StrEnum):
    """How strong a match is; a person judges what it means."""

    CONFIRMED = "confirmed"
    """Laid over one another, both change alike from moment to moment."""
    LIKELY = "likely"
    """Many frames look alike, in one order, and the picture changes meanwhile."""
    POSSIBLE = "possible"
    """Something looks alike: to be seen by eye."""
    SAME_VIEW = "same_view"
    """The pictures agree, what changes in them does not: the same view, perhaps another moment."""


class Segment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch of the query that looks like a stretch of an entry."""

    query_start_s: Seconds
    query_end_s: Annotated[Seconds, Meta(description="the start, if either is a single picture")]
    match_start_s: Seconds
    match_end_s: Seconds
    match_error_s: Annotated[
        Seconds | None,
        Meta(
            description="how far, either way, match times can be moved with the pictures nearly as "
            "alike; null if they were not laid over one another"
        ),
    ]
    speed: Annotated[
        float,
        Meta(gt=0, description="of the entry's clock against the query's; 0.76 to 1.34 is sought"),
    ]
    mirrored: Annotated[bool, Meta(description="whether the query shows it as in a mirror")]
    turn: Annotated[
        tuple[float, float] | None,
        Meta(
            description="real and imaginary part of what takes the query's picture to the entry's: "
            "match = turn * query + shift, of places x + iy in shares of the longest side of "
            "either, the query's x negative if mirrored; null if no points lie alike"
        ),
    ]
    shift: Annotated[
        tuple[float, float] | None, Meta(description="real and imaginary part; see turn")
    ]
    content_box: Annotated[
        BoxPx | None,
        Meta(
            description="where the entry's picture lies in the query's, as far as shown; null "
            "if not told"
        ),
    ]
    frames_matched: Annotated[int, Meta(ge=1, description="query frames that look alike")]
    frames_possible: Annotated[
        int, Meta(ge=1, description="query frames there that had a frame of the entry to meet")
    ]
    median_distance_bits: Annotated[
        Annotated[float, Meta(ge=0, le=256)] | None,
        Meta(description="of frames whose hashes match, of 256; unrelated is 128; null if none do"),
    ]
    inliers: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="points that lie alike in the clearest picture; null if none do"),
    ]
    picture_correlation: Annotated[
        Annotated[float, Meta(ge=-1, le=1)] | None,
        Meta(
            description="of pictures laid over one another, at the median, freed of brightness and "
            "contrast; null if they were not"
        ),
    ]
    changes_compared: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="changes from one picture of the entry to the next; null as above"),
    ]
    changes_agreeing: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="of these, how many the query shows too, and not at other moments"),
    ]
    light_correlation: Annotated[
        Annotated[float, Meta(ge=-1, le=1)] | None,
        Meta(description="of how the light of both changes; null if it was not compared"),
    ]
    flashes_shared: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="moments at which both brighten sharply; null as above"),
    ]


class MatchedFootage(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The entry that a query looks like."""

    sha256: Annotated[
        Sha256, Meta(description="of the file; over the hashes where the file was never here")
    ]
    name: Annotated[str, Meta(description="first name under which it came in, made printable")]
    added_utc: Annotated[datetime, Meta(tz=True)]
    captured_utc: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        Meta(description="earliest claim of when it was taken whose zone is stated; see source"),
    ]
    published_utc: Annotated[
        Annotated[datetime, Meta(tz=True)] | None,
        Meta(description="earliest claim of when it was posted whose zone is stated; see source"),
    ]
    source: Annotated[
        SourceRecord | None,
        Meta(description="every claim with who makes it, untrusted; null if nothing is said"),
    ]

    @property
    def clearest_claim(self) -> ClaimedDate | None:
        """The claimed date that says most of when the footage came up; see `clearest`."""
        return clearest(self.source.dates if self.source else [])


def clearest(dates: Iterable[ClaimedDate]) -> ClaimedDate | None:
    """Return the claimed date that says most of when footage came up, None if there is none.

    One of what was done to a copy later comes last; then a stated zone counts, then the shorter
    span, then who claims it, then the earlier.
    """
    return min(dates, key=_vagueness, default=None)


def _vagueness(date: ClaimedDate) -> tuple[bool, bool, timedelta, int, datetime]:
    return (
        date.meaning.startswith(_DONE_LATER),
        not date.is_zone_known,
        date.latest_utc - date.earliest_utc,
        _STRONGEST_FIRST.index(date.claimed_by),
        date.earliest_utc,
    )


class SoundThere(StrEnum):
    """Whether the sound of a stretch that looks alike agrees as well."""

    SAME = "same_sound"
    OTHER = "other_sound"
    """Both are heard there, and they have nothing in common."""


class PictureThere(StrEnum):
    """Whether the picture of a stretch that sounds alike agrees as well."""

    SAME = "same_picture"
    OTHER = "other_picture"
    """Both show enough to be compared there, and no likeness was found."""
    NOT_COMPARABLE = "not_comparable"
    """One of them does not show enough there."""


class SoundSegment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch of the query that sounds like a stretch of an entry."""

    query_start_s: Seconds
    query_end_s: Seconds
    match_start_s: Seconds
    match_end_s: Seconds
    speed: Annotated[
        float,
        Meta(gt=0, description="of the entry's clock against the query's; 0.8 to 1.25 is sought"),
    ]
    pitch: Annotated[
        float,
        Meta(
            gt=0,
            description="of the query's tones against the entry's: as the speed, or 1 where it "
            "was kept",
        ),
    ]
    peaks: Annotated[int, Meta(ge=1, description="spectral peaks of the query there")]
    peaks_met: Annotated[int, Meta(ge=1, description="of these, with one of the entry alike")]
    picture: PictureThere


class SoundMatch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry that the query sounds like, wholly or in part; likely or possible."""

    footage: MatchedFootage
    match_grade: MatchGrade
    score: Annotated[
        float,
        Meta(ge=0, description="of the strongest stretch, in nats: how much better than chance"),
    ]
    expected_false_matches: Annotated[
        float,
        Meta(
            ge=0,
            description="how many stretches of other sounds here would reach this score; 0.000001 "
            "is the least that is told",
        ),
    ]
    reason: str
    segments: Annotated[list[SoundSegment], Meta(description="the strongest first")]


class SoundSearch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one archive says of the sound of a clip, apart from its picture."""

    state: Annotated[
        str,
        Meta(
            pattern="^(heard|silent|absent)$",
            description="of the query; silent: no sample above -60 dB; only heard is compared",
        ),
    ]
    entries_searched: Annotated[int, Meta(ge=0, description="entries that have sound")]
    entries_without_sound: Annotated[int, Meta(ge=0, description="silent, or without a track")]
    entries_not_read: Annotated[
        int, Meta(ge=0, description="pictures, lists, and clips whose sound was not taken")
    ]
    matches: Annotated[list[SoundMatch], Meta(description="the strongest first")]
    matches_left_out: Annotated[int, Meta(ge=0, description="weaker ones beyond those listed")]


class Match(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry that the query looks like, wholly or in part."""

    footage: MatchedFootage
    match_grade: MatchGrade
    score: Annotated[
        float,
        Meta(
            ge=0,
            description="sum over the frames matched: 1 for equal hashes, 0 beyond the radius; "
            "less for a frame that meets many entries",
        ),
    ]
    expected_false_matches: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        Meta(
            description="how many entries would reach this score if the query's frames came in "
            "any order; 0.01 is the least that is told; null where no order is compared"
        ),
    ]
    reason: str
    segments: Annotated[list[Segment], Meta(description="the strongest first")]
    sound: Annotated[
        SoundThere | None,
        Meta(description="of the strongest segment; null where it cannot be told"),
    ]
    judgement: Annotated[
        Judgement | None,
        Meta(
            description="a person's last word on these two files, from the custody log; null if "
            "nobody judged"
        ),
    ]


class NotComparable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch of the query that was not compared with anything."""

    start_s: Seconds
    end_s: Annotated[Seconds, Meta(description="equal to start_s for a single picture")]
    reason: str


class DescriptorUse(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How far a frame descriptor of the user's was asked too."""

    name: str
    weights_sha256: Sha256
    entries: Annotated[int, Meta(ge=0, description="entries whose pictures were compared")]
    entries_of_other_weights: Annotated[
        int, Meta(ge=0, description="entries left out: described by other weights")
    ]


class Query(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was asked for, and how."""

    sha256: Sha256
    untrusted_name: str
    kind: Annotated[str, Meta(pattern="^(video|animation|picture)$")]
    duration_s: Annotated[Seconds | None, Meta(description="seconds; null for a picture")]
    radius_bits: Annotated[int, Meta(ge=0, le=255, description="most bits that may differ")]
    frames: Annotated[int, Meta(ge=0, description="frames hashed")]
    frames_compared: Annotated[int, Meta(ge=0, description="frames compared with the archive")]
    is_in_archive: Annotated[bool, Meta(description="whether an entry is of these very bytes")]


class Search(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one archive says of one clip or picture."""

    query: Query
    entries_searched: Annotated[int, Meta(ge=0)]
    entries_not_comparable: Annotated[
        int, Meta(ge=0, description="of those searched: nothing in them shows enough to be found")
    ]
    matches: Annotated[list[Match], Meta(description="the strongest first")]
    matches_left_out: Annotated[int, Meta(ge=0, description="weaker ones beyond those listed")]
    not_comparable: list[NotComparable]
    sound: Annotated[
        SoundSearch | None, Meta(description="null for a picture, or where it was not taken")
    ]
    descriptor: Annotated[
        DescriptorUse | None, Meta(description="null without an optional frame descriptor")
    ] = None
