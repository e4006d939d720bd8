"""Stills are laid over one another in the jail, and what comes out of it is not believed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest

from verify.analysis.matching.agreement import Agreement, Likeness, Rough
from verify.analysis.matching.alignment import Pose
from verify.domain.archive import Still
from verify.domain.errors import WorkerFailedError
from verify.jobs import agreement_worker
from verify.jobs.agreement import Overlay, agreements
from verify.media import jail

CLIP = Path("clip.mp4")
ROUGH = Rough(0.0, 6.0, 1.0, 1.6, 0.0)


def _stills(times_s: np.ndarray[Any, Any]) -> list[Still]:
    """Return what a camera shows that wanders over a wall."""
    wall = np.random.default_rng(3).integers(0, 255, (40, 60), np.uint8)
    wall = cv2.resize(wall, (600, 400), interpolation=cv2.INTER_CUBIC)
    stills = []
    for time_s in times_s.tolist():
        x = round(120 + 100 * np.sin(1.3 * time_s + 0.5 * time_s**1.5))
        y = round(90 + 80 * np.cos(0.9 * time_s + 0.2 * time_s**1.7))
        _, jpeg = cv2.imencode(".jpg", wall[y : y + 180, x : x + 320])
        stills.append(Still(round(1000 * time_s), jpeg.tobytes()))
    return stills


def _earlier(stills: list[Still], by_ms: int) -> list[Still]:
    return [Still(still.time_ms - by_ms, still.jpeg) for still in stills]


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path], None]], None]:
    """Let a worker run in this process."""

    def by(worker: Callable[[Path], None]) -> None:
        def run(_module: str, _arguments: list[str], scratch: Path, *_given: Any) -> jail.Ending:
            worker(scratch)
            return jail.Ending(0, timed_out=False, error_text="")

        monkeypatch.setattr(jail, "run", run)

    return by


def test_searches_lay_all_their_overlays_in_one_process(
    worked: Callable[[Callable[[Path], None]], None],
) -> None:
    calls = []

    def worker(scratch: Path) -> None:
        calls.append(scratch)
        agreement_worker.main(scratch)

    worked(worker)
    entry = _stills(np.arange(10.0))
    other = _earlier(_stills(np.arange(40.0, 50.0)), 40_000)
    query = _earlier(_stills(np.arange(2, 8, 0.25)), 2_000)
    found = agreements(
        CLIP,
        query,
        [
            Overlay(entry, Pose(), ROUGH),
            Overlay(other, Pose(), ROUGH),
            Overlay(_earlier(other, -2_000), Pose(), ROUGH, other),
        ],
    )
    same, strange, of_another_query = found
    assert len(calls) == 1
    assert same is not None
    assert strange is not None
    assert same.offset_s == pytest.approx(2.0, abs=0.13)
    assert same.agreeing >= 4
    assert strange.agreeing <= 1
    assert of_another_query is not None
    assert of_another_query.agreeing >= 4


def test_nothing_is_started_where_there_is_nothing_to_lay_over(
    worked: Callable[[Callable[[Path], None]], None],
) -> None:
    def worker(_scratch: Path) -> None:
        raise AssertionError("started")

    worked(worker)
    assert agreements(CLIP, [], [Overlay([], Pose(), ROUGH)]) == [None]
    assert agreements(CLIP, _stills(np.arange(2.0)), []) == []


def _answer(**facts: object) -> bytes:
    honest = Agreement(
        speed=1.0,
        offset_s=0.0,
        offset_error_s=0.125,
        shown=0.9,
        pictures=[Likeness(0.0, 0.5)],
        changes=[],
    )
    known = {name: getattr(honest, name) for name in Agreement.__slots__}
    return msgspec.json.encode([known | facts])


@pytest.mark.parametrize(
    "left",
    [
        b"",
        b"[null, null]",
        b"[[",
        _answer(speed=9.0),
        _answer(shown=7.0),
        _answer(pictures=[]),
        _answer(pictures=[[0.0, 40.0]]),
        _answer(offset_s=None),
    ],
)
def test_what_no_honest_worker_leaves_is_refused(
    worked: Callable[[Callable[[Path], None]], None], left: bytes
) -> None:
    worked(lambda scratch: (scratch / agreement_worker.ANSWER_FILE).write_bytes(left) and None)
    stills = _stills(np.arange(2.0))
    with pytest.raises(WorkerFailedError, match=r"clip\.mp4"):
        agreements(CLIP, stills, [Overlay(stills, Pose(), ROUGH)])


def test_a_link_that_it_left_is_not_followed(
    worked: Callable[[Callable[[Path], None]], None], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(_answer())
    worked(lambda scratch: (scratch / agreement_worker.ANSWER_FILE).symlink_to(elsewhere))
    stills = _stills(np.arange(2.0))
    with pytest.raises(WorkerFailedError):
        agreements(CLIP, stills, [Overlay(stills, Pose(), ROUGH)])
