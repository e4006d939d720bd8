"""verify archive dedupe, as a user calls it: what is there twice, and what was decided of it."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from tests.cli.conftest import Run, answer
from tests.storage.footage import REPORTER, key_of
from tests.workbench.test_deduping import POSTED
from tests.workbench.test_searching import STEP_S, moving, noisy
from verify.domain.archive import EntryKind, FrameHashes, NewEntry
from verify.domain.duplicates import Duplicates
from verify.domain.sources import DateClaimant, SourceRecord, date_with_zone
from verify.workbench.archive.shelf import opened

LARGE, SMALL = key_of("large")[:12], key_of("small")[:12]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a home with two copies of one clip, the smaller one dated, and another clip."""
    home = tmp_path / "home"
    monkeypatch.setenv("VERIFY_HOME", str(home))
    rng = np.random.default_rng(30)
    frames = moving(rng, 40)
    date = date_with_zone(DateClaimant.NAME, "1", POSTED, "sent\x1b")
    with opened(home, f"sqlite:///{home / 'verify.db'}", REPORTER, makes=True) as shelf:
        for name, shown, width_px in (
            ("small", noisy(rng, frames, 4), 640),
            ("large", noisy(rng, frames, 4), 1280),
            ("other", moving(rng, 40), 640),
        ):
            hashes = FrameHashes(
                (np.arange(len(shown)) * 1000 * STEP_S).astype(np.uint32),
                np.packbits(shown, axis=1).view(">u8").astype(np.uint64),
                np.full(len(shown), 100, np.uint8),
            )
            entry = NewEntry(
                key=key_of(name),
                kind=EntryKind.VIDEO,
                untrusted_name=f"{name}\x1b.mp4",
                hashes=hashes,
                descriptors={},
                duration_s=10.0,
                width_px=width_px,
                height_px=360,
                source=SourceRecord(dates=[date]) if name == "small" else None,
            )
            shelf.store.add(entry, REPORTER)
    return home


@pytest.mark.usefixtures("home")
def test_copies_are_listed_with_the_best_the_earliest_and_how_to_decide(run: Run) -> None:
    said = run("archive", "dedupe")

    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert lines[0] == "1. 2 copies of one recording"
    assert lines[1].startswith(f"   best      {LARGE}  large")
    assert lines[1].endswith(".mp4  video, 1280 x 360, 0:10.000")
    assert lines[2] == "             because: largest picture"
    assert lines[3].startswith(f"   copy      {SMALL}  small")
    assert lines[3].endswith("(likely)")
    assert lines[4].startswith(f"   earliest  {SMALL}  small")
    assert "2018-03-02 18:00 UTC, says its name: sent" in lines[4]
    assert "read off a file name, which anyone can change" in lines[4]
    assert lines[5] == f"   decide    verify archive dedupe --keep {LARGE} {SMALL}"
    assert lines[-1] == "3 entries compared with one another. Nothing was removed."
    assert "It took " in said.stderr
    assert "\x1b" not in said.stdout


@pytest.mark.usefixtures("home")
def test_what_is_decided_as_printed_is_remembered(run: Run) -> None:
    kept = run("archive", "dedupe", "--keep", SMALL, LARGE, "--note", "as filmed", "--as", "Ada")
    again = run("archive", "dedupe").stdout
    ignored = answer(run("archive", "dedupe", "--ignore", LARGE, SMALL, "--json"))
    silent = run("archive", "dedupe").stdout
    shown = msgspec.convert(answer(run("archive", "dedupe", "--all", "--json")), Duplicates)

    assert kept.stdout.startswith(f"{SMALL} of 2 copies: to be kept, says Ada (own word) on ")
    assert kept.stdout.endswith(": as filmed (event 4).\n")
    assert again.splitlines()[1].startswith(f"   best      {SMALL}")
    assert "because: to be kept, says Ada (own word)" in again
    assert ignored["kept_sha256"] is None
    assert silent.startswith("No two entries were found to show one recording.\n1 group left out")
    (group,) = shown.groups
    assert group.is_ignored
    assert "decided" in run("archive", "dedupe", "--all").stdout
    assert run("archive", "list").stdout.count("\n") == 3


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((LARGE,), "go with --keep or --ignore"),
        (("--keep", LARGE), "two entries or more"),
        (("--ignore", LARGE, LARGE), "two entries or more"),
        (("--keep", LARGE, SMALL, "--ignore"), "Either --keep or --ignore"),
        (("--keep", "nowhere", SMALL), "No entry of the archive has the name or key nowhere"),
        (("--ignore", LARGE, SMALL, "--note", "x" * 2_001), "2,000 are the most"),
    ],
)
def test_what_cannot_be_decided_is_said_and_leaves_no_event(
    run: Run, words: tuple[str, ...], complaint: str
) -> None:
    said = run("archive", "dedupe", *words)

    assert said.exit_code == 2
    assert complaint in said.stderr
    assert len(run("archive", "log").stdout.splitlines()) == 3
