"""What a job's process runs: one clip, analysed; how it ended, written down; the next one, started.

The process is detached from the server and outlives it. Its decoder runs in a jail of its own.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Protocol

import msgspec

from verify.domain.errors import (
    DiskFullError,
    EmptyFileError,
    NoPictureError,
    OutputFolderError,
    UndecodableError,
    UnsupportedFootageError,
    VerifyError,
    WeakSandboxError,
    shown_name,
)
from verify.domain.footage import exact_name
from verify.jobs.consent import MachineConsent
from verify.jobs.messages import InspectionOptions, Progress, as_first_look
from verify.jobs.queue import (
    CLIP_FILE,
    FIRST_LOOK_FOLDER,
    PROGRESS_FILE,
    RECEIVED_FILE,
    RESULT_FOLDER,
    ClipRecord,
    Queue,
    forget_first_look,
)
from verify.media import jail

_NICENESS = 10
# Written as often as a page looks.
_PROGRESS_EVERY_S = 0.5
_LONGEST_MESSAGE = 200
# What is smaller is analysed in a few seconds, and a first look would only delay that.
_LEAST_FOR_A_FIRST_LOOK_BYTES = 2_000_000
_SHARE_OF_FIRST_LOOK = 0.4
# A limit may hold where the machine has less to do.
_OF_THE_FILE = (EmptyFileError, NoPictureError, UndecodableError, UnsupportedFootageError)


class Inspect(Protocol):
    """How a worker analyses a clip; `verify.jobs.inspection.inspect` is one."""

    def __call__(
        self,
        path: Path,
        result: Path,
        *,
        options: InspectionOptions,
        force: bool,
        untrusted_name: str,
        on_progress: Callable[[Progress], None],
    ) -> object:
        """Leave a result folder at `result`, whole or not at all."""
        ...


class _StoppedError(Exception):
    """The worker was asked to stop."""


class _ProgressFile:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._last_s = -_PROGRESS_EVERY_S

    def at_first(self, progress: Progress) -> None:
        """Write how far the first look has come."""
        share = None if progress.share is None else _SHARE_OF_FIRST_LOOK * progress.share
        self(Progress(share=share, message=f"First look: {progress.message}"[:_LONGEST_MESSAGE]))

    def after_first(self, progress: Progress) -> None:
        """Write how far the rest has come."""
        share = progress.share
        if share is not None:
            share = _SHARE_OF_FIRST_LOOK + (1 - _SHARE_OF_FIRST_LOOK) * share
        self(msgspec.structs.replace(progress, share=share))

    def __call__(self, progress: Progress) -> None:
        now_s = time.monotonic()
        if now_s - self._last_s < _PROGRESS_EVERY_S:
            return
        self._last_s = now_s
        aside = self._file.with_name(f".{self._file.name}")
        aside.write_bytes(msgspec.json.encode(progress))
        aside.replace(self._file)


def work(queue: Queue, clip_id: str, inspection: Inspect) -> None:
    """Be the worker for one clip: analyse it, write down how it ended, let the queue move on.

    Of a clip that takes long a first look is left, sooner, while the rest is still to be found. It
    is no result: nothing but the clip's page reads it, and it goes when there is one. Where others
    wait there is none, for it is half as much work again.

    An error that no rule foresees leaves its traceback in the log; the next look at the queue
    finds the worker gone and says so.
    """
    os.nice(_NICENESS)
    signal.signal(signal.SIGTERM, _raise_stopped)
    folder = queue.folder_of(clip_id)
    clip = msgspec.json.decode((folder / CLIP_FILE).read_bytes(), type=ClipRecord)
    weak_allowed = MachineConsent(queue.folder).is_given(jail.probe())
    progress = _ProgressFile(folder / PROGRESS_FILE)
    options = InspectionOptions(allow_weak_sandbox=weak_allowed)

    def inspect(
        result: str, options: InspectionOptions, on_progress: Callable[[Progress], None]
    ) -> None:
        inspection(
            folder / RECEIVED_FILE,
            folder / result,
            options=options,
            force=True,
            untrusted_name=exact_name(clip.untrusted_name, clip.untrusted_name_bytes),
            on_progress=on_progress,
        )

    is_looked_at_first = (
        clip.size_bytes >= _LEAST_FOR_A_FIRST_LOOK_BYTES and not queue.has_waiting()
    )
    problem: str | None = None
    lies_in_the_file = False
    try:
        if is_looked_at_first:
            first = as_first_look(options)
            # What is wrong with a clip is said by the analysis as a whole.
            with contextlib.suppress(VerifyError):
                inspect(FIRST_LOOK_FOLDER, first, progress.at_first)
        inspect(RESULT_FOLDER, options, progress.after_first if is_looked_at_first else progress)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    except DiskFullError:
        problem = "There is no room left for its results. Free some space, then try again."
    except WeakSandboxError:
        # The error's own advice is an option of the command line.
        problem = (
            "It was not opened: nothing on this machine would keep a hostile file in. See the "
            "Footage page for what to do, then try again."
        )
    except OutputFolderError as error:
        # Its own advice is an option of the command line.
        problem = f"Its results cannot be written to {shown_name(str(folder))}: {error.reason}."
    except VerifyError as error:
        # The sender's name says more to the user than the place where the file lies.
        ours = shown_name(str(folder / RECEIVED_FILE))
        problem = str(error).replace(ours, shown_name(clip.untrusted_name))
        lies_in_the_file = isinstance(error, _OF_THE_FILE)
    except _StoppedError:
        forget_first_look(folder)
        return
    queue.finish(clip_id, problem, lies_in_the_file=lies_in_the_file)
    forget_first_look(folder)
    queue.move_on()


def _raise_stopped(_signal: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _StoppedError
