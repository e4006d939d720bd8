"""Many files into one archive, as the workbench does it; nothing is decoded here."""

import hashlib
import io
import select
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.storage.footage import REPORTER, hashes, new_entry
from tests.workbench.filled import DESCRIPTORS, Describer, empty_shelf, named_files
from verify.domain.archive import EntryKind
from verify.domain.custody import Action
from verify.domain.errors import DiskFullError, UndecodableError
from verify.domain.local_features import LocalFeatures
from verify.domain.sources import SourceRecord
from verify.jobs.archiving import Archived, Wanted, hash_descriptors
from verify.jobs.messages import Progress
from verify.media import jail
from verify.media.intake import OpenedFootage
from verify.storage.object_check import object_faults
from verify.storage.originals import originals_of
from verify.workbench.archive import adding, shelving
from verify.workbench.archive.adding import AddedFile, AddOptions, Became, Standing
from verify.workbench.archive.shelf import Shelf
from verify.workbench.clips import Outcome


class Worker:
    """Stands for the jailed worker: says what it was given, makes up what it measures."""

    def __init__(self) -> None:
        self.decoded: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(
        self,
        footage: OpenedFootage,
        wanted: Wanted,
        source: SourceRecord,
        on_progress: Any,
        stop: jail.Stop,
    ) -> Archived:
        name = footage.path.name
        self.decoded.append(name)
        self.meanwhile()
        on_progress(Progress(share=0.5, message="half"))
        if name.startswith("bad"):
            raise UndecodableError(footage.path, "it is none")
        if name.startswith("full"):
            raise DiskFullError(footage.path.parent)
        while name.startswith("endless"):
            on_progress(Progress(share=0.5, message="half"))
            time.sleep(0.01)
        if name.startswith("silent"):
            select.select([stop.told], [], [])
            raise jail.StoppedError
        made: dict[str, Any] = {"key": footage.sha256, "descriptors": DESCRIPTORS}
        made["features"] = LocalFeatures.none()
        made["audio_fingerprint"] = b"peaks" if wanted.sound else None
        if not wanted.stills:
            made |= {
                "stills": (),
                "features": None,
                "descriptors": hash_descriptors(EntryKind.VIDEO),
            }
        if not wanted.light_curve:
            made |= {"light_curve": None}
        return Archived(new_entry(name, source=source, **made), [])


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    played = Worker()
    monkeypatch.setattr(adding, "archived", played)
    return played


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with empty_shelf(tmp_path) as shelf:
        yield shelf


def _options(jobs: int = 2, *, keep_file: bool = False, **wanted: bool) -> AddOptions:
    return AddOptions(jobs=jobs, wanted=Wanted(**wanted), keep_file=keep_file)


def _add(
    shelf: Shelf, files: list[Path], options: AddOptions | None = None
) -> dict[str, Outcome[AddedFile]]:
    done = adding.add_files(shelf, files, {}, options or _options())
    return {outcome.path.stem: outcome for outcome in done}


def _became(outcomes: dict[str, Outcome[AddedFile]]) -> dict[str, Became | None]:
    return {name: out.answer and out.answer.became for name, out in outcomes.items()}


def test_the_same_footage_under_ten_names_is_decoded_once_and_has_them_all(
    shelf: Shelf, worker: Worker, tmp_path: Path
) -> None:
    files = named_files(tmp_path, **{f"name{number}": "same" for number in range(10)})
    became = _became(_add(shelf, files, _options(4)))
    assert len(worker.decoded) == 1
    assert sorted(map(str, became.values())) == ["added", *["completed"] * 9]
    (entry,) = shelf.store.entries()
    assert sorted(entry.untrusted_names) == sorted(file.name for file in files)


def test_what_is_known_is_not_decoded_again(shelf: Shelf, worker: Worker, tmp_path: Path) -> None:
    files = named_files(tmp_path, one="1", two="2")
    _add(shelf, files)
    worker.decoded.clear()
    events = shelf.store.stats().events
    assert set(_became(_add(shelf, files)).values()) == {Became.KNOWN}
    assert worker.decoded == []
    assert shelf.store.stats().events == events


def test_stills_that_are_asked_for_later_are_made_then_and_only_then(
    shelf: Shelf, worker: Worker, tmp_path: Path
) -> None:
    files = named_files(tmp_path, one="1")
    only_hashes = _options(stills=False, light_curve=False, sound=False)
    _add(shelf, files, only_hashes)
    _add(shelf, files, only_hashes)
    assert len(worker.decoded) == 1
    assert _became(_add(shelf, files)) == {"one": Became.COMPLETED}
    (entry,) = shelf.store.entries()
    assert entry.still_count == 2
    _add(shelf, files)
    assert len(worker.decoded) == 2


def test_a_descriptor_sees_the_stills_that_are_kept_and_nothing_is_decoded_for_it(
    shelf: Shelf, worker: Worker, tmp_path: Path
) -> None:
    files = named_files(tmp_path, one="1", odd="2")
    _add(shelf, files)
    first, second = Describer("a"), Describer("b")

    done = _add(shelf, files, replace(_options(), descriptor=first))
    again = _add(shelf, files[:1], replace(_options(), descriptor=first))
    other = _add(shelf, files[:1], replace(_options(), descriptor=second))

    assert sorted(worker.decoded) == ["odd.mp4", "one.mp4"]
    assert _became(done) == {"one": Became.COMPLETED, "odd": Became.KNOWN}
    assert sorted(first.seen) == ["odd", "one"]
    assert second.seen == []
    one, odd = (done[name].answer for name in ("one", "odd"))
    assert one is not None
    assert odd is not None
    vectors = shelf.store.vectors(one.entry.key)
    assert vectors is not None
    assert len(vectors) == one.entry.still_count
    assert "its pictures were not described" in odd.remarks[0]
    assert again["one"].answer == replace(one, became=Became.KNOWN)
    assert other["one"].answer is not None
    assert "described by other weights" in other["one"].answer.remarks[-1]


def test_a_bad_file_is_named_and_stops_no_other(
    shelf: Shelf, worker: Worker, tmp_path: Path
) -> None:
    files = [*named_files(tmp_path, one="1", bad="?", two="2"), tmp_path / "gone.mp4"]
    done = _add(shelf, files)
    assert _became(done) == {
        "one": Became.ADDED,
        "two": Became.ADDED,
        "bad": None,
        "gone": None,
    }
    assert "it is none" in str(done["bad"].error)
    assert "gone.mp4" in str(done["gone"].error)
    assert shelf.store.stats().entries == 2
    assert worker.decoded.count("gone.mp4") == 0


def test_a_full_disk_ends_it_and_what_was_added_stays(
    shelf: Shelf, worker: Worker, tmp_path: Path
) -> None:
    files = named_files(tmp_path, one="1", full="?", two="2", three="3")
    done = adding.add_files(shelf, files, {}, _options(1))
    assert next(done).path == files[0]
    with pytest.raises(DiskFullError):
        list(done)
    assert "one.mp4" in {entry.untrusted_names[0] for entry in shelf.store.entries()}
    assert list(shelf.store.faults()) == []
    assert worker.decoded[:2] == ["one.mp4", "full.mp4"]


def test_work_that_is_stopped_ends_its_workers_and_keeps_what_was_added(
    shelf: Shelf, worker: Worker, tmp_path: Path
) -> None:
    files = named_files(tmp_path, one="1", endless="?", silent="!", two="2")
    done = adding.add_files(shelf, files, {}, _options(2))
    assert next(done).answer is not None
    done.close()
    assert not any(thread.name.startswith("add") for thread in threading.enumerate())
    assert [entry.untrusted_names for entry in shelf.store.entries()] == [["one.mp4"]]
    assert "two.mp4" not in worker.decoded


def test_what_another_process_added_meanwhile_is_not_said_to_be_added(
    shelf: Shelf, worker: Worker, tmp_path: Path
) -> None:
    files = named_files(tmp_path, one="1")
    made = {"key": hashlib.sha256(b"1").hexdigest(), "descriptors": DESCRIPTORS}
    worker.meanwhile = lambda: shelf.store.add(new_entry("one.mp4", **made), REPORTER)
    assert _became(_add(shelf, files)) == {"one": Became.KNOWN}
    worker.meanwhile = lambda: None
    assert _became(_add(shelf, named_files(tmp_path, two="2"))) == {"two": Became.ADDED}


@pytest.mark.parametrize("keeps_file", [False, True])
def test_hashes_of_a_list_make_way_for_those_measured_here(
    keeps_file: bool, shelf: Shelf, worker: Worker, tmp_path: Path
) -> None:
    files = named_files(tmp_path, one="1")
    key = hashlib.sha256(b"1").hexdigest()
    listed = new_entry("theirs.mp4", key=key, hashes=hashes(99), descriptors=DESCRIPTORS)
    shelf.store.add_all([listed], REPORTER)
    if keeps_file:
        with shelf.objects.keeping(io.BytesIO(b"1"), files[0]):
            shelf.store.add(replace(listed, has_original=True), REPORTER, Action.IMPORTED)

    only_hashes = _options(stills=False, light_curve=False, sound=False)
    assert _became(_add(shelf, files, only_hashes)) == {"one": Became.COMPLETED}
    assert worker.decoded == ["one.mp4"]
    measured = new_entry("one.mp4").hashes
    assert np.array_equal(shelf.store.hashes(key).pdq, measured.pdq)
    (entry,) = shelf.store.entries()
    assert set(entry.untrusted_names) == {"theirs.mp4", "one.mp4"}
    assert entry.has_original is keeps_file
    assert object_faults(shelf.objects, originals_of(shelf.store)) == []
    assert _became(_add(shelf, files, only_hashes)) == {"one": Became.KNOWN}
    assert worker.decoded == ["one.mp4"]


def test_a_kept_file_is_the_file_and_stands_in_the_log(
    shelf: Shelf, worker: Worker, tmp_path: Path
) -> None:
    files = named_files(tmp_path, one="the bytes")
    _add(shelf, files)
    assert _became(_add(shelf, files, _options(keep_file=True))) == {"one": Became.COMPLETED}
    assert len(worker.decoded) == 1
    (entry,) = shelf.store.entries()
    assert entry.has_original
    with shelf.objects.open(entry.key) as kept:
        assert kept.read() == b"the bytes"
    (received,) = (e for e in shelf.store.events() if e.action is Action.RECEIVED)
    assert received.payload == {"untrusted_name": "one.mp4", "size_bytes": 9}
    assert _became(_add(shelf, files, _options(keep_file=True))) == {"one": Became.KNOWN}


def test_hashes_that_were_made_in_another_way_are_said_to_be(
    shelf: Shelf, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = named_files(tmp_path, one="1")
    _add(shelf, files)
    monkeypatch.setattr(shelving, "hash_descriptors", lambda _kind: {"pdq": "2"})
    answer = _add(shelf, files)["one"].answer
    assert answer is not None
    assert "made in another way" in answer.remarks[0]
    assert len(worker.decoded) == 1


def test_time_left_counts_only_what_has_to_be_decoded(
    shelf: Shelf, worker: Worker, tmp_path: Path
) -> None:
    known = named_files(tmp_path, one="1" * 1000)
    _add(shelf, known)
    told: list[Standing] = []
    new = named_files(tmp_path, two="2" * 10, three="3" * 10)
    list(adding.add_files(shelf, known + new, {}, _options(1), told.append))
    assert told[-1].files == 3
    assert told[0].left_s is None
    assert worker.decoded == ["one.mp4", "two.mp4", "three.mp4"]
