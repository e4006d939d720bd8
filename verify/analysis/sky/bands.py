"""The light of the sky and the phases of the Moon: where one begins and what it is called."""

from typing import NamedTuple

from verify.domain.sky import EventKind, Light, PhaseName

SUNRISE_DEG = -50 / 60
"""Upper limb on a flat horizon: 34 minutes of refraction and 16 of radius, as in almanacs."""


class Band(NamedTuple):
    """A light, the Sun's altitude without air that it begins at, and what its bound is called."""

    begins_deg: float
    light: Light
    dawn: EventKind
    dusk: EventKind


BANDS = (
    Band(
        -18.0,
        Light.ASTRONOMICAL_TWILIGHT,
        EventKind.ASTRONOMICAL_DAWN,
        EventKind.ASTRONOMICAL_DUSK,
    ),
    Band(-12.0, Light.NAUTICAL_TWILIGHT, EventKind.NAUTICAL_DAWN, EventKind.NAUTICAL_DUSK),
    Band(-6.0, Light.CIVIL_TWILIGHT, EventKind.CIVIL_DAWN, EventKind.CIVIL_DUSK),
    Band(SUNRISE_DEG, Light.DAY, EventKind.SUNRISE, EventKind.SUNSET),
)
"""From the darkest; below them is night."""

# The Moon takes half a day for it.
_PRINCIPAL_DEG = 6.1
_PHASES = (
    (PhaseName.NEW, PhaseName.WAXING_CRESCENT),
    (PhaseName.FIRST_QUARTER, PhaseName.WAXING_GIBBOUS),
    (PhaseName.FULL, PhaseName.WANING_GIBBOUS),
    (PhaseName.LAST_QUARTER, PhaseName.WANING_CRESCENT),
)


def light_at(sun_altitude_deg: float) -> Light:
    """Return the light of the sky by the Sun's altitude without air.

    Examples
    --------
    >>> light_at(-0.5).value, light_at(-6.5).value, light_at(-40).value
    ('day', 'nautical_twilight', 'night')
    """
    light = Light.NIGHT
    for band in BANDS:
        if sun_altitude_deg >= band.begins_deg:
            light = band.light
    return light


def phase_name(east_of_sun_deg: float) -> PhaseName:
    """Return the name of a phase by how far the Moon stands east of the Sun, 0 to 360 degrees.

    Examples
    --------
    >>> phase_name(45.0).value, phase_name(357.0).value, phase_name(180.0).value
    ('waxing crescent', 'new moon', 'full moon')
    """
    quarter, beyond_deg = divmod(east_of_sun_deg % 360, 90)
    principal, between = _PHASES[int(quarter)]
    if beyond_deg <= _PRINCIPAL_DEG:
        return principal
    if beyond_deg >= 90 - _PRINCIPAL_DEG:
        return _PHASES[(int(quarter) + 1) % 4][0]
    return between
