"""What the sound of one clip shows, as findings, and why where there is none."""

from pathlib import Path
from typing import NamedTuple

from verify.analysis.single_pass import AudioAnalysis, PassResult
from verify.analysis.sound.distance import Air
from verify.analysis.sound.level import SoundLevel
from verify.analysis.sound.listening import Heard, Listening
from verify.analysis.sound.onsets import MOST_SOUNDS
from verify.analysis.sound.pairing import pairs_of
from verify.analysis.sound.peaks import SoundPeaks
from verify.analysis.sound.track import SoundTrackKeeper
from verify.domain.audio_fingerprint import LONGEST_S
from verify.domain.findings import NOT_EXAMINED, Flash, Shot, Skipped, Timebase
from verify.domain.sounds import FlashToBang, Sound
from verify.jobs.bounds import cut_short
from verify.jobs.layout import AUDIO_FINGERPRINT, SOUND_TRACK
from verify.jobs.messages import InspectionOptions, TrackExtent
from verify.presentation.sound_picture import spectrogram_jpeg

_NO_SOUND = "the file has no sound that can be decoded"
_NEEDS = "it needs shots, flashes and sounds, of which one gave no result"
_MUSIC = (
    "refused: the sounds fall on an even beat like music, so it may be laid under and no delay "
    "means anything"
)
_MOST_TOLD = 12
"""Stretches that are named; of more, their number."""


class SoundFindings(NamedTuple):
    """Null where there is no sound, or it was not asked for."""

    sounds: list[Sound] | None
    flash_to_bang: list[FlashToBang] | None
    skipped: list[Skipped]


def _unexamined(heard: Heard) -> list[str]:
    """Return, a sentence each, which of the sound was not looked at."""
    told = [
        f"{stretch.start_s:z.3f} to {stretch.end_s:z.3f} s ({stretch.reason})"
        for stretch in heard.unexamined[:_MOST_TOLD]
    ]
    if more := len(heard.unexamined) - len(told) + heard.unexamined_left_out:
        told.append(f"and {more:,} more such stretches")
    sentences = [f"sound {NOT_EXAMINED} {'; '.join(told)}"] if told else []
    if heard.alone_from_s is not None:
        sentences.append(
            f"the channels of the sound cancel each other, so from {heard.alone_from_s:.3f} s on "
            "only the loudest of them was heard"
        )
    return sentences


class Hearing:
    """The ears of one job.

    Attributes
    ----------
    ears : list of AudioAnalysis
        To be handed to the pass.
    """

    def __init__(self, options: InspectionOptions, *, is_picture: bool) -> None:
        self._wanted = set() if is_picture else {*options.analyses} & {"sounds", "flash_to_bang"}
        self._air = Air(
            temperature_c=options.temperature_c,
            wind_m_s=options.wind_m_s,
            av_offset_s=options.av_offset_s,
        )
        self._level = SoundLevel()
        self._listening = Listening()
        self.ears: list[AudioAnalysis] = [self._level]
        if self._wanted:
            self.ears.append(self._listening)
        self._keeper = SoundTrackKeeper()
        self._keeps_track = "sound_track" in options.analyses and not is_picture
        if self._keeps_track:
            self.ears.append(self._keeper)
        self._peaks = SoundPeaks()
        self._takes_peaks = self._peaks.name in options.analyses and not is_picture
        if self._takes_peaks:
            self.ears.append(self._peaks)

    @property
    def audio_silent(self) -> bool | None:
        """Whether all of it is silence; None without a sample."""
        return self._level.audio_silent

    @property
    def parameters(self) -> dict[str, dict[str, str | int | float | bool | None]]:
        """By analysis, what its result depends on."""
        parameters = {"sounds": self._listening.parameters} if self._wanted else {}
        return parameters | (
            {self._peaks.name: self._peaks.parameters} if self._takes_peaks else {}
        )

    def findings(
        self,
        played: PassResult | None,
        flashes: list[Flash] | None,
        shots: list[Shot] | None,
        timebase: Timebase | None,
    ) -> SoundFindings:
        """Return what was heard, and how far the flashes of the same clip may have been."""
        if not self._wanted or played is None or played.failed & {self._listening.name}:
            return SoundFindings(None, None, self._unfounded(played))
        if self.audio_silent is None:
            absent = [Skipped(analysis=name, reason=_NO_SOUND) for name in sorted(self._wanted)]
            return SoundFindings(None, None, absent)
        heard = self._listening.heard()
        unexamined = _unexamined(heard)
        if not heard.is_examined:
            absent = [
                Skipped(analysis=name, reason=reason)
                for name in sorted(self._wanted)
                for reason in unexamined
            ]
            return SoundFindings(None, None, absent)
        skipped = [*cut_short("sounds", heard.left_out, MOST_SOUNDS)]
        pairs = None
        if "flash_to_bang" in self._wanted:
            if flashes is None or shots is None or timebase is None:
                skipped += [Skipped(analysis="flash_to_bang", reason=_NEEDS)]
            elif heard.is_music:
                skipped += [Skipped(analysis="flash_to_bang", reason=_MUSIC)]
            else:
                pairs = self._pairs(heard, flashes, shots, timebase)
        skipped += [Skipped(analysis="sounds", reason=reason) for reason in unexamined]
        sounds = heard.sounds if "sounds" in self._wanted else None
        return SoundFindings(sounds, pairs, skipped)

    def spectrogram(self, duration_s: float) -> bytes | None:
        """Return the picture of the clip's sound as JPEG; None where nothing was heard."""
        levels_db = self._listening.spectrum.levels_db(duration_s)
        return spectrogram_jpeg(levels_db) if levels_db.size else None

    def keep_track(self, played: PassResult | None, output: Path) -> TrackExtent | None:
        """Write the sound itself, if it was asked for and there is any; return what that is."""
        if not self._keeps_track or played is None or self._keeper.name in played.failed:
            return None
        track = self._keeper.track()
        if track is None:
            return None
        (output / SOUND_TRACK).write_bytes(track.samples.astype("<f2").tobytes())
        return TrackExtent(start_s=track.start_s, rate_hz=track.rate_hz, samples=track.samples.size)

    def keep_peaks(self, played: PassResult | None, output: Path) -> list[Skipped]:
        """Write the audio fingerprint, if it was asked for; return what there was no room for.

        That there is no sound stands in the fingerprint.
        """
        if not self._takes_peaks or played is None or self._peaks.name in played.failed:
            return []
        (output / AUDIO_FINGERPRINT).write_bytes(self._peaks.fingerprint().to_bytes())
        if not self._peaks.is_cut_short:
            return []
        reason = f"sound beyond {LONGEST_S / 3_600:.0f} hours is not looked at"
        return [Skipped(analysis=self._peaks.name, reason=reason)]

    def _unfounded(self, played: PassResult | None) -> list[Skipped]:
        if played is None or "flash_to_bang" not in self._wanted:
            return []
        return [Skipped(analysis="flash_to_bang", reason=_NEEDS)]

    def _pairs(
        self, heard: Heard, flashes: list[Flash], shots: list[Shot], timebase: Timebase
    ) -> list[FlashToBang]:
        return pairs_of(flashes, heard.sounds, shots, timebase, self._air, heard.reused)
