"""Decode single frames again: seek to the I-frame before, decode forward, check the PTS.

Seeking is a hint that containers follow loosely: it may land behind the frame, or before an I-frame
whose leading pictures cannot be decoded from there. So a frame counts only if its PTS is the one
asked for and it follows the I-frame in the order shown; whatever is not reached so is left to a
decode from the start.
"""

from collections import deque
from collections.abc import Iterator, Sequence

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

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


def from_the_start(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    """Yield every frame in the order shown, past what cannot be decoded."""
    for packet in container.demux(stream):
        yield from _decoded(stream, packet)


def _from_i_frame_before(
    container: InputContainer, stream: VideoStream, pts: int
) -> Iterator[av.VideoFrame]:
    try:
        container.seek(pts, stream=stream)
    except (av.error.PermissionError, av.error.InvalidDataError, av.error.OSError):
        return  # Not seekable there; the caller has other ways.
    after_i_frame = False
    for packet in container.demux(stream):
        for frame in _decoded(stream, packet):
            after_i_frame |= frame.key_frame
            if after_i_frame and not frame.is_corrupt:
                yield frame


def _decoded(stream: VideoStream, packet: "Packet[VideoStream]") -> Sequence[av.VideoFrame]:
    try:
        return stream.decode(packet)
    except (av.error.InvalidDataError, av.error.ArgumentError):
        return ()
