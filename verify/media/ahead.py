"""Decoding in a thread of its own, some frames ahead of whoever looks at them."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue

from verify.domain.frames import AudioBlock, Frame
from verify.media.source import Source

_MOST_PARTS = 8
_MOST_BYTES = 32_000_000
# What a decoder keeps of a pixel: luma, and two colours at a quarter of it each.
_BYTES_PER_PIXEL = 1.5

_Part = Frame | AudioBlock
# None comes last.
_Ready = SimpleQueue[_Part | None]
# One for each part that may still be laid ready.
_Room = SimpleQueue[None]


@contextmanager
def played_ahead(source: Source) -> Iterator[Iterator[_Part]]:
    """Give what `source.play` yields, in its order, decoded in another thread meanwhile.

    FFmpeg's libraries and OpenCV let go of the interpreter, so that both go on at once where
    there are two processors. What comes out is the same. At most 8 parts and some 32 MB of frames
    lie ready, but one at least. What decoding raises is raised where its frame would have come.
    The thread has ended when the context has, and the source may be used again then.
    """
    pixels = source.video.width_px * source.video.height_px
    most = int(_MOST_BYTES / (_BYTES_PER_PIXEL * pixels))
    ready, room = _Ready(), _Room()
    for _ in range(min(_MOST_PARTS, max(1, most))):
        room.put(None)
    is_left = threading.Event()

    def decode() -> None:
        try:
            for part in source.play():
                room.get()
                if is_left.is_set():
                    return
                ready.put(part)
        finally:
            ready.put(None)

    with ThreadPoolExecutor(1, "decoding-ahead") as thread:
        decoding = thread.submit(decode)
        try:
            yield _parts(ready, room, decoding)
        finally:
            is_left.set()
            room.put(None)


def _parts(ready: _Ready, room: _Room, decoding: Future[None]) -> Iterator[_Part]:
    while (part := ready.get()) is not None:
        room.put(None)
        yield part
    decoding.result()
