"""What a sound is like by its course: impulsive, rumbling, like speech, like music.

None of it says what made the sound. A slammed door and a shot share a course, and a phone's gain
control makes both longer; so each hint names what else sounds like that.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.domain.frames import Samples
from verify.domain.sounds import SoundKind

RISE_S = 0.030
"""What begins at once is at its height within this."""

FALL_S = 0.250
"""What is impulsive has lost 10 dB after this."""

LOW_SHARE = 0.6
"""Of the energy that a rumble has below 200 Hz."""

PITCH_SHARE = 0.6
"""Of the sound that repeats with a pitch between 80 and 500 Hz in voices and notes."""

_FALL_RATIO = 0.1
_SMOOTH_S = 0.010
_HEARD_S = 0.4
_LOW_BAND_HZ = (25.0, 200.0)
_WHOLE_BAND_HZ = (25.0, 5_000.0)
_PITCHES_HZ = (80.0, 500.0)
_PITCH_FROM_S, _PITCH_WINDOW_S = 0.04, 0.08

_HINTS = {
    SoundKind.IMPULSIVE: "a shot, an explosion, a firework, a slammed door, a clap or a knock on "
    "the camera can all sound like this",
    SoundKind.RUMBLING: "thunder, a far explosion, a heavy vehicle, wind in the microphone or a "
    "hand on the camera can all sound like this",
    SoundKind.SPEECH_LIKE: "a voice, a cry, an animal, a horn or an instrument can all sound like "
    "this",
    SoundKind.MUSIC: "music, a machine that beats evenly, or sound laid under the picture can all "
    "sound like this",
    SoundKind.UNCLEAR: "a bang behind other noise, a passing vehicle, wind or applause can all "
    "sound like this",
}


class Course(NamedTuple):
    """How a sound goes on after its onset.

    Attributes
    ----------
    rise_s : float
        To its loudest 10 ms.
    fall_s : float or None
        From there until it has lost 10 dB; None if it did not within what was heard.
    low_share : float
        Energy from 25 to 200 Hz over that from 25 to 5,000 Hz, 0-1.
    pitch_share : float
        Highest correlation with itself one pitch period later, 0-1.
    """

    rise_s: float
    fall_s: float | None
    low_share: float
    pitch_share: float


def course_of(
    energies: npt.NDArray[np.float64], hop_s: float, raw: Samples, rate_hz: float
) -> Course:
    """Return the course of a sound from its onset on.

    Parameters
    ----------
    energies : float array
        Of the band, one each `hop_s` seconds.
    raw : float32 array, shape (samples,)
        Not filtered.
    rate_hz : float
        Sample rate of `raw`.
    """
    smooth = max(1, round(_SMOOTH_S / hop_s))
    course = np.convolve(energies[: round(_HEARD_S / hop_s)], np.ones(smooth) / smooth, "valid")
    if course.size == 0:
        return Course(0.0, None, 0.0, 0.0)
    height = int(np.argmax(course[: max(1, round(0.15 / hop_s))]))
    fallen = np.flatnonzero(course[height:] < _FALL_RATIO * course[height])
    return Course(
        rise_s=height * hop_s,
        fall_s=float(fallen[0] * hop_s) if fallen.size else None,
        low_share=_low_share(raw[: round(_HEARD_S * rate_hz)], rate_hz),
        pitch_share=_pitch_share(raw, rate_hz),
    )


def kind_of(course: Course) -> SoundKind:
    """Return what a sound is like; music shows only in several sounds together."""
    if course.pitch_share >= PITCH_SHARE and course.low_share < LOW_SHARE:
        return SoundKind.SPEECH_LIKE
    is_short = course.fall_s is not None and course.fall_s <= FALL_S
    if course.rise_s <= RISE_S and is_short:
        return SoundKind.IMPULSIVE
    if course.low_share >= LOW_SHARE:
        return SoundKind.RUMBLING
    return SoundKind.UNCLEAR


def hints_of(kind: SoundKind) -> list[str]:
    """Return what sounds like this, several explanations in one sentence."""
    return [_HINTS[kind]]


def _low_share(raw: Samples, rate_hz: float) -> float:
    power = np.square(np.abs(np.fft.rfft(raw * np.hanning(raw.size)))) if raw.size else np.zeros(1)
    frequency_hz = np.arange(power.size) * rate_hz / max(1, raw.size)

    def between(low_hz: float, high_hz: float) -> float:
        return float(power[(frequency_hz >= low_hz) & (frequency_hz < high_hz)].sum())

    whole = between(*_WHOLE_BAND_HZ)
    return between(*_LOW_BAND_HZ) / whole if whole > 0 else 0.0


def _pitch_share(raw: Samples, rate_hz: float) -> float:
    first = round(_PITCH_FROM_S * rate_hz)
    window = raw[first : first + round(_PITCH_WINDOW_S * rate_hz)].astype(np.float64)
    longest = round(rate_hz / _PITCHES_HZ[0])
    if window.size < 2 * longest:
        return 0.0
    window = window - window.mean()
    size = 1 << (2 * window.size - 1).bit_length()
    power = np.square(np.abs(np.fft.rfft(window, size)))
    correlation = np.fft.irfft(power)[: longest + 1]
    sums = np.cumsum(window * window)
    lags = np.arange(round(rate_hz / _PITCHES_HZ[1]), longest + 1)
    # Each lag compares fewer samples: by the energies of the two parts that overlap.
    heads = sums[window.size - 1 - lags]
    tails = sums[-1] - sums[lags - 1]
    norm = np.sqrt(np.maximum(heads * tails, 1e-24))
    return float(np.clip((correlation[lags] / norm).max(), 0.0, 1.0))
