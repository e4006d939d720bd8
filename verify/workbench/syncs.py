"""Several clips of a desk on one clock: asked for, followed, read.

The same clips in the same order are the same comparison: its id comes of theirs, so its address
holds. What was found is kept in the home until one of the clips is removed.
"""

import contextlib
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from verify.domain.errors import BadParameterError, InputError, VerifyError, shown_name
from verify.domain.roles import Deed
from verify.domain.sync import Offset, Pair
from verify.jobs.queue import (
    RESULT_FOLDER,
    ClipRecord,
    Standing,
    UnknownClipError,
    write_clip,
    writing_to,
)
from verify.presentation import sync_wording
from verify.workbench.desk import Desk
from verify.workbench.desk_errors import NoResultError, UnreadableResultError
from verify.workbench.sync_job import (
    ORDER_FILE,
    RESULT_FILE,
    STRIP_FILE,
    SyncFound,
    SyncOrder,
    read_order,
)

__all__ = ["MOST_CLIPS", "Offset", "Pair", "SyncFound", "Syncs", "UnknownSyncError", "sync_wording"]

MOST_CLIPS = 12
"""As on the command line."""
_ID_DIGITS = 16


class UnknownSyncError(InputError):
    """There is no comparison of that id."""

    def __init__(self) -> None:
        super().__init__(
            "This comparison is not here. One of its clips may have been removed; choose the "
            "clips again."
        )


class Syncs:
    """The comparisons of a desk's clips.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._queue = desk.syncs

    def choices(self) -> dict[str, str]:
        """Return the clips that can be compared, the newest first: their names by their ids."""
        found = {}
        for one in self._desk.clips():
            try:
                footage = self._desk.analysis(one.clip_id).footage
            except VerifyError:
                continue
            if footage.kind != "picture":
                found[one.clip_id] = one.clip.untrusted_name
        return told_apart(found)

    def ask(self, clips: Sequence[str]) -> str:
        """Have the clocks of clips compared, and return the id of that; done before, it stays.

        Parameters
        ----------
        clips : sequence of str
            Their ids; the first is the clock of reference.

        Raises
        ------
        BadParameterError
            If they are fewer than two, or more than `MOST_CLIPS`.
        UnknownClipError, QueueFullError, HomeFolderError
            As the names say.
        """
        self._desk.assert_may(Deed.COMPARE_CLIPS)
        if not 2 <= len(set(clips)) == len(clips) <= MOST_CLIPS:
            raise BadParameterError("The number of clips", len(clips), f"2 to {MOST_CLIPS}")
        records = [self._desk.clip(clip_id).clip for clip_id in clips]
        sync_id = hashlib.sha256(" ".join(clips).encode()).hexdigest()[:_ID_DIGITS]
        folder = self._queue.folder / sync_id
        with writing_to(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            (folder / ORDER_FILE).write_bytes(msgspec.json.encode(SyncOrder(clips=list(clips))))
            write_clip(
                folder,
                ClipRecord(
                    untrusted_name=", ".join(one.untrusted_name for one in records),
                    size_bytes=sum(one.size_bytes for one in records),
                    received_utc=datetime.now(UTC),
                ),
            )
        if not (folder / RESULT_FOLDER / RESULT_FILE).is_file():
            self._queue.submit(sync_id)
        return sync_id

    def again(self, sync_id: str) -> None:
        """Compare the clips anew.

        Raises
        ------
        UnknownClipError, QueueFullError, HomeFolderError
            As the names say.
        """
        self._desk.assert_may(Deed.COMPARE_CLIPS)
        self._folder(sync_id)
        self._queue.submit(sync_id)

    def cancel(self, sync_id: str) -> None:
        """Stop it, if it waits or runs."""
        self._desk.assert_may(Deed.COMPARE_CLIPS)
        self._folder(sync_id)
        self._queue.cancel(sync_id)

    def standings(self) -> list[Standing]:
        """Return the comparisons of clips that may be seen, the newest first."""
        seen = {one.clip_id for one in self._desk.clips()}
        return [
            one
            for one in self._queue.standings()
            if seen.issuperset(read_order(self._queue.folder_of(one.clip_id)).clips)
        ]

    def standing(self, sync_id: str) -> Standing:
        """Return how one stands.

        Raises
        ------
        UnknownSyncError
            If there is none.
        """
        self._folder(sync_id)
        return self._queue.standing(sync_id)

    def of_both(self, clips: Sequence[str]) -> str | None:
        """Return the newest comparison that holds two clips against each other; None if none does.

        Parameters
        ----------
        clips : sequence of str
            Their ids. They are meant by their bytes: the same may lie here more than once.

        Raises
        ------
        UnknownClipError, PrivateClipError, NoResultError, UnreadableResultError
            If one is not here, or has no findings.
        """
        both = {self._desk.analysis(clip_id).footage.sha256 for clip_id in clips}
        for one in self.standings():
            with contextlib.suppress(NoResultError, UnreadableResultError):
                pairs = self.found(one.clip_id).finding.pairs
                if both in ({pair.a_sha256, pair.b_sha256} for pair in pairs):
                    return one.clip_id
        return None

    def clips(self, sync_id: str) -> list[str]:
        """Return the ids of the clips that it is about, the clock of reference first.

        Raises
        ------
        UnknownSyncError
            If there is no such comparison.
        """
        return read_order(self._folder(sync_id)).clips

    def found(self, sync_id: str) -> SyncFound:
        """Return what was found.

        Raises
        ------
        UnknownSyncError, NoResultError, UnreadableResultError
            If there is no such comparison, no result yet, or one of another version.
        """
        content = self._file(sync_id, RESULT_FILE).read_bytes()
        try:
            return msgspec.json.decode(content, type=SyncFound)
        except msgspec.MsgspecError as error:
            raise UnreadableResultError from error

    def strip(self, sync_id: str) -> Path:
        """Return the picture of moments that the clips share.

        Raises
        ------
        UnknownSyncError, NoResultError
            If there is none.
        """
        return self._file(sync_id, STRIP_FILE)

    def _folder(self, sync_id: str) -> Path:
        try:
            folder = self._queue.folder_of(sync_id)
            for clip_id in read_order(folder).clips:
                self._desk.folder_of(clip_id)
        except UnknownClipError as error:
            raise UnknownSyncError from error
        return folder

    def _file(self, sync_id: str, name: str) -> Path:
        file = self._folder(sync_id) / RESULT_FOLDER / name
        if not file.is_file():
            raise NoResultError
        return file


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names of clips by id; where two are alike, with digits of the id.

    Examples
    --------
    >>> told_apart({"0a11": "a.mp4", "0b22": "a.mp4", "0c33": "c.mp4"})
    {'0a11': 'a.mp4 (0a11)', '0b22': 'a.mp4 (0b22)', '0c33': 'c.mp4'}
    """
    shown = {clip_id: shown_name(name) for clip_id, name in names.items()}
    often = Counter(shown.values())
    return {
        clip_id: f"{name} ({clip_id[:6]})" if often[name] > 1 else name
        for clip_id, name in shown.items()
    }
