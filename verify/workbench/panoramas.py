"""Strips of a desk's panning shots: asked for, followed, read. One for each clip, the last one."""

import contextlib
from pathlib import Path

import msgspec

from verify.domain.errors import BadParameterError
from verify.domain.panorama import Panorama
from verify.domain.roles import Deed
from verify.jobs.panorama_messages import POOR_AGREEMENT
from verify.jobs.queue import (
    CLIP_FILE,
    RESULT_FOLDER,
    UNFINISHED,
    ClipRecord,
    Standing,
    UnknownClipError,
    write_clip,
    writing_to,
)
from verify.presentation.panorama_wording import panorama_lines
from verify.workbench.desk import Desk
from verify.workbench.desk_errors import NoResultError, UnreadableResultError
from verify.workbench.panorama_job import ORDER_FILE, PICTURE_FILE, RECORD_FILE, PanoramaOrder

__all__ = ["Panorama", "Panoramas"]


class Panoramas:
    """The strips of a desk's clips.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._queue = desk.panoramas

    def ask(self, clip_id: str, start_s: float | None, end_s: float | None) -> None:
        """Have the panning shot of a clip laid out, unless that is being done.

        Parameters
        ----------
        start_s, end_s : float or None
            The part that is looked at; None for the beginning, or the end.

        Raises
        ------
        BadParameterError
            If the part ends before it begins.
        NotPermittedError, UnknownClipError, PrivateClipError, QueueFullError, HomeFolderError
            As the names say.
        """
        self._desk.assert_may(Deed.ADD_FOOTAGE)
        source = self._desk.folder_of(clip_id)
        if end_s is not None and end_s <= (start_s or 0.0):
            raise BadParameterError("The end", end_s, "a time after the beginning")
        standing = self.standing(clip_id)
        if standing is not None and standing.job.state in UNFINISHED:
            return
        folder = self._queue.folder / clip_id
        with writing_to(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            order = PanoramaOrder(start_s=start_s, end_s=end_s)
            (folder / ORDER_FILE).write_bytes(msgspec.json.encode(order))
            record = msgspec.json.decode((source / CLIP_FILE).read_bytes(), type=ClipRecord)
            write_clip(folder, record)
        self._queue.submit(clip_id)

    def cancel(self, clip_id: str) -> None:
        """Stop it, if it waits or runs."""
        self._desk.assert_may(Deed.ADD_FOOTAGE)
        self._desk.folder_of(clip_id)
        self._queue.cancel(clip_id)

    def standing(self, clip_id: str) -> Standing | None:
        """Return how its job stands; None if nobody asked for one."""
        self._desk.folder_of(clip_id)
        with contextlib.suppress(UnknownClipError):
            return self._queue.standing(clip_id)
        return None

    def now(self, clip_id: str) -> Standing:
        """Return how the job of a strip that was asked for stands.

        Raises
        ------
        UnknownClipError, PrivateClipError
            If none was, or there is no such clip; if it may not be seen.
        """
        standing = self.standing(clip_id)
        if standing is None:
            raise UnknownClipError
        return standing

    def found(self, clip_id: str) -> Panorama:
        """Return what the last strip was laid out of.

        Raises
        ------
        NoResultError, UnreadableResultError
            If there is none, or one of another version.
        """
        content = self._file(clip_id, RECORD_FILE).read_bytes()
        try:
            return msgspec.json.decode(content, type=Panorama)
        except msgspec.MsgspecError as error:
            raise UnreadableResultError from error

    def lines(self, found: Panorama) -> list[str]:
        """Return what a strip shows, and what it does not, for people."""
        return [" ".join(line.split()) for line in panorama_lines(found, POOR_AGREEMENT)]

    def picture(self, clip_id: str) -> Path:
        """Return the strip, a JPEG.

        Raises
        ------
        NoResultError
            If there is none.
        """
        return self._file(clip_id, PICTURE_FILE)

    def _file(self, clip_id: str, name: str) -> Path:
        self._desk.folder_of(clip_id)
        file = self._queue.folder / clip_id / RESULT_FOLDER / name
        if not file.is_file():
            raise NoResultError
        return file
