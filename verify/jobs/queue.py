"""Jobs that outlive the page and the server that asked for them: one clip, one detached process.

State lies in files of the clip's own folder, so that a reload, a restart or a crash loses nothing:

    received        the footage as it came, mode 0440, under a name of ours
    clip.json       what the sender called it; written once
    job.json        where its analysis stands; replaced in one rename, under the queue's lock
    progress.json   how far the worker has come; its age is the worker's sign of life
    first-look/     what was found at first, while the rest is being found; whole or not there
    result/         what `inspection` left, whole or not there

A worker holds a lock on its folder from before it starts until its last breath. The lock, not the
process id, says whether it lives; while it is held the id cannot have passed to another process.
Whoever changes a state then starts what waits next, so the queue moves on without a server.
`runner` is what the process does.
"""

import contextlib
import fcntl
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from verify.domain.errors import NO_ROOM, FailedError, InputError, shown_name
from verify.jobs.one_thread import ONE_THREAD
from verify.jobs.standing import (
    CLIP_FILE,
    FIRST_LOOK_FOLDER,
    JOB_FILE,
    PROGRESS_FILE,
    RECEIVED_FILE,
    RESULT_FOLDER,
    UNFINISHED,
    ClipRecord,
    Job,
    JobState,
    Standing,
    forget_first_look,
    job_of,
    standing_of,
    write_clip,
    write_job,
)

__all__ = [
    "CLIP_FILE",
    "FIRST_LOOK_FOLDER",
    "PROGRESS_FILE",
    "RECEIVED_FILE",
    "RESULT_FOLDER",
    "UNFINISHED",
    "ClipRecord",
    "HomeFolderError",
    "Job",
    "JobState",
    "Queue",
    "QueueFullError",
    "Standing",
    "UnknownClipError",
    "forget_first_look",
    "write_clip",
    "writing_to",
]

_LIFE_FILE = "alive"
_LOG_FILE = "worker.log"
_QUEUE_LOCK_FILE = "queue.lock"

_CLIP_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_MOST_WAITING = 200
_STOP_GRACE_S = 1.0


class UnknownClipError(InputError):
    """There is no clip of that id; it may have been removed on another page."""

    def __init__(self) -> None:
        super().__init__("This clip is not here. It may have been removed; choose another.")


class HomeFolderError(FailedError):
    """The app's own folder cannot be used."""

    def __init__(self, folder: Path, cause: OSError) -> None:
        self.folder = folder
        advice = "Free some space" if cause.errno in NO_ROOM else "Check who may write there"
        super().__init__(
            f"Verify cannot keep anything in {shown_name(str(folder))}: "
            f"{cause.strerror or cause}. {advice}, or name another folder with --home."
        )


@contextlib.contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Say what keeps us from writing to a folder of ours as a `HomeFolderError`."""
    try:
        yield
    except OSError as error:
        raise HomeFolderError(folder, error) from error


class QueueFullError(FailedError):
    """Too many clips wait already."""

    def __init__(self) -> None:
        super().__init__(
            f"{_MOST_WAITING} clips are waiting already. Cancel some, or wait until some are done."
        )


class Queue:
    """The clips of one home and their jobs.

    Parameters
    ----------
    folder : Path
        Holds one folder for each clip; made if it is missing.
    command : sequence of str
        What is run, with the clip's folder as its last argument.
    most_running : int
        Workers at a time.
    """

    def __init__(self, folder: Path, *, command: Sequence[str], most_running: int = 1) -> None:
        with writing_to(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self._most_running = most_running
        self._command = tuple(command)

    def folder_of(self, clip_id: str) -> Path:
        """Return the folder of a clip.

        Raises
        ------
        UnknownClipError
            If there is none; an id that is not one of ours is never looked up.
        """
        folder = self.folder / clip_id
        if not _CLIP_ID.fullmatch(clip_id) or not (folder / JOB_FILE).is_file():
            raise UnknownClipError
        return folder

    def submit(self, clip_id: str) -> None:
        """Let a clip wait for its turn, for the first time or again.

        Its folder holds `received` and `clip.json` already.

        Raises
        ------
        UnknownClipError
            If it was removed meanwhile.
        QueueFullError
            If too many wait; the clip is left as it was.
        """
        with self._locked():
            if sum(one.job.state is JobState.QUEUED for one in self._standings()) >= _MOST_WAITING:
                raise QueueFullError
            folder = self.folder / clip_id
            if not (folder / CLIP_FILE).is_file():
                raise UnknownClipError
            job = job_of(folder)
            if job is None or job.state not in UNFINISHED:
                (folder / PROGRESS_FILE).unlink(missing_ok=True)
                write_job(folder, Job(state=JobState.QUEUED, queued_utc=datetime.now(UTC)))
            self._start_waiting()

    def standings(self) -> list[Standing]:
        """Return all clips, the newest first; dead workers are noticed and the queue moves on."""
        with self._locked():
            self._start_waiting()
            return sorted(self._standings(), key=lambda one: one.clip.received_utc, reverse=True)

    def standing(self, clip_id: str) -> Standing:
        """Return one clip; as `standings`.

        Raises
        ------
        UnknownClipError
            If there is none.
        """
        folder = self.folder_of(clip_id)
        with self._locked():
            self._start_waiting()
            standing = standing_of(folder)
        if standing is None:
            raise UnknownClipError
        return standing

    def cancel(self, clip_id: str) -> None:
        """Stop a job that waits or runs; returns when its worker is gone. Else do nothing.

        Raises
        ------
        UnknownClipError
            If there is no such clip.
        """
        folder = self.folder_of(clip_id)
        with self._locked():
            job = job_of(folder)
            if job is None or job.state not in UNFINISHED:
                return
            write_job(
                folder,
                Job(state=JobState.CANCELLED, queued_utc=job.queued_utc, problem="Cancelled."),
            )
        if job.worker_pid is not None:
            _stop(folder, job.worker_pid)
        with self._locked():
            self._start_waiting()

    def finish(self, clip_id: str, problem: str | None, *, lies_in_the_file: bool = False) -> None:
        """Write down that a running job ended well, or why it did not; a cancelled one stays so."""
        folder = self.folder_of(clip_id)
        state = JobState.DONE if problem is None else JobState.FAILED
        with self._locked():
            job = job_of(folder)
            if job is not None and job.state is JobState.RUNNING:
                ended = Job(
                    state=state,
                    queued_utc=job.queued_utc,
                    problem=problem,
                    lies_in_the_file=lies_in_the_file,
                )
                write_job(folder, ended)

    def has_waiting(self) -> bool:
        """Return whether any clip waits for its turn."""
        with self._locked():
            return any(one.job.state is JobState.QUEUED for one in self._standings())

    def move_on(self) -> None:
        """Start what waits, as far as there is room."""
        with self._locked():
            self._start_waiting()

    def _standings(self) -> list[Standing]:
        folders = (entry for entry in self.folder.iterdir() if _CLIP_ID.fullmatch(entry.name))
        return [standing for folder in folders if (standing := standing_of(folder)) is not None]

    def _start_waiting(self) -> None:
        standings = self._standings()
        running = [one for one in standings if one.job.state is JobState.RUNNING]
        dead = [one for one in running if not _is_alive(self.folder / one.clip_id)]
        for one in dead:
            forget_first_look(self.folder / one.clip_id)
            write_job(self.folder / one.clip_id, _died(one.job))
        waiting = [
            one
            for one in standings
            # A worker that is being stopped still holds its folder; its successor waits for that.
            if one.job.state is JobState.QUEUED and not _is_alive(self.folder / one.clip_id)
        ]
        waiting.sort(key=lambda one: one.job.queued_utc)
        free = self._most_running - len(running) + len(dead)
        for one in waiting[: max(0, free)]:
            self._start(self.folder / one.clip_id, one.job)

    def _start(self, folder: Path, job: Job) -> None:
        # A worker that had to be killed left its own behind.
        forget_first_look(folder)
        with (
            (folder / _LIFE_FILE).open("w") as life,
            (folder / _LOG_FILE).open("wb") as log,
        ):
            # Held by the worker through the handle that it inherits: no moment without a sign.
            fcntl.flock(life, fcntl.LOCK_EX)
            process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                [*self._command, str(folder)],
                cwd=folder,
                env={**os.environ, **ONE_THREAD},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(life.fileno(),),
            )
        threading.Thread(target=process.wait, daemon=True).start()
        try:
            write_job(
                folder,
                Job(state=JobState.RUNNING, queued_utc=job.queued_utc, worker_pid=process.pid),
            )
        except OSError:
            # A worker that no record tells of could be neither seen nor cancelled.
            process.kill()
            raise

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with writing_to(self.folder), (self.folder / _QUEUE_LOCK_FILE).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _is_alive(folder: Path) -> bool:
    with (folder / _LIFE_FILE).open("a") as life:
        try:
            fcntl.flock(life, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _died(job: Job) -> Job:
    return Job(
        state=JobState.FAILED,
        queued_utc=job.queued_utc,
        problem="The analysis ended without an answer: its process was stopped from outside, ran "
        "out of memory, or broke. Nothing half-done was kept; try again.",
    )


def _stop(folder: Path, pid: int) -> None:
    """Ask the worker to stop, so that it takes its decoder along; end it if it does not listen."""
    with contextlib.suppress(ProcessLookupError):
        if _is_alive(folder):
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_GRACE_S
        while _is_alive(folder):
            if time.monotonic() > deadline:
                os.killpg(pid, signal.SIGKILL)
            time.sleep(0.02)
