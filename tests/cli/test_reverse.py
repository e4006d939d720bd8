"""verify reverse, as typed: stills, a page, and what engines gave."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, answer
from verify.workbench.clips import gather


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty home."""
    monkeypatch.setenv("VERIFY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_what_an_engine_gave_is_shown_the_next_time(
    run: Run, clip: Path, samples: Path, home: Path
) -> None:
    first = run("reverse", clip)

    assert first.exit_code == 0
    assert "Still 2:" in first.stdout
    assert "Sent:      nothing." in first.stdout
    assert not home.exists()
    packet = Path("clip.mp4.reverse")
    made = {file.name: file.stat().st_mtime_ns for file in packet.glob("*.jpg")}

    still = packet / "still-1-mirrored.jpg"
    told = run(
        "reverse", "record", clip, "--engine", "tin", "--result", "nothing", "--still", still
    )
    assert told.exit_code == 0
    assert "Recorded as event 1: TinEye: nothing found" in told.stdout
    run(
        *("reverse", "record", packet, "--engine", "Baidu", "--result", "found", "--as", "Ana"),
        *("--address", "https://a.example/x", "--note", "older"),
    )

    again = run("reverse", clip)
    printed = answer(run("reverse", clip, "--json"))
    assert (printed["packet"]["schema"], len(printed["asked"])) == ("verify/reverse/1", 2)
    assert printed["page"] == "clip.mp4.reverse/reverse.html"
    silence = "that an engine finds nothing is silence, not support."
    assert f"; {silence}" in again.stdout
    assert "Baidu: found at https://a.example/x, asked by Ana (by own word) on" in again.stdout
    assert {file.name: file.stat().st_mtime_ns for file in packet.glob("*.jpg")} == made
    assert silence in (packet / "reverse.html").read_text("utf-8")
    event = answer(run("archive", "log", "--json"))["events"][0]
    stills = {
        one["file"]: one["sha256"]
        for one_still in json.loads((packet / "packet.json").read_text("utf-8"))["stills"]
        for one in one_still["pictures"]
    }
    assert event["action"] == "asked_elsewhere"
    assert event["payload"]["still_sha256"] == stills[still.name]

    assert gather([Path()]).files == []
    assert run("reverse", samples / "montage.mp4", "-o", packet).exit_code == 2
    of_another = run(
        "reverse", "record", "a" * 64, "--engine", "Baidu", "--result", "found", "--still", still
    )
    assert "one of this clip" in of_another.stderr


def test_a_call_that_cannot_be_ends_in_a_sentence(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "engines.toml").write_text("engine = 3", "utf-8")
    record = ("reverse", "record", "a" * 64, "--result")

    broken = run(*record, "found", "--engine", "Baidu")
    missing = run(*record, "found", "--engine", "Baidu", "--engines", "gone.toml")
    (home / "engines.toml").unlink()
    unknown = run(*record, "found", "--engine", "AltaVista")
    nothing_there = run(*record, "nothing", "--engine", "Baidu", "--address", "https://a.example")
    no_still = run(*record, "nothing", "--engine", "Baidu", "--still", "gone.jpg")
    no_clip = run("reverse", "record", "gone.mp4", "--engine", "Baidu", "--result", "nothing")

    for result, said in (
        (broken, "engines.toml is no list of search engines"),
        (missing, "gone.toml is no list of search engines: it is no file"),
        (unknown, "one of Google Lens, Yandex Images"),
        (nothing_there, "none, as nothing was found"),
        (no_still, "a file or a SHA-256"),
        (no_clip, "gone.mp4"),
        (run("reverse", "gone.mp4"), "gone.mp4 does not exist"),
    ):
        assert result.exit_code == 2
        assert said in result.stderr
