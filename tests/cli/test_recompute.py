"""verify check --recompute: evidence found anew in the clip, and what is said where it is not."""

import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cli.conftest import Run, answer
from tests.storage.footage import REPORTER
from tests.ui import numbered
from tests.workbench.whole_home import add, address
from verify.domain.custody import Action
from verify.domain.errors import UndecodableError
from verify.domain.evidence import FindingItem, SkyItem, Stance
from verify.domain.findings import Analysis
from verify.domain.methods import VERSIONS
from verify.gazetteer.names import given_position
from verify.storage.case_records import words_of
from verify.workbench.archive.shelf import opened
from verify.workbench.cases import recomputing
from verify.workbench.cases.opening import cases
from verify.workbench.cases.own_sky import sky_asked
from verify.workbench.sky import sky_over

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


def _hold_up(run: Run, analysis: dict[str, Any], *pointers: str, case: str = "Strike") -> None:
    Path("analysis.json").write_text(json.dumps(analysis))
    for pointer in pointers:
        given = ("--stance", "context", "--finding", f"analysis.json#{pointer}")
        result = run("case", "evidence", case, "--claim", "1", *given)
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
    run("case", "export", "Strike", "-o", "public", "--public")
    home = tmp_path / "home"
    with opened(home, address(home), REPORTER, makes=False) as shelf:
        add(shelf, "clip.mp4", Path("clip.mp4").read_bytes())
    assert run("check", "--recompute").exit_code == 0
    packing = ("case", "export", "Strike", "-o", "with-clip.zip", "--internal", "--with-footage")
    assert run(*packing).exit_code == 0
    key = answer(run("key", "--json"))["key"]
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home2"))
    monkeypatch.setenv("VERIFY_KEYS", str(tmp_path / "keys2"))
    with_clip = ("--recompute", "--footage", "clip.mp4")

    known = run("check", "case.zip", *with_clip, "--key", key)
    assert known.exit_code == 0, known.stdout
    assert f"what was signed with {key}; unchanged since 20" in known.stdout
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
    within = run("check", "with-clip.zip", "--recompute", "--key", key, "--json")
    assert within.exit_code == 0
    assert answer(within)["recomputed"]["clips_analysed"] == 1
    public = run("check", "public", "--recompute", "--key", key)
    assert public.exit_code == 3
    assert "this edition of the package does not hold the evidence" in public.stdout
    assert run("check", "case", "--recompute", "--seal").exit_code == 2
    history.write_text(told.replace("case_opened", "noted", 1))
    torn = run("check", "case", *with_clip, "--key", key)
    assert torn.exit_code == 1
    assert "NOT RUN AGAIN: the case of the package" in torn.stdout


def test_an_offset_comes_out_the_same_and_an_altered_one_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home"))
    run("case", "new", "Strike")
    for name, later in (("first.mp4", 0), ("second.mp4", 10)):
        flashes = [one + later for one in (20, 47, 83, 105)]
        numbered.write(Path(name), "libx264", frames=125, flashes=flashes)
        run("case", "add", "Strike", name)
    synced = answer(run("sync", "first.mp4", "second.mp4", "--json"))

    def hold_up() -> None:
        Path("sync.json").write_text(json.dumps(synced))
        given = ("--stance", "context", "--offset", "sync.json#/pairs/0/light")
        result = run("case", "evidence", "Strike", "--claim", "4", *given)
        assert result.exit_code == 0, result.stderr

    hold_up()
    there = ("check", "--recompute", "--footage", ".")
    missing = run("check", "--recompute", "--footage", "first.mp4")
    assert missing.exit_code == 3
    assert "FOOTAGE NOT AVAILABLE: /sync_by_light of clip" in missing.stdout
    same = run(*there)
    assert same.exit_code == 0, same.stdout
    assert "SAME: /sync_by_light of clip" in same.stdout
    assert "1 finding, 2 clips analysed anew: 1 same;" in same.stdout

    offset = synced["pairs"][0]["light"]["offset_s"]
    assert offset == pytest.approx(0.4, abs=0.02)
    synced["pairs"][0]["light"]["offset_s"] = 7.0
    hold_up()
    synced["tool"]["parameters"]["sync"]["method_version"] = 0
    hold_up()
    altered = run(*there)
    assert altered.exit_code == 1
    assert altered.stdout.count(f"/sync_by_light/offset_s was 7.0, comes out as {offset}") == 2
    assert "1 same, 1 different, 1 by a version not available;" in altered.stdout
    assert "sync with method_version 0, here" in altered.stdout


def test_the_sample_case_comes_out_the_same_elsewhere_and_the_one_altered_number_is_named(
    run: Run, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("analyses a sample several times; see --whole")
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home"))
    clip = str(samples / "night-strike.mp4")
    run("archive", "add", clip, "--keep-original")
    run("inspect", clip, "-o", "result")
    run("case", "new", "Sample", "--article", str(samples / "idlib-2020" / "article.md"))
    run("case", "add", "Sample", clip)
    checks = answer(run("case", "check", "Sample", "result", "--json"))["checks"]
    proposed = sum(len(one["proposals"]) for one in checks[-1]["claims"])
    names = [f"{checks[-1]['event']}.{number}" for number in range(1, proposed + 1)]
    accepted = [name for name in names if run("case", "accept", "Sample", name).exit_code == 0]
    assert len(accepted) >= 5
    run("case", "export", "Sample", "-o", "case.zip", "--internal", "--with-footage")
    whole = json.loads(Path("result/analysis.json").read_text())
    whole["flashes"][0]["rise_luminance"] += 0.01
    _hold_up(run, whole, "/flashes/0", case="Sample")
    altered = answer(run("check", "--recompute", "--json"))["recomputed"]["findings"]
    key = answer(run("key", "--json"))["key"]
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home2"))
    monkeypatch.setenv("VERIFY_KEYS", str(tmp_path / "keys2"))

    said = run("check", "case.zip", "--recompute", "--key", key, "--json")

    assert said.exit_code == 0
    found = answer(said)["recomputed"]
    assert {one["outcome"] for one in found["findings"]} == {"same"}
    assert found["clips_analysed"] == 1
    differing = [one for one in altered if one["outcome"] != "same"]
    assert [[each["pointer"] for each in one["differences"]] for one in differing] == [
        ["/flashes/0/rise_luminance"]
    ]


def test_what_another_version_found_is_said_to_be_that_with_what_this_one_finds(
    run: Run, analysis: dict[str, Any]
) -> None:
    parameters = analysis["tool"]["parameters"]
    here = parameters["keyframes"]["method_version"]
    parameters["keyframes"]["method_version"] = 99
    analysis["timebase"]["timing_error_s"] = 7
    analysis["tool"]["version"] = "0.0.1"
    _hold_up(run, analysis, "/keyframes/0", "/timebase")
    parameters["keyframes"]["maximum"] = "many"
    _hold_up(run, analysis, "/keyframes/1")

    said = run("check", "--recompute", "--footage", "clip.mp4")

    assert said.exit_code == 1
    assert "VERSION NOT AVAILABLE: /keyframes/0" in said.stdout
    assert f"keyframes with method_version 99, here {here}" in said.stdout
    assert "Today's:       the same in every number." in said.stdout
    assert "Programs:      Verify 0.0.1 with FFmpeg" in said.stdout
    assert "DIFFERS: /timebase" in said.stdout
    assert "/timebase/timing_error_s was 7, comes out as" in said.stdout
    assert "its parameters cannot be asked for" in said.stdout
    assert "1 different, 2 by a version not available" in said.stdout


def test_a_sky_that_a_clip_was_held_against_is_asked_again(
    run: Run, analysis: dict[str, Any], tmp_path: Path
) -> None:
    clip = msgspec.convert(analysis, Analysis)
    place = given_position(35.93, 36.63)
    asked = sky_over(place, "2020-02-27", desk_zone="UTC", clip=clip, outdoors=True)
    sky = sky_asked(asked, outdoors=True)
    altered = msgspec.structs.replace(sky, excluded_share=sky.excluded_share + 0.25)
    older = msgspec.structs.replace(sky, engine="ephem 1")
    unread = msgspec.structs.replace(sky, zone="Nowhere")
    sha256 = clip.footage.sha256
    methods = {"sky": VERSIONS["sky"]}
    finding = FindingItem(
        clip_sha256=sha256,
        pointer="/shots/0/darkness",
        value=analysis["shots"][0]["darkness"],
        tool=clip.tool,
        analysis_sha256="0" * 64,
    )
    home = tmp_path / "home"
    with opened(home, address(home), REPORTER, makes=False) as shelf:
        for one in (sky, altered, older, unread):
            item = SkyItem(sky=one, clip_sha256=sha256, value="Sun up", methods=methods)
            words = words_of(claim=1, stance=Stance.CONTEXT, item=finding, further=[item])
            case = cases(shelf)[0].case_id
            shelf.store.record(Action.EVIDENCE_GIVEN, case, words, REPORTER)

    said = run("check", "--recompute", "--footage", "clip.mp4")

    assert said.exit_code == 1
    assert said.stdout.count("SAME: /shots/0/darkness") == 4
    assert said.stdout.count("SAME: /sky/excluded_share") == 1
    number = json.dumps(altered.excluded_share)
    assert f"/sky/excluded_share was {number}, comes out as {sky.excluded_share}" in said.stdout
    version = f"sky {methods['sky']}"
    other = f"{version}, ephem 1, time zones {sky.zone_rules}, here {version}, {sky.engine}"
    assert other in said.stdout
    assert "'Nowhere' is no time zone" in said.stdout
    assert "5 same, 1 different, 1 by a version not available, 1 not run again" in said.stdout


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
