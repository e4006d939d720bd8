"""Lists into an archive and out of it: all or nothing, repeatable, logged."""

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.storage.footage import REPORTER, hashes, key_of, new_entry
from verify.domain.archive import EntryKind
from verify.domain.custody import Action
from verify.domain.errors import BadParameterError, EmptyFileError, NotAFileError, OutputFolderError
from verify.domain.exchange_errors import BadLinesError, BadListError, FileTakenError
from verify.domain.sources import SourceRecord
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive import exchanging
from verify.workbench.archive.exchanging import ListForm, import_list
from verify.workbench.archive.handing_out import export_entries
from verify.workbench.archive.shelf import Shelf

A, B = "a1" * 32, "b2" * 32


def shelf_at(home: Path) -> Shelf:
    store = memory_store()
    return Shelf(home, store, objects_of(store, home), REPORTER)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = shelf_at(tmp_path)
    with closing(shelf.store):
        yield shelf
        assert list(shelf.store.faults()) == []


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def names(shelf: Shelf) -> list[list[str]]:
    return [entry.untrusted_names for entry in shelf.store.entries()]


def test_the_same_footage_under_ten_names_is_one_entry_with_ten_names(
    shelf: Shelf, place: Path
) -> None:
    rows = [f"clip {number}.mp4,{time_s},{A}" for number in range(10) for time_s in (0, 1)]
    place.write_text("\n".join(["name,time_s,pdq", *rows]), "utf-8")
    answer = import_list(shelf, place)
    assert (answer.form, answer.new, answer.known, answer.hashes) == (ListForm.TABLE, 1, 9, 2)
    assert names(shelf) == [[f"clip {number}.mp4" for number in range(10)]]
    assert [event.action for event in shelf.store.events()] == [Action.IMPORTED] * 10


def test_one_bad_line_leaves_the_archive_as_it_was(shelf: Shelf, place: Path) -> None:
    place.write_text(f"{A},x.mp4\nzz,y.mp4\n{B},z.mp4\n", "utf-8")
    with pytest.raises(BadLinesError, match="1 bad entry, so nothing was taken") as caught:
        import_list(shelf, place)
    assert caught.value.lines == [(2, "'zz' is no hexadecimal hash")]
    assert names(shelf) == []

    answer = import_list(shelf, place, skip_bad=True)
    assert [bad.line for bad in answer.left_out] == [2]
    assert names(shelf) == [["x.mp4"], ["z.mp4"]]


def test_a_list_of_nothing_but_bad_lines_is_no_success(shelf: Shelf, place: Path) -> None:
    place.write_text("1.23E+75\n2.34E+70\n", "utf-8")
    with pytest.raises(BadLinesError, match="2 bad entries"):
        import_list(shelf, place, skip_bad=True)


def test_an_import_that_is_repeated_changes_nothing(shelf: Shelf, place: Path) -> None:
    place.write_text(f"{A},x.mp4\n{B},y.mp4\n", "utf-8")
    import_list(shelf, place)
    before = list(shelf.store.events())
    answer = import_list(shelf, place)
    assert (answer.new, answer.known) == (0, 2)
    assert list(shelf.store.events()) == before


def test_other_hashes_under_a_key_that_is_there_are_told_and_not_taken(
    shelf: Shelf, place: Path
) -> None:
    shelf.store.add(new_entry("x"), REPORTER)
    place.write_text(f"key,name,time_s,pdq\n{key_of('x')},x,0,{A}\n", "utf-8")
    assert import_list(shelf, place).with_other_hashes == [key_of("x")]
    assert shelf.store.entry(key_of("x")).hash_count == 6


def test_a_vpdq_list_is_named_as_the_user_says(shelf: Shelf, tmp_path: Path) -> None:
    file = tmp_path / "hashes.vpdq.json"
    file.write_text(f'["{A},100,0.000000",\n"{B},31,0.040000"]', "utf-8")
    import_list(shelf, file, name="strike.mp4")
    (entry,) = shelf.store.entries()
    assert entry.untrusted_names == ["strike.mp4"]
    assert entry.kind is EntryKind.HASHES
    assert entry.source.read_from == ["hashes.vpdq.json"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Dear colleague", "no list of hashes"),
        (f"{A},x.mp4\n{B},".encode() + b"\xe9t\xe9.mp4\n", "not UTF-8 at line 2"),
        (b"PK\x03\x04 and more", "a spreadsheet"),
        (gzip.compress(f"{A}\n".encode() * 99, mtime=0)[:-9], "cannot be unpacked to its end"),
        (b"\xff\xfea", "begins as UTF-16"),
    ],
)
def test_what_is_no_list_is_refused(shelf: Shelf, place: Path, content: bytes, says: str) -> None:
    place.write_bytes(content)
    with pytest.raises(BadListError, match=says):
        import_list(shelf, place)
    assert names(shelf) == []


def test_a_list_that_unpacks_to_far_more_than_it_is_is_refused(
    shelf: Shelf, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanging, "_LONGEST_LINE_BYTES", 10_000)
    place.write_bytes(gzip.compress(f"{A},x.mp4\n".encode() + b"\n" * 3_000_000))
    with pytest.raises(BadListError, match="is larger at line"):
        import_list(shelf, place)
    place.write_text(f"0,100,{A},0.000\n" * 1_000, "utf-8")
    with pytest.raises(BadListError, match="is larger at line"):
        import_list(shelf, place)


def test_a_list_in_utf_16_is_read(shelf: Shelf, place: Path) -> None:
    place.write_text(f"{A},ليل.mp4\n", "utf-16")
    import_list(shelf, place)
    assert names(shelf) == [["ليل.mp4"]]


def test_what_is_no_file_or_empty_is_refused(shelf: Shelf, tmp_path: Path, place: Path) -> None:
    place.touch()
    with pytest.raises(EmptyFileError):
        import_list(shelf, place)
    with pytest.raises(NotAFileError):
        import_list(shelf, tmp_path)


def _fill(shelf: Shelf) -> None:
    note = SourceRecord(untrusted_address="https://example.org/1", untrusted_note="=1+1\nليل")
    shelf.store.add(new_entry("x.mp4", source=note, audio_fingerprint=b"\0\1"), REPORTER)
    shelf.store.add(new_entry("=y.mp4", key=key_of("x.mp4")), REPORTER)
    plain = hashes(3, 4, with_64_bit=False)
    plain.quality[:] = 255
    shelf.store.add(new_entry("z.mp4", hashes=plain, light_curve=None, stills=()), REPORTER)


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz"])
def test_whole_entries_come_into_another_archive_as_they_were(
    shelf: Shelf, tmp_path: Path, ending: str
) -> None:
    _fill(shelf)
    first, second = tmp_path / f"first{ending}", tmp_path / f"second{ending}"
    written = export_entries(shelf, first)
    assert written.entries == 2
    other = shelf_at(tmp_path / "other")
    answer = import_list(other, first)
    assert (answer.form, answer.new) == (ListForm.ENTRIES, 2)
    assert names(other) == [["x.mp4", "=y.mp4"], ["z.mp4"]]
    export_entries(other, second)
    assert second.read_bytes() == first.read_bytes()


def test_a_table_of_hashes_comes_back_with_keys_names_and_hashes(
    shelf: Shelf, tmp_path: Path, place: Path
) -> None:
    _fill(shelf)
    export_entries(shelf, place)
    other = shelf_at(tmp_path / "other")
    assert import_list(other, place).new == 2
    for entry in shelf.store.entries():
        there = other.store.entry(entry.key)
        assert there.untrusted_names == entry.untrusted_names[:1]
        ours, theirs = shelf.store.hashes(entry.key), other.store.hashes(entry.key)
        for column in ("time_ms", "pdq", "quality", "phash", "dhash"):
            np.testing.assert_array_equal(getattr(ours, column), getattr(theirs, column))


def test_an_export_stands_in_the_log_with_its_count_and_sha256(
    shelf: Shelf, tmp_path: Path
) -> None:
    _fill(shelf)
    place = tmp_path / "out.jsonl"
    written = export_entries(shelf, place)
    *_, last = shelf.store.events()
    assert last.action is Action.EXPORTED
    assert last.payload is not None
    assert last.payload["sha256"] == hashlib.sha256(place.read_bytes()).hexdigest()
    assert (last.payload["entries"], last.payload["file"]) == (2, "out.jsonl")
    assert last.payload["size_bytes"] == place.stat().st_size == written.size_bytes


def test_an_export_replaces_nothing_unasked(shelf: Shelf, place: Path) -> None:
    place.write_text("precious", "utf-8")
    with pytest.raises(FileTakenError, match="exists and was left as it is"):
        export_entries(shelf, place)
    assert place.read_text("utf-8") == "precious"
    export_entries(shelf, place, force=True)
    assert place.read_text("utf-8").startswith("key,name,time_s")


def test_an_export_that_is_stopped_leaves_nothing(shelf: Shelf, tmp_path: Path) -> None:
    _fill(shelf)

    def stop(_progress: object) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(KeyboardInterrupt):
        export_entries(shelf, out / "a.jsonl", on_progress=stop)
    assert list(out.iterdir()) == []
    assert Action.EXPORTED not in [event.action for event in shelf.store.events()]


def test_an_export_of_another_ending_or_to_no_folder_is_refused(
    shelf: Shelf, tmp_path: Path
) -> None:
    with pytest.raises(BadParameterError, match="jsonl"):
        export_entries(shelf, tmp_path / "out.txt")
    with pytest.raises(OutputFolderError):
        export_entries(shelf, tmp_path / "nowhere" / "out.csv")
