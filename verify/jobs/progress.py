"""How far a jailed job has come, over the pipe between both sides: one JSON object a line."""

import sys
import time
from collections.abc import Callable

import msgspec

from verify.domain.errors import shown_name
from verify.jobs.messages import Progress
from verify.presentation.wording import counted

OnProgress = Callable[[Progress], None]

_EVERY_S = 0.25


def of_frames(done: str, frames: int, share: float | None) -> Progress:
    """Return how far a job has come through frames, such as `Decoded 1,200 frames`."""
    return Progress(share=share, message=f"{done} {counted(frames, 'frame')}")


class ProgressPrinter:
    """Prints progress now and then; a caller that has gone away ends the work here."""

    def __init__(self) -> None:
        self._last_s = 0.0

    def __call__(self, progress: Progress) -> None:
        """Print it, if it is time to."""
        now_s = time.monotonic()
        if now_s - self._last_s < _EVERY_S:
            return
        self._last_s = now_s
        sys.stdout.buffer.write(msgspec.json.encode(progress) + b"\n")
        sys.stdout.buffer.flush()


def progress_reader(on_progress: OnProgress | None) -> Callable[[bytes], None]:
    """Return what passes a worker's lines on; a line that is no progress is passed over."""
    decoder = msgspec.json.Decoder(Progress)

    def read(line: bytes) -> None:
        if on_progress is None:
            return
        try:
            progress = decoder.decode(line)
        except (msgspec.MsgspecError, RecursionError):
            return
        on_progress(msgspec.structs.replace(progress, message=shown_name(progress.message)))

    return read
