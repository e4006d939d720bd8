"""Play a file in a test: frames with their pixels kept, sound joined."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from verify.domain.footage import AudioStream, VideoStream
from verify.domain.frames import AudioBlock, Frame
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source
from verify.media.source import DecodeReport


@dataclass(frozen=True)
class Played:
    """All that one playing gave."""

    frames: list[Frame]
    sound: list[AudioBlock]
    kind: str
    container: str
    time_base: Fraction
    declared_duration_s: float | None
    video: VideoStream
    audio: AudioStream | None
    report: DecodeReport


def play(path: Path, limits: DecodeLimits | None = None, *, is_first_look: bool = False) -> Played:
    """Play a whole file."""
    limits = limits or DecodeLimits()
    with open_source(path, limits, path, is_first_look=is_first_look) as source:
        parts = list(source.play())
        return Played(
            frames=[part for part in parts if isinstance(part, Frame)],
            sound=[part for part in parts if isinstance(part, AudioBlock)],
            kind=source.kind,
            container=source.container,
            time_base=source.time_base,
            declared_duration_s=source.declared_duration_s,
            video=source.video,
            audio=source.audio,
            report=source.report,
        )
