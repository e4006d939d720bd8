"""Sounds with known edits: coded, resampled, drowned in noise, sped up; and such as match nothing.

All are mono at 48 kHz, full scale -1 to 1.
"""

import io
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from tests.synthesis import bangs

RATE_HZ = bangs.RATE_HZ
Sound = npt.NDArray[np.float32]
Edit = Callable[[np.random.Generator, Sound], Sound]


def read(file: Path | io.BytesIO) -> Sound:
    """Return the first sound track of a file."""
    parts = []
    with av.open(file if isinstance(file, io.BytesIO) else str(file)) as container:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE_HZ)
        for frame in (*container.decode(audio=0), None):
            parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.float32)


def coded(sound: Sound, codec: str, bits_per_s: int, rate_hz: int = RATE_HZ) -> Sound:
    """Return a sound as a phone or a platform would leave it."""
    from scipy import signal  # Here: collecting the tests would load it in each process.

    file = io.BytesIO()
    part = signal.resample_poly(sound, rate_hz, RATE_HZ) if rate_hz != RATE_HZ else sound
    with av.open(file, "w", format="mp4" if codec == "aac" else "ogg") as container:
        stream = container.add_stream(codec, rate=rate_hz, layout="mono")
        stream.bit_rate = bits_per_s
        form = "fltp" if codec == "aac" else "flt"
        for first in range(0, len(part), 960):
            piece = np.ascontiguousarray(part[None, first : first + 960], np.float32)
            frame = av.AudioFrame.from_ndarray(piece, format=form, layout="mono")
            frame.sample_rate, frame.pts = rate_hz, first
            frame.time_base = Fraction(1, rate_hz)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    file.seek(0)
    return read(file)


def noisy(rng: np.random.Generator, sound: Sound, snr_db: float) -> Sound:
    """Return a sound with white noise so far below it."""
    level = np.sqrt(np.mean(np.square(sound)) + 1e-14) * 10 ** (-snr_db / 20)
    return (sound + rng.normal(0, level, len(sound))).astype(np.float32)


def sped(sound: Sound, speed: float) -> Sound:
    """Return a sound that is played so many times as fast, its pitch with it."""
    from scipy import signal

    share = Fraction(1 / speed).limit_denominator(200)
    return np.asarray(signal.resample_poly(sound, share.numerator, share.denominator), np.float32)


def stretched(sound: Sound, speed: float) -> Sound:
    """Return a sound that is played so many times as fast at its own pitch."""
    graph = av.filter.Graph()
    base = Fraction(1, RATE_HZ)
    source = graph.add_abuffer(sample_rate=RATE_HZ, format="fltp", layout="mono", time_base=base)
    tempo, sink = graph.add("atempo", str(speed)), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    parts = []

    def pull() -> None:
        while True:
            try:
                parts.append(graph.pull().to_ndarray()[0])
            except (av.BlockingIOError, av.EOFError):
                return

    for first in range(0, len(sound), 4_800):
        piece = np.ascontiguousarray(sound[None, first : first + 4_800])
        frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, first, base
        graph.push(frame)
        pull()
    graph.push(None)
    pull()
    return np.concatenate(parts)


def _clipped(sound: Sound) -> Sound:
    loud = 0.9 / max(1e-4, float(np.percentile(np.abs(sound), 99)))
    return np.clip(sound * loud, -1, 1)


EDITS: dict[str, tuple[float, Edit]] = {
    "AAC 64 kb/s": (1.0, lambda _, sound: coded(sound, "aac", 64_000)),
    "AAC 32 kb/s": (1.0, lambda _, sound: coded(sound, "aac", 32_000)),
    "Opus 32 kb/s": (1.0, lambda _, sound: coded(sound, "libopus", 32_000)),
    "Opus 16 kb/s": (1.0, lambda _, sound: coded(sound, "libopus", 16_000)),
    "16 kHz": (1.0, lambda _, sound: coded(sound, "aac", 48_000, 16_000)),
    "12 dB quieter": (1.0, lambda _, sound: coded(sound / 4, "aac", 64_000)),
    "louder, clipped": (1.0, lambda _, sound: coded(_clipped(sound), "aac", 64_000)),
    "noise at 15 dB": (1.0, lambda rng, sound: coded(noisy(rng, sound, 15), "aac", 64_000)),
    "noise at 6 dB": (1.0, lambda rng, sound: coded(noisy(rng, sound, 6), "aac", 64_000)),
    **{
        f"{speed:g} times as fast": (
            speed,
            lambda _, s, by=speed: coded(sped(s, by), "aac", 64_000),
        )
        for speed in (0.8, 0.94, 1.1, 1.25)
    },
    **{
        f"{speed:g} times, pitch kept": (
            speed,
            lambda _, s, by=speed: coded(stretched(s, by), "aac", 64_000),
        )
        for speed in (0.8, 1.1, 1.25)
    },
}
"""By name: how many times as fast, and what is done."""


def beeps(rng: np.random.Generator, duration_s: float) -> Sound:
    """Return a test tone that goes on and off evenly, with a little noise."""
    times_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    is_on = (times_s + rng.uniform(0, 1)) % 1.0 < 0.5
    tone = 0.2 * np.sin(2 * np.pi * 1_000 * times_s) * is_on
    return noisy(rng, tone.astype(np.float32), 40)


def hum(rng: np.random.Generator, duration_s: float) -> Sound:
    """Return mains hum with its harmonics and a little noise."""
    times_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    tones = [
        rng.uniform(0.2, 1) * np.sin(2 * np.pi * 50 * number * times_s + rng.uniform(0, 6))
        for number in range(1, 30)
    ]
    return noisy(rng, 0.02 * np.sum(tones, axis=0).astype(np.float32), 30)


def meaningless(rng: np.random.Generator, length_s: float = 12.0) -> Iterator[tuple[str, Sound]]:
    """Yield what must match nothing, nor another of its own kind."""
    yield "silence", np.zeros(round(length_s * RATE_HZ), np.float32)
    yield "beeps", beeps(rng, length_s)
    yield "hum", hum(rng, length_s)
    for kind in ("white", "wind"):
        yield kind, (0.05 * bangs.background(rng, length_s, kind)).astype(np.float32)
    tempo = float(rng.uniform(80, 160))
    yield "simulated music", (0.2 * bangs.music(rng, length_s, tempo)).astype(np.float32)
