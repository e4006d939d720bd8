"""Processes that work for another: what dies is begun again, what kills is given up."""

import multiprocessing
import os
import pickle
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.index_work import Told, work
from verify.domain.cluster_errors import NoDaskError, WorkerEndedError
from verify.domain.errors import BadParameterError, LimitExceededError, VerifyError
from verify.jobs import cluster
from verify.jobs.cluster_crew import dask_crew
from verify.jobs.crew import MOST_DEATHS, Done, LocalCrew, local_crew

_PATIENCE_S = 120


@pytest.fixture
def crew() -> Iterator[LocalCrew[Told, tuple[str, int]]]:
    with local_crew(work, 2) as employed:
        yield employed


def _all_done(
    crew: LocalCrew[Told, tuple[str, int]], folder: Path, *names: str
) -> dict[str, Done[Told, tuple[str, int]]]:
    for name in names:
        crew.give(Told(folder / name))
    found: dict[str, Done[Told, tuple[str, int]]] = {}
    while len(found) < len(names):
        found |= {done.order.path.name: done for done in crew.done(30)}
    return found


def test_orders_are_done_by_processes_that_stay_and_an_error_keeps_its_facts(
    crew: LocalCrew[Told, tuple[str, int]], tmp_path: Path
) -> None:
    names = [f"clip{number}" for number in range(6)]
    found = _all_done(crew, tmp_path, *names, "bad")
    answers = {name: done.answer for name, done in found.items() if done.answer}
    assert {name: answer[0] for name, answer in answers.items()} == {name: name for name in names}
    assert len({answer[1] for answer in answers.values()} - {os.getpid()}) in (1, 2)
    error = found["bad"].error
    assert isinstance(error, LimitExceededError)
    assert (error.path, error.limit) == (tmp_path / "bad", "7 days")
    assert str(error) == str(LimitExceededError(tmp_path / "bad", "it runs longer", "7 days"))


def test_an_order_whose_worker_dies_is_done_by_another_and_that_is_said(
    crew: LocalCrew[Told, tuple[str, int]], tmp_path: Path
) -> None:
    found = _all_done(crew, tmp_path, "once", "clip1", "clip2", "clip3")
    assert {name: done.answer and done.answer[0] for name, done in found.items()} == {
        name: name for name in ("once", "clip1", "clip2", "clip3")
    }
    (remark,) = crew.remarks()
    assert "was ended by signal 9 over" in remark
    assert "once; another begins that clip again." in remark


def test_what_kills_each_worker_is_given_up_by_name_and_the_rest_is_done(
    crew: LocalCrew[Told, tuple[str, int]], tmp_path: Path, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("starts ten processes; runs with --whole")
    found = _all_done(crew, tmp_path, "deadly", "clip1", "wrong", "clip2")
    for name in ("deadly", "wrong"):
        error = found[name].error
        assert isinstance(error, WorkerEndedError)
        assert (error.path, error.times) == (tmp_path / name, MOST_DEATHS)
    assert all(found[name].answer for name in ("clip1", "clip2"))
    assert len(crew.remarks()) == 2 * (MOST_DEATHS - 1)


def test_a_crew_is_dismissed_in_the_middle_of_its_work(tmp_path: Path) -> None:
    with local_crew(work, 1) as crew:
        _all_done(crew, tmp_path, "clip")
        crew.give(Told(tmp_path / "endless"))
        (process,) = [hand.process for hand in crew._hands]
    assert process.exitcode == -9


def test_a_worker_that_dask_has_given_up_is_replaced(
    tmp_path: Path, is_whole_run: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_whole_run:
        pytest.skip("waits for workers to start anew; runs with --whole")
    # As on a machine so busy that a worker takes longer to start again than Dask waits.
    monkeypatch.setitem(cluster._LOCAL_CONFIG, "distributed.deploy.lost-worker-timeout", "50ms")
    monkeypatch.setattr(cluster, "_REPLACED_AFTER_S", 5.0)
    ends_s = time.monotonic() + _PATIENCE_S
    with dask_crew(work, "local:1") as crew:
        (worker,) = multiprocessing.active_children()
        worker.kill()
        last_seen_s = time.monotonic()
        while time.monotonic() < last_seen_s + 1:
            if multiprocessing.active_children():
                last_seen_s = time.monotonic()
        crew.give(Told(tmp_path / "clip"))
        found: list[Done[Told, tuple[str, int]]] = []
        while not found and time.monotonic() < ends_s:
            found = crew.done(1)
            crew.remarks()
    assert [one.answer and one.answer[0] for one in found] == ["clip"]


@pytest.mark.parametrize("kind", VerifyError.__subclasses__())
def test_an_error_made_elsewhere_says_what_it_said_there(kind: type[VerifyError]) -> None:
    error = kind.__new__(kind)
    error.args = ("a.mp4 is none.",)
    error.path = Path("a.mp4")  # type: ignore[attr-defined]
    arrived = pickle.loads(pickle.dumps(error))
    assert (type(arrived), str(arrived), vars(arrived)) == (kind, str(error), vars(error))


@pytest.mark.parametrize(
    "url", ["local:0", "local:257", "local:x", "local:", "tcp://", "http://host:8786", "2", ""]
)
def test_what_names_no_workers_is_refused(url: str) -> None:
    with (
        pytest.raises(BadParameterError, match=r"expected local:NUMBER.* tcp://host:8786"),
        cluster.connect(url),
    ):
        pass


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoDaskError, match="pip install distributed"), cluster.connect("local:1"):
        pass
