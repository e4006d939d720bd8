"""One decode feeds many analyses.

Each analysis is handed every frame once, in the order shown, and keeps little: rows go to its
sink at once, and whole-clip state may grow by at most some tens of bytes per frame, so that memory
stays flat with duration. An analysis that fails is dropped with its reason; the others go on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2

from verify.domain.findings import FAILED, Skipped
from verify.domain.frames import AudioBlock, Frame


class FrameAnalysis(Protocol):
    """What the pass asks of an analysis."""

    name: str
    """The key in `analysis.json` that it fills, used in `skipped` and in `tool.parameters`."""

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames; units end the names."""
        ...

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        ...

    def finish(self) -> None:
        """Take note that no frame follows; results are complete after this."""
        ...


@dataclass(frozen=True, slots=True)
class PassResult:
    """What became of the analyses."""

    frames: int
    skipped: list[Skipped]

    @property
    def failed(self) -> frozenset[str]:
        """Names of the analyses whose results must not be used."""
        return frozenset(skipped.analysis for skipped in self.skipped)


class AudioAnalysis(Protocol):
    """What the pass asks of an analysis of sound."""

    name: str

    def listen(self, block: AudioBlock) -> None:
        """Take in one block of samples."""
        ...


# What an analysis can stumble over in strange footage. Anything else is a fault of ours that must
# end the job loudly.
_ANALYSIS_FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, cv2.error)


def run_pass(
    parts: Iterable[Frame | AudioBlock],
    frame_analyses: Sequence[FrameAnalysis],
    audio_analyses: Sequence[AudioAnalysis] = (),
    on_frame: Callable[[Frame], None] | None = None,
) -> PassResult:
    """Feed every part to every analysis that wants it, in the order given.

    Parameters
    ----------
    parts : iterable of Frame or AudioBlock
        One decode of one clip.
    frame_analyses, audio_analyses : sequences
        An analysis that reads another's state stands behind it.
    on_frame : callable, optional
        Called after each frame, for progress.

    Returns
    -------
    PassResult
        How many frames there were and which analyses failed, with reasons.
    """
    looking, listening = list(frame_analyses), list(audio_analyses)
    skipped: list[Skipped] = []
    frames = 0

    def drop(analysis: FrameAnalysis | AudioAnalysis, error: Exception) -> None:
        skipped.append(
            Skipped(analysis=analysis.name, reason=f"{FAILED} at frame {frames}: {error}")
        )

    for part in parts:
        if isinstance(part, AudioBlock):
            for ear in tuple(listening):
                try:
                    ear.listen(part)
                except _ANALYSIS_FAILURES as error:
                    listening.remove(ear)
                    drop(ear, error)
            continue
        for eye in tuple(looking):
            try:
                eye.observe(part)
            except _ANALYSIS_FAILURES as error:
                looking.remove(eye)
                drop(eye, error)
        frames += 1
        if on_frame is not None:
            on_frame(part)
    for eye in looking:
        try:
            eye.finish()
        except _ANALYSIS_FAILURES as error:
            drop(eye, error)
    return PassResult(frames, skipped)
