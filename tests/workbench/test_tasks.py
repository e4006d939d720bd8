"""Long work on the archive: done in this process as its worker does it, and once in a real one."""

import gzip
from pathlib import Path

import pytest

from tests.passwords import CHEAP, WORDS
from tests.storage.footage import POST, REPORTER, new_entry
from verify import settings
from verify.domain.archive import Entry
from verify.domain.browsing import EVERYTHING
from verify.domain.errors import InputError
from verify.jobs.queue import RECEIVED_FILE
from verify.workbench.archive.shelf import opened
from verify.workbench.archive_desk import ArchiveDesk
from verify.workbench.desk import Desk
from verify.workbench.people import People
from verify.workbench.task_work import Doing, TaskFailedError, done
from verify.workbench.tasks import (
    AddClips,
    CheckAll,
    Export,
    FindCopies,
    ImportList,
    ImportSheet,
    Tasks,
    Told,
    Work,
)
from verify.workbench.uploads import Announcement

_SAMPLES = Path(__file__).resolve().parents[2] / "samples"
_PDQ = "ab" * 32
_TABLE = f"key,name,time_s,pdq\n,foreign.mp4,0.0,{_PDQ}\n,other.mp4,0.25,zzz\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk whose tasks wait until a test does them, with a person at it."""
    desk = Desk(tmp_path / "home")
    monkeypatch.setattr("verify.jobs.queue.Queue._start_waiting", lambda _queue: None)
    return desk.worked_at_by(People(desk.home, CHEAP).add("samira", WORDS).person)


def _done(desk: Desk, task_id: str, name: str = "") -> Told:
    tasks = Tasks(desk)
    folder = tasks.queue.folder_of(task_id)
    done(Doing(folder, name, lambda _progress: None), folder / "result")
    told = tasks.told(task_id)
    assert told is not None
    assert not list(folder.glob(".doing-*"))
    return told


def _sent(desk: Desk, content: str, work: Work, name: str = "list.csv") -> str:
    given = Announcement(
        untrusted_name=name, size_bytes=len(content.encode()), changed_ms=1, is_footage=False
    )
    upload_id, _ = desk.uploads.begin("samira", given)
    with desk.uploads.slice_at("samira", upload_id, 0) as writer:
        writer.write(content.encode())
    task_id = Tasks(desk).begin_with_upload("samira", upload_id, work)
    # Sent twice by an impatient page, it is one.
    assert Tasks(desk).begin_with_upload("samira", upload_id, work) == task_id
    return task_id


def _fill(desk: Desk, *names: str) -> None:
    address = settings.storage_address(desk.home)
    with opened(desk.home, address, REPORTER, makes=True) as shelf:
        shelf.store.add_all([new_entry(name, source=POST) for name in names], REPORTER)


def _newest(desk: Desk) -> list[Entry]:
    return ArchiveDesk(desk).newest(EVERYTHING, None, 100)


def test_a_list_with_bad_lines_is_refused_whole_or_taken_for_what_is_good(desk: Desk) -> None:
    with pytest.raises(TaskFailedError, match=r"(?s)^list\.csv.*line 3") as refused:
        _done(desk, _sent(desk, _TABLE, ImportList(skips_bad=False)), "list.csv")
    # Neither where it lies here nor what one would type elsewhere.
    assert str(desk.home) not in str(refused.value)
    assert "choose to take what is good of it" in str(refused.value)
    assert _newest(desk) == []

    told = _done(desk, _sent(desk, _TABLE, ImportList(skips_bad=True)), "list.csv")

    assert told.problems[0] == "Left out: 1 bad entry"
    assert told.lines[0].endswith("1 entry, 1 hashes")
    (entry,) = _newest(desk)
    assert entry.untrusted_names == ["foreign.mp4"]
    (event,) = ArchiveDesk(desk).log(entry.key)
    assert event[3] == "samira (signed in)"


def test_a_hostile_name_of_a_list_names_no_file_elsewhere(desk: Desk) -> None:
    name = "../../\0clips/\u202e" + "x" * 400
    listed = _sent(desk, _TABLE, ImportList(skips_bad=True), name)

    told = _done(desk, listed, name)

    assert told.lines
    assert not list(desk.home.rglob("xxx*"))


def test_a_sheet_says_more_of_entries_and_names_the_rows_it_could_not_place(desk: Desk) -> None:
    _fill(desk, "strike.mp4")
    sheet = "name,note\nstrike.mp4,from a reader\nnobody.mp4,lost\n"

    told = _done(desk, _sent(desk, sheet, ImportSheet(), "log.csv"), "log.csv")

    assert "Not matched: 1 row" in told.problems
    (entry,) = _newest(desk)
    assert entry.source.untrusted_note == "from a reader"


def test_what_is_written_out_is_whole_and_stands_in_the_log(desk: Desk) -> None:
    _fill(desk, "a.mp4", "b.mp4")
    tasks = Tasks(desk)
    task_id = tasks.begin(Export("archive.jsonl.gz"))

    told = _done(desk, task_id)

    assert told.file == "archive.jsonl.gz"
    written = gzip.decompress(tasks.file(task_id, told.file).read_bytes())
    assert (b'"a.mp4"' in written, b'"b.mp4"' in written) == (True, True)
    for name in ("../job.json", "told.json", "hashes.csv", "x" * 500):
        with pytest.raises(InputError, match="not here any more"):
            tasks.file(task_id, name)
    for file in ("hashes.csv", "log.xlsx", "log.csv"):
        assert _done(desk, tasks.begin(Export(file))).file == file


def test_copies_and_faults_are_told(desk: Desk) -> None:
    _fill(desk, "a.mp4")
    tasks = Tasks(desk)

    copies = _done(desk, tasks.begin(FindCopies(all_groups=False))).copies
    told = _done(desk, tasks.begin(CheckAll()))
    assert "--" not in "\n".join(told.lines)

    assert copies is not None
    assert (copies.entries, copies.groups) == (1, [])
    assert told.problems == []
    assert "nothing that differs" in told.lines[1]


def test_an_archive_that_is_not_there_is_said_in_a_sentence(desk: Desk) -> None:
    for work in (Export("hashes.csv"), FindCopies(all_groups=True), CheckAll()):
        with pytest.raises(TaskFailedError, match="no archive"):
            _done(desk, Tasks(desk).begin(work))


def test_old_tasks_are_forgotten_and_those_that_wait_are_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("verify.workbench.tasks._KEPT", 2)
    tasks = Tasks(desk)
    ended = tasks.begin(CheckAll())
    tasks.queue.cancel(ended)

    others = [tasks.begin(CheckAll()) for _ in range(3)]

    assert {one.clip_id for one in tasks.all()} == set(others)
    assert tasks.work(ended) is None
    assert tasks.told(ended) is None


def test_a_clip_of_the_desk_comes_in_under_its_senders_name(desk: Desk) -> None:
    clip = _SAMPLES / "street.jpg"
    clip_id = desk.take_in(clip)

    told = _done(desk, Tasks(desk).begin(AddClips([clip_id, "0" * 16], keeps_file=True)))

    assert "street.jpg: added" in told.lines
    assert "One of the clips was removed meanwhile." in told.problems
    (entry,) = _newest(desk)
    assert (entry.untrusted_names, entry.has_original) == (["street.jpg"], True)
    assert (desk.queue.folder_of(clip_id) / RECEIVED_FILE).read_bytes() == clip.read_bytes()
