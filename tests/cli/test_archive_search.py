"""verify archive search, as a user calls it: copies with known truth, clips that tell nothing."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from tests.cli.conftest import Run, answer
from tests.storage.footage import REPORTER
from tests.synthesis.clips import Clip
from verify.domain.archive import EntryKind, FrameHashes, NewEntry
from verify.domain.matches import MatchGrade, Search
from verify.domain.sources import DateClaimant, SourceRecord, date_with_zone
from verify.jobs import worker
from verify.jobs.messages import WorkAnswer, WorkRequest
from verify.storage.database import open_store
from verify.workbench import clips

STEP_MS = 100
TRIMMED_MS = 3_100
FRAMES = 120


def _number_at(frame: int) -> int:
    """Return what is drawn: half a second each, codes far apart, so that pictures differ much."""
    return 37 * (frame // 5) % 1024


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a clip of twelve seconds, a copy of a part of it, and a black one."""
    folder = tmp_path_factory.mktemp("search")
    numbers = [_number_at(frame) for frame in range(FRAMES)]
    ticks = range(0, FRAMES * STEP_MS, STEP_MS)
    Clip(ticks=ticks, drawn=numbers).write(folder / "received.mp4")
    kept = slice(TRIMMED_MS // STEP_MS, TRIMMED_MS // STEP_MS + 60)
    Clip(
        ticks=range(0, 60 * STEP_MS, STEP_MS),
        drawn=numbers[kept],
        codec="mpeg4",
    ).write(folder / "trimmed.mkv")
    Clip(ticks=range(0, 3_000, STEP_MS), flat=(16, 128, 128)).write(folder / "black.mp4")
    return folder


@pytest.fixture(scope="session")
def home(footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive that holds the longer clip, with a date that its source claims."""
    home = tmp_path_factory.mktemp("home")
    options = clips.InspectionOptions(analyses=frozenset(("hashes", "timebase")))
    hashed = clips.hashes_of(footage / "received.mp4", options)
    pdq = bytes.fromhex("".join(row.pdq for row in hashed.rows))
    posted = datetime(2019, 3, 2, 18, tzinfo=UTC)
    date = date_with_zone(DateClaimant.SOURCE, "1551549600", posted, "posted, by the platform")
    store = open_store(f"sqlite:///{home}/verify.db")
    store.add(
        NewEntry(
            key=hashed.analysis.footage.sha256,
            kind=EntryKind.VIDEO,
            untrusted_name="received\x1b.mp4",
            hashes=FrameHashes(
                np.array([round(row.time_s * 1000) for row in hashed.rows], np.uint32),
                np.frombuffer(pdq, ">u8").astype(np.uint64).reshape(-1, 4),
                np.array([row.pdq_quality for row in hashed.rows], np.uint8),
            ),
            descriptors={},
            duration_s=FRAMES * STEP_MS / 1000,
            source=SourceRecord(
                untrusted_platform="Telegram\x1b[2J",
                untrusted_address="https://t.me/c/1/12",
                dates=[date],
            ),
        ),
        REPORTER,
    )
    store.close()
    return home


Ask = Callable[..., Search]


@pytest.fixture
def ask(run: Run, home: Path) -> Ask:
    """Return a function that searches for one clip and returns the decoded answer."""

    def call(clip: Path, *options: str) -> Search:
        said = run("archive", "search", clip, "--home", home, "--json", *options)
        assert said.exit_code == 0
        return msgspec.convert(answer(said), Search)

    return call


def test_a_trimmed_copy_is_found_where_it_lies(ask: Ask, footage: Path) -> None:
    found = ask(footage / "trimmed.mkv")

    (match,) = found.matches
    assert found.entries_searched == 1
    assert match.match_grade is MatchGrade.LIKELY
    assert "What moves in them was not compared" in match.reason
    assert match.footage.published_utc == datetime(2019, 3, 2, 18, tzinfo=UTC)
    assert match.footage.captured_utc is None
    (segment,) = match.segments
    offset_s = segment.match_start_s - segment.query_start_s
    assert offset_s == pytest.approx(TRIMMED_MS / 1000, abs=0.25)
    assert segment.query_start_s == pytest.approx(0.0, abs=0.5)
    assert segment.query_end_s == pytest.approx(6.0, abs=0.5)
    assert segment.match_end_s - segment.match_start_s == pytest.approx(
        segment.query_end_s - segment.query_start_s, abs=0.002
    )
    assert not found.query.is_in_archive


def test_the_same_file_is_said_to_be_there(run: Run, home: Path, footage: Path) -> None:
    said = run("archive", "search", footage / "received.mp4", "--home", home)

    assert said.exit_code == 0
    assert "1 entry looks like it\n  the same file: received" in said.stdout
    assert "The same file, byte for byte" in said.stdout
    assert "2019-03-02 18:00 UTC, says its source: posted, by the platform" in said.stdout
    assert "its 0:00.0-0:12.0 looks like that one's 0:00.0-0:12.0" in said.stdout
    assert "unchecked: Telegram" in said.stdout
    assert "https://t.me/c/1/12" in said.stdout
    assert "\x1b" not in said.stdout
    assert said.stdout.endswith(
        "1 entry searched; that says nothing about the rest of the world.\n"
    )


@pytest.mark.usefixtures("here")
def test_what_a_person_made_of_a_match_is_shown_the_next_time(
    run: Run, home: Path, footage: Path, tmp_path: Path
) -> None:
    own = shutil.copytree(home, tmp_path / "own", symlinks=True)
    trimmed = footage / "trimmed.mkv"
    run("archive", "reject", trimmed, "received\x1b.mp4", "--note", "a hill", "--home", own)

    said = run("archive", "search", trimmed, "--home", own)
    in_a_line = run("archive", "search", trimmed, trimmed.with_name("black.mp4"), "--home", own)

    match, judged, *_ = said.stdout.splitlines()[1:]
    assert match.startswith("  likely: received")
    assert judged.startswith("    Rejected by ")
    assert judged.endswith(" UTC: a hill")
    assert "verify archive compare CLIP ENTRY" in said.stdout
    assert "trimmed.mkv: 1 entry looks like it; [rejected by " in in_a_line.stdout


def test_several_clips_have_a_line_each_and_a_bad_one_stops_none(
    run: Run, home: Path, footage: Path
) -> None:
    Path("bad.mp4").write_bytes(b"no footage at all")

    said = run(
        "archive",
        "search",
        footage / "black.mp4",
        "bad.mp4",
        footage / "trimmed.mkv",
        "--home",
        home,
    )

    assert said.exit_code == 1
    assert "bad.mp4 is not footage" in said.stderr
    size, black, trimmed = said.stdout.splitlines()
    assert size == "1 entry searched; that says nothing about the rest of the world."
    assert black.startswith("black.mp4: nothing of it can be compared; not compared: 0:00.0-0:03.0")
    assert "shows too little" in black
    assert trimmed.startswith("trimmed.mkv: 1 entry looks like it; likely: ")


def test_forty_real_clips_are_searched_in_one_call_with_a_line_each(
    run: Run, tmp_path: Path, shared_data: Path, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("decodes forty clips twice; pytest --whole runs it")
    found = sorted((shared_data / "dup").rglob("*.mp4"), key=lambda clip: clip.stat().st_size)
    clips_asked = found[:40]
    home = tmp_path / "home"
    added = run("archive", "add", *clips_asked, "--home", home, "--hashes-only", "--jobs", "2")
    assert added.exit_code == 0, added.stderr

    said = run("archive", "search", *clips_asked, "--home", home)

    assert said.exit_code == 0, said.stderr
    size, *lines = said.stdout.splitlines()
    assert size.startswith("40 entries searched; ")
    assert [line.partition(": ")[0] for line in lines] == [clip.name for clip in clips_asked]
    for clip, line in zip(clips_asked, lines, strict=True):
        assert f"the same file: {clip.name}" in line


@pytest.mark.usefixtures("here")
def test_an_inspection_asks_the_archive_out_of_the_one_decoding(
    run: Run, home: Path, footage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[frozenset[str]] = []
    work = worker.work_on

    def work_on(request: WorkRequest, *given: Any) -> WorkAnswer:
        decoded.append(request.options.analyses)
        return work(request, *given)

    monkeypatch.setattr(worker, "work_on", work_on)
    trimmed = footage / "trimmed.mkv"

    asked = run("inspect", trimmed, "--home", home)
    black = run("inspect", footage / "black.mp4", "--home", home)
    unasked = run("inspect", trimmed, "--home", home, "--no-archive", "--json", "-o", "unasked")

    name, seen, match, *_ = asked.stdout.splitlines()
    assert name.startswith("trimmed.mkv: video")
    assert seen == "Archive:   1 entry looks like it, of 1 in this archive."
    assert match.startswith("           likely: received")
    page = Path("trimmed.mkv.verify/report.html").read_text("utf-8")
    assert page.index("Seen before?") < page.index("In short")
    found = json.loads(Path("trimmed.mkv.verify/analysis.json").read_text("utf-8"))["archive"]
    assert [match["match_grade"] for match in found["matches"]] == ["likely"]
    none = "Archive:   Nothing of it can be compared with the 1 entry in this archive; says"
    assert none in black.stdout
    assert answer(unasked)["archive"] is None
    assert {"analysis": "archive", "reason": "not asked for"} in answer(unasked)["skipped"]
    assert ["local_features" in analyses for analyses in decoded] == [True, True, False]


def test_an_empty_archive_clears_nothing(run: Run, footage: Path, tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'empty' / 'verify.db'}").close()

    said = run("archive", "search", footage / "black.mp4", "--home", tmp_path / "empty")

    assert said.exit_code == 0
    assert "says nothing about the world" in said.stdout
    assert "Not compared: 0:00.0-0:03.0 shows too little" in said.stdout
