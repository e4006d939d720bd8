"""Entries that come in from lists of hashes made elsewhere, and lists for others.

An import is read twice: once to see whether all of it can be taken, then to take it. What it took
is durable a batch at a time, and an entry that is there is not added again, so an import that was
stopped is simply repeated.
"""

import csv
import gzip
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from verify.domain.archive import Entry, FrameHashes
from verify.domain.custody import Action
from verify.domain.errors import BadParameterError
from verify.domain.exchange_errors import BadLinesError, BadListError
from verify.domain.sources import storable
from verify.exchange.forms import ListForm, form_of, read_list
from verify.exchange.hash_tables import COLUMNS
from verify.exchange.listed import QUALITY_UNKNOWN, BadLine, LeftOut, Listed
from verify.exchange.whole_entries import json_line, pdq_column, word_column
from verify.jobs.messages import Progress
from verify.jobs.progress import OnProgress
from verify.presentation.tables import guard_text
from verify.workbench.archive.files import opened_to_read, written_whole
from verify.workbench.archive.shelf import Shelf

__all__ = ["Exported", "Imported", "LeftOut", "ListForm", "export_entries", "import_list"]

_ENTRIES_AT_ONCE = 250
_HASHES_AT_ONCE = 200_000
_LINES_TO_TELL = 20
_LONGEST_LINE_BYTES = 64 << 20
_GZIP_MARK = b"\x1f\x8b"
_ZIP_MARK = b"PK\x03\x04"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A list that would take more than this many times its size is made to exhaust the machine.
_LARGEST_UNPACKED = 200


@dataclass(slots=True)
class Imported:
    """What became of a list.

    Attributes
    ----------
    new, known : int
        Entries that were not there before, and those of which at most a name or source is new.
    hashes : int
        Of the new entries.
    mended_lines : list of int
        Lines whose hash had lost its leading zeros, which were put back.
    left_out : list of LeftOut
        What was not taken, with `skip_bad`.
    with_other_hashes : list of str
        Keys that the archive has with other hashes, which were left as they are.
    """

    form: ListForm
    new: int = 0
    known: int = 0
    hashes: int = 0
    mended_lines: list[int] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    with_other_hashes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; the same is in the custody log."""

    file: str
    form: str
    entries: int
    size_bytes: int
    sha256: str


def import_list(
    shelf: Shelf,
    path: Path,
    *,
    form: ListForm | None = None,
    name: str | None = None,
    skip_bad: bool = False,
    on_progress: OnProgress | None = None,
) -> Imported:
    """Take in the entries of a list.

    Parameters
    ----------
    form : ListForm, optional
        How it is written; told by its content otherwise.
    name : str, optional
        What names the footage where the list does not; the list's own name otherwise.
    skip_bad : bool
        Whether to take the other entries if some are bad.

    Raises
    ------
    BadListError
        If it is of no form that is read, or its entries cannot be told apart.
    BadLinesError
        If entries are bad and are not to be skipped; then nothing was taken.
    """
    with opened_to_read(path) as file:
        form = form or _form_of(path, file)
        read = _reader(path, file, form, name or path.name)
        bad, count = [], 0
        for item in read():
            if isinstance(item, LeftOut):
                bad.append(item)
            else:
                count += 1
        if bad and (not skip_bad or not count):
            shown = [(item.line, item.problem) for item in bad]
            raise BadLinesError(path, shown, len(bad))
        answer = Imported(form)
        done = 0
        for batch in _batches(read(), answer):
            _add(shelf, batch, answer)
            done += len(batch)
            if on_progress is not None:
                on_progress(Progress(share=min(1.0, done / count), message="taking entries in"))
    return answer


def _reader(
    path: Path, file: BinaryIO, form: ListForm, untrusted_name: str
) -> Callable[[], Iterator[Listed | LeftOut]]:
    def read() -> Iterator[Listed | LeftOut]:
        try:
            yield from read_list(_lines(path, file), form, path.name, untrusted_name)
        except BadLine as error:
            raise BadListError(path, str(error)) from error

    return read


def _form_of(path: Path, file: BinaryIO) -> ListForm:
    form = form_of(list(islice(_lines(path, file), _LINES_TO_TELL)))
    if form is None:
        raise BadListError(
            path,
            "is no list of hashes that Verify reads",
            "Tables with columns time_s and pdq, vPDQ text, PDQ hashes one a line and JSON lines "
            "of verify archive export are; for a desk's own spreadsheet, use --sheet.",
        )
    return form


def _lines(path: Path, file: BinaryIO) -> Iterator[str]:
    """Yield the lines of a list from its beginning, with their ends, each of a bounded length."""
    file.seek(0)
    start = file.read(4)
    size_bytes = file.seek(0, io.SEEK_END)
    file.seek(0)
    if start == _ZIP_MARK:
        raise BadListError(path, "is a spreadsheet or an archive", "Use --sheet for a spreadsheet.")
    is_packed = start.startswith(_GZIP_MARK)
    content = cast("BinaryIO", gzip.GzipFile(fileobj=file)) if is_packed else file
    if start.startswith(_UTF_16_MARKS):
        content = io.BytesIO(_as_utf_8(path, content.read(_LONGEST_LINE_BYTES + 1)))
    number = read_bytes = 0
    try:
        while line := content.readline(_LONGEST_LINE_BYTES + 1):
            number += 1
            read_bytes += len(line)
            if len(line) > _LONGEST_LINE_BYTES or (
                is_packed and read_bytes > max(_LONGEST_LINE_BYTES, _LARGEST_UNPACKED * size_bytes)
            ):
                raise BadListError(path, f"is larger at line {number:,} than a list of hashes is")
            yield (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadListError(
            path, f"is not UTF-8 at line {number:,}", "Save it as UTF-8; nothing was taken from it."
        ) from error
    except (gzip.BadGzipFile, EOFError) as error:
        raise BadListError(path, "is packed and torn: it cannot be unpacked to its end") from error


def _as_utf_8(path: Path, content: bytes) -> bytes:
    if len(content) > _LONGEST_LINE_BYTES:
        raise BadListError(path, "is in UTF-16 and large", "Save it as UTF-8.")
    try:
        return content.decode("utf-16").encode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise BadListError(path, "begins as UTF-16 and is none", "Save it as UTF-8.") from error


def _batches(items: Iterator[Listed | LeftOut], answer: Imported) -> Iterator[Sequence[Listed]]:
    batch: list[Listed] = []
    hashes = 0
    for item in items:
        if isinstance(item, LeftOut):
            answer.left_out.append(item)
            continue
        batch.append(item)
        hashes += len(item.entry.hashes)
        if len(batch) == _ENTRIES_AT_ONCE or hashes > _HASHES_AT_ONCE:
            yield batch
            batch, hashes = [], 0
    if batch:
        yield batch


def _add(shelf: Shelf, batch: Sequence[Listed], answer: Imported) -> None:
    entries = [
        (item, replace(item.entry, untrusted_name=name))
        for item in batch
        for name in (item.entry.untrusted_name, *item.other_names)
    ]
    added = shelf.store.add_all([entry for _, entry in entries], shelf.actor)
    of_item = {id(item): was for (item, _), was in reversed(list(zip(entries, added, strict=True)))}
    for item in batch:
        was = of_item[id(item)]
        answer.mended_lines += item.mended_lines
        if was.is_new:
            answer.new += 1
            answer.hashes += len(item.entry.hashes)
            continue
        answer.known += 1
        key = item.entry.key
        if item.has_own_key and not _same(item.entry.hashes, shelf.store.hashes(key)):
            answer.with_other_hashes.append(key)


def _same(one: FrameHashes, other: FrameHashes) -> bool:
    return np.array_equal(one.time_ms, other.time_ms) and np.array_equal(one.pdq, other.pdq)


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
