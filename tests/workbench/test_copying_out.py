"""A kept file handed out: as it was received, whole or not at all, and in the log beforehand."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.storage.footage import REPORTER, new_entry
from verify.domain.archive import Entry
from verify.domain.archive_errors import FileNotKeptError
from verify.domain.custody import Action, Event
from verify.domain.exchange_errors import FileTakenError
from verify.domain.object_errors import OriginalDamagedError, OriginalMissingError
from verify.domain.store_errors import StoreFullError
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive.copying_out import copy_out
from verify.workbench.archive.shelf import Shelf

CONTENT = b"as received" * 200_000  # more than two blocks


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    home = tmp_path / "home"
    home.mkdir()
    store = memory_store()
    with closing(store):
        yield Shelf(home, store, objects_of(store, home), REPORTER)


@pytest.fixture
def kept(shelf: Shelf) -> Entry:
    key = hashlib.sha256(CONTENT).hexdigest()
    with shelf.objects.keeping(io.BytesIO(CONTENT), Path("clip.mp4")):
        given = {"key": key, "size_bytes": len(CONTENT), "has_original": True}
        return shelf.store.add(new_entry("clip.mp4", **given), REPORTER).entry


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    return tmp_path / "desk" / "copy.mp4"


def views(shelf: Shelf) -> list[Event]:
    return [event for event in shelf.store.events() if event.action is Action.VIEWED]


def test_a_copy_is_as_received_and_stood_in_the_log_before_it_appeared(
    shelf: Shelf, kept: Entry, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, was_there = shelf.store.record, []

    def recording(*given: Any) -> Event:
        was_there.append(place.exists())
        return record(*given)

    monkeypatch.setattr(shelf.store, "record", recording)
    counted: list[int] = []

    made = copy_out(shelf, kept, place, on_bytes=counted.append)

    assert place.read_bytes() == CONTENT
    assert sum(counted) == made.size_bytes == len(CONTENT)
    assert was_there == [False]
    (event,) = views(shelf)
    assert (event.sequence, event.subject, event.actor) == (made.event, kept.key, REPORTER)
    assert event.payload == {"copied_to": str(place), "size_bytes": len(CONTENT)}


def test_what_lies_there_is_replaced_only_if_asked_for(
    shelf: Shelf, kept: Entry, place: Path
) -> None:
    place.write_bytes(b"mine")
    with pytest.raises(FileTakenError, match="--force"):
        copy_out(shelf, kept, place)
    assert place.read_bytes() == b"mine"
    assert views(shelf) == []

    copy_out(shelf, kept, place, force=True)
    assert place.read_bytes() == CONTENT


def test_a_damaged_or_missing_file_is_not_handed_out(
    shelf: Shelf, kept: Entry, place: Path
) -> None:
    lies = shelf.objects.path_of(kept.key)
    lies.chmod(0o644)
    lies.write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(OriginalDamagedError, match="other bytes"):
        copy_out(shelf, kept, place)
    lies.unlink()
    with pytest.raises(OriginalMissingError, match="verify check"):
        copy_out(shelf, kept, place)

    assert list(place.parent.iterdir()) == []
    assert views(shelf) == []


def test_an_entry_without_its_file_says_how_files_are_kept(shelf: Shelf, place: Path) -> None:
    entry = shelf.store.add(new_entry("hashes.mp4"), REPORTER).entry

    with pytest.raises(FileNotKeptError, match=r"hashes\.mp4 .*--keep-original"):
        copy_out(shelf, entry, place)

    assert not place.exists()


def test_no_copy_appears_that_the_log_does_not_tell_of(
    shelf: Shelf, kept: Entry, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> Event:
        raise StoreFullError(shelf.home)

    monkeypatch.setattr(shelf.store, "record", full)

    with pytest.raises(StoreFullError):
        copy_out(shelf, kept, place)

    assert list(place.parent.iterdir()) == []
