"""`verify metadata` and the report, through the worker: what lies beside a clip, place, signer."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

_SUBTITLES = (
    "1\n00:00:00,000 --> 00:00:00,033\n2020-02-27 17:05:00.000\n"
    "[latitude: 35.895600] [longitude: 36.595100] [rel_alt: 50.0 abs_alt: 446.0]\n\n"
    "2\n00:00:13,100 --> 00:00:13,133\n2020-02-27 17:05:13.100\n"
    "[latitude: 35.896600] [longitude: 36.596100] [rel_alt: 50.0 abs_alt: 446.0]\n"
)


def _answer(run: Run, *files: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run("metadata", "--json", *files).stdout)
    return answer


@pytest.mark.usefixtures("here")
def test_a_drones_subtitles_beside_the_clip_give_a_track(
    run: Run, samples: Path, tmp_path: Path
) -> None:
    clip = tmp_path / "DJI_0001.MP4"
    shutil.copyfile(samples / "night-strike.mp4", clip)
    (tmp_path / "DJI_0001.SRT").write_text(_SUBTITLES, "utf-8")

    shown = run("metadata", clip).stdout
    metadata = _answer(run, clip)["metadata"]

    assert metadata["track"]["points"] == 2
    assert metadata["track"]["last"]["latitude_deg"] == 35.8966
    assert metadata["positions"][0]["nearest"][0]["country"] == "Syria"
    assert "2 positions in the subtitle file beside the clip" in shown
    assert "belongs to it is not checked" in shown
    assert sorted(file.name for file in tmp_path.iterdir()) == ["DJI_0001.MP4", "DJI_0001.SRT"]


@pytest.mark.usefixtures("here")
def test_the_report_draws_the_place_and_tells_the_credentials(
    run: Run, shared_data: Path, tmp_path: Path
) -> None:
    result = tmp_path / "result"

    run("inspect", shared_data / "meta" / "gps_video" / "with-gps.mov", "-o", result)

    page = (result / "report.html").read_text("utf-8")
    assert '<svg class="map"' in page
    assert "Giv&#39;at Shmuel, Israel" in page
    assert "whether that signer" not in page
    assert "The file carries no Content Credentials" in page


def test_credentials_are_checked_in_the_worker(run: Run, shared_data: Path) -> None:
    altered = _answer(run, shared_data / "c2pa" / "XCA.jpg")

    assert altered["c2pa"]["state"] == "invalid"
    assert altered["c2pa"]["faults"][0]["kind"] == "content"
    assert altered["skipped"] == []
