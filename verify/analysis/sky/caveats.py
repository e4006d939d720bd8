"""What the figures of the sky leave out, in words for the reader of the answer."""

from verify.analysis.sky.clock import Asked
from verify.domain.places import Place

# The edition of the zone rules cannot know what is decided later.
_RULES_KNOWN_UNTIL = 2026


def uncertainty(place: Place) -> list[str]:
    """Return what each kind of error holds and leaves out."""
    extent = (
        f"the place is one point of the gazetteer and reaches about {place.position_error_km:g} km "
        "around it"
        if place.position_error_km
        else "the position was taken as given"
    )
    return [
        f"Altitude and azimuth: 0.01 degrees of the calculation, plus the place ({extent}).",
        "Apparent altitude: plus air that bends light more or less than usual; 0.35 degrees at the "
        "horizon (19 of 20 cases), 0.06 at 10 degrees up.",
        "Rise and set: the upper edge on a flat horizon at sea level, with the same errors; hills, "
        "houses and the camera's height are not known and can shift them by many minutes.",
        "Twilight: by the Sun's altitude alone; the errors are those of the place.",
        "Azimuth counts from true north; a compass points elsewhere, by up to some 20 degrees "
        "where people live.",
        "Lit part of the Moon: within 0.5 percent.",
    ]


def would_mislead(place: Place, asked: Asked) -> list[str]:
    """Return what makes right figures lead to a wrong conclusion, the likeliest first."""
    return [
        *_clock(place, asked),
        "Clouds, smoke, street lamps and automatic exposure change what a camera shows; none of "
        "them is in these figures.",
        "Hours that are not excluded are merely possible: a dark clip fits every night.",
        "The time asked for is that of the event; a clip may have been filmed long before, and "
        "elsewhere.",
    ]


def _clock(place: Place, asked: Asked) -> list[str]:
    lines = []
    if not asked.has_offset:
        lines.append(
            f"The time was read by the clock of {place.zone} ({place.zone_source}). An article "
            "may use the clock of its newsroom or of another party; if so, give an offset such as "
            "+03:00."
        )
    if place.other_zones:
        others = ", ".join(place.other_zones)
        lines.append(
            f"Sources disagree about the clock here: {others} may hold as well. Compare "
            "both, by giving an offset."
        )
    if place.zone.startswith("Etc/"):
        lines.append(
            "The position is at sea: the zone is a nautical one that nobody may have used."
        )
    if asked.end.year > _RULES_KNOWN_UNTIL:
        lines.append("Clock rules for years to come may still be changed.")
    return lines
