"""One playing's sound through all that listens to it: level, onsets, loudness curve, spectrum.

Blocks are joined and mixed once for all. What is kept grows by 800 bytes a second, the rest is
bounded; `track.SoundTrackKeeper` is for those who need the samples themselves.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.analysis.sound.chunks import Chunk, Chunks
from verify.analysis.sound.coverage import Coverage, Stretch
from verify.analysis.sound.kinds import hints_of, kind_of
from verify.analysis.sound.laid_under import beats_evenly, used_twice
from verify.analysis.sound.onsets import (
    LEAST_RATIO_DB,
    LONG_S,
    MOST_SOUNDS,
    SHORT_S,
    SILENCE_DB,
    Onset,
    OnsetFinder,
)
from verify.analysis.sound.spectrum import Spectrum
from verify.domain.frames import AudioBlock
from verify.domain.sounds import Sound, SoundKind

LEAST_SNR_DB = 12.0
"""Below it no onset is accepted: in voices the wrong event is picked as often as the right one."""

_HOPS_PER_STEP = 5


class Envelope(NamedTuple):
    """Energy of the band from 200 to 5,000 Hz through time.

    Attributes
    ----------
    times_s : float64 array, shape (steps,)
        Where each step begins, seconds from the first frame shown; steps are about 5 ms long and
        there are none in holes of the sound.
    energies : float32 array, shape (steps,)
        Mean square, full scale 1.
    """

    times_s: npt.NDArray[np.float64]
    energies: npt.NDArray[np.float32]


class Heard(NamedTuple):
    """What the sound of a clip shows.

    Attributes
    ----------
    sounds : list of Sound
        By time, accepted and rejected.
    is_music : bool
        Whether it beats as evenly as music; no delay means anything then.
    reused : frozenset of int
        Places of sounds that occur twice, sample for sample.
    left_out : int
        Candidates beyond the most that are listed, the faintest ones.
    unexamined : list of Stretch
        Where no sound was looked for, by time, and why.
    unexamined_left_out : int
        Such stretches beyond those.
    is_examined : bool
        Whether sounds were looked for anywhere.
    alone_from_s : float or None
        From when only the loudest channel was heard, because the channels cancel each other.
    """

    sounds: list[Sound]
    is_music: bool
    reused: frozenset[int]
    left_out: int
    unexamined: list[Stretch]
    unexamined_left_out: int
    is_examined: bool
    alone_from_s: float | None


class Listening:
    """Takes in the sound of one playing; an `AudioAnalysis`."""

    name = "sounds"

    def __init__(self) -> None:
        self.spectrum = Spectrum()
        self._chunks = Chunks()
        self._finder = OnsetFinder()
        self._coverage = Coverage()
        self._steps_s: list[tuple[float, float]] = []
        self._parts: list[npt.NDArray[np.float32]] = []
        self._is_finished = False

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the finding depends on besides the sound."""
        return {
            "short_s": SHORT_S,
            "long_s": LONG_S,
            "least_listed_db": LEAST_RATIO_DB,
            "least_accepted_db": LEAST_SNR_DB,
            "silence_db": SILENCE_DB,
            "most_sounds": MOST_SOUNDS,
        }

    def listen(self, block: AudioBlock) -> None:
        """Take in one block of samples."""
        self._coverage.receive(block)
        for chunk in self._chunks.add(block):
            self._hear(chunk)

    def heard(self) -> Heard:
        """Return what was found; nothing is taken in after this."""
        self._finish()
        onsets = self._finder.onsets
        is_music = beats_evenly(onsets)
        reused = used_twice(onsets)
        sounds = [_sound(onset, is_music=is_music) for onset in onsets]
        return Heard(
            sounds=sounds,
            is_music=is_music,
            reused=reused,
            left_out=self._finder.left_out,
            unexamined=sorted(self._coverage.unexamined),
            unexamined_left_out=self._coverage.left_out,
            is_examined=self._coverage.is_examined,
            alone_from_s=self._chunks.alone_from_s,
        )

    def envelope(self) -> Envelope:
        """Return the energy of the band through the whole clip."""
        self._finish()
        if not self._parts:
            return Envelope(np.empty(0), np.empty(0, np.float32))
        times_s = [
            start_s + step_s * np.arange(part.size)
            for (start_s, step_s), part in zip(self._steps_s, self._parts, strict=True)
        ]
        return Envelope(np.concatenate(times_s), np.concatenate(self._parts))

    def _finish(self) -> None:
        if self._is_finished:
            return
        for chunk in self._chunks.rest():
            self._hear(chunk)
        self._finder.finish()
        self._coverage.finish()
        self._is_finished = True

    def _hear(self, chunk: Chunk) -> None:
        self._coverage.hear(chunk)
        energies = self._finder.hear(chunk)
        self.spectrum.hear(chunk)
        steps = energies.size // _HOPS_PER_STEP
        firsts = np.arange(0, steps * _HOPS_PER_STEP, _HOPS_PER_STEP)
        if steps:
            sums = np.add.reduceat(energies[: steps * _HOPS_PER_STEP], firsts)
            self._steps_s.append((chunk.start_s, _HOPS_PER_STEP * self._finder.hop_s))
            self._parts.append((sums / _HOPS_PER_STEP).astype(np.float32))


def _sound(onset: Onset, *, is_music: bool) -> Sound:
    kind = SoundKind.MUSIC if is_music else kind_of(onset.course)
    accepted, reason = _judged(onset, kind)
    return Sound(
        onset_s=onset.time_s,
        onset_error_s=onset.error_s,
        snr_db=onset.snr_db,
        kind_hint=kind,
        hints=hints_of(kind),
        accepted=accepted,
        reason=reason,
    )


def _judged(onset: Onset, kind: SoundKind) -> tuple[bool, str]:
    """Return whether a delay may be measured from this onset, and why."""
    level = f"{onset.snr_db:.0f} dB above the {LONG_S:g} s before"
    if onset.background_db <= SILENCE_DB:
        if onset.is_from_zeros:
            return False, (
                "it comes out of digital silence: the sound was switched on, gated or laid in here"
            )
        return False, (
            "what is before it is too quiet to judge a rise from (below "
            f"{SILENCE_DB:g} dBFS between 200 and 5,000 Hz): a quiet place, a low level or noise "
            "suppression all leave this"
        )
    if kind is SoundKind.MUSIC:
        return False, f"{level}, but the sounds of this clip fall on an even beat"
    if kind is SoundKind.SPEECH_LIKE:
        return False, f"{level}, but it has a pitch like a voice or an instrument"
    if onset.snr_db < LEAST_SNR_DB:
        return False, f"{level}; below {LEAST_SNR_DB:g} dB the wrong moment is picked too often"
    return True, f"{level}, and it begins at once"
