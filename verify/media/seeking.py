"""Decode single frames again: seek to the I-frame before, decode forward, check the PTS.

Seeking is a hint that containers follow loosely: it may land behind the frame, or before an I-frame
whose leading pictures cannot be decoded from there. So a frame counts only if its PTS is the one
asked for and it follows the I-frame in the order shown; whatever is not reached so is left to a
decode from the start.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

# What FFmpeg answers to data that it cannot read; anything else is a fault of another kind.
DAMAGE = (
    av.error.InvalidDataError,
    av.error.ArgumentError,
    av.error.PatchWelcomeError,
    av.error.ExternalError,
    av.error.BugError,
    av.error.BufferTooSmallError,
    av.error.EOFError,
    av.error.OSError,
    av.error.PermissionError,
    av.error.UndefinedError,
    av.error.UnknownError,
)
# A demuxer that fails this often will not find its way back.
_MOST_READ_FAILURES = 100
# Seek this much before the frame; the later ones are tried when the first lands behind it.
_MARGINS_S = (0, 2, 10)
# Frames that are closer together than this are reached by decoding on.
_DECODE_ON_S = 2


def by_seeking(
    container: InputContainer, stream: VideoStream, pts: Sequence[int]
) -> Iterator[tuple[int, av.VideoFrame]]:
    """Yield those frames that seeking reaches, with their PTS; `pts` must rise."""
    if not stream.time_base:
        return
    second = round(1 / stream.time_base)
    wanted = deque(pts)
    while wanted:
        missed = len(wanted)
        for margin_s in _MARGINS_S:
            for frame in _from_i_frame_before(container, stream, wanted[0] - margin_s * second):
                if frame.pts is None or frame.pts > wanted[0]:
                    break
                if frame.pts == wanted[0]:
                    yield wanted.popleft(), frame
                    if not wanted or wanted[0] - frame.pts > _DECODE_ON_S * second:
                        break
            if len(wanted) < missed:
                break
        else:
            wanted.popleft()


def i_frame_before(
    container: InputContainer, stream: VideoStream, pts: int
) -> av.VideoFrame | None:
    """Return the I-frame that a seek to `pts` leads to, alone decoded; None if none is reached."""
    try:
        container.seek(pts, stream=stream)
    except DAMAGE:
        return None
    for packet in packets(container, [stream], on_damage=lambda: None):
        if packet.is_keyframe:
            # Nothing follows it: the decoder hands it out at once. The next seek starts it anew.
            frames = [*_decoded(stream, packet), *_flushed(stream)]
            return next((frame for frame in frames if not frame.is_corrupt), None)
    return None


def from_the_start(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    """Yield every frame in the order shown, past what cannot be decoded."""
    for packet in packets(container, [stream], on_damage=lambda: None):
        yield from _decoded(stream, packet)


def packets(
    container: InputContainer, streams: Sequence[Stream], on_damage: Callable[[], None]
) -> "Iterator[Packet[Stream]]":
    """Demux to the end, past what cannot be read, which is told to `on_damage` each time."""
    for _ in range(_MOST_READ_FAILURES):
        try:
            yield from container.demux(list(streams))
        except DAMAGE:
            on_damage()
        else:
            return


def _from_i_frame_before(
    container: InputContainer, stream: VideoStream, pts: int
) -> Iterator[av.VideoFrame]:
    try:
        container.seek(pts, stream=stream)
    except DAMAGE:
        return  # Not seekable there; the caller has other ways.
    after_i_frame = False
    for packet in packets(container, [stream], on_damage=lambda: None):
        for frame in _decoded(stream, packet):
            after_i_frame |= frame.key_frame
            if after_i_frame and not frame.is_corrupt:
                yield frame


def _flushed(stream: VideoStream) -> Sequence[av.VideoFrame]:
    try:
        return stream.decode(None)
    except DAMAGE:
        return ()


def _decoded(stream: VideoStream, packet: "Packet[Stream]") -> Sequence[av.VideoFrame]:
    try:
        return stream.decode(packet)
    except DAMAGE:
        return ()
