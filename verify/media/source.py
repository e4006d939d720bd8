"""What every kind of footage offers once it is open: facts, one playing, exact frames, a report.

`verify.media.videos` and `verify.media.pictures` hold the two kinds; `verify.media.decode` tells
which one a file is.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import Literal, Self

from verify.domain.footage import AudioStream, VideoStream
from verify.domain.frames import AudioBlock, Frame

FootageKind = Literal["video", "animation", "picture"]


@dataclass(frozen=True, slots=True)
class DecodeReport:
    """How one playing went.

    Attributes
    ----------
    frames : int
        Frames decoded and shown.
    corrupt_frames : int
        Frames that the decoder marked corrupt, and packets that it could not decode at all.
    non_monotonic_frames : int
        Frames whose PTS did not rise above the one before.
    undated_frames : int
        Frames without a PTS; they were given that of the frame before plus the last interval.
    first_pts, end_pts : int
        PTS of the first frame shown, and where the last frame ends.
    sound_start_s, sound_end_s : float or None
        Extent of the decoded sound, seconds from the first frame shown; None without sound.
    notes : tuple of str
        What else a reader of the findings should know, one sentence each.
    """

    frames: int
    corrupt_frames: int
    non_monotonic_frames: int
    undated_frames: int
    first_pts: int
    end_pts: int
    sound_start_s: float | None
    sound_end_s: float | None
    notes: tuple[str, ...]


class Source(AbstractContextManager["Source"], ABC):
    """One open piece of footage.

    Attributes
    ----------
    kind : {"video", "animation", "picture"}
        As `verify.domain.footage.Footage.kind`.
    container : str
        FFmpeg's or Pillow's name of the format.
    declared_duration_s : float or None
        What the container claims, seconds; None if it claims nothing.
    audio : AudioStream or None
        The first sound stream.
    time_base : Fraction
        Seconds per unit of PTS.
    """

    kind: FootageKind
    container: str
    declared_duration_s: float | None
    audio: AudioStream | None
    time_base: Fraction

    @property
    @abstractmethod
    def video(self) -> VideoStream:
        """The picture stream; `is_vfr` and `is_interlaced` are final only after `play`."""

    @abstractmethod
    def play(self) -> Iterator[Frame | AudioBlock]:
        """Yield every frame in the order shown, and every block of sound; once per source.

        Raises
        ------
        LimitExceededError
            If a frame is too large or there are too many.
        """

    @abstractmethod
    def fetch(self, pts: Sequence[int]) -> Iterator[Frame]:
        """Yield again the frames with exactly these PTS, each once, in any order.

        It has its own position in the file: `play` may be under way or over.

        Raises
        ------
        BadParameterError
            If `play` has shown no frame with one of the PTS.
        """

    def glimpses(self, times_s: Sequence[float]) -> Iterator[Frame]:  # noqa: ARG002
        """Yield the I-frame at or before each time, each once, as far as seeking reaches them.

        So a long clip is looked into without being decoded. `Frame.index` counts what is yielded,
        since nobody has counted the frames in between; PTS and time are the frame's own. Footage
        that cannot be sought in yields none. As for `fetch`, it has its own position in the file.

        Parameters
        ----------
        times_s : sequence of float
            Rising, seconds from the first frame shown.
        """
        return iter(())

    @property
    @abstractmethod
    def report(self) -> DecodeReport:
        """How `play` went, as far as it has come."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
