"""What the process of a synchronising job runs: several clips of a desk, their clocks compared.

It is started by the queue of such jobs and outlives the server; see `verify.jobs.runner`. The clips
are read where they lie, in the jail, one after the other; nothing is copied.
"""

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from verify.domain.errors import (
    DiskFullError,
    FailedError,
    VerifyError,
    WeakSandboxError,
    shown_name,
)
from verify.domain.footage import exact_name
from verify.domain.sync import Sync
from verify.jobs.messages import InspectionOptions, Progress
from verify.jobs.progress import OnProgress
from verify.jobs.queue import CLIP_FILE, RECEIVED_FILE, ClipRecord, Queue, UnknownClipError
from verify.jobs.results import ResultFolder
from verify.jobs.runner import work

COMMAND = (sys.executable, "-P", "-m", "verify.workbench.sync_job")
"""To be run with the folder of a job, which lies in that of the queue, and that in the home."""
ORDER_FILE = "order.json"
RESULT_FILE = "sync.json"
STRIP_FILE = "strip.jpg"
_LONGEST_MESSAGE = 200


class SyncOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Which clips of the desk are compared; the first is the clock of reference."""

    clips: list[str]


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """A clip that could not be read, and why."""

    clip_id: str
    problem: str


class SyncFound(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a job.

    Attributes
    ----------
    clips : list of str
        Those that were compared, by their ids here.
    finding : Sync
        Their pairs in order: the first with each other one, then the second, and so on.
    offsets_s : dict of str to float
        By clip, its time minus that of the first linked one at one moment; linked ones only.
    unread : list of Unread
        The others.
    without_strip : str or None
        Why there is no picture of common moments; None where there is one.
    """

    clips: list[str]
    finding: Sync
    offsets_s: dict[str, float]
    unread: list[Unread]
    without_strip: str | None


def read_order(folder: Path) -> SyncOrder:
    """Return which clips a job is about."""
    return msgspec.json.decode((folder / ORDER_FILE).read_bytes(), type=SyncOrder)


def forget_clip(queue: Queue, clip_id: str) -> None:
    """Remove every job that a clip is part of, with its result; one that runs is ended first."""
    for one in queue.standings():
        folder = queue.folder_of(one.clip_id)
        if clip_id in read_order(folder).clips:
            queue.cancel(one.clip_id)
            shutil.rmtree(folder, ignore_errors=True)


def compare(
    path: Path,
    result: Path,
    *,
    options: InspectionOptions,
    force: bool,
    untrusted_name: str,  # noqa: ARG001 - that of no single file
    on_progress: Callable[[Progress], None],
) -> None:
    """Leave the finding, and the picture of common moments, in the folder `result`, or nothing."""
    # Imported here: it brings all that compares, which who only starts the job has no use for.
    from verify.workbench import sync

    folder = path.parent
    clips = read_order(folder).clips
    received = [_received(folder.parent.parent, clip_id) for clip_id in clips]
    weak_allowed = options.allow_weak_sandbox
    names = dict(received)
    with ResultFolder(result, force=force, known_by=RESULT_FILE) as building:
        try:
            answer = sync.synchronise(
                list(names),
                weak_allowed=weak_allowed,
                progress_of=_progress_of(names, on_progress),
                untrusted_names=names,
            )
        except (WeakSandboxError, DiskFullError):
            raise  # The job's runner knows what to say of them.
        except VerifyError as error:
            raise FailedError(_by_name(error, names)) from error
        without_strip = None
        try:
            sync.strip_of(answer, building / STRIP_FILE, weak_allowed=weak_allowed, force=False)
        except VerifyError as error:
            without_strip = _by_name(error, names)
        ids = {file: clip_id for (file, _name), clip_id in zip(received, clips, strict=True)}
        found = SyncFound(
            clips=[ids[file] for file in answer.paths],
            finding=answer.finding,
            offsets_s={ids[file]: offset_s for file, offset_s in answer.offsets_s.items()},
            unread=[
                Unread(clip_id=ids[each.path], problem=_by_name(each.error, names))
                for each in answer.failed
            ],
            without_strip=without_strip,
        )
        (building / RESULT_FILE).write_bytes(msgspec.json.encode(found))


def _received(home: Path, clip_id: str) -> tuple[Path, str]:
    """Return where a clip of the desk lies, and what its sender called it."""
    folder = home / "clips" / clip_id
    try:
        record = msgspec.json.decode((folder / CLIP_FILE).read_bytes(), type=ClipRecord)
    except FileNotFoundError as error:
        raise UnknownClipError from error
    return folder / RECEIVED_FILE, exact_name(record.untrusted_name, record.untrusted_name_bytes)


def _progress_of(
    names: dict[Path, str], on_progress: Callable[[Progress], None]
) -> Callable[[Path], contextlib.AbstractContextManager[OnProgress]]:
    """Return what makes one course of all clips out of that of each."""
    order = list(names)

    @contextlib.contextmanager
    def of(path: Path) -> Iterator[OnProgress]:
        place, name = order.index(path), shown_name(names[path])
        done = 0.0

        def tell(progress: Progress) -> None:
            nonlocal done
            # A step that cannot tell how far it is leaves the bar where it was.
            done = max(done, progress.share or 0.0)
            share = (place + done) / len(order)
            said = f"{name}: {progress.message}"[:_LONGEST_MESSAGE]
            on_progress(Progress(share=share, message=said))

        yield tell

    return of


def _by_name(error: VerifyError | None, names: dict[Path, str]) -> str:
    """Return an error with the senders' names, which say more than the places of the files."""
    said = str(error)
    for path, name in names.items():
        said = said.replace(shown_name(str(path)), shown_name(name))
    return said


def main() -> None:
    """Compare the clips of the job whose folder is the argument."""
    folder = Path(sys.argv[1])
    work(Queue(folder.parent, command=COMMAND), folder.name, compare)


if __name__ == "__main__":
    main()
