"""Which file is meant by a name: one that lies here, or one that the archive kept."""

import hashlib
import io
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER, new_entry
from verify.domain.archive_errors import FileNotKeptError, NoFileOrEntryError, NoStoreError
from verify.domain.custody import Action
from verify.domain.object_errors import OriginalDamagedError, OriginalMissingError
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.archive.sides import Side, record_viewed, side_meant

CONTENT = b"as received"
KEY = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Return an archive that keeps one file and of another only hashes."""
    store = memory_store()
    shelf = Shelf(tmp_path, store, objects_of(store, tmp_path), REPORTER)
    with shelf.objects.keeping(io.BytesIO(CONTENT), Path("kept.mp4")):
        store.add(new_entry("kept.mp4", key=KEY, has_original=True), REPORTER)
    store.add(new_entry("hashes.mp4"), REPORTER)
    return shelf


def test_a_file_here_comes_before_an_entry_of_its_name(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = side_meant("kept.mp4", lambda: nullcontext(shelf))
    assert kept.path.read_bytes() == CONTENT
    assert kept == side_meant(KEY[:12], lambda: nullcontext(shelf))
    assert kept.name == "kept.mp4"

    Path("kept.mp4").write_bytes(b"another")
    named = side_meant("kept.mp4", lambda: nullcontext(shelf))
    assert named == Side(Path("kept.mp4"), "kept.mp4")


def test_what_is_no_file_and_not_kept_is_said_to_be(shelf: Shelf) -> None:
    def without_archive() -> AbstractContextManager[Shelf]:
        raise NoStoreError("home")

    with pytest.raises(FileNotKeptError, match=r"hashes\.mp4 .*--keep-original"):
        side_meant("hashes.mp4", lambda: nullcontext(shelf))
    for opening in (lambda: nullcontext(shelf), without_archive):
        with pytest.raises(NoFileOrEntryError, match=r"gone\.mp4 is no file here, and no entry"):
            side_meant("gone.mp4", opening)
    shelf.objects.path_of(KEY).unlink()
    with pytest.raises(OriginalMissingError):
        side_meant("kept.mp4", lambda: nullcontext(shelf))


def test_that_a_kept_file_was_looked_at_stands_in_the_log(shelf: Shelf, tmp_path: Path) -> None:
    kept = side_meant("kept.mp4", lambda: nullcontext(shelf))
    record_viewed(kept, "ab" * 32, tmp_path / "beside", lambda: nullcontext(shelf))
    record_viewed(Side(tmp_path, "here"), "ab" * 32, tmp_path, lambda: nullcontext(shelf))
    (event,) = (event for event in shelf.store.events() if event.action is Action.VIEWED)
    assert (event.subject, event.actor) == (KEY, REPORTER)
    assert event.payload == {
        "compared_with_sha256": "ab" * 32,
        "pictures_in": str(tmp_path / "beside"),
    }


def test_a_kept_file_with_other_bytes_is_not_compared(shelf: Shelf) -> None:
    kept = side_meant("kept.mp4", lambda: nullcontext(shelf))
    kept.assert_is(KEY)
    with pytest.raises(OriginalDamagedError, match="other bytes"):
        kept.assert_is("ab" * 32)
    Side(Path("clip.mp4"), "clip.mp4").assert_is("ab" * 32)
