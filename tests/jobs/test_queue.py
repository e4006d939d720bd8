"""Jobs in real processes: they wait, outlive whoever asked, die aloud, and stop when told to."""

import os
import secrets
import signal
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from verify.jobs.queue import (
    FIRST_LOOK_FOLDER,
    RECEIVED_FILE,
    UNFINISHED,
    ClipRecord,
    JobState,
    Queue,
    QueueFullError,
    Standing,
    UnknownClipError,
    write_clip,
)

_PATIENCE_S = 20.0
# A worker whose behaviour is written in the clip it is given.
_WORKER = """
import sys, time
from pathlib import Path
from verify.domain.errors import DiskFullError, UndecodableError
from verify.jobs import runner
from verify.jobs.messages import Progress
from verify.jobs.queue import Queue

def inspect(path, result, *, options, force, untrusted_name, on_progress):
    order = path.read_text()
    on_progress(Progress(share=0.5, message="halfway"))
    if order == "sleep":
        time.sleep(60)
    if order == "until-told":
        while not (path.parent.parent.parent / "go").exists():
            time.sleep(0.02)
    if order == "bad":
        raise UndecodableError(path, "moov atom not found")
    if order == "full":
        raise DiskFullError(path.parent)
    if order == "crash":
        raise ZeroDivisionError
    result.mkdir()

folder = Path(sys.argv[1])
queue = Queue(folder.parent, command=[sys.executable, __file__])
runner.work(queue, folder.name, inspect)
"""


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    script = tmp_path / "worker.py"
    script.write_text(textwrap.dedent(_WORKER))
    queue = Queue(tmp_path / "clips", command=[sys.executable, str(script)])
    yield queue
    for one in queue.standings():
        queue.cancel(one.clip_id)


def _submit(queue: Queue, order: str, name: str = "clip.mp4") -> str:
    clip_id = secrets.token_hex(8)
    folder = queue.folder / clip_id
    folder.mkdir()
    (folder / RECEIVED_FILE).write_text(order)
    write_clip(
        folder, ClipRecord(untrusted_name=name, size_bytes=1, received_utc=datetime.now(UTC))
    )
    queue.submit(clip_id)
    return clip_id


def _wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.03)
    pytest.fail(f"process {pid} is still there")


def _wait(queue: Queue, clip_id: str, until: Callable[[Standing], bool]) -> Standing:
    deadline = time.monotonic() + _PATIENCE_S
    while not until(one := queue.standing(clip_id)):
        assert time.monotonic() < deadline, one
        time.sleep(0.03)
    return one


def _ended(one: Standing) -> bool:
    return one.job.state not in UNFINISHED


def _working(one: Standing) -> bool:
    return one.progress is not None


def test_a_job_ends_with_its_result_in_place(queue: Queue) -> None:
    one = _wait(queue, _submit(queue, "well"), _ended)

    assert one.job.state is JobState.DONE
    assert (queue.folder / one.clip_id / "result").is_dir()


def test_a_second_clip_waits_for_the_first(queue: Queue, tmp_path: Path) -> None:
    first = _submit(queue, "until-told")
    second = _submit(queue, "well")
    _wait(queue, first, _working)
    assert queue.standing(second).job.state is JobState.QUEUED

    (tmp_path / "go").touch()

    assert _wait(queue, first, _ended).job.state is JobState.DONE
    assert _wait(queue, second, _ended).job.state is JobState.DONE


def test_the_queue_moves_on_while_nobody_looks(queue: Queue, tmp_path: Path) -> None:
    first, second = _submit(queue, "until-told"), _submit(queue, "well")
    _wait(queue, first, _working)
    (tmp_path / "go").touch()

    deadline = time.monotonic() + _PATIENCE_S
    while not (queue.folder / second / "result").is_dir():
        assert time.monotonic() < deadline
        time.sleep(0.03)


def test_another_server_finds_the_job_and_how_far_it_is(queue: Queue) -> None:
    clip_id = _submit(queue, "sleep")
    _wait(queue, clip_id, _working)

    after_restart = Queue(queue.folder, command=()).standing(clip_id)

    assert after_restart.job.state is JobState.RUNNING
    assert after_restart.progress is not None
    assert after_restart.progress.share == 0.5


def test_cancelling_ends_the_process_in_the_midst_of_its_minute(queue: Queue) -> None:
    clip_id = _submit(queue, "sleep")
    pid = _wait(queue, clip_id, _working).job.worker_pid
    assert pid is not None

    queue.cancel(clip_id)

    assert queue.standing(clip_id).job.state is JobState.CANCELLED
    _wait_until_gone(pid)


def test_a_waiting_job_can_be_cancelled_and_tried_again(queue: Queue, tmp_path: Path) -> None:
    first, second = _submit(queue, "until-told"), _submit(queue, "well")
    queue.cancel(second)
    assert queue.standing(second).job.state is JobState.CANCELLED

    queue.submit(second)
    (tmp_path / "go").touch()

    assert _wait(queue, second, _ended).job.state is JobState.DONE
    assert queue.standing(first).job.state is JobState.DONE


def test_the_first_look_of_a_worker_that_had_to_be_killed_is_not_taken_for_a_later_one(
    queue: Queue,
) -> None:
    clip_id = _submit(queue, "sleep")
    queue.cancel(clip_id)
    (queue.folder / clip_id / FIRST_LOOK_FOLDER).mkdir()

    queue.submit(clip_id)

    assert not _wait(queue, clip_id, _working).has_first_look


def test_a_worker_killed_from_outside_is_noticed_and_said(queue: Queue) -> None:
    clip_id = _submit(queue, "sleep")
    pid = _wait(queue, clip_id, _working).job.worker_pid
    assert pid is not None

    os.kill(pid, signal.SIGKILL)

    one = _wait(queue, clip_id, _ended)
    assert one.job.state is JobState.FAILED
    assert "ended without an answer" in (one.job.problem or "")


def test_a_crash_leaves_its_traceback_for_whoever_looks_into_it(queue: Queue) -> None:
    one = _wait(queue, _submit(queue, "crash"), _ended)

    assert one.job.state is JobState.FAILED
    assert "ZeroDivisionError" in (queue.folder / one.clip_id / "worker.log").read_text()


def test_a_refusal_names_the_file_as_its_sender_did(queue: Queue) -> None:
    one = _wait(queue, _submit(queue, "bad", "from the source.mp4"), _ended)

    assert one.job.state is JobState.FAILED
    assert (one.job.problem or "").startswith("from the source.mp4 cannot be decoded")


def test_the_queue_is_bounded(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.jobs.queue._MOST_WAITING", 1)
    _submit(queue, "sleep")
    _submit(queue, "well")

    with pytest.raises(QueueFullError, match="waiting already"):
        _submit(queue, "well")


@pytest.mark.parametrize("clip_id", ["", "..", "../../etc", "0" * 16, "queue.lock"])
def test_only_ids_of_ours_are_looked_up(clip_id: str, queue: Queue) -> None:
    with pytest.raises(UnknownClipError):
        queue.folder_of(clip_id)


def test_a_full_disk_gives_no_advice_that_only_the_command_line_has(queue: Queue) -> None:
    problem = _wait(queue, _submit(queue, "full"), _ended).job.problem or ""

    assert "no room left" in problem
    assert "-o" not in problem


def test_a_clip_that_was_removed_meanwhile_is_not_tried_again(queue: Queue) -> None:
    with pytest.raises(UnknownClipError):
        queue.submit("0" * 16)


@pytest.mark.parametrize("name", ["job.json", "progress.json"])
def test_a_record_that_cannot_be_read_takes_no_other_clip_along(name: str, queue: Queue) -> None:
    broken, other = _submit(queue, "sleep"), _submit(queue, "well")
    pid = _wait(queue, broken, _working).job.worker_pid
    assert pid is not None

    (queue.folder / broken / name).write_bytes(b"")

    assert {one.clip_id for one in queue.standings()} == {broken, other}
    os.killpg(pid, signal.SIGKILL)
    assert _wait(queue, broken, _ended).job.state is JobState.FAILED
