"""verify archive compare, as typed: a cropped mirrored copy, nothing alike, what cannot be."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import cv2
import jsonschema
import numpy as np
import pytest

from tests.cli.conftest import Run, answer
from tests.storage.footage import REPORTER, new_entry
from tests.synthesis.clips import Clip
from verify.jobs import agreement_worker, comparison_worker
from verify.media import jail
from verify.workbench.archive.shelf import opened
from verify.workbench.clips import gather

SCHEMA = Path(__file__).parents[2] / "docs" / "comparison.schema.json"
_WORKERS = {
    "verify.jobs.agreement_worker": agreement_worker.main,
    "verify.jobs.comparison_worker": comparison_worker.main,
}


@pytest.fixture
def all_here(here: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Let the workers that lay and draw run in this process too."""
    run_worker = jail.run

    def run(module: str, arguments: list[str], scratch: Path, *rest: Any, **named: Any) -> Any:
        if module not in _WORKERS:
            return run_worker(module, arguments, scratch, *rest, **named)
        _WORKERS[module](scratch)
        return jail.Ending(0, timed_out=False, error_text="")

    monkeypatch.setattr(jail, "run", run)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home without an archive."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return home


@pytest.fixture
def copy(samples: Path, tmp_path: Path) -> Path:
    """Return a picture of the street, cropped, mirrored and darker."""
    street = cv2.imread(str(samples / "street.jpg"))
    height, width = street.shape[:2]
    part = street[height // 8 : height * 7 // 8, width // 8 : width * 7 // 8]
    cv2.imwrite(str(tmp_path / "copy.png"), (part[:, ::-1] * 0.7).astype(np.uint8))
    return tmp_path / "copy.png"


def _keep(file: Path, home: Path) -> None:
    content = file.read_bytes()
    entry = new_entry(file.name, key=hashlib.sha256(content).hexdigest(), has_original=True)
    with (
        opened(home, f"sqlite:///{home}/verify.db", REPORTER, makes=True) as shelf,
        shelf.objects.keeping(io.BytesIO(content), file),
    ):
        shelf.store.add(entry, REPORTER)


@pytest.mark.usefixtures("all_here")
def test_a_cropped_mirrored_copy_is_laid_over_the_kept_file(
    run: Run, samples: Path, copy: Path, home: Path
) -> None:
    _keep(samples / "street.jpg", home)
    first = run("archive", "compare", copy, "street.jpg", "--home", home)

    assert first.exit_code == 0, first.stderr
    assert "A copy.png, B street.jpg: likely the same footage" in first.stdout
    assert ", mirrored" in first.stdout
    place = Path("copy.png-vs-street.jpg.verify")
    assert f"Page: {place / 'comparison.html'}" in first.stdout
    written = json.loads((place / "comparison.json").read_text("utf-8"))
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(written)
    (moment,) = written["moments"]
    assert moment["overlay"]["correlation"] > 0.9
    assert moment["overlay"]["shown"] == pytest.approx(0.75**2, abs=0.02)
    # An eighth from the left of the street is the right end of the copy.
    x0, _x1, x2 = moment["overlay"]["to_a"][:3]
    assert x0 / 8 + x2 == pytest.approx(1, abs=0.01)
    assert {file.name for file in place.iterdir()} >= {"strip.jpg", "1-a-over-b.jpg"}

    # The kept file was looked at, and the log says with what.
    event = answer(run("archive", "log", "street.jpg", "--json", "--home", home))["events"][-1]
    assert event["action"] == "viewed"
    assert event["payload"]["compared_with_sha256"] == written["a"]["sha256"]
    assert event["payload"]["pictures_in"].endswith(place.name)

    again = run("archive", "compare", copy, "street.jpg", "--home", home)
    assert again.exit_code == 2
    assert "--force" in again.stderr
    # Its pictures are no footage to be searched for.
    assert gather([Path()]).files == [Path("copy.png")]


@pytest.mark.usefixtures("all_here")
def test_two_that_have_nothing_alike_are_still_shown(
    run: Run, samples: Path, tmp_path: Path, home: Path
) -> None:
    cv2.imwrite(str(tmp_path / "black.png"), np.zeros((90, 160, 3), np.uint8))
    result = run(
        *("archive", "compare", tmp_path / "black.png", samples / "street.jpg"),
        *("-o", "beside", "--json", "--home", home),
    )
    assert result.exit_code == 0, result.stderr
    found = answer(result)
    assert found["comparison"]["match_grade"] is None
    assert found["comparison"]["reason"].startswith("Nothing of A shows enough to be compared")
    assert [moment["overlay"] for moment in found["comparison"]["moments"]] == [None]
    assert "nothing alike found" in Path(found["page"]).read_text("utf-8")


def test_what_cannot_be_compared_is_said_before_anything_is_decoded(
    run: Run, samples: Path, home: Path, tmp_path: Path
) -> None:
    street = samples / "street.jpg"
    gone = run("archive", "compare", "gone.mp4", street, "--home", tmp_path / "none")
    assert gone.exit_code == 2
    assert "gone.mp4 is no file here, and no entry of the archive" in gone.stderr
    assert not (tmp_path / "none").exists()

    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "notes.txt").write_text("mine")
    taken = run("archive", "compare", street, street, "-o", "taken", "--force", "--home", home)
    assert taken.exit_code == 2
    assert (tmp_path / "taken" / "notes.txt").exists()


@pytest.mark.usefixtures("all_here")
def test_frames_of_a_trimmed_clip_lie_over_those_of_their_moment(
    run: Run, tmp_path: Path, home: Path
) -> None:
    # Every 0.3 s another number; the copy begins at 0.9 s.
    numbers = [37 * (frame // 3) % 1024 for frame in range(36)]
    Clip(ticks=range(0, 3_600, 100), drawn=numbers).write(tmp_path / "long.mp4")
    Clip(ticks=range(0, 2_400, 100), drawn=numbers[9:33], codec="mpeg4").write(tmp_path / "cut.mkv")
    result = run("archive", "compare", "cut.mkv", "long.mp4", "--json", "--home", home)
    assert result.exit_code == 0, result.stderr
    comparison = answer(result)["comparison"]
    assert comparison["match_grade"] is not None
    fitting = [moment for moment in comparison["moments"] if moment["overlay"]["correlation"] > 0.9]
    # A segment may reach a little too far.
    assert len(fitting) >= len(comparison["moments"]) - 1 == 4
    for moment in fitting:
        in_long, in_cut = int(moment["b_s"] / 0.3 + 1e-6), int(moment["a_s"] / 0.3 + 1e-6)
        assert numbers[3 * in_long] == numbers[9 + 3 * in_cut]
