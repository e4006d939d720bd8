"""Work on the archive that takes long: each piece a job with progress, which outlives the page.

    tasks/ID/task.json     what is to be done, and by whom
    tasks/ID/received      the list or sheet that was sent for it, if one was
    tasks/ID/result/       what was told of it, and the file that was written, if one was

The rest is the queue's; see `verify.jobs.queue`. `task_job` is what its process runs.
"""

import contextlib
import re
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from verify.domain.errors import InputError, VerifyError, shown_name
from verify.domain.footage import altered_name_bytes
from verify.domain.roles import Deed
from verify.jobs.queue import (
    RECEIVED_FILE,
    RESULT_FOLDER,
    UNFINISHED,
    ClipRecord,
    JobState,
    Queue,
    Standing,
    UnknownClipError,
    write_clip,
    writing_to,
)
from verify.workbench import task_job
from verify.workbench.desk import Desk
from verify.workbench.task_records import (
    REPORT_FILE,
    TASK_FILE,
    AddClips,
    CheckAll,
    Export,
    FindCopies,
    ImportList,
    ImportSheet,
    Task,
    Told,
    Work,
    task_of,
)

__all__ = [
    "UNFINISHED",
    "AddClips",
    "CheckAll",
    "Export",
    "FindCopies",
    "ImportList",
    "ImportSheet",
    "JobState",
    "Standing",
    "Tasks",
    "Told",
    "Work",
]

_KEPT = 30
_FILE = re.compile(r"[a-z][a-z0-9-]{0,40}\.(jsonl\.gz|csv|xlsx)", re.ASCII)


class NoSuchFileError(InputError):
    """There is no such file among the results of a task."""

    def __init__(self) -> None:
        super().__init__("This file is not here any more. Write it again.")


_TITLES: dict[type[Work], str] = {
    ImportSheet: "What a spreadsheet says, added",
    FindCopies: "Entries that show one recording, looked for",
    CheckAll: "Everything that is kept, read again",
}


DEEDS: dict[type[Work], Deed] = {
    AddClips: Deed.ADD_TO_ARCHIVE,
    ImportList: Deed.ADD_TO_ARCHIVE,
    ImportSheet: Deed.ADD_TO_ARCHIVE,
    Export: Deed.EXPORT_ARCHIVE,
    FindCopies: Deed.READ,
    CheckAll: Deed.CHECK,
}
"""What each piece of work takes; whoever may ask for it may see what came of it."""


class Tasks:
    """The tasks of a desk's home.

    Parameters
    ----------
    desk : Desk
        Whoever works at it asks for them.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.queue = Queue(desk.home / "tasks", command=task_job.COMMAND)

    def begin(self, work: Work) -> str:
        """Let a piece of work wait for its turn; return its id.

        Raises
        ------
        QueueFullError, HomeFolderError
            As the names say.
        """
        return self._begin(work, _title(work), None)

    def begin_with_upload(self, owner: str, upload_id: str, work: Work) -> str:
        """Do as `begin` for a list or sheet that was sent; the same id each time.

        Raises
        ------
        UnknownUploadError, UploadIncompleteError, QueueFullError, HomeFolderError
            As the names say.
        """
        self._desk.assert_may(DEEDS[type(work)])
        uploads = self._desk.uploads
        with writing_to(self._desk.home), uploads.held(owner, upload_id):
            part, announced, task_id = uploads.take(owner, upload_id)
            if task_id is None:
                task_id = self._begin(work, announced.untrusted_name, part)
                uploads.settle(owner, upload_id, task_id)
        return task_id

    def _begin(self, work: Work, untrusted_name: str, file: Path | None) -> str:
        self._desk.assert_may(DEEDS[type(work)])
        if isinstance(work, AddClips):
            for clip_id in work.clips:
                # One that was removed meanwhile is told of where the others are put in.
                with contextlib.suppress(UnknownClipError):
                    self._desk.folder_of(clip_id)
        self._forget_old()
        task_id = secrets.token_hex(8)
        folder = self.queue.folder / task_id
        with writing_to(folder):
            folder.mkdir(mode=0o700)
            try:
                task = Task(work, self._desk.person.actor)
                (folder / TASK_FILE).write_bytes(msgspec.json.encode(task))
                record = ClipRecord(
                    untrusted_name=shown_name(untrusted_name),
                    untrusted_name_bytes=altered_name_bytes(untrusted_name),
                    size_bytes=file.stat().st_size if file else 0,
                    received_utc=datetime.now(UTC),
                )
                write_clip(folder, record)
                if file is not None:
                    file.rename(folder / RECEIVED_FILE)
                self.queue.submit(task_id)
            except (OSError, VerifyError):
                if file is not None and (folder / RECEIVED_FILE).exists():
                    (folder / RECEIVED_FILE).rename(file)
                shutil.rmtree(folder, ignore_errors=True)
                raise
        return task_id

    def _forget_old(self) -> None:
        for one in self.queue.standings()[_KEPT:]:
            if one.job.state not in UNFINISHED:
                self.remove(one.clip_id)

    def all(self) -> list[Standing]:
        """Return the tasks that may be seen with how they stand, the newest first."""
        return [one for one in self.queue.standings() if self._is_seen(one.clip_id)]

    def _is_seen(self, task_id: str) -> bool:
        """Whether somebody may see a task: one about clips if they see those, else by their role.

        A task that removed clips are of, or that another version wrote, tells names all the same.
        """
        permit, work = self._desk.permit, self.work(task_id)
        if permit.may(Deed.SEE_PRIVATE):
            return True
        if work is None or not permit.may(DEEDS[type(work)]):
            return False
        if not isinstance(work, AddClips):
            return True
        seen = {one.clip_id for one in self._desk.clips()}
        return seen.issuperset(work.clips)

    def standing(self, task_id: str) -> Standing:
        """Return how a task stands.

        Raises
        ------
        UnknownClipError
            If there is none to be seen.
        """
        self._assert_seen(task_id)
        return self.queue.standing(task_id)

    def cancel(self, task_id: str) -> None:
        """Stop a task, if it waits or runs.

        Raises
        ------
        UnknownClipError
            If there is none to be seen.
        """
        self._assert_seen(task_id)
        self.queue.cancel(task_id)

    def _assert_seen(self, task_id: str) -> None:
        if not self._is_seen(task_id):
            raise UnknownClipError

    def latest(self, *kinds: type[Work]) -> Standing | None:
        """Return the newest task of some kinds, None if there is none."""
        return next((one for one in self.all() if isinstance(self.work(one.clip_id), kinds)), None)

    def work(self, task_id: str) -> Work | None:
        """Return what a task is; None if another version wrote it, or it has gone."""
        with contextlib.suppress(FileNotFoundError, msgspec.MsgspecError, UnknownClipError):
            return task_of(self.queue.folder_of(task_id)).work
        return None

    def told(self, task_id: str) -> Told | None:
        """Return what came of a task; None before it is done."""
        with contextlib.suppress(FileNotFoundError, msgspec.MsgspecError, UnknownClipError):
            self._assert_seen(task_id)
            place = self.queue.folder_of(task_id) / RESULT_FOLDER / REPORT_FILE
            return msgspec.json.decode(place.read_bytes(), type=Told)
        return None

    def file(self, task_id: str, name: str) -> Path:
        """Return a file that a task wrote.

        Raises
        ------
        UnknownClipError, NoSuchFileError
            If there is none.
        """
        self._assert_seen(task_id)
        file = self.queue.folder_of(task_id) / RESULT_FOLDER / name
        if not _FILE.fullmatch(name) or not file.is_file():
            raise NoSuchFileError
        return file

    def remove(self, task_id: str) -> None:
        """Forget a task and what it wrote; one that runs is stopped first."""
        with contextlib.suppress(UnknownClipError):
            folder = self.queue.folder_of(task_id)
            self.queue.cancel(task_id)
            with writing_to(folder):
                shutil.rmtree(folder)


def _title(work: Work) -> str:
    match work:
        case AddClips(clips):
            return f"{len(clips):,} of the clips here, put into the archive"
        case Export(file):
            return f"The archive, written to {file}"
        case _:
            return _TITLES.get(type(work), "A list of hashes, taken in")
