"""What the offsets of two clips mean together, in words.

Light shows both cameras the same moment; sound reaches each after the distance it had to go. So
the difference of both offsets is a difference of distances, as far as each file keeps picture and
sound together.
"""

import math

from verify.analysis.sound.distance import (
    TWO_SIDED_95,
    USUAL_AV_ERROR_S,
    USUAL_TEMPERATURE_C,
    speed_of_sound_m_s,
)
from verify.analysis.sync.sound import SoundMatch
from verify.domain.sync import Offset

_SPEED_ERROR_SHARE = 0.04
"""At the distances of a clip's sounds: 10 degrees and 7 m/s of wind, about 95 %."""


def meaning_of(light: Offset | None, sound: SoundMatch | None) -> str:
    """Return what follows from the offsets of a pair, what limits it, what else it may be."""
    by_light = light if light is not None and light.accepted else None
    by_sound = sound if sound is not None and sound.offset.accepted else None
    if by_light is None and by_sound is None:
        return (
            "No offset is told: the clips may show different events, or too little that both "
            "recorded."
        )
    parts = []
    if by_light is not None:
        parts.append("The light gives the offset of the clocks: it is there at once for both.")
    elif by_sound is not None and by_sound.is_same_track:
        parts.append("The offset is that of the sounds; how the pictures lie it does not tell.")
    elif by_sound is not None:
        parts.append(
            "The offset is one of arrivals of sound: it differs from that of the clocks by 3 ms "
            "for every metre that one camera stood farther from the source."
        )
    if by_sound is not None and by_sound.is_same_track:
        parts.append(
            "The two sound tracks are alike to less than 1 ms over all that overlaps, also where "
            "it is quiet: one may be a copy of the other, both may have been laid in from one "
            "source such as a broadcast, or two devices recorded side by side."
        )
    elif by_sound is not None:
        parts.append(
            "That sounds agree may come from one event, from one broadcast or piece of music heard "
            "at both places, or from a sound laid in later."
        )
    if by_light is not None:
        parts.append(
            "That flashes agree may come from one event seen by both, or from copies of one "
            "recording."
        )
    if by_light is not None and by_sound is not None:
        parts.append(_paths(by_light, by_sound.offset))
    if by_sound is not None and by_sound.drift_ppm is not None:
        parts.append(
            f"By the sound, b's clock runs {by_sound.drift_ppm:+.0f} ± "
            f"{by_sound.drift_error_ppm or 0:.0f} parts per million faster than a's."
        )
    return " ".join(parts)


def _paths(light: Offset, sound: Offset) -> str:
    """Return the difference of the ways that sound had to go, with its error."""
    earlier_s = (light.offset_s or 0.0) - (sound.offset_s or 0.0)
    speed_m_s = speed_of_sound_m_s(USUAL_TEMPERATURE_C)
    # Each file may keep its sound off its picture.
    file_s = TWO_SIDED_95 * USUAL_AV_ERROR_S * math.sqrt(2)
    error_s = math.hypot(light.error_s or 0.0, sound.error_s or 0.0, file_s)
    error_m = math.hypot(speed_m_s * error_s, _SPEED_ERROR_SHARE * speed_m_s * earlier_s)
    longer_m = speed_m_s * earlier_s
    said = f"light offset minus sound offset is {1000 * earlier_s:+.0f} ms"
    if abs(longer_m) <= error_m:
        return (
            f"The {said}: the sound had ways to both that are equal within {error_m:.0f} m "
            "(mostly because each file may keep its sound off its picture), or the picture and "
            "sound of both are those of one recording."
        )
    farther, nearer = ("a", "b") if longer_m > 0 else ("b", "a")
    return (
        f"The {said}: if picture and sound run together in both, the sound had {abs(longer_m):.0f} "
        f"± {error_m:.0f} m farther to {farther} than to {nearer}; else sound was shifted in one "
        "of them."
    )
