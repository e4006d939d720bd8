"""Which programs say that they wrote a Matroska or WebM file.

FFmpeg passes these two names on as one tag or not at all, so the segment's first kilobytes are read
here: an EBML header, then elements of an identifier and a size (RFC 8794, RFC 9559).
"""

from pathlib import Path

from verify.media.tags import MOST_CHARACTERS, printable

_HEAD_BYTES = 256 << 10
_EBML, _SEGMENT, _INFO = 0x1A45DFA3, 0x18538067, 0x1549A966
_NAMES = {0x4D80: "muxing_app", 0x5741: "writing_app"}
_MOST_ELEMENTS = 1_000


def matroska_writers(path: Path) -> dict[str, str]:
    """Return `muxing_app` and `writing_app` as far as the file states them, made printable."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    names: dict[str, str] = {}
    position = 0
    for _element in range(_MOST_ELEMENTS):
        read = _element_at(head, position)
        if read is None or (position == 0 and read[0] != _EBML):
            break
        identifier, start, end = read
        if identifier in _NAMES:
            text = head[start : min(end, start + MOST_CHARACTERS)].decode("utf-8", "replace")
            names[_NAMES[identifier]] = printable(text.strip("\0"))[:MOST_CHARACTERS]
        # These two are entered; the others are stepped over.
        position = start if identifier in {_SEGMENT, _INFO} else end
    return names


def _element_at(content: bytes, position: int) -> tuple[int, int, int] | None:
    """Return identifier, start and end of an element's payload, or None where none is whole."""
    if position >= len(content) or not content[position]:
        return None
    id_bytes = 9 - content[position].bit_length()
    size_at = position + id_bytes
    if id_bytes > 4 or size_at >= len(content) or not content[size_at]:
        return None
    size_bytes = 9 - content[size_at].bit_length()
    start = size_at + size_bytes
    if start > len(content):
        return None
    # The first set bit marks the length of the number and is no part of it.
    size = int.from_bytes(content[size_at:start]) & ((1 << 7 * size_bytes) - 1)
    return int.from_bytes(content[position:size_at]), start, start + size
