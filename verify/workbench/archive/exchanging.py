"""Entries that come in from lists of hashes made elsewhere; `handing_out` writes them for others.

An import is read twice: once to see whether all of it can be taken, then to take it. What it took
is durable a batch at a time, and an entry that is there is not added again, so an import that was
stopped is simply repeated.
"""

import gzip
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from verify.domain.archive import FrameHashes
from verify.domain.exchange_errors import BadLinesError, BadListError
from verify.exchange.forms import ListForm, form_of, read_list
from verify.exchange.listed import BadLine, LeftOut, Listed
from verify.jobs.messages import Progress
from verify.jobs.progress import OnProgress
from verify.workbench.archive.files import opened_to_read
from verify.workbench.archive.shelf import Shelf

__all__ = ["Imported", "LeftOut", "ListForm", "import_list"]

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
            # Such a text is of one piece of footage, and read in one go.
            most_bytes = _LONGEST_LINE_BYTES if form is ListForm.VPDQ else None
            lines = _lines(path, file, most_bytes)
            yield from read_list(lines, form, path.name, untrusted_name)
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


def _lines(path: Path, file: BinaryIO, most_bytes: int | None = None) -> Iterator[str]:
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
    if most_bytes is None and is_packed:
        most_bytes = max(_LONGEST_LINE_BYTES, _LARGEST_UNPACKED * size_bytes)
    number = read_bytes = 0
    try:
        while line := content.readline(_LONGEST_LINE_BYTES + 1):
            number += 1
            read_bytes += len(line)
            if len(line) > _LONGEST_LINE_BYTES or read_bytes > (most_bytes or read_bytes):
                raise BadListError(path, f"is larger at line {number:,} than such a list is")
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
