"""Lights as findings: a point of light that blinks, and lamps that flicker with the mains.

A rate is what the frames show. What blinks, and whether it blinks at that rate or at one that the
frame rate folds onto it, a person has to judge; no rate here identifies an aircraft.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.footage import Seconds

Frequency = Annotated[float, Meta(ge=0, description="hertz")]


class LightColor(StrEnum):
    """What colour a light has beside its clipped core."""

    WHITE = "white"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"
    UNCLEAR = "unclear"
    """Clipped, too faint, or of different colours at different flashes."""


class PathPoint(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a light was in the picture at one time."""

    time_s: Seconds
    x_px: Annotated[float, Meta(description="from the left edge of the picture as shown, pixels")]
    y_px: Annotated[float, Meta(description="from the top edge of the picture as shown, pixels")]


class Light(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A point of light followed through one shot."""

    start_s: Seconds
    end_s: Seconds
    track: Annotated[list[PathPoint], Meta(min_length=1, max_length=64)]
    is_steady: Annotated[bool, Meta(description="whether it moves without blinking")]
    flashes_per_min: Annotated[float, Meta(ge=0, description="60 times `frequency_hz`")]
    frequency_hz: Frequency
    frequency_error_hz: Annotated[
        Frequency, Meta(description="one standard deviation, aliases aside, hertz")
    ]
    false_alarm_probability: Annotated[
        float,
        Meta(ge=0, le=1, description="chance that flashes at random times would keep time as well"),
    ]
    flashes_seen: Annotated[int, Meta(ge=0, description="flashes that keep time")]
    flashes_off_beat: Annotated[int, Meta(ge=0, description="flashes that do not keep time")]
    cycles: Annotated[float, Meta(ge=0, description="periods from the first flash to the last")]
    duty_cycle: Annotated[
        float,
        Meta(
            ge=0,
            le=1,
            description="share of a period that it is lit, at most: no less than one frame",
        ),
    ]
    light_between: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | None,
        Meta(description="light between flashes over that at flashes, as stored codes, 0-1"),
    ]
    aliases_hz: Annotated[
        list[Frequency],
        Meta(max_length=16, description="other rates that would look the same at this frame rate"),
    ]
    alias_note: Annotated[str, Meta(description="what `aliases_hz` rests on")]
    color: LightColor
    hints: list[str]
    periodogram_step_hz: Annotated[
        Annotated[float, Meta(gt=0, le=10)] | None,
        Meta(description="distance of the values of `periodogram`, hertz"),
    ]
    periodogram: Annotated[
        list[Annotated[float, Meta(ge=0, le=1)]],
        Meta(max_length=400, description="Lomb-Scargle power at multiples of the step, 0-1"),
    ]


class MainsReading(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one stretch of a shot shows of lamps that flicker with the mains."""

    start_s: Seconds
    end_s: Seconds
    hz: Annotated[int | None, Meta(description="50 or 60; null if it cannot be told")]
    reason: str
    line_hz: Annotated[
        float | None, Meta(description="rate of the strongest flicker as the frames show it, hertz")
    ]
    modulation: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        Meta(description="amplitude of that flicker over the mean luma code"),
    ]
    bands: Annotated[
        float | None, Meta(description="bands across the picture; 0 where all of it flickers")
    ]
    signal_to_noise: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        Meta(description="amplitude over what other rates show here"),
    ]
    purity: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | None,
        Meta(description="share of this rate in all that flickers over three times a second"),
    ]


class Mains(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether lamps flicker with a mains of 50 or of 60 Hz."""

    hz: Annotated[int | None, Meta(description="50 or 60; null if it cannot be told")]
    reason: str
    compatible_with: Annotated[
        list[str], Meta(description="where such a mains is used; examples, not a place")
    ]
    expected_50_hz: Annotated[
        Frequency | None, Meta(description="where 100 Hz would show at this frame rate, hertz")
    ]
    expected_60_hz: Annotated[
        Frequency | None, Meta(description="where 120 Hz would show at this frame rate, hertz")
    ]
    readings: Annotated[list[MainsReading], Meta(max_length=40)]
