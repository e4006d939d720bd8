"""How large a JPEG file says it is, read from its header without a decoder.

For files that come out of the jail: the caller holds the size against what was announced, so that
no small file can unpack to a huge picture in whatever shows it. See ITU-T T.81, annex B.
"""

LONGEST_HEADER_BYTES = 64 << 10
_START_OF_IMAGE = b"\xff\xd8"
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
