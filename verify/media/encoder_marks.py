"""What encoders write of themselves into the pictures and the sound: version and options.

x264 and x265 put a text into the first picture (a user-data message, ITU-T H.264 and H.265, annex
D) unless they are told not to; FFmpeg's own encoders put their version into MPEG-4 and AAC. A
platform that encodes anew writes its own or none. Only the first packets are looked at.
"""

import re

import av.error
from av.container import InputContainer

from verify.domain.claimed import EncoderMark
from verify.media.tags import MOST_CHARACTERS, printable

# The message comes before the first slice; two streams begin within this many packets.
_PACKETS = 40
_PACKET_BYTES = 64 << 10
_MOST_MARKS = 10
_MOST_OPTION_CHARACTERS = 4_000
_X26 = re.compile(rb"(x26[45]) (?:- )?((?:core|\(build) [ -~]{1,6000})")
_VERSIONED = re.compile(rb"(Lavc|LAME|XviD)([0-9][0-9.]{1,15})")


def encoder_marks(container: InputContainer) -> list[EncoderMark]:
    """Return each mark once, in the order found; the container's packets are used up.

    Parameters
    ----------
    container : InputContainer
        Open and not yet demuxed.
    """
    marks: dict[tuple[str, str], EncoderMark] = {}
    for stream in container.streams:
        header = getattr(stream.codec_context, "extradata", None) or b""
        _collect(header[:_PACKET_BYTES], f"header of stream {stream.index}", marks)
    try:
        for number, packet in enumerate(container.demux()):
            if number == _PACKETS:
                break
            # Text in other streams is the maker's or a viewer's, not an encoder's.
            if packet.stream.type in {"video", "audio"} and packet.size:
                start = bytes(memoryview(packet)[:_PACKET_BYTES])
                _collect(start, f"stream {packet.stream_index}", marks)
    except (av.error.FFmpegError, ValueError):
        # Whether the packets can be read at all is for the decoder to say.
        return list(marks.values())
    return list(marks.values())


def _collect(content: bytes, where: str, marks: dict[tuple[str, str], EncoderMark]) -> None:
    for match in _X26.finditer(content):
        version, _, options = match[2].decode("ascii").partition(" - options: ")
        # After the version come the codec's name, a copyright and an address.
        version = re.split(r" - (?:H\.26|Copy)", version)[0]
        _add(match[1].decode("ascii"), version, options, where, marks)
    for match in _VERSIONED.finditer(content):
        _add(match[1].decode("ascii"), match[2].decode("ascii"), "", where, marks)


def _add(
    program: str, version: str, options: str, where: str, marks: dict[tuple[str, str], EncoderMark]
) -> None:
    mark = EncoderMark(
        program=program,
        untrusted_version=printable(version.strip())[:MOST_CHARACTERS],
        untrusted_options=options.strip()[:_MOST_OPTION_CHARACTERS] or None,
        found_in=where,
    )
    if len(marks) < _MOST_MARKS:
        marks.setdefault((program, mark.untrusted_version), mark)
