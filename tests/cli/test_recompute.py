"""verify check --recompute: evidence found anew in the clip, and what is said where it is not."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, answer
from verify.domain.errors import UndecodableError
from verify.workbench.cases import recomputing

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def analysis(
    run: Run, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """Return an analysis of a clip that no archive keeps; there is a case with the clip."""
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home"))
    shutil.copy(clip, tmp_path / "clip.mp4")
    assert run("case", "new", "Strike").exit_code == 0
    run("case", "add", "Strike", "clip.mp4")
    made = run("keyframes", "clip.mp4", "--at", "0.3333", "--at", "0.5", "-o", "result")
    assert made.exit_code == 0, made.stderr
    decoded: dict[str, Any] = json.loads(Path("result/analysis.json").read_text())
    return decoded


def _hold_up(run: Run, analysis: dict[str, Any], *pointers: str) -> None:
    Path("analysis.json").write_text(json.dumps(analysis))
    for pointer in pointers:
        given = ("--stance", "context", "--finding", f"analysis.json#{pointer}")
        result = run("case", "evidence", "Strike", "--claim", "1", *given)
        assert result.exit_code == 0, result.stderr


def test_on_another_machine_evidence_comes_out_the_same_or_the_altered_number_is_named(
    run: Run, analysis: dict[str, Any]
) -> None:
    _hold_up(run, analysis, "/keyframes/0", "/timebase", "/shots/0/end_s", "/tool/version")
    run("case", "evidence", "Strike", "--claim", "1", "--stance", "context", "--link", "x")
    missing = run("check", "--recompute")
    assert missing.exit_code == 3
    assert missing.stdout.count("FOOTAGE NOT AVAILABLE: /") == 3
    assert "Run again:  4 findings, 0 clips analysed anew" in missing.stdout
    assert "as no finding of a clip: 1 other thing held up." in missing.stdout

    Path("aaa.mp4").touch()
    there = run("check", "--recompute", "--footage", ".")
    assert there.stdout.count("\nSAME: /") == 3, there.stdout
    assert "NOT RUN AGAIN: /tool/version" in there.stdout
    assert "1 clip analysed anew: 3 same, 1 not run again; says nothing about" in there.stdout
    assert there.exit_code == 3
    number = there.stdout.split("/tool/version of clip ")[1].split()[2]
    run("case", "withdraw", "Strike", number, "--reason", "no measurement")
    assert run("check", "--recompute", "--footage", "clip.mp4").exit_code == 0

    analysis["timebase"]["frames"] += 1
    analysis["keyframes"].reverse()
    _hold_up(run, analysis, "/timebase", "/keyframes/0")
    altered = run("check", "--recompute", "--footage", "clip.mp4")
    assert altered.exit_code == 1
    frames = analysis["timebase"]["frames"]
    assert f"/timebase/frames was {frames}, comes out as {frames - 1}\n" in altered.stdout
    assert "AT ANOTHER PLACE: /keyframes/0" in altered.stdout
    assert "It stands now: at /keyframes/1." in altered.stdout
    assert "unchanged since" in altered.stdout
    found = answer(run("check", "--recompute", "--footage", "clip.mp4", "--json"))["recomputed"]
    assert found["is_same"] is False
    assert found["clips_analysed"] == 1
    assert [one["outcome"] for one in found["findings"]] == [
        *("same", "same", "same"),
        *("differs", "another_place"),
    ]


def test_a_package_is_run_again_where_nothing_else_is_known_and_an_edited_number_is_named(
    run: Run, analysis: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hold_up(run, analysis, "/timebase", "/keyframes/0")
    for place in ("case", "case.zip"):
        assert run("case", "export", "Strike", "-o", place, "--internal").exit_code == 0
    key = answer(run("key", "--json"))["key"]
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home2"))
    monkeypatch.setenv("VERIFY_KEYS", str(tmp_path / "keys2"))
    with_clip = ("--recompute", "--footage", "clip.mp4")

    known = run("check", "case.zip", *with_clip, "--key", key)
    assert known.exit_code == 0, known.stdout
    assert "2 findings, 1 clip analysed anew: 2 same;" in known.stdout
    assert run("check", "case.zip", *with_clip).exit_code == 3
    assert run("check", "case.zip", "--recompute", "--key", key).exit_code == 3
    assert run("case", "import", "case.zip", "--key", key).exit_code == 0
    taken_in = run("check", *with_clip)
    assert taken_in.exit_code == 0
    assert "2 findings, 1 clip analysed anew: 2 same;" in taken_in.stdout

    frames = analysis["timebase"]["frames"]
    history = Path("case/data/events.jsonl")
    told = history.read_text()
    assert told.count(f'frames\\":{frames}') == 1
    history.write_text(told.replace(f'frames\\":{frames}', f'frames\\":{frames + 5}'))
    edited = run("check", "case", *with_clip, "--key", key)
    assert edited.exit_code == 1
    assert "ALTERED: " in edited.stdout
    assert "data/events.jsonl" in edited.stdout
    assert f"/timebase/frames was {frames + 5}, comes out as {frames}" in edited.stdout
    assert "1 same, 1 different;" in edited.stdout
    public = run("check", "case", "--recompute", "--seal")
    assert public.exit_code == 2


def test_what_another_version_found_is_said_to_be_that_with_what_this_one_finds(
    run: Run, analysis: dict[str, Any]
) -> None:
    parameters = analysis["tool"]["parameters"]
    parameters["keyframes"]["method_version"] = 99
    analysis["timebase"]["timing_error_s"] = 7
    analysis["tool"]["version"] = "0.0.1"
    _hold_up(run, analysis, "/keyframes/0", "/timebase")
    parameters["keyframes"]["maximum"] = "many"
    _hold_up(run, analysis, "/keyframes/1")

    said = run("check", "--recompute", "--footage", "clip.mp4")

    assert said.exit_code == 1
    assert "VERSION NOT AVAILABLE: /keyframes/0" in said.stdout
    assert "keyframes with method_version 99, here 1" in said.stdout
    assert "Today's:       the same in every number." in said.stdout
    assert "Programs:      Verify 0.0.1 with FFmpeg" in said.stdout
    assert "DIFFERS: /timebase" in said.stdout
    assert "/timebase/timing_error_s was 7, comes out as" in said.stdout
    assert "its parameters cannot be asked for" in said.stdout
    assert "1 different, 2 by a version not available" in said.stdout


def test_where_a_clip_cannot_be_analysed_or_a_case_read_nothing_is_said_to_be_the_same(
    run: Run, analysis: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = run("check", "--recompute")
    assert nothing.exit_code == 0
    assert "no finding is held up as evidence, so nothing was run again." in nothing.stdout
    assert run("check", "--footage", "clip.mp4").exit_code == 2
    assert run("check", "--recompute", "--footage", "nowhere.mp4").exit_code == 2
    _hold_up(run, analysis, "/timebase")

    def refuse(*_args: object, **_named: object) -> None:
        raise UndecodableError(Path("clip.mp4"), "moov atom not found")

    monkeypatch.setattr(recomputing, "examined_footage", refuse)
    failed = run("check", "--recompute", "--footage", "clip.mp4")
    assert failed.exit_code == 3
    assert "NOT RUN AGAIN: /timebase" in failed.stdout
    assert "moov atom not found" in failed.stdout
