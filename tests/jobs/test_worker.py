"""What the worker does with one request, called in this process: files in, files out."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from tests.synthesis import damage
from tests.synthesis.clips import Clip
from verify.domain.findings import Sandbox
from verify.jobs import pipeline, worker
from verify.jobs.messages import InspectionOptions, Refusal, WorkAnswer, WorkRequest, as_first_look

_ALL_TABLES = {"brightness.csv", "hashes.csv", "contact-sheet.jpg", "keyframes"}

_ALL_HASH_KINDS = {"average", "phash", "dhash", "whash", "colorhash", "crop_resistant"}


def _scratch(folder: Path, media: Path, threads: int = 1, **options: Any) -> Path:
    scratch = folder / "scratch"
    (scratch / "out").mkdir(parents=True)
    (scratch / "media").symlink_to(media)
    request = WorkRequest(
        untrusted_name="clip.mp4",
        sha256="ab" * 32,
        size_bytes=media.stat().st_size,
        threads=threads,
        now=datetime(2026, 1, 1, tzinfo=UTC),
        sandbox=Sandbox(
            level="C",
            mechanism="limits",
            denied=[],
            not_denied=[],
            passed_over=[],
            allowed_by="user",
        ),
        options=InspectionOptions(**options),
    )
    (scratch / "request.json").write_bytes(msgspec.json.encode(request))
    return scratch


def _answer(scratch: Path) -> WorkAnswer:
    return msgspec.json.decode((scratch / "findings.json").read_bytes(), type=WorkAnswer)


def test_a_first_look_finds_the_flashes_that_the_whole_finds(tmp_path: Path, samples: Path) -> None:
    looks = {}
    for name, options in (("first", as_first_look(InspectionOptions())), ("whole", None)):
        folder = tmp_path / name
        folder.mkdir()
        named = {} if options is None else msgspec.structs.asdict(options)
        scratch = _scratch(folder, samples / "night-strike.mp4", **named)
        worker.main(scratch)
        looks[name] = _answer(scratch).analysis

    first, whole = looks["first"], looks["whole"]
    assert first.flashes
    assert whole.flashes
    assert [(flash.onset_s, flash.peak_s, flash.kind) for flash in first.flashes] == [
        (flash.onset_s, flash.peak_s, flash.kind) for flash in whole.flashes
    ]
    assert "decoding" in first.tool.parameters
    assert "decoding" not in whole.tool.parameters


def test_a_clip_gives_findings_tables_and_pictures(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    clip = Clip().write(tmp_path / "clip.mp4")
    scratch = _scratch(tmp_path, clip)

    worker.main(scratch)

    analysis = _answer(scratch).analysis
    assert analysis.timebase is not None
    assert analysis.timebase.frames == 25
    assert {path.name for path in (scratch / "out").iterdir()} == _ALL_TABLES
    progress = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert progress
    assert all(line["share"] is None or 0 <= line["share"] <= 1 for line in progress)


def test_a_picture_gives_its_one_frame_and_all_hash_kinds_on_request(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    levels = np.random.default_rng(2).integers(0, 256, (30, 40, 3), np.uint8)
    Image.fromarray(levels).save(picture)
    scratch = _scratch(tmp_path, picture, all_hash_kinds=True)

    worker.main(scratch)

    answer = _answer(scratch)
    assert answer.analysis.keyframes is not None
    assert len(answer.analysis.keyframes) == 1
    assert answer.analysis.timebase is not None
    assert answer.analysis.timebase.duration_s == 0
    assert answer.analysis.flashes is None
    assert any(skip.analysis == "flashes" for skip in answer.analysis.skipped)
    assert answer.all_hash_kinds is not None
    assert set(answer.all_hash_kinds) == _ALL_HASH_KINDS
    assert "all_hash_kinds" in answer.analysis.tool.parameters


def test_only_what_was_asked_for_is_done_and_the_rest_is_named(tmp_path: Path) -> None:
    clip = Clip().write(tmp_path / "clip.mp4")
    scratch = _scratch(tmp_path, clip, analyses=frozenset(("metadata",)))

    worker.main(scratch)

    analysis = _answer(scratch).analysis
    assert analysis.metadata is not None
    assert analysis.timebase is None
    assert analysis.shots is None
    reasons = {skip.analysis: skip.reason for skip in analysis.skipped}
    assert reasons["flashes"] == "not asked for"
    assert list((scratch / "out").iterdir()) == []


def test_keyframes_that_were_not_foreseen_are_decoded_again_exactly(tmp_path: Path) -> None:
    clip = Clip(ticks=range(0, 4000, 40)).write(tmp_path / "clip.mp4")
    scratch = _scratch(tmp_path, clip, keyframe_every="1/5", maximum_keyframes=7)

    worker.main(scratch)

    analysis = _answer(scratch).analysis
    assert analysis.keyframes is not None
    assert len(analysis.keyframes) == 7
    assert analysis.keyframes_left_out == 13
    for keyframe in analysis.keyframes:
        assert (scratch / "out" / keyframe.file).is_file()


def test_flashes_beyond_the_most_that_are_listed_are_counted(
    tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "MOST_FLASHES", 1)
    only = frozenset(("flashes",))
    scratch = _scratch(tmp_path, samples / "night-strike-reupload.mp4", analyses=only)

    worker.main(scratch)

    analysis = _answer(scratch).analysis
    assert analysis.flashes is not None
    assert len(analysis.flashes) == 1
    (cut_short,) = [skip for skip in analysis.skipped if skip.is_cut_short]
    assert cut_short.analysis == "flashes"
    assert cut_short.reason.endswith(" more were found than the 1 listed")


def test_shots_beyond_the_most_that_are_listed_are_counted_and_used(
    tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "MOST_SHOTS", 1)
    both = frozenset(("shots", "keyframes"))
    scratch = _scratch(tmp_path, samples / "montage.mp4", analyses=both)

    worker.main(scratch)

    analysis = _answer(scratch).analysis
    assert len(analysis.shots or []) == 1
    (cut_short,) = [skip for skip in analysis.skipped if skip.is_cut_short]
    assert (cut_short.analysis, cut_short.reason) == (
        "shots",
        "5 more were found than the 1 listed",
    )
    of_shots = [one for one in analysis.keyframes or [] if one.picked_because.startswith("shot-")]
    assert len(of_shots) > 5


def test_a_damaged_clip_gives_the_same_on_machines_of_any_size(tmp_path: Path) -> None:
    clip = Clip(ticks=range(0, 2000, 40)).write(tmp_path / "clip.ts")
    damage.overwrite(clip, 0.3, 0.6, tmp_path / "bad.ts")
    results = []
    for threads in (1, 2, 4):
        folder = tmp_path / str(threads)
        folder.mkdir()
        scratch = _scratch(folder, tmp_path / "bad.ts", threads=threads)
        worker.main(scratch)
        files = [path for path in sorted((scratch / "out").rglob("*")) if path.is_file()]
        results.append((_answer(scratch), [path.read_bytes() for path in files]))

    timebase = results[0][0].analysis.timebase
    assert timebase is not None
    assert timebase.corrupt_frames > 0
    assert results[1] == results[0]
    assert results[2] == results[0]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"no footage at all, just words\n" * 20, "UnsupportedFootageError"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(2000), "UndecodableError"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_facts(
    content: bytes, kind: str, tmp_path: Path
) -> None:
    media = tmp_path / "media.bin"
    media.write_bytes(content)
    scratch = _scratch(tmp_path, media)

    worker.main(scratch)

    refusal = msgspec.json.decode((scratch / "refusal.json").read_bytes(), type=Refusal)
    assert refusal.kind == kind
    assert not (scratch / "findings.json").exists()


def test_an_option_that_does_not_fit_the_clip_is_refused(tmp_path: Path) -> None:
    clip = Clip().write(tmp_path / "clip.mp4")
    scratch = _scratch(tmp_path, clip, keyframes_at=("99",))

    worker.main(scratch)

    refusal = msgspec.json.decode((scratch / "refusal.json").read_bytes(), type=Refusal)
    assert refusal.kind == "BadParameterError"
