"""What the app asks for: take footage in, follow its analysis, read what was found.

One home folder is one desk, shared by the people of a newsroom. Everything of record lies in its
files; an object of this class holds no state but who works at it, so pages, routes and a restarted
server all see the same.
"""

import contextlib
import filecmp
import os
import secrets
import shutil
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from verify.domain.errors import VerifyError, shown_name
from verify.domain.findings import Analysis, Sandbox
from verify.domain.footage import altered_name_bytes
from verify.domain.roles import Deed
from verify.jobs.consent import MachineConsent
from verify.jobs.queue import (
    FIRST_LOOK_FOLDER,
    RECEIVED_FILE,
    RESULT_FOLDER,
    UNFINISHED,
    ClipRecord,
    JobState,
    Queue,
    QueueFullError,
    Standing,
    UnknownClipError,
    write_clip,
    writing_to,
)
from verify.media import jail
from verify.media.intake import open_footage
from verify.media.scratch import working_folder
from verify.presentation import cautions, match_wording, wording
from verify.presentation.claims import claims
from verify.presentation.light_plots import paths_svg
from verify.presentation.match_section import MOST_SHOWN, shown_matches, shown_sounds
from verify.presentation.plots import INSET_PERCENT as CURVE_INSET_PERCENT
from verify.presentation.summary import summary, warnings
from verify.workbench import clip_job, copy_job, panorama_job, sync_job
from verify.workbench.desk_errors import NoResultError, NotAtThisMachineError
from verify.workbench.people import of_this_account
from verify.workbench.result_files import ResultFiles
from verify.workbench.seat import Comfort, Seat
from verify.workbench.uploads import Announcement, Uploads

__all__ = [
    "CURVE_INSET_PERCENT",
    "MOST_SHOWN",
    "UNFINISHED",
    "Announcement",
    "Comfort",
    "Desk",
    "JobState",
    "NoResultError",
    "QueueFullError",
    "Standing",
    "UnknownClipError",
    "cautions",
    "claims",
    "match_wording",
    "paths_svg",
    "shown_matches",
    "shown_sounds",
    "summary",
    "warnings",
    "wording",
]

_REMOVED = ".removed-"


class Desk(Seat):
    """One home: its clips, uploads and jobs.

    Parameters
    ----------
    home : Path
        Made if it is missing, readable by its owner only.
    queue : Queue, optional
        By default the one of this home.
    """

    def __init__(self, home: Path, queue: Queue | None = None) -> None:
        super().__init__(home)
        with writing_to(home):
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.queue = queue or Queue(home / "clips", command=clip_job.COMMAND)
            self.copies = Queue(home / "copies", command=copy_job.COMMAND)
            self.panoramas = Queue(home / "panoramas", command=panorama_job.COMMAND)
            self.syncs = Queue(home / "syncs", command=sync_job.COMMAND)
            self.uploads = Uploads(home / "uploads")
            self._comfort_file.parent.mkdir(mode=0o700, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                # From before there were people; it was that of this account.
                (home / "comfort.json").rename(self._comfort_file)
        # Footage that a user removed goes, even if the machine stopped in the middle of that.
        for folder in self.queue.folder.glob(f"{_REMOVED}*"):
            shutil.rmtree(folder, ignore_errors=True)

    def clips(self) -> list[Standing]:
        """Return the clips that may be seen with their jobs, the newest first."""
        sees, folder = self.sees(), self.queue.folder
        return [one for one in self.queue.standings() if sees(folder / one.clip_id, one.clip)]

    def clip(self, clip_id: str) -> Standing:
        """Return one clip with its job.

        Raises
        ------
        UnknownClipError, PrivateClipError
            If there is none; if it may not be seen.
        """
        self.folder_of(clip_id)
        return self.queue.standing(clip_id)

    def folder_of(self, clip_id: str) -> Path:
        """Return the folder of a clip.

        Raises
        ------
        UnknownClipError, PrivateClipError
            As `clip`.
        """
        folder = self.queue.folder_of(clip_id)
        self.assert_seen(folder)
        return folder

    def analyse_again(self, clip_id: str) -> None:
        """Have a clip analysed anew.

        Raises
        ------
        NotPermittedError, UnknownClipError, PrivateClipError, QueueFullError, HomeFolderError
            As the names say.
        """
        self.assert_may(Deed.ADD_FOOTAGE)
        self.folder_of(clip_id)
        self.queue.submit(clip_id)

    def cancel(self, clip_id: str) -> None:
        """Stop the analysis of a clip, if it waits or runs.

        Raises
        ------
        NotPermittedError, UnknownClipError, PrivateClipError
            As the names say.
        """
        self.assert_may(Deed.ADD_FOOTAGE)
        self.folder_of(clip_id)
        self.queue.cancel(clip_id)

    def begin_upload(self, announced: Announcement) -> tuple[str, int]:
        """Return the id of an upload and the offset in bytes to go on from; see `Uploads.begin`.

        Raises
        ------
        NotPermittedError
            If whoever works here may add nothing.
        """
        self.assert_may(Deed.ADD_FOOTAGE)
        return self.uploads.begin(self.person.key, announced)

    def finish_upload(self, owner: str, upload_id: str) -> str:
        """Make a whole upload a clip, queue its analysis and return its id; the same one each time.

        Raises
        ------
        UnknownUploadError, UploadIncompleteError, QueueFullError, HomeFolderError
            As the names say.
        """
        self.assert_may(Deed.ADD_FOOTAGE)
        with writing_to(self.home), self.uploads.held(owner, upload_id):
            part, announced, clip_id = self.uploads.take(owner, upload_id)
            if clip_id is None:
                clip_id = self._receive(part, announced.untrusted_name)
                self.uploads.settle(owner, upload_id, clip_id)
        return clip_id

    def take_in(self, path: Path) -> str:
        """Return the clip that a file of this machine is here.

        A file that is not here yet is copied in, and its analysis queued.

        Raises
        ------
        InputError
            If the file cannot be footage; see `verify.media.intake.open_footage`.
        HomeFolderError
            If there is no room for the copy.
        """
        self.assert_may(Deed.ADD_FOOTAGE)
        with open_footage(path) as footage:
            for one in self.clips():
                received = self.queue.folder_of(one.clip_id) / RECEIVED_FILE
                if one.clip.size_bytes == footage.size_bytes and filecmp.cmp(
                    received, path, shallow=False
                ):
                    return one.clip_id
        with writing_to(self.home), working_folder(self.home, ".copy-") as folder:
            copy = folder / RECEIVED_FILE
            shutil.copyfile(path, copy)
            return self._receive(copy, path.name)

    def _receive(self, file: Path, untrusted_name: str) -> str:
        clip_id = secrets.token_hex(8)
        folder = self.queue.folder / clip_id
        folder.mkdir(mode=0o700)
        size_bytes = file.stat().st_size
        try:
            write_clip(
                folder,
                ClipRecord(
                    untrusted_name=shown_name(untrusted_name),
                    untrusted_name_bytes=altered_name_bytes(untrusted_name),
                    size_bytes=size_bytes,
                    received_utc=datetime.now(UTC),
                    sender=self.person.key,
                ),
            )
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
            received = file.rename(folder / RECEIVED_FILE)
            received.chmod(0o440)
            self.queue.submit(clip_id)
        except (OSError, VerifyError):
            received = folder / RECEIVED_FILE
            if received.exists():
                received.rename(file)
                file.chmod(0o600)
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return clip_id

    def removing(self, one: Standing) -> Deed:
        """Return what it is to remove a clip: what others added takes another role."""
        is_own = one.clip.sender == self.person.key
        return Deed.REMOVE_OWN_FOOTAGE if is_own else Deed.REMOVE_ANY_FOOTAGE

    def remove(self, clip_id: str) -> None:
        """Remove a clip, its results and, first, its job. It cannot be brought back.

        Raises
        ------
        UnknownClipError, PrivateClipError, NotPermittedError
            If there is none, or none to be seen; what others added takes another role.
        """
        self.assert_may(self.removing(self.clip(clip_id)))
        folder = self.queue.folder_of(clip_id)
        self.queue.cancel(clip_id)
        for made in (self.copies, self.panoramas):
            with contextlib.suppress(UnknownClipError):
                made.cancel(clip_id)
            shutil.rmtree(made.folder / clip_id, ignore_errors=True)
        sync_job.forget_clip(self.syncs, clip_id)
        # Renamed first: whoever looks meanwhile finds it whole or not at all.
        with writing_to(self.queue.folder):
            aside = folder.rename(folder.with_name(f"{_REMOVED}{clip_id}"))
            shutil.rmtree(aside)
            self.uploads.forget(clip_id)

    def result(self, clip_id: str) -> ResultFiles:
        """Return what the analysis of a clip left, as far as it has.

        Raises
        ------
        UnknownClipError, PrivateClipError
            As `clip`.
        """
        return ResultFiles(self.folder_of(clip_id) / RESULT_FOLDER)

    def shown(self, clip_id: str) -> ResultFiles:
        """Return what is shown of a clip: its first look while it is analysed, else its result.

        Raises
        ------
        UnknownClipError, PrivateClipError
            As `clip`.
        """
        first = self.folder_of(clip_id) / FIRST_LOOK_FOLDER
        if first.is_dir() and self.queue.standing(clip_id).has_first_look:
            return ResultFiles(first)
        return self.result(clip_id)

    def analysis(self, clip_id: str) -> Analysis:
        """Return what was found.

        Raises
        ------
        UnknownClipError, PrivateClipError, NoResultError, UnreadableResultError
            As `clip` and `ResultFiles.analysis`.
        """
        return self.result(clip_id).analysis()

    def result_file(self, clip_id: str, name: str) -> Path:
        """Return the place of a result file.

        Raises
        ------
        UnknownClipError, PrivateClipError, NoResultError
            As `clip` and `ResultFiles.file`.
        """
        return self.result(clip_id).file(name)

    def result_files(self, clip_id: str) -> list[str]:
        """Return the names of the result files that are there, the report first."""
        return self.result(clip_id).names()

    def zip_of(self, clip_id: str, names: Collection[str]) -> IO[bytes]:
        """Return result files as a ZIP file that has no name and ends when it is closed."""
        return self.result(clip_id).zip_of(names, self.home)

    def sandbox(self) -> tuple[Sandbox, bool]:
        """Return what is denied to the decoder here, and whether decoding goes on regardless.

        Below level B it does so only by the user's word, which holds for this machine and home.
        """
        sandbox = jail.probe()
        return sandbox, MachineConsent(self.queue.folder).is_given(sandbox)

    def allow_weak_sandbox(self, *, allowed: bool) -> None:
        """Keep the user's word on decoding below level B, or take it back.

        Raises
        ------
        NotAtThisMachineError
            If somebody would allow it for a machine that is not theirs.
        """
        if allowed and self.person.key != of_this_account().key:
            raise NotAtThisMachineError
        for queue in (self.queue, self.copies, self.panoramas, self.syncs):
            consent = MachineConsent(queue.folder)
            with writing_to(queue.folder):
                if allowed:
                    consent.give(jail.probe())
                else:
                    consent.revoke()
