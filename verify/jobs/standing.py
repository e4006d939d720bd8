"""How a job stands, as the files in the folder of its clip say; see `queue`."""

import contextlib
import os
import shutil
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import msgspec

from verify.jobs.messages import Progress

RECEIVED_FILE = "received"
RESULT_FOLDER = "result"
FIRST_LOOK_FOLDER = "first-look"
CLIP_FILE = "clip.json"
JOB_FILE = "job.json"
PROGRESS_FILE = "progress.json"

Record = TypeVar("Record", bound=msgspec.Struct)


class JobState(StrEnum):
    """Where the analysis of a clip stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = frozenset((JobState.QUEUED, JobState.RUNNING))


class ClipRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What was received. The name is the sender's word and names no file here."""

    untrusted_name: str
    untrusted_name_bytes: bytes | None = None
    """As it came, where it had to be altered to be printable."""
    size_bytes: int
    received_utc: datetime
    sender: str | None = None
    """Key of the person who added it; None where it was added before there were roles."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one analysis; `problem` is a sentence for the user."""

    state: JobState
    queued_utc: datetime
    worker_pid: int | None = None
    problem: str | None = None
    lies_in_the_file: bool = False
    """Whether the same bytes would end the same again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One clip with its job as it stands.

    Attributes
    ----------
    clip_id : str
        16 hex digits; also the name of its folder.
    clip : ClipRecord
        What was received.
    job : Job
        Its state.
    progress : Progress or None
        How far a running worker has come, once it has said so.
    silent_s : float
        Seconds since the worker gave a sign of life; 0 unless it runs.
    has_first_look : bool
        Whether some of it can be seen already while the worker finds the rest.
    """

    clip_id: str
    clip: ClipRecord
    job: Job
    progress: Progress | None
    silent_s: float
    has_first_look: bool = False


def standing_of(folder: Path) -> Standing | None:
    """Return a clip, by its folder, with its job; None where there is none."""
    clip, job = _read(folder / CLIP_FILE, ClipRecord), job_of(folder)
    if clip is None or job is None:
        return None
    progress, silent_s, has_first_look = None, 0.0, False
    if job.state is JobState.RUNNING:
        with contextlib.suppress(msgspec.MsgspecError):
            progress = _read(folder / PROGRESS_FILE, Progress)
        latest = folder / (JOB_FILE if progress is None else PROGRESS_FILE)
        with contextlib.suppress(FileNotFoundError):
            silent_s = max(0.0, time.time() - latest.stat().st_mtime)
        has_first_look = (folder / FIRST_LOOK_FOLDER).is_dir()
    return Standing(folder.name, clip, job, progress, silent_s, has_first_look)


def job_of(folder: Path) -> Job | None:
    """Return a clip's job; one that cannot be read must not take the other clips along."""
    try:
        return _read(folder / JOB_FILE, Job)
    except msgspec.MsgspecError:
        return Job(
            state=JobState.FAILED,
            queued_utc=datetime.fromtimestamp((folder / JOB_FILE).stat().st_mtime, UTC),
            problem="Where its analysis stood cannot be read any more. Try again.",
        )


def forget_first_look(folder: Path) -> None:
    """Clear away the first look at a clip: the whole has come, or will not."""
    shutil.rmtree(folder / FIRST_LOOK_FOLDER, ignore_errors=True)


def _read(file: Path, kind: type[Record]) -> Record | None:
    """Return the record in a file of ours, or None if there is none."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except FileNotFoundError:
        return None


def _write(file: Path, record: msgspec.Struct) -> None:
    """Replace a record in one rename; it is on the disk when this returns."""
    aside = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
    with aside.open("wb") as stream:
        stream.write(msgspec.json.encode(record))
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(file)


def write_clip(folder: Path, clip: ClipRecord) -> None:
    """Write down what was received into the folder of a clip."""
    _write(folder / CLIP_FILE, clip)


def write_job(folder: Path, job: Job) -> None:
    """Write down where the analysis of a clip, by its folder, stands."""
    _write(folder / JOB_FILE, job)
