"""One event as two cameras at known offsets record it: flashes as curves of light, bangs as sound.

The truth is the offset that each camera was started with. Nothing of it is shared with the code
under test: light is integrated over each exposure, sound is delayed in the spectrum and goes
through AAC.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.synthesis import bangs

Curve = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Flashes:
    """When they begin, how strong against the light before, and how long until a third is left."""

    at_s: npt.NDArray[np.float64]
    strength: npt.NDArray[np.float64]
    decay_s: npt.NDArray[np.float64]

    def within(self, start_s: float, end_s: float) -> int:
        """Return how many begin in a stretch, and not at its very ends."""
        return int(np.sum((self.at_s > start_s + 0.25) & (self.at_s < end_s - 0.25)))


def flashes(rng: np.random.Generator, count: int, span_s: float) -> Flashes:
    """Return flashes strewn at random, at least 0.3 s apart."""
    while True:
        at_s = np.sort(rng.uniform(0, span_s, count))
        if count < 2 or np.diff(at_s).min() >= 0.3:
            break
    return Flashes(at_s, rng.uniform(0.3, 2.0, count), rng.uniform(0.1, 0.4, count))


def bursts(rng: np.random.Generator, span_s: float) -> Flashes:
    """Return one to three bursts of two to six flashes in quick succession, as of lightning."""
    starts_s = rng.uniform(0, span_s, int(rng.integers(1, 4)))
    runs = [s + np.cumsum(rng.exponential(0.25, int(rng.integers(2, 7))) + 0.06) for s in starts_s]
    at_s = np.sort(np.concatenate(runs))
    strength, decay_s = rng.uniform(0.3, 2.0, at_s.size), rng.uniform(0.05, 0.3, at_s.size)
    return Flashes(at_s, strength, decay_s)


def filmed(
    rng: np.random.Generator,
    event: Flashes,
    start_s: float,
    duration_s: float,
    rate_hz: float,
    *,
    noise: float = 0.005,
    open_share: float | None = None,
) -> Curve:
    """Return times and mean luminance of the frames of a camera that was started at `start_s`.

    Its exposure, its gamma, the phase of its frames, the dark level and a slow drift of light are
    drawn at random; with `open_share` the shutter is open for that share of each frame.
    """
    interval_s = 1 / rate_hz
    times_s = np.arange(0, duration_s, interval_s)
    drawn_share = rng.uniform(0.2, 1.0)
    exposure_s = (drawn_share if open_share is None else open_share) * interval_s
    moments_s = (times_s + start_s)[:, None] + np.linspace(0, exposure_s, 9)
    light = np.ones_like(moments_s)
    for at_s, strength, decay_s in zip(event.at_s, event.strength, event.decay_s, strict=True):
        since_s = moments_s - at_s
        rise = np.clip(since_s / 0.03, 0, 1)
        light += strength * rise * np.exp(-np.maximum(since_s, 0) / decay_s)
    seen = light.mean(axis=1) ** rng.uniform(0.6, 1.1) * rng.uniform(0.005, 0.1)
    seen *= 1 + 0.1 * np.sin(times_s / rng.uniform(2, 5) + rng.uniform(0, 6))
    return times_s, seen * (1 + rng.normal(0, noise, times_s.size))


def scene(rng: np.random.Generator, duration_s: float, bangs_per_s: float = 0.7) -> bangs.Sound:
    """Return a street with bangs: what a microphone without faults would hear."""
    bed = bangs.background(rng, duration_s, "white") * 0.002
    events = [(at_s, bangs.voice(rng, 2.0) * 0.01) for at_s in rng.uniform(0, duration_s, 2)]
    events += [
        (at_s, bangs.blast(rng, rng.uniform(100, 600)) * rng.uniform(0.1, 0.6))
        for at_s in rng.uniform(0, duration_s, round(bangs_per_s * duration_s))
    ]
    return bangs.placed(bed, *events)


def recorded(
    rng: np.random.Generator,
    heard: bangs.Sound,
    start_s: float,
    duration_s: float,
    *,
    snr_db: float,
    reverb: bool = False,
    drift_ppm: float = 0.0,
) -> bangs.Sound:
    """Return what a device records that was started at `start_s`, exact to a sample.

    Parameters
    ----------
    snr_db : float
        Power of the scene over the device's own noise.
    reverb : bool
        Whether a harsh tail of its own lies over all, 11 dB above the direct sound in power.
    drift_ppm : float
        How much faster its clock runs.
    """
    if reverb:
        size = round(0.3 * bangs.RATE_HZ)
        tail = rng.normal(0, 1, size) * np.exp(-np.arange(size) / (0.08 * bangs.RATE_HZ))
        tail[0] = 12.0
        length = 1 << (heard.size + size).bit_length()
        heard = np.fft.irfft(np.fft.rfft(heard, length) * np.fft.rfft(tail, length), length)
    first, size = round(start_s * bangs.RATE_HZ), round(duration_s * bangs.RATE_HZ)
    if drift_ppm:
        places = first + np.arange(size) / (1 + drift_ppm / 1e6)
        sound = _at_places(heard, places)
    else:
        sound = heard[first : first + size]
    sound = sound / sound.std()
    sound += rng.normal(0, 10 ** (-snr_db / 20), sound.size)
    return np.asarray(0.08 * sound)


def _at_places(sound: bangs.Sound, places: npt.NDArray[np.float64]) -> bangs.Sound:
    """Return the sound between its samples, by a windowed sinc of 32 of them."""
    whole = np.floor(places).astype(np.int64)
    part = places - whole
    total = np.zeros(places.size)
    for tap in range(-15, 17):
        away = tap - part
        window = 0.5 + 0.5 * np.cos(np.pi * away / 17)
        index = np.clip(whole + tap, 0, sound.size - 1)
        total += sound[index] * np.sinc(away) * window
    return total
