"""What the caller asks of the worker and what it answers; both cross the jail's wall as JSON.

The answer comes out of a process that may have been taken over by the file it read: it is decoded
strictly, through the domain's own types, under a size cap, and the caller writes over what it knows
better.
"""

from datetime import datetime
from fractions import Fraction
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, structs

from verify.domain.findings import Analysis, Sandbox
from verify.domain.limits import DecodeLimits

REQUEST_FILE = "request.json"
FINDINGS_FILE = "findings.json"
REFUSAL_FILE = "refusal.json"
MEDIA_FILE = "media"
"""The one name under which the worker sees the footage: fixed, and without an ending to trust."""
SUBTITLES_FILE = "subtitles"
"""A copy of the subtitle file that lay beside the footage, if there was one."""
OUTPUT_FOLDER = "out"

AnalysisName = Literal[
    "metadata",
    "c2pa",
    "timebase",
    "shots",
    "brightness",
    "flashes",
    "keyframes",
    "hashes",
    "traces",
    "lights",
    "mains",
    "sounds",
    "flash_to_bang",
    "viewer_safety",
    "overlays",
    "sound_track",
    "stills",
    "local_features",
    "windows",
    "audio_fingerprint",
]
ALL_ANALYSES: frozenset[AnalysisName] = frozenset(get_args(AnalysisName)) - {
    "mains",
    "sound_track",
    "stills",
    "local_features",
    "windows",
    "audio_fingerprint",
}
"""What an inspection does unasked."""
FIRST_LOOK: frozenset[AnalysisName] = frozenset(
    ("timebase", "shots", "brightness", "flashes", "viewer_safety")
)
"""What is asked of a clip before all else, beside whether it was seen before."""


class InspectionOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be done with a clip, beyond the defaults.

    Fractions of seconds travel as text such as "1/4", so that no time is rounded on the way.
    """

    analyses: frozenset[AnalysisName] = ALL_ANALYSES
    maximum_keyframes: Annotated[int, Meta(ge=1, le=2_000)] = 60
    only_i_frames: bool = False
    keyframe_every: str | None = None
    keyframes_at: tuple[str, ...] = ()
    hash_interval: str | None = "1/4"
    """Seconds between hashed frames; null hashes every frame."""
    still_interval: str = "1"
    """Seconds between stills; a query has more of them than an entry, and more local features."""
    all_hash_kinds: bool = False
    is_first_look: bool = False
    """Whether it is to be quick; the inspection as a whole follows. See `open_source`."""
    with_png: bool = False
    """Whether each drawing is written as PNG too."""
    temperature_c: float | None = None
    wind_m_s: float | None = None
    av_offset_s: float | None = None
    """What is known of air and file from outside, for distances; see `sound.distance.Air`."""
    allow_weak_sandbox: bool = False
    """Whether the user has allowed decoding where the sandbox does not keep a hostile file in."""
    limits: DecodeLimits = DecodeLimits()

    @property
    def hash_interval_s(self) -> Fraction | None:
        """The hash interval as an exact number of seconds."""
        return None if self.hash_interval is None else Fraction(self.hash_interval)


def as_first_look(options: InspectionOptions) -> InspectionOptions:
    """Return options by which a clip is looked at before all else is done with it."""
    return structs.replace(options, analyses=FIRST_LOOK, is_first_look=True)


class WorkRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One job for the worker."""

    untrusted_name: str
    sha256: str
    size_bytes: int
    threads: Annotated[int, Meta(ge=1, le=64)]
    now: datetime
    """With its zone; times that a file claims are held against it."""
    sandbox: Sandbox
    options: InspectionOptions


class TrackExtent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file of a sound track holds: float16 samples of one channel, low byte first."""

    start_s: Annotated[float, Meta(ge=-1e6, le=1e6)]
    """Time of the first sample, seconds from the first frame shown."""
    rate_hz: Annotated[float, Meta(ge=4_000, le=22_000)]
    samples: Annotated[int, Meta(ge=1, le=26_400_000)]
    """At most twenty minutes at the highest rate."""


class WorkAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the worker found. Its files lie in the output folder."""

    analysis: Analysis
    all_hash_kinds: dict[str, Annotated[str, Meta(max_length=20_000)]] | None
    """For a picture, on request: further hashes by name, in imagehash's own text forms."""
    sound_track: TrackExtent | None = None
    """On request, where there is sound: what the file of the sound track holds."""


class Refusal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the worker gave no findings: the name of a domain error and its facts."""

    kind: Literal[
        "UnsupportedFootageError",
        "NoPictureError",
        "NoMovingPictureError",
        "UndecodableError",
        "LimitExceededError",
        "BadParameterError",
    ]
    facts: Annotated[list[Annotated[str, Meta(max_length=2_000)]], Meta(max_length=4)]
    is_of_copy: bool = False
    """Whether it is not the footage that is refused, but what was made of it."""


class Progress(Struct, frozen=True, kw_only=True):
    """How far a job has come."""

    share: Annotated[float, Meta(ge=0, le=1)] | None
    """Share of the work done, 0-1; None while it cannot be told."""
    message: Annotated[str, Meta(max_length=200)]
