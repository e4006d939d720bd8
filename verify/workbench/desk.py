"""What the app asks for: take footage in, follow its analysis, read what was found.

One home folder is one desk. Everything of record lies in its files; an object of this class holds
no state, so pages, routes and a restarted server all see the same.
"""

import contextlib
import filecmp
import os
import re
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import msgspec

from verify.domain.errors import FailedError, VerifyError, shown_name
from verify.domain.findings import Analysis
from verify.jobs import layout
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
)
from verify.media.intake import open_footage
from verify.presentation import wording
from verify.presentation.plots import INSET_PERCENT as CURVE_INSET_PERCENT
from verify.presentation.summary import summary, warnings
from verify.workbench.uploads import Announcement, Uploads

__all__ = [
    "CURVE_INSET_PERCENT",
    "UNFINISHED",
    "Announcement",
    "Comfort",
    "Desk",
    "JobState",
    "NoResultError",
    "Standing",
    "UnknownClipError",
    "summary",
    "warnings",
    "wording",
]

RESULT_FILES = frozenset(
    (
        layout.ANALYSIS_FILE,
        layout.REPORT_FILE,
        layout.CONTACT_SHEET,
        layout.BRIGHTNESS_TABLE,
        layout.BRIGHTNESS_PLOT,
        layout.FLASHES_TABLE,
        layout.FLASH_MARKERS,
        layout.HASHES_TABLE,
        layout.HASHES_EXCHANGE,
        layout.KEYFRAMES_TABLE,
    )
)
_KEYFRAME = re.compile(r"keyframes/[A-Za-z0-9][A-Za-z0-9._-]*\.jpg", re.ASCII)


class NoResultError(FailedError):
    """There is no such file among the results of a clip."""

    def __init__(self) -> None:
        super().__init__("This file is not among the results of the clip.")


class UnreadableResultError(FailedError):
    """A result that this version cannot read."""

    def __init__(self) -> None:
        super().__init__(
            "The result of this clip cannot be read; another version may have written it, or it "
            "was changed. Analyse the clip again."
        )


class Comfort(msgspec.Struct, frozen=True, kw_only=True):
    """How pictures are shown to a person who has seen enough; measurements never change."""

    cover: bool = False
    blur: bool = False


class Desk:
    """One home: its clips, uploads and jobs.

    Parameters
    ----------
    home : Path
        Made if it is missing, readable by its owner only.
    queue : Queue, optional
        By default the one of this home.
    """

    def __init__(self, home: Path, queue: Queue | None = None) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home = home
        self.queue = queue or Queue(home / "clips")
        self.uploads = Uploads(home / "uploads")

    def clips(self) -> list[Standing]:
        """Return all clips with their jobs, the newest first."""
        return self.queue.standings()

    def clip(self, clip_id: str) -> Standing:
        """Return one clip with its job.

        Raises
        ------
        UnknownClipError
            If there is none.
        """
        return self.queue.standing(clip_id)

    def finish_upload(self, owner: str, upload_id: str) -> str:
        """Make a whole upload a clip, queue its analysis and return its id; the same one each time.

        Raises
        ------
        UnknownUploadError, UploadIncompleteError, QueueFullError
            As the names say.
        """
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
        """
        with open_footage(path) as footage:
            for one in self.clips():
                received = self.queue.folder_of(one.clip_id) / RECEIVED_FILE
                if one.clip.size_bytes == footage.size_bytes and filecmp.cmp(
                    received, path, shallow=False
                ):
                    return one.clip_id
        with tempfile.TemporaryDirectory(dir=self.home, prefix=".copy-") as folder:
            copy = Path(folder) / RECEIVED_FILE
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
                    size_bytes=size_bytes,
                    received_utc=datetime.now(UTC),
                ),
            )
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
            received = file.rename(folder / RECEIVED_FILE)
            received.chmod(0o440)
            self.queue.submit(clip_id)
        except (OSError, VerifyError):
            if not file.exists():
                (folder / RECEIVED_FILE).rename(file)
                file.chmod(0o600)
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return clip_id

    def remove(self, clip_id: str) -> None:
        """Remove a clip, its results and, first, its job. It cannot be brought back.

        Raises
        ------
        UnknownClipError
            If there is none.
        """
        folder = self.queue.folder_of(clip_id)
        self.queue.cancel(clip_id)
        # Renamed first: whoever looks meanwhile finds it whole or not at all.
        aside = folder.rename(folder.with_name(f".removed-{clip_id}"))
        shutil.rmtree(aside)

    def analysis(self, clip_id: str) -> Analysis:
        """Return what was found.

        Raises
        ------
        NoResultError
            If there is none yet.
        UnreadableResultError
            If it has another form than this version's.
        """
        content = self.result_file(clip_id, layout.ANALYSIS_FILE).read_bytes()
        try:
            return msgspec.json.decode(content, type=Analysis)
        except msgspec.MsgspecError as error:
            raise UnreadableResultError from error

    def result_file(self, clip_id: str, name: str) -> Path:
        """Return the place of a result file; only names of a list, or of keyframes, are looked up.

        Raises
        ------
        UnknownClipError, NoResultError
            As the names say.
        """
        file = self.queue.folder_of(clip_id) / RESULT_FOLDER / name
        is_ours = name in RESULT_FILES or _KEYFRAME.fullmatch(name)
        if not is_ours or file.is_symlink() or not file.is_file():
            raise NoResultError
        return file

    def result_files(self, clip_id: str) -> list[str]:
        """Return the names of the result files that are there, the report first."""
        folder = self.queue.folder_of(clip_id) / RESULT_FOLDER
        single = sorted(RESULT_FILES, key=lambda name: (name != layout.REPORT_FILE, name))
        keyframes = sorted(f"keyframes/{file.name}" for file in folder.glob("keyframes/*.jpg"))
        return [
            name
            for name in [*single, *keyframes]
            if (folder / name).is_file() and not (folder / name).is_symlink()
        ]

    def zip_of(self, clip_id: str, names: Collection[str]) -> IO[bytes]:
        """Return result files as a ZIP file that has no name and ends when it is closed."""
        with contextlib.ExitStack() as unless_whole:
            stream = unless_whole.enter_context(tempfile.TemporaryFile(dir=self.home))
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                for name in names:
                    archive.write(self.result_file(clip_id, name), name)
            stream.seek(0)
            unless_whole.pop_all()
        return stream

    def comfort(self) -> Comfort:
        """Return how pictures are to be shown, as it was last set here."""
        with contextlib.suppress(FileNotFoundError, msgspec.MsgspecError):
            return msgspec.json.decode((self.home / "comfort.json").read_bytes(), type=Comfort)
        return Comfort()

    def set_comfort(self, comfort: Comfort) -> None:
        """Keep how pictures are to be shown, through reloads and restarts."""
        aside = self.home / ".comfort.json"
        aside.write_bytes(msgspec.json.encode(comfort))
        aside.replace(self.home / "comfort.json")
