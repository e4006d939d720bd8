"""Whether there is any sound to hear at all.

An audio track that holds digital silence is common in re-uploads; it must not be taken for a quiet
scene.
"""

from verify.domain.frames import AudioBlock

_SILENCE_DB = -60.0
"""Sample peak, relative to full scale; 16-bit noise lies near -90 dB, a quiet room near -50 dB."""


class SoundLevel:
    """Follows the highest sample of a clip."""

    name = "sound_level"

    def __init__(self) -> None:
        self._peak = 0.0
        self._heard_any = False

    def listen(self, block: AudioBlock) -> None:
        """Take in one block of samples."""
        if block.samples.size:
            self._heard_any = True
            samples = block.samples
            self._peak = max(self._peak, float(samples.max()), -float(samples.min()))

    @property
    def audio_silent(self) -> bool | None:
        """Whether no sample lies above -60 dBFS; None without a single sample."""
        return self._peak <= 10 ** (_SILENCE_DB / 20) if self._heard_any else None
