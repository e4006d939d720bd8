"""Simulated sound with known onsets: blast waves at a distance, wind, voices, music.

The truth is the sample at which a sound was put; nothing before it is touched. The sound goes
through AAC where a test asks for it, as in every phone.
"""

import io
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt

from verify.domain.frames import AudioBlock

Sound = npt.NDArray[np.float64]

RATE_HZ = 48_000


def blast(rng: np.random.Generator, distance_m: float) -> Sound:
    """Return 0.8 s of a blast wave with its echoes, its highest sample 1.

    A Friedlander wave that lengthens with distance, noise of echoes behind it, and the loss of
    high tones in air.
    """
    time_s = np.arange(round(0.8 * RATE_HZ)) / RATE_HZ
    positive_s = 0.006 + 0.004 * distance_m / 500
    wave = (1 - time_s / positive_s) * np.exp(-1.2 * time_s / positive_s)
    echoes = rng.normal(0, 0.25, time_s.size) * np.exp(-time_s / 0.18)
    top_hz = max(300.0, 6000 / (1 + distance_m / 300))
    wave = _low(_low(echoes, 800) + wave, top_hz)
    return np.asarray(wave / np.abs(wave).max())


def background(rng: np.random.Generator, duration_s: float, kind: str = "white") -> Sound:
    """Return noise of unit spread: "white", or "wind", nearly all of it below 200 Hz, in gusts."""
    noise = rng.normal(0, 1, round(duration_s * RATE_HZ))
    if kind == "wind":
        knots = np.arange(0, noise.size + RATE_HZ, RATE_HZ // 2)
        gusts = np.interp(np.arange(noise.size), knots, rng.uniform(0.6, 1.4, knots.size))
        noise = _low(noise, 200) * gusts
    return np.asarray(noise / noise.std())


def voice(rng: np.random.Generator, duration_s: float) -> Sound:
    """Return syllables: a pitch with its harmonics that glides, four times a second."""
    time_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    pitch_hz = 140 + 30 * np.sin(2 * np.pi * 0.7 * time_s + rng.uniform(0, 6))
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    tone = sum(np.sin(number * phase) / number for number in range(1, 25))
    syllables = np.clip(np.sin(2 * np.pi * 4 * time_s + rng.uniform(0, 6)), 0, 1) ** 0.5
    return np.asarray(_band(tone * syllables, 100, 3500))


def music(rng: np.random.Generator, duration_s: float, beats_per_min: float = 120.0) -> Sound:
    """Return drums on every beat, chords on every fourth."""
    total = np.zeros(round(duration_s * RATE_HZ))
    since_s = np.arange(3 * RATE_HZ) / RATE_HZ
    beat_s = 60 / beats_per_min
    events = []
    for number in range(int(duration_s / beat_s)):
        drum = rng.normal(0, 0.4, RATE_HZ // 3) * np.exp(-since_s[: RATE_HZ // 3] / 0.06)
        events.append((number * beat_s, drum * (0.5 if number % 2 else 1)))
        if number % 4 == 0:
            root_hz = rng.choice([110.0, 130.8, 146.8, 98.0])
            tones = sum(np.sin(2 * np.pi * root_hz * k * since_s) for k in (1, 1.26, 1.5, 2, 3, 4))
            events.append((number * beat_s, 0.1 * tones * np.exp(-since_s / 0.8)))
    return placed(total, *events)


def placed(bed: Sound, *events: tuple[float, Sound]) -> Sound:
    """Return the bed with sounds added, each from the sample nearest to its time."""
    total = bed.copy()
    for at_s, sound in events:
        first = round(at_s * RATE_HZ)
        part = sound[: max(0, total.size - first)]
        total[first : first + part.size] += part
    return total


def as_blocks(sound: Sound, start_s: float = 0.0, rate_hz: int = RATE_HZ) -> Iterator[AudioBlock]:
    """Yield the sound as a decoder would hand it over."""
    samples = np.clip(sound, -1, 1).astype(np.float32)[None]
    for first in range(0, samples.shape[1], 1024):
        yield AudioBlock(start_s + first / rate_hz, rate_hz, samples[:, first : first + 1024])


def through_aac(sound: Sound, bits_per_s: int = 64_000) -> Iterator[AudioBlock]:
    """Yield the sound encoded as mono AAC in MP4 and decoded again."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=RATE_HZ, layout="mono")
        stream.bit_rate = bits_per_s
        samples = np.clip(sound, -1, 1).astype(np.float32)[None]
        for first in range(0, samples.shape[1], 1024):
            part = np.ascontiguousarray(samples[:, first : first + 1024])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = RATE_HZ, first
            frame.time_base = Fraction(1, RATE_HZ)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as container:
        for frame in container.decode(audio=0):
            yield AudioBlock(
                float(frame.pts * frame.time_base), frame.sample_rate, frame.to_ndarray()
            )


def _low(sound: Sound, edge_hz: float) -> Sound:
    from scipy import signal  # Here: collecting the tests would load it in each process.

    return np.asarray(signal.sosfilt(signal.butter(2, edge_hz, fs=RATE_HZ, output="sos"), sound))


def _band(sound: Sound, low_hz: float, high_hz: float) -> Sound:
    from scipy import signal

    filter_ = signal.butter(2, (low_hz, high_hz), "bandpass", fs=RATE_HZ, output="sos")
    return np.asarray(signal.sosfilt(filter_, sound))
