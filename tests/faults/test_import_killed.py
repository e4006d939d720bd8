"""A desk's archive comes in from a list of hashes and a spreadsheet, killed on the way.

20,000 entries with `--whole`; the default run takes 120, fewer at once.
"""

import csv
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np

from tests.conftest import REPOSITORY
from tests.faults import importing
from verify.domain.sources import DateClaimant
from verify.workbench.archive.handing_out import export_entries
from verify.workbench.archive.sheets import import_sheet

_HASHES_PER_ENTRY = 10


def _write_list(place: Path, entries: int) -> None:
    rng = np.random.default_rng(5)
    with place.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["name", "time_s", "pdq", "pdq_quality"])
        for number in range(entries):
            for index in range(_HASHES_PER_ENTRY):
                writer.writerow([f"clip {number}.mp4", index, rng.bytes(32).hex(), 90])


def _write_sheet(place: Path, entries: int) -> None:
    with place.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, delimiter=";")
        writer.writerow(["Datei", "Link", "Datum", "Notiz"])
        for number in range(entries):
            writer.writerow(
                [f"CLIP {number}.mp4", f"https://example.org/{number}", "27.02.2020", f"n {number}"]
            )


def test_what_is_killed_at_two_fifths_is_resumed_without_loss_or_doubles(
    tmp_path: Path, is_whole_run: bool
) -> None:
    entries, at_once = (20_000, 250) if is_whole_run else (120, 50)
    listed, sheet, file = tmp_path / "list.csv", tmp_path / "log.csv", tmp_path / "verify.db"
    _write_list(listed, entries)
    _write_sheet(sheet, entries)

    out = tmp_path / "out" / "all.jsonl"
    out.parent.mkdir()

    command = [sys.executable, "-m", importing.__name__, str(at_once), file, listed, sheet, out]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr[-3000:]
    there, known, new = map(int, ran.stdout.split())
    assert importing.DIES_AT * entries <= there < entries
    assert (known, new) == (there, entries - there)
    shelf = importing.shelf_at(file)
    with closing(shelf.store):
        said = sum(entry.source.untrusted_note is not None for entry in shelf.store.entries())
        assert importing.DIES_AT * entries <= said < entries
        answer = import_sheet(shelf, sheet)
        assert (answer.matched, answer.entries) == (entries, entries - said)

        stats = shelf.store.stats()
        assert (stats.entries, stats.hashes) == (entries, entries * _HASHES_PER_ENTRY)
        # Each came in once and was written about once.
        assert stats.events == 2 * entries
        for number, entry in enumerate(shelf.store.entries()):
            assert entry.untrusted_names == [f"clip {number}.mp4"]
            assert entry.source.untrusted_address == f"https://example.org/{number}"
            assert entry.source.untrusted_note == f"n {number}"
            assert [date.claimed_by for date in entry.source.dates] == [DateClaimant.SHEET]
        assert list(shelf.store.faults()) == []

        # Of the export that died there is nothing under its name, and then nothing beside it.
        assert not out.exists()
        assert export_entries(shelf, out).entries == entries
        assert [left.name for left in out.parent.iterdir()] == ["all.jsonl"]
