"""verify light: blinking lights are looked for unasked, the mains on request only."""

import json
from pathlib import Path

import pytest

from tests.analyses import an_analysis, flash
from tests.cli.conftest import Run
from tests.synthesis.night.beginnings import begun_in
from verify.cli.tables import flash_table
from verify.domain.findings import CLIP_ENDS


@pytest.mark.usefixtures("here")
def test_the_mains_are_read_on_request_only(run: Run, clip: Path) -> None:
    unasked = json.loads(run("light", clip, "--json").stdout)
    asked = json.loads(run("light", "--mains", clip, "--json").stdout)

    assert unasked["brightness"]["file"] is None
    assert "keyframes" not in unasked
    assert unasked["mains"] is None
    assert {"analysis": "mains", "reason": "not asked for"} in unasked["skipped"]
    assert asked["mains"]["hz"] is None
    assert "No shot lasts 5 s" in asked["mains"]["reason"]
    assert unasked["lights"] == asked["lights"] == []


@pytest.mark.usefixtures("here")
def test_flashes_of_the_sample_are_found_and_its_light_is_listed_and_not_identified(
    run: Run, samples: Path
) -> None:
    truth = json.loads((samples / "night-strike.truth.json").read_text("utf-8"))

    said = run("light", samples / "night-strike.mp4").stdout

    _title, _head, *rows = said.partition("\n\n")[0].splitlines()
    # Those that are not accepted are shown on request only; all lie in the first minute.
    onsets = [float(row.split()[0].removeprefix("00:00:")) for row in rows]
    assert onsets == pytest.approx([flash["onset_s"] for flash in truth["flashes"]], abs=1 / 30)
    assert "1 light that blinks in time" in said
    assert "60.0 a minute (1.000" in said
    assert "does not identify an aircraft" in said


@pytest.mark.usefixtures("here")
def test_a_clip_that_begins_in_the_light_of_a_flash_says_so(run: Run, tmp_path: Path) -> None:
    clip = tmp_path / "late.mp4"
    begun_in("explosion", seed=3).write(clip)

    said = run("light", clip).stdout
    inspected = run("inspect", clip, "-o", tmp_path / "out").stdout
    found = json.loads((tmp_path / "out" / "analysis.json").read_text("utf-8"))

    assert "no flash" in said
    assert "Light before the first frame not examined: the clip begins bright" in said
    assert "Skipped:   flashes: light before the first frame not examined" in inspected
    assert not any(one["accepted"] for one in found["flashes"])
    assert not found["flash_to_bang"]


def test_the_table_of_flashes_says_in_words_that_the_clip_ends() -> None:
    analysis = an_analysis(flashes=[flash(hints=[CLIP_ENDS])])

    table = flash_table(analysis, with_rejected=False)

    assert "(the clip ends before the light has fallen)" in table
    assert CLIP_ENDS not in table
