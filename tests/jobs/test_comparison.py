"""Two files drawn side by side: through the jail, and what a worker leaves taken for an attack."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest

from verify.domain.errors import WorkerFailedError
from verify.jobs import comparison_worker
from verify.jobs.comparison import Sides, draw
from verify.jobs.comparison_messages import ANSWER_FILE, DrawingAnswer
from verify.media import jail, jpeg

CLIP, NAMES = Path("a.mp4"), ("a.mp4", "b.mp4")
_SCENE = cv2.GaussianBlur(
    np.random.default_rng(3).integers(0, 256, (240, 320, 3), np.uint8), (0, 0), 3
)
_OTHER = cv2.GaussianBlur(
    np.random.default_rng(4).integers(0, 256, (240, 320, 3), np.uint8), (0, 0), 3
)


def _jpeg(picture: np.ndarray[Any, Any]) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()


def _mirrored(times_s: tuple[float, ...] = (1.0,)) -> Sides:
    """Return a moment of the scene in a mirror, the last of the frames being the right one."""
    wrong = [(time_s, _jpeg(_OTHER)) for time_s in times_s[:-1]]
    right = (times_s[-1], _jpeg(np.ascontiguousarray(_SCENE[:, ::-1])))
    return Sides(1, 1 + 0j, 1 + 0j, True, [*wrong, right], [(5.0, _jpeg(_SCENE))])


def _apart() -> Sides:
    return Sides(None, 1 + 0j, 0j, False, [(0.0, _jpeg(_OTHER))], [(0.0, _jpeg(_SCENE))])


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path], object]], None]:
    """Let the worker run in this process, and change what it left."""

    def by(change: Callable[[Path], object]) -> None:
        def run(_module: str, _arguments: list[str], scratch: Path, *_given: Any) -> jail.Ending:
            comparison_worker.main(scratch)
            change(scratch)
            return jail.Ending(0, timed_out=False, error_text="")

        monkeypatch.setattr(jail, "run", run)

    return by


def test_of_frames_about_a_moment_the_one_that_fits_is_drawn() -> None:
    drawn, pictures = draw(CLIP, NAMES, [_mirrored((0.9, 1.1, 1.0))])
    (moment,) = drawn.moments
    assert (moment.a_s, moment.b_s, moment.chosen_of) == (1.0, 5.0, 3)
    assert moment.overlay is not None
    assert moment.overlay.correlation > 0.9
    assert moment.overlay.shown > 0.97
    laid = cv2.imdecode(np.frombuffer(pictures["1-a-over-b.jpg"], np.uint8), cv2.IMREAD_COLOR)
    inside = slice(8, -8), slice(8, -8)
    apart = np.abs(laid[inside].astype(int) - _SCENE[inside])
    assert apart.mean() < 6
    assert {one: jpeg.size_px(content) for one, content in pictures.items() if one != "strip.jpg"}
    assert jpeg.size_px(pictures["strip.jpg"])[0] == 1600


def test_frames_that_have_nothing_to_do_with_each_other_are_not_laid(
    left: Callable[[Callable[[Path], object]], None],
) -> None:
    left(lambda _scratch: None)
    drawn, pictures = draw(CLIP, NAMES, [_apart()])
    assert drawn.moments[0].overlay is None
    assert set(pictures) == {"1-a.jpg", "1-b.jpg", "strip.jpg"}


def _answer(scratch: Path, change: Callable[[DrawingAnswer], DrawingAnswer]) -> None:
    file = scratch / ANSWER_FILE
    answer = msgspec.json.decode(file.read_bytes(), type=DrawingAnswer)
    file.write_bytes(msgspec.json.encode(change(answer)))


def _with_tail(scratch: Path) -> None:
    """Let a picture carry more than a picture, and say so."""
    content = (scratch / "strip.jpg").read_bytes() + b"<script>"
    (scratch / "strip.jpg").write_bytes(content)

    def announced(answer: DrawingAnswer) -> DrawingAnswer:
        sha256 = hashlib.sha256(content).hexdigest()
        strip = msgspec.structs.replace(answer.strip, sha256=sha256, size_bytes=len(content))
        return msgspec.structs.replace(answer, strip=strip)

    _answer(scratch, announced)


@pytest.mark.parametrize(
    "change",
    [
        lambda scratch: (scratch / ANSWER_FILE).unlink(),
        lambda scratch: (scratch / "1-a.jpg").write_bytes(_jpeg(_OTHER)),
        lambda scratch: ((scratch / "1-a.jpg").unlink(), (scratch / "1-a.jpg").symlink_to("/etc")),
        lambda scratch: _answer(scratch, lambda one: msgspec.structs.replace(one, moments=[])),
        _with_tail,
    ],
    ids=["nothing", "another picture", "a link", "no moments", "a tail"],
)
def test_what_a_taken_over_worker_leaves_is_not_taken(
    left: Callable[[Callable[[Path], object]], None], change: Callable[[Path], object]
) -> None:
    left(change)
    with pytest.raises(WorkerFailedError, match="what was drawn of it cannot be taken"):
        draw(CLIP, NAMES, [_apart()])
