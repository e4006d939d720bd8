"""Files that leave the archive: entries for others, written whole and told to the custody log.

An export stands in the log before the file stands under its name: the log may tell of one that a
loss of power kept from appearing, never the reverse.
"""

import csv
import gzip
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, cast

from verify.domain.archive import Entry, FrameHashes
from verify.domain.custody import Action
from verify.domain.errors import BadParameterError
from verify.domain.sources import storable
from verify.exchange.hash_tables import COLUMNS
from verify.exchange.listed import QUALITY_UNKNOWN
from verify.exchange.whole_entries import json_line, pdq_column, word_column
from verify.jobs.messages import Progress
from verify.jobs.progress import OnProgress
from verify.presentation.tables import guard_text
from verify.workbench.archive.files import written_whole
from verify.workbench.archive.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; the same is in the custody log."""

    file: str
    form: str
    entries: int
    size_bytes: int
    sha256: str


def export_entries(
    shelf: Shelf, place: Path, *, force: bool = False, on_progress: OnProgress | None = None
) -> Exported:
    """Write every entry to a file, whole or not at all, and the export into the custody log.

    Parameters
    ----------
    place : Path
        Its ending says the form: `.jsonl` or `.jsonl.gz` for whole entries, `.csv` for their
        hashes alone.

    Raises
    ------
    BadParameterError
        If it has another ending.
    FileTakenError
        If something is there and `force` is not set.
    """
    name = place.name.lower()
    if name.endswith((".jsonl", ".jsonl.gz")):
        form, write = "entries", _write_json_lines
    elif name.endswith(".csv"):
        form, write = "table", _write_table
    else:
        raise BadParameterError("FILE", place.name, "an ending of .jsonl, .jsonl.gz or .csv")

    def write_entries(file: BinaryIO) -> int:
        entries = CountedEntries(shelf, on_progress)
        if name.endswith(".gz"):
            # Without a time in it: the same entries are the same bytes.
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
                write(shelf, cast("BinaryIO", packed), entries)
        else:
            write(shelf, file, entries)
        return entries.count

    return hand_out(shelf, place, form, write_entries, force=force)


def hand_out(
    shelf: Shelf, place: Path, form: str, write: Callable[[BinaryIO], int], *, force: bool
) -> Exported:
    """Write a file with `write`, which returns how many entries it wrote.

    The export stands in the custody log before the file stands under its name: the log may tell of
    one that a loss of power kept from appearing, never the reverse.

    Raises
    ------
    FileTakenError
        If something is there and `force` is not set.
    """
    count = 0
    made = []

    def log(written: Path) -> None:
        with written.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        answer = Exported(storable(place.name), form, count, written.stat().st_size, sha256)
        shelf.store.record(Action.EXPORTED, None, asdict(answer), shelf.actor)
        made.append(answer)

    with written_whole(place, force=force, on_written=log) as file:
        count = write(file)
    return made[0]


class CountedEntries:
    """The entries of an archive, once through, counted; tells how far it has come."""

    def __init__(self, shelf: Shelf, on_progress: OnProgress | None) -> None:
        self.count = 0
        self._shelf = shelf
        self._on_progress = on_progress

    def __iter__(self) -> Iterator[Entry]:
        total = max(1, self._shelf.store.stats().entries)
        for entry in self._shelf.store.entries():
            yield entry
            self.count += 1
            if self._on_progress is not None:
                share = min(1.0, self.count / total)
                self._on_progress(Progress(share=share, message="writing entries"))


def _write_json_lines(shelf: Shelf, file: BinaryIO, entries: Iterable[Entry]) -> None:
    store = shelf.store
    for entry in entries:
        key = entry.key
        curve, fingerprint = store.light_curve(key), store.audio_fingerprint(key)
        file.write(json_line(entry, store.hashes(key), curve, fingerprint))


def _write_table(shelf: Shelf, file: BinaryIO, entries: Iterable[Entry]) -> None:
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerows(_table_rows(entry, shelf.store.hashes(entry.key)))
    text.flush()
    # The file is closed by whoever opened it.
    text.detach()


def _table_rows(entry: Entry, hashes: FrameHashes) -> Iterator[tuple[str, ...]]:
    name = guard_text(entry.untrusted_names[0])
    nothing = [""] * len(hashes)
    columns = zip(
        hashes.time_ms.tolist(),
        pdq_column(hashes),
        hashes.quality.tolist(),
        word_column(hashes.phash) or nothing,
        word_column(hashes.dhash) or nothing,
        strict=True,
    )
    for time_ms, pdq, quality, phash, dhash in columns:
        known = "" if quality == QUALITY_UNKNOWN else str(quality)
        yield entry.key, name, f"{time_ms / 1000:.3f}", pdq, known, phash, dhash
