"""Simulated sound: a quiet night, engines, and explosions that arrive later than their light."""

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]
"""Mono, full scale -1 to 1."""

SAMPLE_RATE_HZ = 48_000
AIR_TEMPERATURE_C = 8.0
SPEED_OF_SOUND_M_S = round(331.3 * (1 + AIR_TEMPERATURE_C / 273.15) ** 0.5, 1)
"""Speed of sound in dry air, 331.3 m/s x sqrt(1 + t / 273.15 K): 336.1 m/s at 8 degrees C."""


def arrival_s(onset_s: float, distance_m: float) -> float:
    """Return when a bang is heard whose flash was seen at `onset_s`."""
    return onset_s + distance_m / SPEED_OF_SOUND_M_S


def ambience(rng: np.random.Generator, duration_s: float, level: float = 0.012) -> Sound:
    """Return the sound of a quiet town: low rumble, hiss of the microphone, slow changes."""
    samples = round(duration_s * SAMPLE_RATE_HZ)
    rumble = _filtered(rng, samples, (40, 320))
    air = _filtered(rng, samples, (300, 3500))
    hiss = _filtered(rng, samples, (2500, 12000))
    swell = 1 + 0.3 * np.sin(2 * np.pi * 0.13 * np.arange(samples) / SAMPLE_RATE_HZ)
    mixed = swell * (rumble + 0.25 * air) + 0.12 * hiss
    return (level * mixed).astype(np.float32)


def aircraft(rng: np.random.Generator, duration_s: float, level: float = 0.02) -> Sound:
    """Return a distant jet that comes nearer: low roar that swells through the clip."""
    samples = round(duration_s * SAMPLE_RATE_HZ)
    roar = _filtered(rng, samples, (60, 600))
    swell = np.linspace(0.25, 1.0, samples) ** 1.5
    flutter = 1 + 0.25 * np.interp(
        np.arange(samples), np.linspace(0, samples, 60), rng.standard_normal(60)
    )
    return (level * roar * swell * flutter).astype(np.float32)


def bang(rng: np.random.Generator, distance_m: float, level: float) -> Sound:
    """Return a distant explosion from its first moment: crack, boom, rolling echoes.

    Air takes away high tones with distance; echoes follow within three seconds.
    """
    samples = 3 * SAMPLE_RATE_HZ
    since_s = np.arange(samples) / SAMPLE_RATE_HZ
    top_hz = 2600 * np.exp(-distance_m / 900) + 250
    crack = _filtered(rng, samples, (60, top_hz)) * np.exp(-since_s / 0.06)
    boom = _filtered(rng, samples, (25, 140)) * np.exp(-since_s / 0.45)
    heard = 1.5 * crack + boom
    for delay_s, share in ((0.21, 0.35), (0.47, 0.30), (0.85, 0.22), (1.3, 0.15), (1.8, 0.09)):
        shift = round((delay_s + 0.05 * rng.random()) * SAMPLE_RATE_HZ)
        echo = _filtered(rng, samples - shift, (30, top_hz / 2))
        heard[shift:] += share * echo * np.exp(-since_s[: samples - shift] / 0.5)
    rise = np.minimum(since_s / 0.003, 1.0)
    return (level * rise * heard).astype(np.float32)


def passing_car(rng: np.random.Generator, duration_s: float, at_s: float, level: float) -> Sound:
    """Return the rush of one car that is nearest at `at_s`."""
    samples = round(duration_s * SAMPLE_RATE_HZ)
    since_s = np.arange(samples) / SAMPLE_RATE_HZ - at_s
    rush = _filtered(rng, samples, (120, 1800))
    return (level * rush / (1 + (since_s / 0.7) ** 2)).astype(np.float32)


def mix(bed: Sound, *events: tuple[float, Sound]) -> Sound:
    """Add sounds that start at given seconds to `bed` and limit the sum softly, as phones do."""
    total = bed.copy()
    for start_s, sound in events:
        first = round(start_s * SAMPLE_RATE_HZ)
        part = sound[: max(len(total) - first, 0)]
        total[first : first + len(part)] += part
    return np.tanh(total).astype(np.float32)


def _filtered(
    rng: np.random.Generator, samples: int, band_hz: tuple[float, float]
) -> npt.NDArray[np.float64]:
    """Return noise of unit spread between two frequencies."""
    from scipy import signal  # Here: who only reads the list of samples has no use for it.

    filter_ = signal.butter(2, band_hz, "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    noise = signal.sosfilt(filter_, rng.standard_normal(samples + SAMPLE_RATE_HZ // 4))
    noise = noise[SAMPLE_RATE_HZ // 4 :]
    return np.asarray(noise / noise.std(), np.float64)
