"""What it takes to play a clip frame by frame: its file, the times of its frames, or a copy.

A browser plays what it can; of what it cannot, a review copy is made by a job of its own, under the
same walls as an analysis. Measurements are of the file as received, never of the copy.
"""

import contextlib
import csv
import os
import shutil
import sys
from array import array
from pathlib import Path

import msgspec

from verify.domain.findings import Analysis
from verify.jobs import layout
from verify.jobs.queue import (
    CLIP_FILE,
    RECEIVED_FILE,
    RESULT_FOLDER,
    UNFINISHED,
    ClipRecord,
    Standing,
    UnknownClipError,
    write_clip,
    writing_to,
)
from verify.workbench.copy_job import COPY_FILE
from verify.workbench.desk import Desk, NoResultError

_PLAYED = frozenset(("h264", "vp8", "vp9", "av1"))
"""Codecs, as FFmpeg names them, that every browser of these years plays."""
_PLAYED_IN = frozenset(("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"))


class Playing:
    """Clips of a desk as they are played.

    Parameters
    ----------
    desk : Desk
        Where they lie.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def frame_times(self, clip_id: str) -> bytes:
        """Return the time of each frame, float64 of this machine's order, little-endian on all.

        Seconds from the first frame shown, from its PTS and the time base.

        Raises
        ------
        UnknownClipError, NoResultError, UnreadableResultError
            If there is no clip, no table, or an analysis of another version.
        """
        shown = self._desk.shown(clip_id)
        timebase = shown.analysis().timebase
        if timebase is None:
            raise NoResultError
        table = shown.file(layout.BRIGHTNESS_TABLE)
        numerator, denominator = timebase.time_base
        with table.open(newline="", encoding="utf-8") as stream:
            all_pts = [int(row["pts"]) for row in csv.DictReader(stream)]
        since = all_pts[0] if all_pts else 0
        times_s = array("d", ((pts - since) * numerator / denominator for pts in all_pts))
        if sys.byteorder == "big":
            times_s.byteswap()
        return times_s.tobytes()

    def is_played(self, analysis: Analysis) -> bool:
        """Return whether browsers play the file as it came, by what it says of itself."""
        footage = analysis.footage
        return (
            footage.video is not None
            and footage.video.codec in _PLAYED
            and footage.container in _PLAYED_IN
        )

    def file(self, clip_id: str) -> Path:
        """Return what is played: the review copy if there is one, else the file as received.

        Raises
        ------
        UnknownClipError
            If there is no such clip.
        """
        received = self._desk.folder_of(clip_id) / RECEIVED_FILE
        return self.review_copy(clip_id) or received

    def review_copy(self, clip_id: str) -> Path | None:
        """Return the copy of a clip that a browser plays, or None if none was made yet."""
        copy = self._desk.copies.folder / clip_id / RESULT_FOLDER / COPY_FILE
        return copy if copy.is_file() else None

    def copying(self, clip_id: str) -> Standing | None:
        """Return how the job that makes the copy stands; None if nobody asked for one."""
        with contextlib.suppress(UnknownClipError):
            return self._desk.copies.standing(clip_id)
        return None

    def ask_for_copy(self, clip_id: str) -> None:
        """Have a review copy made, unless it is being made or there.

        Raises
        ------
        UnknownClipError, QueueFullError, HomeFolderError
            As the names say.
        """
        standing = self.copying(clip_id)
        if self.review_copy(clip_id) or (standing and standing.job.state in UNFINISHED):
            return
        source = self._desk.folder_of(clip_id)
        folder = self._desk.copies.folder / clip_id
        with writing_to(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            if not (folder / RECEIVED_FILE).exists():
                _link(source / RECEIVED_FILE, folder / RECEIVED_FILE)
            record = msgspec.json.decode((source / CLIP_FILE).read_bytes(), type=ClipRecord)
            write_clip(folder, record)
        self._desk.copies.submit(clip_id)


def _link(source: Path, place: Path) -> None:
    """Give a file a second name; where the disk has none, a second copy."""
    try:
        os.link(source, place)
    except OSError:
        shutil.copyfile(source, place)
        place.chmod(0o440)
