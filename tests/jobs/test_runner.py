"""The worker's own part, called in this process: how each ending is written down."""

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.analyses import an_analysis
from verify.domain.errors import (
    DiskFullError,
    LimitExceededError,
    NoPictureError,
    UndecodableError,
    UnsupportedFootageError,
    VerifyError,
    WeakSandboxError,
    WorkerFailedError,
)
from verify.domain.findings import Analysis
from verify.jobs import runner
from verify.jobs.consent import MachineConsent
from verify.jobs.messages import FIRST_LOOK, InspectionOptions, Progress, as_first_look
from verify.jobs.queue import (
    FIRST_LOOK_FOLDER,
    ClipRecord,
    Job,
    JobState,
    Queue,
    write_clip,
)
from verify.media import jail

CLIP = "0123456789abcdef"
Work = Callable[[Path, Callable[[Progress], None]], None]


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[int, Any]:
    """Keep this process as nice as it is, and its signal handlers; collect those set."""
    kept: dict[int, Any] = {}
    monkeypatch.setattr(os, "nice", lambda _by: 0)
    monkeypatch.setattr(signal, "signal", kept.__setitem__)
    return kept


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    """Return a queue with one clip that is being worked on, by this process."""
    queue = Queue(tmp_path / "clips", command=(), most_running=0)
    folder = queue.folder / CLIP
    folder.mkdir()
    (folder / "received").write_bytes(b"footage")
    now = datetime.now(UTC)
    write_clip(folder, ClipRecord(untrusted_name="street.mp4", size_bytes=7, received_utc=now))
    _set_job(queue, JobState.RUNNING)
    return queue


def _set_job(queue: Queue, state: JobState) -> None:
    job = Job(state=state, queued_utc=datetime.now(UTC), worker_pid=os.getpid())
    (queue.folder / CLIP / "job.json").write_bytes(msgspec.json.encode(job))


def _job(queue: Queue) -> Job:
    return msgspec.json.decode((queue.folder / CLIP / "job.json").read_bytes(), type=Job)


def _inspection(work: Work) -> runner.Inspect:
    def inspect(
        path: Path,
        result: Path,  # noqa: ARG001 - part of the protocol
        *,
        options: InspectionOptions,  # noqa: ARG001
        force: bool,
        untrusted_name: str,
        on_progress: Callable[[Progress], None],
    ) -> Analysis:
        assert force
        assert untrusted_name == "street.mp4"
        work(path, on_progress)
        return an_analysis()

    return inspect


@pytest.mark.usefixtures("handlers")
def test_a_good_ending_is_done(queue: Queue) -> None:
    runner.work(queue, CLIP, _inspection(lambda _path, _progress: None))

    assert _job(queue).state is JobState.DONE


@pytest.mark.usefixtures("handlers")
def test_a_refusal_is_kept_as_its_sentence(queue: Queue) -> None:
    def refuse(path: Path, _progress: Callable[[Progress], None]) -> None:
        raise UndecodableError(path, "moov atom not found")

    runner.work(queue, CLIP, _inspection(refuse))

    assert _job(queue).state is JobState.FAILED
    assert (_job(queue).problem or "").startswith("street.mp4 cannot be decoded: moov atom")


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize(
    ("error", "lies_in_the_file"),
    [
        (UndecodableError(Path("x"), "moov atom not found"), True),
        (UnsupportedFootageError(Path("x"), "it is text"), True),
        (NoPictureError(Path("x")), True),
        (LimitExceededError(Path("x"), "it took too long", "600 s"), False),
        (WorkerFailedError(Path("x"), "it was killed"), False),
        (WeakSandboxError(Path("x")), False),
        (DiskFullError(Path("x")), False),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_would_end_the_same_again_is_told_from_what_may_not(
    queue: Queue, error: VerifyError, lies_in_the_file: bool
) -> None:
    def refuse(_path: Path, _progress: Callable[[Progress], None]) -> None:
        raise error

    runner.work(queue, CLIP, _inspection(refuse))

    assert _job(queue).lies_in_the_file is lies_in_the_file


@pytest.mark.usefixtures("handlers")
def test_a_refusal_for_lack_of_a_sandbox_says_what_to_do_in_the_app(queue: Queue) -> None:
    def refuse(path: Path, _progress: Callable[[Progress], None]) -> None:
        raise WeakSandboxError(path)

    runner.work(queue, CLIP, _inspection(refuse))

    problem = _job(queue).problem or ""
    assert "was not opened" in problem
    assert "Footage page" in problem
    assert "--allow-weak-sandbox" not in problem


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("given", [True, False])
def test_the_users_word_for_this_machine_reaches_the_analysis(queue: Queue, given: bool) -> None:
    if given:
        MachineConsent(queue.folder).give(jail.probe())
    heard: list[bool] = []

    def inspect(_path: Path, _result: Path, *, options: InspectionOptions, **_: Any) -> Analysis:
        heard.append(options.allow_weak_sandbox)
        return an_analysis()

    runner.work(queue, CLIP, inspect)

    assert heard == [given]


def test_a_job_that_was_cancelled_stays_cancelled(queue: Queue, handlers: dict[int, Any]) -> None:
    def cancelled(_path: Path, _progress: Callable[[Progress], None]) -> None:
        _set_job(queue, JobState.CANCELLED)
        handlers[signal.SIGTERM](signal.SIGTERM, None)

    runner.work(queue, CLIP, _inspection(cancelled))

    assert _job(queue).state is JobState.CANCELLED


@pytest.mark.usefixtures("handlers")
def test_cancelling_at_the_last_moment_is_not_overwritten(queue: Queue) -> None:
    runner.work(
        queue, CLIP, _inspection(lambda _path, _progress: _set_job(queue, JobState.CANCELLED))
    )

    assert _job(queue).state is JobState.CANCELLED


@pytest.mark.usefixtures("handlers")
def test_progress_is_written_at_the_pace_that_a_page_looks(queue: Queue) -> None:
    seen: list[bytes] = []

    def hurry(path: Path, progress: Callable[[Progress], None]) -> None:
        for number in range(100):
            progress(Progress(share=number / 100, message="decoding"))
        seen.append((path.parent / "progress.json").read_bytes())

    runner.work(queue, CLIP, _inspection(hurry))

    assert msgspec.json.decode(seen[0], type=Progress).share == 0.0


def _of_size(queue: Queue, size_bytes: int) -> None:
    record = ClipRecord(
        untrusted_name="street.mp4", size_bytes=size_bytes, received_utc=datetime.now(UTC)
    )
    write_clip(queue.folder / CLIP, record)


def _looks(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, first: Callable[[], None] = lambda: None
) -> list[tuple[str, InspectionOptions, list[float | None]]]:
    """Work on the clip; return what was asked for in turn, and how far it said to have come."""
    monkeypatch.setattr(runner, "_PROGRESS_EVERY_S", -1.0)
    looks = []

    def inspect(
        path: Path,
        result: Path,
        *,
        options: InspectionOptions,
        on_progress: Callable[[Progress], None],
        **_: Any,
    ) -> None:
        shares = []
        for share in (0.0, 1.0, None):
            (path.parent / "progress.json").unlink(missing_ok=True)
            on_progress(Progress(share=share, message="x" * 200))
            file = path.parent / "progress.json"
            shares.append(msgspec.json.decode(file.read_bytes(), type=Progress).share)
        looks.append((result.name, options, shares))
        if result.name == FIRST_LOOK_FOLDER:
            first()
        result.mkdir()

    runner.work(queue, CLIP, inspect)
    return looks


@pytest.mark.usefixtures("handlers")
def test_of_a_clip_that_takes_long_a_first_look_comes_first(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    _of_size(queue, 2_000_000)

    (first, glance, at_first), (last, whole, at_last) = _looks(queue, monkeypatch)

    assert (first, last) == (FIRST_LOOK_FOLDER, "result")
    assert glance == as_first_look(InspectionOptions())
    assert glance.analyses == FIRST_LOOK
    assert whole == InspectionOptions()
    assert at_first == [0.0, pytest.approx(0.4), None]
    assert at_last == [pytest.approx(0.4), pytest.approx(1.0), None]
    assert _job(queue).state is JobState.DONE
    assert not (queue.folder / CLIP / FIRST_LOOK_FOLDER).exists()


@pytest.mark.usefixtures("handlers")
def test_a_clip_that_takes_a_moment_is_looked_at_once(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    _of_size(queue, 1_999_999)

    assert [result for result, *_ in _looks(queue, monkeypatch)] == ["result"]


@pytest.mark.usefixtures("handlers")
def test_while_others_wait_a_clip_is_looked_at_once(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    _of_size(queue, 2_000_000)
    other = queue.folder / "fedcba9876543210"
    other.mkdir()
    write_clip(
        other,
        msgspec.json.decode((queue.folder / CLIP / "clip.json").read_bytes(), type=ClipRecord),
    )
    queue.submit(other.name)

    assert [result for result, *_ in _looks(queue, monkeypatch)] == ["result"]


@pytest.mark.usefixtures("handlers")
def test_a_first_look_that_fails_leaves_the_word_to_the_whole(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    _of_size(queue, 2_000_000)

    def fail() -> None:
        raise UndecodableError(Path("street.mp4"), "too little")

    assert [result for result, *_ in _looks(queue, monkeypatch, fail)] == [
        FIRST_LOOK_FOLDER,
        "result",
    ]
    assert _job(queue).state is JobState.DONE


def test_a_job_that_is_stopped_leaves_no_first_look(queue: Queue, handlers: dict[int, Any]) -> None:
    _of_size(queue, 2_000_000)

    def stop(_path: Path, result: Path, **_: Any) -> None:
        result.mkdir()
        if result.name == "result":
            handlers[signal.SIGTERM](signal.SIGTERM, None)

    runner.work(queue, CLIP, stop)

    assert not (queue.folder / CLIP / FIRST_LOOK_FOLDER).exists()
