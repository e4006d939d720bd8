"""Sounds that begin suddenly, and how far a flash may have been from its bang, as findings.

A hint at what a sound is names at least two explanations, and a distance is a range that holds if
sound and flash belong together: whether they do, one pair cannot tell.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Metres = Annotated[float, Meta(ge=0, description="metres")]
Index = Annotated[int, Meta(ge=0)]


class SoundKind(StrEnum):
    """What the course of a sound is like, not what made it."""

    IMPULSIVE = "impulsive"
    """Begins within some milliseconds and dies away at once."""
    RUMBLING = "rumbling"
    """Low, and goes on."""
    SPEECH_LIKE = "speech_like"
    """Has a pitch in the range of voices."""
    MUSIC = "music"
    """Beats at even distances, or tones that hold."""
    UNCLEAR = "unclear"


class Sound(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A sudden rise in sound; kept with its reason where it is not accepted."""

    onset_s: Annotated[
        float,
        Meta(description="seconds from the first frame shown; negative if sound begins before it"),
    ]
    onset_error_s: Annotated[float, Meta(ge=0, description="either way, about 95 %, seconds")]
    snr_db: Annotated[
        float,
        Meta(description="loudest 10 ms over the 0.6 s before, 200-5000 Hz, decibels"),
    ]
    kind_hint: SoundKind
    hints: Annotated[list[str], Meta(description="what sounds like this, at least two each")]
    accepted: Annotated[bool, Meta(description="clear enough to measure a delay from")]
    reason: str


class BudgetLine(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One cause of doubt in a distance."""

    cause: str
    error_m: Annotated[float, Meta(ge=0, description="one standard deviation, metres")]


class DistanceBudget(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a distance rests on, line by line; the lines add up as squares."""

    speed_of_sound_m_s: Annotated[float, Meta(gt=0)]
    temperature_c: float
    wind_m_s: Annotated[float, Meta(ge=0, description="assumed, direction unknown")]
    av_offset_s: Annotated[float, Meta(description="sound late against the picture, seconds")]
    lines: list[BudgetLine]
    error_m: Annotated[float, Meta(ge=0, description="one standard deviation in all, metres")]


class FlashToBang(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How far away a flash was if this sound is its bang."""

    flash_index: Annotated[Index, Meta(description="place in flashes, from 0")]
    sound_index: Annotated[Index, Meta(description="place in sounds, from 0")]
    delay_s: Annotated[float, Meta(description="from the flash to the sound in the file, seconds")]
    distance_m: Annotated[
        Metres | None, Meta(description="middle of the range; null if there is no delay to measure")
    ]
    low_m: Annotated[Metres, Meta(description="lower end of the 95 % range, metres")]
    high_m: Annotated[Metres, Meta(description="upper end of the 95 % range, metres")]
    conditional: Annotated[
        bool, Meta(description="holds only if this sound belongs to this flash; no series shows it")
    ]
    reason: str
    budget: DistanceBudget
