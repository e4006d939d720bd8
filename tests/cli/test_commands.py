"""The commands: what a user types, what lies there afterwards, what a program reads."""

import csv
import json
from pathlib import Path

import cv2
import imagehash
import jsonschema
import numpy as np
import pytest
from PIL import Image

from tests.cli.conftest import Run, answer
from tests.conftest import REPOSITORY
from tests.synthesis.clips import Clip, read_number
from verify import settings
from verify.media import jail
from verify.media.jail import levels
from verify.media.jail.walls import Wall
from verify.presentation.wording import promise_words


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads((REPOSITORY / "docs" / "analysis.schema.json").read_text("utf-8"))
    return jsonschema.Draft202012Validator(schema)


def _shown_number(jpeg: Path) -> int:
    luma = cv2.imdecode(np.frombuffer(jpeg.read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE)
    return read_number(luma.astype(np.uint8))


def test_inspect_leaves_a_whole_result(
    run: Run, clip: Path, validator: jsonschema.Draft202012Validator
) -> None:
    result = run("inspect", clip)

    assert result.exit_code == 0
    folder = Path("clip.mp4.verify")
    assert {path.name for path in folder.iterdir()} == {
        "analysis.json",
        "brightness.csv",
        "brightness.svg",
        "contact-sheet.jpg",
        "flashes.csv",
        "flashes.vtt",
        "hashes.csv",
        "hashes.vpdq.json",
        "keyframes",
        "keyframes.csv",
        "report.html",
    }
    validator.validate(json.loads((folder / "analysis.json").read_text("utf-8")))
    assert str(folder / "report.html") in result.stdout
    assert "Archive:   none searched: there was no archive here at the time" in result.stdout
    with (folder / "brightness.csv").open(newline="") as table:
        assert len(list(csv.DictReader(table))) == 25
    with (folder / "hashes.csv").open(newline="") as table:
        assert [row["time_s"] for row in csv.DictReader(table)][:2] == ["0.000000", "0.280000"]


@pytest.mark.usefixtures("here")
def test_json_is_one_object_and_nothing_else(run: Run, clip: Path) -> None:
    result = run("inspect", clip, "--json")

    analysis = answer(result)
    assert analysis["footage"]["untrusted_name"] == "clip.mp4"
    assert analysis["timebase"]["frames"] == 25
    reasons = {skip["analysis"]: skip["reason"] for skip in analysis["skipped"]}
    assert reasons.pop("mains") == "not asked for"
    for of_sound in ("sounds", "flash_to_bang"):
        assert reasons.pop(of_sound) == "the file has no sound that can be decoded"
    assert reasons.pop("archive").startswith("there was no archive here at the time")
    assert not settings.home_folder().exists()
    assert not reasons


@pytest.mark.usefixtures("here")
def test_the_same_clip_gives_the_same_findings_again(run: Run, clip: Path) -> None:
    first, second = (run("inspect", clip, "--json", "--force").stdout for _ in range(2))

    assert first == second


def test_keyframes_at_a_time_are_the_frames_on_screen_then(run: Run, clip: Path) -> None:
    result = run("keyframes", clip, "--at", "0.5", "--at", "0:00.919", "-o", "stills")

    assert result.exit_code == 0
    files = sorted(Path("stills/keyframes").iterdir())
    assert [file.name for file in files] == [
        "0001_00-00-00.480_asked-for.jpg",
        "0002_00-00-00.880_asked-for.jpg",
    ]
    assert [_shown_number(file) for file in files] == [12, 22]


@pytest.mark.usefixtures("here")
def test_keyframes_every_so_often(run: Run, clip: Path) -> None:
    result = run("keyframes", clip, "--every", "0.3", "-o", "stills", "--json")

    times = [keyframe["time_s"] for keyframe in answer(result)["keyframes"]]
    assert times == pytest.approx([0.0, 0.28, 0.6, 0.88])


@pytest.mark.usefixtures("here")
def test_a_time_beyond_the_end_is_refused_with_the_length(run: Run, clip: Path) -> None:
    result = run("keyframes", clip, "--at", "5", "-o", "stills")

    assert result.exit_code == 2
    assert "00:00:01.000" in result.stderr
    assert not Path("stills").exists()


@pytest.mark.usefixtures("here")
def test_i_frames_are_those_of_the_codec(run: Run, tmp_path: Path) -> None:
    options = {"g": "10", "sc_threshold": "0"}
    clip = Clip(options=options).write(tmp_path / "gop.mp4")

    result = run("keyframes", clip, "--i-frames", "-o", "stills", "--json")

    assert [keyframe["frame"] for keyframe in answer(result)["keyframes"]] == [0, 10, 20]


def test_hash_prints_a_table(run: Run, clip: Path) -> None:
    result = run("hash", clip)

    header, *rows = result.stdout.splitlines()
    assert header == "frame,pts,time_s,pdq,pdq_quality,phash,dhash"
    assert len(rows) == 4
    assert all(len(row.split(",")[3]) == 64 for row in rows)


@pytest.mark.usefixtures("here")
def test_every_frame_can_be_hashed(run: Run, clip: Path) -> None:
    assert len(answer(run("hash", clip, "--every-frame", "--json"))["hashes"]) == 25


@pytest.mark.usefixtures("here")
def test_hashes_of_a_picture_are_those_of_imagehash(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    levels = np.random.default_rng(5).integers(0, 256, (30, 40, 3), np.uint8)
    Image.fromarray(levels).resize((800, 600), Image.Resampling.BICUBIC).save(file)

    hashed = answer(run("hash", file, "--json", "--all-kinds"))

    with Image.open(file) as picture:
        assert hashed["hashes"][0]["phash"] == str(imagehash.phash(picture))
        assert hashed["hashes"][0]["dhash"] == str(imagehash.dhash(picture))
        assert hashed["all_kinds"]["average"] == str(imagehash.average_hash(picture))


def test_light_with_a_folder_leaves_curve_and_markers(run: Run, samples: Path) -> None:
    run("light", samples / "night-fire-cut.mp4", "-o", "light")

    assert Path("light/brightness.svg").is_file()
    assert Path("light/flashes.vtt").read_text("utf-8").startswith("WEBVTT")


def test_metadata_is_shown_as_claimed(run: Run, clip: Path) -> None:
    result = run("metadata", clip)

    assert "claimed by the file, not measured" in result.stdout
    assert "h264, 320 x 180" in result.stdout


@pytest.mark.usefixtures("here")
def test_several_files_go_on_past_a_bad_one(run: Run, clip: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_text("no clip")
    (tmp_path / "elsewhere").mkdir()
    same_name = tmp_path / "elsewhere" / "clip.mp4"
    same_name.write_bytes(clip.read_bytes())

    result = run("inspect", clip, tmp_path / "bad.mp4", same_name, clip, "-o", "out", "--json")

    both = answer(result)
    assert result.exit_code == 1
    assert len(both["results"]) == 2
    assert [entry["exit_code"] for entry in both["failed"]] == [2]
    assert "bad.mp4" in both["failed"][0]["reason"]
    assert sorted(path.name for path in Path("out").iterdir()) == ["clip.mp4", "clip.mp4-2"]


@pytest.mark.usefixtures("here")
def test_a_folder_is_searched_for_footage(run: Run, clip: Path, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.mp4").write_bytes(clip.read_bytes())
    (folder / "notes.txt").write_text("not footage")

    result = run("inspect", folder, "-o", "out", "--json")

    assert [r["footage"]["untrusted_name"] for r in answer(result)["results"]] == ["a.mp4"]
    assert "passed over 1 entry without an ending of footage" in result.stderr


def test_doctor_names_what_the_sandbox_does_and_does_not_deny(run: Run) -> None:
    result = run("doctor")

    assert result.exit_code == 0
    seen = jail.probe()
    assert f"level {seen.level}: {seen.mechanism}" in result.stdout
    lines = {line.split()[0]: line for line in result.stdout.splitlines()}
    for label, names in (("denied", seen.denied), ("possible", seen.not_denied)):
        for name in names:
            assert promise_words(name) in lines[label]


def _weaken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine have limits alone, whatever it has."""
    weak = levels.strongest_of([Wall()])
    monkeypatch.setattr(levels, "seen_here", [weak])


def test_without_a_sandbox_a_strangers_file_is_refused_in_one_sentence(
    run: Run, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _weaken(monkeypatch)

    for command in ("inspect", "keyframes", "hash", "light", "metadata", "review"):
        result = run(command, clip)
        assert result.exit_code == 3
        assert result.stdout == ""
        assert result.stderr.startswith("Error: ")
        assert "was not opened" in result.stderr
        assert "--allow-weak-sandbox" in result.stderr
    assert not list(Path().iterdir())


def test_a_user_who_allows_it_is_told_each_time_and_the_result_says_so(
    run: Run, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _weaken(monkeypatch)

    result = run("metadata", clip, "--allow-weak-sandbox", "--json")

    assert "not kept from" in result.stderr
    sandbox = answer(result)["sandbox"]
    assert (sandbox["level"], sandbox["allowed_by"]) == ("C", "user")
    assert "tcp" in sandbox["not_denied"]


def test_a_shipped_sample_needs_no_sandbox(
    run: Run, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _weaken(monkeypatch)

    result = run("metadata", samples / "street.jpg", "--json")

    assert answer(result)["sandbox"]["allowed_by"] == "sample"
    assert result.stderr == ""


def test_each_command_has_help_with_an_example_that_starts_with_its_name(run: Run) -> None:
    for name in ("inspect", "keyframes", "hash", "light", "metadata", "doctor", "ui"):
        shown = run(name, "--help").stdout
        assert f"Example: verify {name}" in " ".join(shown.split())


def test_help_says_what_it_is_for_and_where_to_begin(run: Run) -> None:
    shown = run("--help").stdout

    assert "Example: verify inspect" in shown


def test_an_unknown_option_is_the_callers_mistake(run: Run, clip: Path) -> None:
    assert run("inspect", clip, "--frobnicate").exit_code == 2


@pytest.mark.usefixtures("here")
def test_printed_hashes_are_the_table_that_a_result_holds(run: Run, clip: Path) -> None:
    printed = run("hash", clip).stdout
    run("hash", clip, "-o", "out")

    assert printed.splitlines() == Path("out/hashes.csv").read_text("utf-8").splitlines()


@pytest.mark.usefixtures("here")
def test_answers_for_several_files_say_which_is_which(run: Run, clip: Path, samples: Path) -> None:
    files = (clip, samples / "street.jpg")

    hashed = run("hash", *files).stdout.splitlines()
    light = run("light", *files).stdout

    assert [line for line in hashed if line.startswith("#")] == ["# clip.mp4", "# street.jpg"]
    assert "clip.mp4: no flash" in light
    assert "street.jpg: a picture has no time axis" in light


@pytest.mark.usefixtures("here")
def test_each_column_of_the_flash_table_begins_at_one_place(run: Run, samples: Path) -> None:
    table = run("light", "--all", samples / "night-strike-reupload.mp4").stdout

    title, head, *rows = table.partition("\n\n")[0].splitlines()
    assert title.startswith("night-strike-reupload.mp4: ")
    assert rows
    for name in ("onset", "error", "kind", "rise", "area", "why"):
        at = head.index(name)
        assert all(row[at] != " " and (at == 0 or row[at - 1] == " ") for row in rows)


@pytest.mark.usefixtures("here")
def test_a_picture_is_not_said_to_have_no_flashes(run: Run, samples: Path) -> None:
    shown = run("inspect", samples / "street.jpg").stdout

    assert "Flashes" not in shown
    assert "Shots" not in shown


@pytest.mark.usefixtures("here")
def test_light_is_not_called_untold_where_it_was_not_looked_at(run: Run, samples: Path) -> None:
    assert "cannot tell" not in run("keyframes", samples / "night-fire-cut.mp4").stdout


@pytest.mark.usefixtures("here")
def test_what_was_measured_is_not_listed_as_claimed(run: Run, samples: Path) -> None:
    shown = run("metadata", samples / "night-strike.mp4").stdout

    assert shown.index("SHA-256") < shown.index("claimed by the file")
    assert "1 channel\n" in shown


@pytest.mark.usefixtures("here")
def test_earlier_results_are_not_inspected_again(run: Run, clip: Path, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(clip.read_bytes())
    run("inspect", "clip.mp4")

    result = run("light", ".", "--json")

    assert [r["footage"]["untrusted_name"] for r in answer(result)["results"]] == ["clip.mp4"]
    assert "passed over 1 entry that Verify made" in result.stderr


def test_the_list_of_commands_is_whole_sentences(run: Run) -> None:
    assert "..." not in run("--help").stdout.split("Commands:")[1]


def test_help_tells_what_comes_without_a_folder(run: Run) -> None:
    assert "the answer is printed" in " ".join(run("light", "--help").stdout.split())


@pytest.mark.usefixtures("here")
def test_the_report_tells_how_to_get_the_same_keyframes(run: Run, clip: Path) -> None:
    run("keyframes", clip, "--at", "0:00.5", "--max", "7", "-o", "stills")

    page = Path("stills/report.html").read_text("utf-8")

    assert "verify inspect --at 0.5 --max 7 clip.mp4" in page
