"""exposure.csv among the results of a clip with a flash, and not of one without."""

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.synthesis.night.scenes import scene


@pytest.mark.usefixtures("here")
def test_a_clip_with_a_flash_leaves_a_table_of_the_light_without_the_camera(
    run: Run, tmp_path: Path
) -> None:
    made = scene("photo flash", 1)
    clip = tmp_path / "flash.mp4"
    made.write(clip)
    assert run("light", clip, "-o", "result").exit_code == 0
    with (Path("result") / "exposure.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    (flash,) = made.flashes
    assert float(rows[0]["time_s"]) == round(flash.onset_s, 6)
    first, last = rows[0], rows[-1]
    assert float(first["luminance_lit"]) > 2 * float(last["luminance_lit"])
    assert 0.8 < float(last["gain"]) < 1.2


@pytest.mark.usefixtures("here")
def test_a_clip_without_a_flash_leaves_none(run: Run, clip: Path) -> None:
    assert run("light", clip, "-o", "result").exit_code == 0
    assert not (Path("result") / "exposure.csv").exists()
