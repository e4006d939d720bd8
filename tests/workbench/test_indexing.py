"""Many clips into an archive: what is opened, what waits, what is kept, what ends it all.

Who measures is one of the tests' own here, without a process; processes are in tests/cli.
"""

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER, new_entry
from tests.workbench.filled import DESCRIPTORS, Describer, empty_shelf, named_files
from verify.domain.cluster_errors import NotAListError, NotSeenThereError, OtherWorkersError
from verify.domain.errors import (
    DiskFullError,
    FootageNotFoundError,
    UndecodableError,
    VerifyError,
)
from verify.domain.local_features import LocalFeatures
from verify.domain.roles import NotPermittedError, Permit, Role
from verify.domain.sources import SourceRecord
from verify.jobs.archiving import Archived, Wanted
from verify.jobs.crew import ORDERS_A_HAND, Done, attempted
from verify.media.intake import OpenedFootage
from verify.workbench.archive import indexing, indexing_work
from verify.workbench.archive.guarded import guarded
from verify.workbench.archive.indexing import IndexedFile, IndexOptions, Standing
from verify.workbench.archive.indexing_work import ClipOrder, Measured, measured
from verify.workbench.archive.shelf import Shelf
from verify.workbench.clips import Outcome


class _Crew:
    """Does one order for each look at it, the last one first."""

    def __init__(self, *, is_elsewhere: bool = False) -> None:
        self.hands, self.is_elsewhere = 2, is_elsewhere
        self.orders: list[ClipOrder] = []
        self.most_waiting = 0
        self._waiting: deque[ClipOrder] = deque()

    def give(self, order: ClipOrder) -> None:
        self.orders.append(order)
        self._waiting.append(order)
        self.most_waiting = max(self.most_waiting, len(self._waiting))

    def done(self, within_s: float) -> list[Done[ClipOrder, Measured]]:
        if not self._waiting or within_s == 0:
            return []
        order = self._waiting.pop()
        return [Done(order, *attempted(measured, order))]

    def remarks(self) -> list[str]:
        return []


@pytest.fixture(autouse=True)
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Measure by a file's name; returns what was measured."""
    names: list[str] = []

    def archived(
        footage: OpenedFootage, wanted: Wanted, source: SourceRecord, *, alone: bool
    ) -> Archived:
        assert not alone
        names.append(name := footage.path.stem)
        if name.startswith("bad"):
            raise UndecodableError(footage.path, "it is none")
        if name.startswith("full"):
            raise DiskFullError(footage.path.parent)
        made = dict(DESCRIPTORS)
        if not wanted.sound:
            del made["audio_fingerprint"]
        entry = new_entry(
            footage.path.name,
            key=footage.sha256,
            size_bytes=footage.size_bytes,
            source=source,
            descriptors=made,
            features=LocalFeatures.none(),
            audio_fingerprint=b"peaks" if wanted.sound else None,
        )
        return Archived(entry, ["doubtful"])

    monkeypatch.setattr(indexing_work, "archived", archived)
    return names


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with empty_shelf(tmp_path) as shelf:
        yield shelf


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    folder.mkdir()
    return folder


def _index(
    shelf: Shelf, files: list[Path], crew: _Crew | None = None, wanted: Wanted | None = None
) -> dict[str, Outcome[IndexedFile]]:
    options = IndexOptions(wanted or Wanted())
    done = indexing.index_files(shelf, files, {}, options, crew or _Crew())
    return {outcome.path.stem: outcome for outcome in done}


def _became(outcomes: dict[str, Outcome[IndexedFile]]) -> dict[str, str]:
    return {
        name: outcome.answer.added.became.value if outcome.answer else type(outcome.error).__name__
        for name, outcome in outcomes.items()
    }


def test_bad_clips_are_named_with_their_reason_and_the_rest_is_kept(
    shelf: Shelf, folder: Path
) -> None:
    files = named_files(folder, one="a", bad="bbb", two="cc", gone="dddd")
    files[-1].unlink()
    outcomes = _index(shelf, files)
    assert _became(outcomes) == {
        "one": "added",
        "two": "added",
        "bad": "UndecodableError",
        "gone": "FootageNotFoundError",
    }
    assert outcomes["one"].answer.added.remarks == ("doubtful",)
    assert len(list(shelf.store.entries())) == 2


def test_what_is_in_the_archive_is_not_opened_again_unless_it_has_changed(
    shelf: Shelf, folder: Path, decoded: list[str]
) -> None:
    files = named_files(folder, one="a", two="bb", three="ccc")
    _index(shelf, files)
    status = files[1].stat()
    files[1].write_text("BB")
    os.utime(files[1], ns=(status.st_atime_ns, status.st_mtime_ns))
    # Of its times one has changed: it is hashed once more, and no more than that.
    files[2].chmod(0o600)
    crew = _Crew()
    again = _index(shelf, files, crew)
    assert _became(again) == {"one": "known", "two": "added", "three": "known"}
    assert {order.path for order in crew.orders} == set(files[1:])
    assert not again["one"].answer.was_opened
    assert again["three"].answer.was_opened
    assert sorted(decoded) == ["one", "three", "two", "two"]
    last = _Crew()
    assert set(_became(_index(shelf, files, last)).values()) == {"known"}
    assert last.orders == []


def test_what_was_removed_from_the_archive_is_measured_again(shelf: Shelf, folder: Path) -> None:
    files = named_files(folder, one="a")
    _index(shelf, files)
    (entry,) = shelf.store.entries()
    shelf.store.remove(entry.key, REPORTER, "a test")
    assert _became(_index(shelf, files)) == {"one": "added"}


def test_more_is_measured_of_a_known_clip_when_more_is_wanted(
    shelf: Shelf, folder: Path, decoded: list[str]
) -> None:
    files, silent = named_files(folder, one="a"), Wanted(sound=False)
    _index(shelf, files, wanted=silent)
    assert _became(_index(shelf, files, wanted=silent)) == {"one": "known"}
    assert decoded == ["one"]
    assert _became(_index(shelf, files)) == {"one": "completed"}
    assert decoded == ["one", "one"]


def test_one_clip_under_many_names_is_measured_once_and_has_them_all(
    shelf: Shelf, folder: Path, decoded: list[str]
) -> None:
    files = named_files(folder, **{f"name{number}": "same" for number in range(10)}, other="else")
    became = _became(_index(shelf, files))
    assert became.pop("other") == "added"
    assert sorted(became.values()) == ["added", *["completed"] * 9]
    assert sorted(decoded) == ["name0", "other"]
    (entry,) = (one for one in shelf.store.entries() if len(one.untrusted_names) > 1)
    assert entry.untrusted_names == [file.name for file in files[:-1]]


def test_no_more_are_on_their_way_than_the_crew_has_hands_for(shelf: Shelf, folder: Path) -> None:
    crew = _Crew()
    files = named_files(folder, **{f"clip{number}": "x" * (number + 1) for number in range(20)})
    assert len(_index(shelf, files, crew)) == 20
    assert crew.most_waiting == ORDERS_A_HAND * crew.hands


def test_a_full_disk_ends_it_and_what_was_kept_stays(shelf: Shelf, folder: Path) -> None:
    files = named_files(folder, full="a", one="bb", two="ccc")
    with pytest.raises(DiskFullError):
        _index(shelf, files)
    assert len(list(shelf.store.entries())) == 2
    files[0].unlink()
    assert _became(_index(shelf, files[1:])) == {"one": "known", "two": "known"}


def test_who_may_not_add_is_told_so_once(shelf: Shelf, folder: Path, decoded: list[str]) -> None:
    theirs = replace(shelf, store=guarded(shelf.store, Permit("Ana", Role.VIEWER)))
    with pytest.raises(NotPermittedError):
        _index(theirs, named_files(folder, one="a", two="bb", three="ccc"))
    assert len(decoded) == 1


def test_workers_of_another_version_end_it(
    shelf: Shelf, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing_work, "__version__", "0.0.1")
    with pytest.raises(OtherWorkersError, match=r"it has 0\.0\.1"):
        _index(shelf, named_files(folder, one="a"))


def test_a_worker_elsewhere_that_does_not_see_a_clip_is_told_where_it_must_be(
    shelf: Shelf, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_there(path: Path) -> OpenedFootage:
        raise FootageNotFoundError(path)

    monkeypatch.setattr(indexing_work, "open_footage", not_there)
    files = named_files(folder, one="a")
    error = _index(shelf, files, _Crew(is_elsewhere=True))["one"].error
    assert isinstance(error, NotSeenThereError)
    assert "at this very path wherever one runs" in str(error)
    assert isinstance(_index(shelf, files)["one"].error, FootageNotFoundError)


def test_the_standing_ends_with_all_that_was_kept(shelf: Shelf, folder: Path) -> None:
    standings: list[Standing] = []
    files = named_files(folder, one="a", bad="bbb", two="cc")
    list(indexing.index_files(shelf, files, {}, IndexOptions(Wanted()), _Crew(), standings.append))
    last = standings[-1]
    assert (last.files_done, last.files_kept, last.files, last.in_hand) == (3, 2, 3, 0)
    assert last.left_s == 0
    assert last.per_minute is not None
    assert standings[0].per_minute is None


def test_a_torn_line_in_the_list_of_files_seen_costs_no_more_than_a_look(
    shelf: Shelf, folder: Path
) -> None:
    files = named_files(folder, one="a", two="bb")
    _index(shelf, files)
    seen = shelf.home / "indexed" / "files.jsonl"
    assert seen.stat().st_mode & 0o777 == 0o600
    seen.write_bytes(seen.read_bytes()[:-9])
    crew = _Crew()
    assert set(_became(_index(shelf, files, crew)).values()) == {"known"}
    assert len(crew.orders) == 1


def test_workers_describe_stills_by_the_weights_of_who_asks_or_say_that_they_have_others(
    shelf: Shelf, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = named_files(folder, one="a", two="bb")
    options = IndexOptions(Wanted(), Describer("a"))
    for file, theirs in zip(files, "ba", strict=True):
        monkeypatch.setattr(indexing_work, "_descriptor", lambda _named, n=theirs: Describer(n))
        (outcome,) = indexing.index_files(shelf, [file], {}, options, _Crew())
        added = outcome.answer.added
        is_described = shelf.store.vectors(added.entry.key) is not None
        assert is_described == (theirs == "a")
        assert ("it has other weights" in added.remarks[-1]) == (theirs == "b")


def test_files_that_cannot_be_noted_are_kept_and_that_is_said_once(
    shelf: Shelf, folder: Path
) -> None:
    (shelf.home / "indexed").write_text("in the way")
    told: list[str] = []
    files = named_files(folder, one="a", two="bb")
    work = indexing.index_files(
        shelf, files, {}, IndexOptions(Wanted()), _Crew(), on_remark=told.append
    )
    assert [outcome.error for outcome in work] == [None, None]
    (remark,) = told
    assert remark.startswith("The next call opens again what this one did:")


def test_a_list_names_clips_as_seen_from_its_folder(folder: Path) -> None:
    files = named_files(folder, one="a", two="bb")
    (folder / "more").mkdir()
    inside = named_files(folder / "more", three="c")
    written = folder / "clips.txt"
    written.write_bytes(
        b"\xef\xbb\xbfone.mp4\r\n\r\n" + str(files[1]).encode() + b"\nmore\none.mp4"
    )
    found = indexing.gather([written])
    assert found.files == [files[0], files[1], inside[0]]


@pytest.mark.parametrize(
    ("content", "error"), [(b"\x7fELF\0\1", NotAListError), (None, FootageNotFoundError)]
)
def test_what_is_no_list_is_refused(
    folder: Path, content: bytes | None, error: type[VerifyError]
) -> None:
    named = folder / "list"
    if content is not None:
        named.write_bytes(content)
    with pytest.raises(error):
        indexing.gather([named])
