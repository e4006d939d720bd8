"""All that lies beside pieces of footage, and their names: a source record for each."""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from verify.domain.name_dates import dates_in_name
from verify.domain.sources import SourceRecord, merged
from verify.media.sidecars import archiver, downloads, telegram
from verify.media.sidecars.side_file import SideFile

# From the folder of a file upwards: chats/chat_001/video_files lies three below a Telegram export,
# local_archive/folder/post three below an archiver's table.
_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Beside:
    """What was found.

    Attributes
    ----------
    records : dict of Path to SourceRecord
        For each file of which anything is said, in the order named.
    remarks : list of str
        What could not be read or was left out, a sentence each that begins with the file.
    """

    records: dict[Path, SourceRecord]
    remarks: list[str]


def sources_beside(paths: Sequence[Path], now: datetime) -> Beside:
    """Return where files say they come from, by what lies beside them and by their names.

    Each file beside them is read once, however many of `paths` it is about.

    Parameters
    ----------
    paths : sequence of Path
        Footage; is not opened.
    now : datetime
        With its zone; a date that can only lie after it is none.
    """
    said = _Said(now)
    several = list(dict.fromkeys(paths))
    said.add_exports(several)
    records = {}
    for path in several:
        said.add_download(path)
        said.add_tables(path)
        by_name = SourceRecord(dates=dates_in_name(path.name, now))
        record = merged([*said.of(path), by_name])
        if not record.is_empty:
            records[path] = record
    return Beside(records, said.remarks)


class _Said:
    """What was read so far: each side file once."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._files: list[SideFile] = []
        self._said: defaultdict[Path, list[SourceRecord]] = defaultdict(list)
        self._downloads: dict[Path, SourceRecord | None] = {}
        self._exports: dict[Path, Path | None] = {}
        self._unread: set[Path] = set()
        self._tables: dict[Path, list[archiver.ArchiverTable]] = {}

    @property
    def remarks(self) -> list[str]:
        return [remark for file in self._files for remark in file.remarks]

    def of(self, path: Path) -> list[SourceRecord]:
        return self._said[path]

    def add_exports(self, paths: Sequence[Path]) -> None:
        """Read the Telegram exports that the files lie in."""
        inside: defaultdict[Path, dict[str, list[Path]]] = defaultdict(dict)
        for path in paths:
            export = next(filter(None, map(self._export_in, _folders_above(path))), None)
            if export is None:
                continue
            if export.name == telegram.FILE_NAME:
                inside[export].setdefault(telegram.name_inside(path, export), []).append(path)
            elif export not in self._unread:
                self._unread.add(export)
                self._open(export).remark(telegram.NOT_JSON)
        for export, names in inside.items():
            for name, record in telegram.read_export(self._open(export), names).items():
                for path in names[name]:
                    self._said[path].append(record)

    def add_download(self, path: Path) -> None:
        """Read the downloader's note of a file."""
        note = downloads.note_beside(path)
        if note not in self._downloads:
            self._downloads[note] = downloads.read_note(self._open(note))
        record = self._downloads[note]
        if record is not None:
            self._said[path].append(record)

    def add_tables(self, path: Path) -> None:
        """Look a file up in the archiver's tables."""
        for folder in _folders_above(path):
            if folder not in self._tables:
                self._tables[folder] = [
                    archiver.ArchiverTable(self._open(file)) for file in archiver.tables_in(folder)
                ]
            for table in self._tables[folder]:
                record = table.record_of(path)
                if record is not None:
                    self._said[path].append(record)

    def _export_in(self, folder: Path) -> Path | None:
        if folder not in self._exports:
            places = (folder / telegram.FILE_NAME, folder / telegram.PAGE_NAME)
            self._exports[folder] = next(filter(os.path.lexists, places), None)
        return self._exports[folder]

    def _open(self, path: Path) -> SideFile:
        file = SideFile(path, self._now)
        self._files.append(file)
        return file


def _folders_above(path: Path) -> Iterator[Path]:
    folder = path.absolute().parent
    yield from [folder, *folder.parents][:_LEVELS]
