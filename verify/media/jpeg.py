"""How large a JPEG file says it is, and whether it holds a picture and nothing else, not decoded.

For files that come out of the jail: the caller holds the size against what was announced, so that
no small file can unpack to a huge picture in whatever shows it. See ITU-T T.81, annex B.
"""

import numpy as np

LONGEST_HEADER_BYTES = 64 << 10
_START_OF_IMAGE = b"\xff\xd8"
_END_OF_IMAGE = b"\xff\xd9"
_START_OF_SCAN = 0xDA
_JFIF_MARKER, _JFIF_BYTES = 0xE0, 16
# Quantization and Huffman tables, restart interval.
_TABLE_MARKERS = frozenset((0xDB, 0xC4, 0xDD))
# Markers 0xC0-0xCF begin a frame, apart from Huffman tables, a reserved one and arithmetic
# conditioning (table B.1).
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Application data, comments, quantization and Huffman tables, restart interval.
_SKIPPED_MARKERS = frozenset((*range(0xE0, 0xF0), 0xFE, 0xDB, 0xC4, 0xDD))


def size_px(head: bytes) -> tuple[int, int]:
    """Return width and height in pixels.

    Parameters
    ----------
    head : bytes
        The start of the file; what lies beyond its first 64 KiB is not looked at.

    Raises
    ------
    ValueError
        If this is no JPEG, or one that does not state its size where programs write it.
    """
    head = head[:LONGEST_HEADER_BYTES]
    position = len(_START_OF_IMAGE) if head.startswith(_START_OF_IMAGE) else len(head)
    while position + 9 <= len(head) and head[position] == 0xFF:
        marker = head[position + 1]
        if marker in _FRAME_MARKERS:
            height = int.from_bytes(head[position + 5 : position + 7], "big")
            width = int.from_bytes(head[position + 7 : position + 9], "big")
            if width and height:
                return width, height
        if marker not in _SKIPPED_MARKERS:
            break
        position += 2 + int.from_bytes(head[position + 2 : position + 4], "big")
    raise ValueError("no JPEG that states its size")


def holds_only_a_picture(content: bytes) -> bool:
    """Return whether a JPEG carries no metadata, comment, thumbnail, nor anything behind it.

    True only of the plainest form, which is what Verify writes: a JFIF header, tables, one frame
    of one scan. So a picture that leaves the machine carries nothing that is not seen.

    Parameters
    ----------
    content : bytes
        The whole file.
    """
    position = len(_START_OF_IMAGE)
    if not content.startswith(_START_OF_IMAGE):
        return False
    while position + 4 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        length = int.from_bytes(content[position + 2 : position + 4], "big")
        segment = content[position + 4 : position + 2 + length]
        position += 2 + length
        if marker == _START_OF_SCAN:
            return _ends_with_its_scan(content[position:])
        is_header = marker == _JFIF_MARKER and segment[:5] == b"JFIF\0" and length == _JFIF_BYTES
        if not (is_header or marker in _TABLE_MARKERS or marker in _FRAME_MARKERS):
            return False
    return False


def _ends_with_its_scan(rest: bytes) -> bool:
    """Whether all that follows is the coded picture and the end of the image."""
    if not rest.endswith(_END_OF_IMAGE):
        return False
    coded = np.frombuffer(rest, np.uint8)[: -len(_END_OF_IMAGE)]
    following = coded[1:][coded[:-1] == 0xFF]
    # In coded data 0xFF is stuffed with a zero or begins a restart marker (annex B.1.1.5).
    is_coded = (following == 0) | ((following >= 0xD0) & (following <= 0xD7))
    return bool(is_coded.all()) and (not coded.size or coded[-1] != 0xFF)
