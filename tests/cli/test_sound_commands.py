"""verify sound and verify distance, as a user calls them."""

import errno
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run, answer
from tests.synthesis.clips import Clip
from verify.jobs import result_file


@pytest.mark.usefixtures("here")
def test_distance_of_the_sample_holds_the_truth_and_stays_conditional(
    run: Run, samples: Path, tmp_path: Path
) -> None:
    truth = json.loads((samples / "night-strike.truth.json").read_text("utf-8"))
    rings = tmp_path / "rings.geojson"
    found = answer(
        run(
            *("distance", samples / "night-strike.mp4", "--temperature", "8", "--json"),
            *("--camera", "35.93, 36.63", "--geojson", rings),
        )
    )
    assert set(found) == {
        *("schema", "tool", "sandbox", "footage", "skipped"),
        *("flashes", "sounds", "flash_to_bang", "audio_present", "audio_silent"),
    }
    onsets_s = [sound["onset_s"] for sound in found["sounds"] if sound["accepted"]]
    assert onsets_s == pytest.approx([flash["bang_s"] for flash in truth["flashes"]], abs=0.002)
    pairs = found["flash_to_bang"]
    for number, flash in enumerate(truth["flashes"]):
        own = [p for p in pairs if (p["flash_index"], p["sound_index"]) == (number, number)]
        (pair,) = own
        assert pair["low_m"] <= flash["distance_m"] <= pair["high_m"]
        assert pair["high_m"] - pair["low_m"] < 120
    assert all(pair["conditional"] for pair in pairs)
    features = json.loads(rings.read_text("utf-8"))["features"]
    assert len(features) == len(pairs)
    assert all(feature["properties"]["conditional"] for feature in features)


def test_distance_says_in_words_what_it_rests_on(run: Run, samples: Path) -> None:
    said = run("distance", samples / "night-fire.mp4").stdout
    assert "if this sound belongs to this flash: " in said
    assert "m  wind of 7 m/s, direction unknown" in said


def test_rings_need_a_camera_and_a_camera_needs_a_file(run: Run, samples: Path) -> None:
    refused = run("distance", samples / "night-fire.mp4", "--camera", "35,36")
    assert refused.exit_code == 2
    assert "--geojson" in refused.stderr


@pytest.mark.parametrize("place", ["35.9", "north", "95,10"])
def test_a_camera_that_stands_nowhere_is_refused(run: Run, samples: Path, place: str) -> None:
    named = ("--camera", place, "--geojson", "rings.geojson")
    assert run("distance", samples / "night-fire.mp4", *named).exit_code == 2


def test_a_file_that_is_there_is_not_replaced_unasked(
    run: Run, samples: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "rings.geojson"
    kept.write_text("mine")
    named = ("--camera", "35,36", "--geojson", kept)
    assert run("distance", samples / "night-fire.mp4", *named).exit_code == 2
    assert kept.read_text() == "mine"


@pytest.mark.parametrize("kind", ["the clip", "a link to the clip", "notes", "rings of others"])
def test_rings_never_replace_what_verify_did_not_draw(
    run: Run, samples: Path, tmp_path: Path, kind: str
) -> None:
    clip = tmp_path / "clip.mp4"
    shutil.copy(samples / "night-fire.mp4", clip)
    place = clip if kind == "the clip" else tmp_path / "there.geojson"
    if kind == "a link to the clip":
        place.symlink_to(clip.name)
    elif kind != "the clip":
        place.write_text('{"type": "FeatureCollection", "features": []}' if "rings" in kind else "")
    before = place.read_bytes(), clip.read_bytes(), place.is_symlink()

    refused = run("distance", clip, "--camera", "35,36", "--geojson", place, "--force")

    assert refused.exit_code == 2
    assert "is no result of Verify, so it was left as it is. Use --geojson" in refused.stderr
    assert (place.read_bytes(), clip.read_bytes(), place.is_symlink()) == before


def test_rings_replace_earlier_rings_on_request(run: Run, samples: Path, tmp_path: Path) -> None:
    place = tmp_path / "rings.geojson"

    def drawn(camera: str, *force: str) -> tuple[int, bytes]:
        named = ("--camera", camera, "--geojson", place, *force)
        code = run("distance", samples / "night-fire.mp4", *named).exit_code
        return code, place.read_bytes()

    first, again, forced = drawn("35,36"), drawn("34,36"), drawn("34,36", "--force")

    assert (first[0], again[0], forced[0]) == (0, 2, 0)
    assert first[1] == again[1] != forced[1]
    assert [file.name for file in tmp_path.iterdir()] == ["rings.geojson"]


def test_rings_that_find_no_room_leave_the_earlier_ones(
    run: Run, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "rings.geojson"
    named = (samples / "night-fire.mp4", "--geojson", place, "--force", "--camera")
    assert run("distance", *named, "35,36").exit_code == 0
    before = place.read_bytes()

    def is_full(_entry: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(result_file, "sync", is_full)
    assert run("distance", *named, "34,36").exit_code != 0
    assert place.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["rings.geojson"]


@pytest.mark.usefixtures("here")
def test_missing_and_silent_tracks_are_named_as_such(run: Run, tmp_path: Path) -> None:
    mute = Clip().write(tmp_path / "mute.mp4")
    silent = Clip(codec="mpeg4", silence=True).write(tmp_path / "silent.mov")
    assert "no distance: the file has no sound track" in run("distance", mute).stdout
    assert "it is silent" in run("sound", silent).stdout
    assert "no distance: the file has a sound track, but it is silent" in (
        run("distance", silent).stdout
    )
    heard = answer(run("distance", silent, "--json"))
    assert (heard["audio_present"], heard["audio_silent"]) == (True, True)
    found = answer(run("sound", mute, "--json"))
    assert set(found) == {
        *("schema", "tool", "sandbox", "footage", "skipped"),
        *("sounds", "audio_present", "audio_silent"),
    }
    assert (found["sounds"], found["audio_present"], found["audio_silent"]) == (None, False, None)


def test_sound_leaves_a_spectrogram_and_a_report_where_asked(
    run: Run, samples: Path, tmp_path: Path
) -> None:
    result = tmp_path / "heard"
    said = run("sound", samples / "night-fire.mp4", "-o", result, "--png").stdout
    assert {"analysis.json", "report.html", "spectrogram.svg", "spectrogram.png"} <= {
        file.name for file in result.iterdir()
    }
    truth = json.loads((samples / "night-fire.truth.json").read_text("utf-8"))
    first_s = f"{truth['flashes'][0]['bang_s']:.2f}"
    assert f"Sounds:    {len(truth['flashes'])} clear onset at {first_s}" in said
    assert run("sound", samples / "night-fire.mp4", "-o", result).exit_code == 2
