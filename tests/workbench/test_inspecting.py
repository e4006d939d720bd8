"""What an inspection takes out of an archive: pictures of one moment, and why nothing was said."""

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.presentation.test_match_section import make_segment
from tests.storage.footage import REPORTER
from verify.domain.archive import Still
from verify.domain.seen_before import SeenBefore
from verify.jobs.messages import InspectionOptions, as_first_look
from verify.workbench.archive import inspecting
from verify.workbench.archive.inspecting import still_pair
from verify.workbench.archive.shelf import Shelf, opened

USUAL = InspectionOptions()


def stills(times_s: Sequence[float]) -> list[Still]:
    return [Still(round(1000 * time_s), b"") for time_s in times_s]


QUARTERS = [number / 4 for number in range(200)]
SECONDS = list(range(100))


@pytest.mark.parametrize("speed", [1.0, 0.8, 1.25])
def test_a_pair_shows_one_moment_near_the_middle_of_a_segment(speed: float) -> None:
    segment = make_segment(
        query_start_s=12.0,
        query_end_s=22.0,
        match_start_s=63.2,
        match_end_s=63.2 + 10 * speed,
        speed=speed,
    )

    pair = still_pair(segment, stills(QUARTERS), stills(SECONDS))

    assert pair is not None
    since_s = pair.query.time_ms / 1000 - 12.0
    assert pair.match.time_ms / 1000 == pytest.approx(63.2 + speed * since_s, abs=0.15)
    assert since_s == pytest.approx(5.0, abs=1.5)


def test_no_pair_is_shown_where_a_side_has_no_still_of_the_moment() -> None:
    segment = make_segment(
        query_start_s=12.0, query_end_s=13.0, match_start_s=63.0, match_end_s=64.0, speed=1.0
    )

    assert still_pair(segment, [], stills(SECONDS)) is None
    assert still_pair(segment, stills([11.0, 14.0]), stills(SECONDS)) is None
    assert still_pair(segment, stills(QUARTERS), stills([61.0, 66.0])) is None


def test_a_single_picture_is_shown_beside_the_still_that_it_looks_like() -> None:
    segment = make_segment(
        query_start_s=0.0, query_end_s=0.0, match_start_s=7.25, match_end_s=7.25, speed=1.0
    )

    pair = still_pair(segment, stills([0.0]), stills(SECONDS))

    assert pair is not None
    assert pair.match.time_ms == 7_000


def said_by(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: InspectionOptions = USUAL,
    address: str | None = None,
) -> tuple[str, InspectionOptions]:
    """Return why no archive was searched, and what was asked of the clip; nothing is inspected."""
    monkeypatch.setattr(inspecting, "inspect", lambda *_, options, ask, **__: (ask(None), options))
    address = address or f"sqlite:///{home / 'verify.db'}"
    with inspecting.inspecting(home, address) as inspect:
        seen, asked = inspect("clip.mp4", "result", options=options)
    assert seen.search is None
    return seen.reason, asked


def test_a_home_without_an_archive_stays_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"

    for options in (USUAL, as_first_look(USUAL)):
        assert said_by(home, monkeypatch, options) == (inspecting.NO_ARCHIVE, options)

    assert not home.exists()


def test_an_archive_that_is_empty_or_torn_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{tmp_path / 'verify.db'}"
    with opened(tmp_path, address, REPORTER, makes=True):
        pass

    assert said_by(tmp_path, monkeypatch) == (inspecting.EMPTY, USUAL)

    (tmp_path / "verify.db").write_bytes(b"no database at all")
    reason, asked = said_by(tmp_path, monkeypatch)
    assert reason.startswith("failed: ")
    assert "not a store of Verify" in reason
    assert asked == USUAL


def test_an_address_of_no_store_is_told_with_the_rest_of_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason, _asked = said_by(tmp_path, monkeypatch, address="carrier-pigeon://roof")

    assert reason.startswith("failed: ")
    assert "carrier-pigeon" in reason


def test_a_first_look_does_not_wait_for_what_the_archive_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, f"sqlite:///{tmp_path / 'verify.db'}", REPORTER, makes=True):
        pass
    is_inspected = threading.Event()

    def open_late(*how: Any, **named: Any) -> AbstractContextManager[Shelf]:
        assert is_inspected.wait(60)
        return opened(*how, **named)

    def inspect(
        *_: Any, options: InspectionOptions, ask: Any, has_report: bool
    ) -> tuple[SeenBefore, Any]:
        assert not has_report
        is_inspected.set()
        return ask(None), options

    monkeypatch.setattr(inspecting, "opened", open_late)
    monkeypatch.setattr(inspecting, "inspect", inspect)
    with inspecting.inspecting(tmp_path, f"sqlite:///{tmp_path / 'verify.db'}") as look:
        seen, asked = look("clip.mp4", "result", options=as_first_look(USUAL))

    assert seen.reason == inspecting.EMPTY
    assert "hashes" in asked.analyses
