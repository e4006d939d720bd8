"""Searching an archive in memory, held against comparing every frame with every other."""

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from tests.analyses import an_analysis
from tests.storage.footage import REPORTER, key_of
from verify.analysis.matching import comparable
from verify.domain.archive import EntryKind, FrameHashes, NewEntry
from verify.domain.errors import LimitExceededError, WorkerFailedError
from verify.domain.findings import Skipped
from verify.domain.matches import Match, MatchGrade, Search
from verify.domain.rows import HashRow
from verify.domain.window_hashes import WindowHashes
from verify.jobs.messages import FIRST_LOOK, InspectionOptions, as_first_look
from verify.storage.hamming import HammingIndex
from verify.storage.interface import Store
from verify.storage.likeness import FeatureIndex
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive import searching
from verify.workbench.archive.asking import asking
from verify.workbench.archive.searching import Searcher
from verify.workbench.archive.shelf import Shelf
from verify.workbench.clips import HashAnswer

Bits = npt.NDArray[np.bool_]
STEP_S = 0.25
RADIUS_BITS = 31


class Desk:
    """An archive that clips of given frames are put into and asked of."""

    def __init__(self, code_folder: Path) -> None:
        self.store: Store = memory_store()
        self.index = HammingIndex(code_folder=code_folder)

    @property
    def searcher(self) -> Searcher:
        return Searcher(self.store, self.index, FeatureIndex)

    def add(self, name: str, frames: Bits, quality: npt.NDArray[np.uint8] | None = None) -> None:
        entry = NewEntry(
            key=key_of(name),
            kind=EntryKind.VIDEO,
            untrusted_name=name,
            hashes=FrameHashes(
                (np.arange(len(frames)) * 1000 * STEP_S).astype(np.uint32),
                np.packbits(frames, axis=1).view(">u8").astype(np.uint64),
                np.full(len(frames), 100, np.uint8) if quality is None else quality,
            ),
            descriptors={},
            duration_s=len(frames) * STEP_S,
            width_px=1280,
            height_px=720,
        )
        self.store.add(entry, REPORTER)
        self.index.refresh(self.store)

    def ask(
        self, frames: Bits, quality: npt.NDArray[np.uint8] | None = None, name: str = "asked.mp4"
    ) -> Search:
        hashed = self.hashed(frames, name, quality)
        return self.searcher.search_hashes(Path(name), hashed, RADIUS_BITS)

    def hashed(
        self, frames: Bits, name: str, quality: npt.NDArray[np.uint8] | None = None
    ) -> HashAnswer:
        strength = np.full(len(frames), 100, np.uint8) if quality is None else quality
        rows = [
            HashRow(
                frame=number,
                pts=number,
                time_s=number * STEP_S,
                pdq=np.packbits(frame).tobytes().hex(),
                pdq_quality=int(strength[number]),
                phash="0" * 16,
                dhash="0" * 16,
            )
            for number, frame in enumerate(frames)
        ]
        analysis = an_analysis()
        assert analysis.timebase is not None
        analysis = msgspec.structs.replace(
            analysis,
            footage=msgspec.structs.replace(analysis.footage, sha256=key_of(name)),
            timebase=msgspec.structs.replace(
                analysis.timebase, duration_s=len(frames) * STEP_S, truncated=False
            ),
            skipped=[],
        )
        return HashAnswer(analysis, rows, None)

    def ask_windows(self, frames: Bits, inside: Bits, *, mirrored: bool) -> Search:
        """Ask for frames in each of which another picture fills the right half, as high."""
        count = len(inside)
        windows = WindowHashes(
            (np.arange(count) * 1000 * STEP_S).astype(np.uint32),
            np.tile([0.5, 0.25, 1, 0.75], (count, 1)),
            np.full(count, mirrored),
            np.full(count, 100, np.uint8),
            np.packbits(inside, axis=1).view(">u8").astype(np.uint64),
        )
        hashed = dataclasses.replace(self.hashed(frames, "asked.mp4", None), windows=windows)
        return self.searcher.search_hashes(Path("asked.mp4"), hashed, RADIUS_BITS)


@pytest.fixture
def desk(code_folder: Path) -> Iterator[Desk]:
    desk = Desk(code_folder)
    yield desk
    desk.index.close()


def moving(rng: np.random.Generator, frames: int) -> Bits:
    """Return pictures that change by 20 bits from one to the next."""
    bits = np.empty((frames, 256), np.bool_)
    bits[0] = rng.random(256) < 0.5
    for number in range(1, frames):
        bits[number] = bits[number - 1]
        bits[number, rng.choice(256, 20, replace=False)] ^= True
    return bits


def noisy(rng: np.random.Generator, frames: Bits, most_bits: int) -> Bits:
    changed = frames.copy()
    for frame in changed:
        frame[rng.choice(256, rng.integers(0, most_bits + 1), replace=False)] ^= True
    return changed


def keys(found: Search) -> set[str]:
    return {match.footage.name for match in found.matches}


def match_of(found: Search, name: str) -> Match:
    return next(match for match in found.matches if match.footage.name == name)


@pytest.mark.parametrize("seed", range(8))
def test_the_answer_is_that_of_comparing_all_frames(desk: Desk, seed: int) -> None:
    rng = np.random.default_rng(seed)
    query = moving(rng, 60)
    strength = rng.integers(10, 101, 60).astype(np.uint8)
    entries = {}
    for number in range(12):
        frames = moving(rng, int(rng.integers(5, 80)))
        if number % 3 == 0:
            first = int(rng.integers(0, 40))
            part = noisy(rng, query[first : first + int(rng.integers(1, 20))], 20)
            frames = np.concatenate([frames, part, moving(rng, 3)])
        quality = rng.integers(10, 101, len(frames)).astype(np.uint8)
        quality[rng.random(len(frames)) < 0.3] = 255
        entries[f"clip {number}"] = frames, quality
        desk.add(f"clip {number}", frames, quality)

    found = desk.ask(query, strength)

    truth = {}
    for name, (frames, quality) in entries.items():
        apart = (query[:, None] ^ frames[None]).sum(axis=2)
        is_near = (apart <= RADIUS_BITS) & (strength >= 20)[:, None] & (quality >= 20)
        if is_near.any():
            truth[name] = is_near
    assert keys(found) == set(truth)
    assert found.entries_searched == len(entries)
    assert found.query.frames_compared == np.count_nonzero(strength >= 20)
    for name, is_near in truth.items():
        for segment in match_of(found, name).segments:
            offset = round((segment.match_start_s - segment.query_start_s) / STEP_S)
            first = round(segment.query_start_s / STEP_S)
            last = round(segment.query_end_s / STEP_S)
            there = [
                is_near[frame, max(0, frame + offset - 2) : frame + offset + 3].any()
                for frame in range(first, last)
            ]
            assert segment.frames_matched <= sum(there)


def test_what_shows_too_little_is_named_where_it_lies(desk: Desk) -> None:
    frames = moving(np.random.default_rng(1), 40)
    desk.add("clip", frames)
    quality = np.full(40, 90, np.uint8)
    quality[[0, 1, 20]] = 19

    found = desk.ask(frames, quality)

    left_out = [(part.start_s, part.end_s) for part in found.not_comparable]
    assert left_out == [(0.0, 0.5), (5.0, 5.25)]
    assert all("shows too little" in part.reason for part in found.not_comparable)
    assert match_of(found, "clip").match_grade is MatchGrade.LIKELY


def test_where_no_points_were_taken_none_of_the_archive_are_read(desk: Desk) -> None:
    rng = np.random.default_rng(6)
    desk.add("old.mp4", moving(rng, 40))
    desk.add("plain.mp4", moving(rng, 40), np.zeros(40, np.uint8))

    def read() -> FeatureIndex:
        pytest.fail("points were read")

    searcher = Searcher(desk.store, desk.index, read)
    hashed = desk.hashed(moving(rng, 20), "clip.mp4")
    found = searcher.search_hashes(Path("clip.mp4"), hashed, RADIUS_BITS)

    assert (found.entries_searched, found.entries_not_comparable) == (2, 1)


def test_a_first_look_asks_for_no_points_and_no_windows() -> None:
    whole = asking(InspectionOptions()).analyses
    first = asking(as_first_look(InspectionOptions())).analyses

    assert whole >= InspectionOptions().analyses | {"hashes", "local_features", "windows"}
    assert first == FIRST_LOOK | {"hashes", "audio_fingerprint", "stills"}


def test_weak_frames_of_an_entry_are_not_met(desk: Desk) -> None:
    black = np.zeros((20, 256), np.bool_)
    desk.add("black", black, np.zeros(20, np.uint8))

    found = desk.ask(black)

    assert found.matches == []
    assert found.not_comparable == []
    assert (found.entries_searched, found.entries_not_comparable) == (1, 1)


def test_flat_frames_of_unknown_quality_are_worth_nothing(desk: Desk) -> None:
    # As a list of others may hold them: the hash of black, and nothing of how much it shows.
    black, unknown = np.zeros((20, 256), np.bool_), np.full(20, 255, np.uint8)
    desk.add("black", black, unknown)

    assert desk.ask(black, unknown).matches == []


def test_a_black_clip_that_is_there_is_said_to_be_there(desk: Desk) -> None:
    black, weak = np.zeros((20, 256), np.bool_), np.zeros(20, np.uint8)
    desk.add("black", black, weak)

    found = desk.ask(black, weak, name="black")

    (match,) = found.matches
    assert found.query.is_in_archive
    assert match.segments == []
    assert "byte for byte" in match.reason
    assert found.not_comparable[0].end_s == 5.0


def test_a_title_that_many_entries_show_is_no_more_than_possible(desk: Desk) -> None:
    rng = np.random.default_rng(2)
    title = moving(rng, 16)
    own = moving(rng, 30)
    for number in range(12):
        desk.add(f"news {number}", np.concatenate([noisy(rng, title, 4), moving(rng, 10)]))
    desk.add("copy", noisy(rng, own, 4))

    found = desk.ask(np.concatenate([title, own]))

    assert found.matches[0].footage.name == "copy"
    grades = {match.footage.name: match.match_grade for match in found.matches}
    assert grades.pop("copy") is MatchGrade.LIKELY
    assert len(grades) == 12
    assert set(grades.values()) == {MatchGrade.POSSIBLE}
    assert "those of many entries" in match_of(found, "news 3").reason


def test_a_frame_like_much_of_the_archive_is_left_out_and_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparable, "MOST_MEETINGS_A_FRAME", 50)
    rng = np.random.default_rng(3)
    frames = moving(rng, 30)
    desk.add("test card", np.repeat(frames[:1], 60, axis=0))
    desk.add("copy", frames[10:])

    found = desk.ask(frames)

    assert keys(found) == {"copy"}
    assert found.not_comparable[0].start_s == 0.0
    assert "of the archive" in found.not_comparable[0].reason


def test_a_long_clip_is_thinned_and_that_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparable, "MOST_FRAMES", 30)
    frames = moving(np.random.default_rng(4), 300)
    desk.add("copy", frames)

    found = desk.ask(frames)

    assert (found.query.frames, found.query.frames_compared) == (300, 30)
    assert "one in 10" in found.not_comparable[0].reason
    assert match_of(found, "copy").match_grade is MatchGrade.LIKELY


def test_an_entry_removed_meanwhile_is_neither_named_nor_counted(desk: Desk) -> None:
    frames = moving(np.random.default_rng(5), 20)
    desk.add("kept", frames)
    desk.add("removed", frames)
    desk.store.remove(key_of("removed"), REPORTER, "asked to")

    found = desk.ask(frames)

    assert keys(found) == {"kept"}
    assert (found.entries_searched, found.entries_not_comparable) == (1, 0)


def test_what_could_not_be_read_of_a_clip_is_named(desk: Desk) -> None:
    frames = moving(np.random.default_rng(7), 16)
    desk.add("copy", frames)
    asked = desk.hashed(frames, "cut.mp4")
    assert asked.analysis.timebase is not None
    cut = msgspec.structs.replace(
        asked.analysis.timebase, truncated=True, truncated_reason="the file ends early"
    )
    analysis = msgspec.structs.replace(
        asked.analysis,
        footage=msgspec.structs.replace(asked.analysis.footage, duration_s=9.0),
        timebase=cut,
        skipped=[Skipped(analysis="hashes", reason="failed: no room")],
    )

    found = desk.searcher.search_hashes(
        Path("cut.mp4"), HashAnswer(analysis, asked.rows, None), RADIUS_BITS
    )

    stretches = [(part.start_s, part.end_s, part.reason) for part in found.not_comparable]
    assert stretches == [
        (3.75, 4.0, "not hashed: failed: no room"),
        (4.0, 9.0, "could not be decoded: the file ends early"),
    ]


@pytest.mark.parametrize(("column", "left"), [("pdq", "xyz"), ("pdq", "00"), ("time_s", -1.0)])
def test_what_a_worker_left_is_held_against_its_form(
    desk: Desk, column: str, left: str | float
) -> None:
    asked = desk.hashed(moving(np.random.default_rng(8), 8), "clip.mp4")
    row = HashRow(**(asked.rows[0]._asdict() | {column: left}))

    with pytest.raises(WorkerFailedError, match=r"that it left are none|it left are no hashes"):
        desk.searcher.search_hashes(
            Path("clip.mp4"), HashAnswer(asked.analysis, [row, *asked.rows[1:]], None), RADIUS_BITS
        )


def test_footage_of_many_days_is_refused(desk: Desk) -> None:
    asked = desk.hashed(moving(np.random.default_rng(9), 8), "clip.mp4")
    rows = [*asked.rows[:-1], asked.rows[-1]._replace(time_s=1e9)]

    with pytest.raises(LimitExceededError, match="7 days"):
        desk.searcher.search_hashes(
            Path("clip.mp4"), HashAnswer(asked.analysis, rows, None), RADIUS_BITS
        )


def test_a_picture_is_no_more_than_a_possible_match(desk: Desk) -> None:
    frames = moving(np.random.default_rng(10), 20)
    desk.add("clip", frames)
    asked = desk.hashed(frames[12:13], "still.jpg")
    footage = msgspec.structs.replace(asked.analysis.footage, kind="picture")
    analysis = msgspec.structs.replace(asked.analysis, footage=footage)

    found = desk.searcher.search_hashes(
        Path("still.jpg"), HashAnswer(analysis, asked.rows, None), RADIUS_BITS
    )

    (match,) = found.matches
    assert found.query.duration_s is None
    assert match.match_grade is MatchGrade.POSSIBLE
    assert "single picture" in match.reason
    assert match.expected_false_matches is None
    (segment,) = match.segments
    assert segment.query_start_s == segment.query_end_s == 0
    assert segment.match_start_s == segment.match_end_s == 3.0


def test_a_rejected_match_stays_the_last_of_its_grade_with_who_and_why(desk: Desk) -> None:
    rng = np.random.default_rng(11)
    frames = moving(rng, 20)
    for name, most_bits in (("exact", 0), ("near", 4), ("far", 8)):
        desk.add(name, noisy(rng, frames, most_bits))
    desk.store.judge(key_of("asked.mp4"), key_of("exact"), REPORTER, accepted=False, note="a hill")
    desk.store.judge(key_of("near"), key_of("far"), REPORTER, accepted=False)

    found = desk.ask(frames)

    assert [match.footage.name for match in found.matches] == ["near", "far", "exact"]
    assert [match.judgement is not None for match in found.matches] == [False, False, True]
    judgement = found.matches[-1].judgement
    assert judgement is not None
    assert (judgement.accepted, judgement.untrusted_note) == (False, "a hill")
    assert judgement.actor == REPORTER


def test_an_empty_archive_is_searched_in_vain(desk: Desk) -> None:
    found = desk.ask(moving(np.random.default_rng(6), 20))

    assert (found.entries_searched, found.matches) == (0, [])


@pytest.mark.parametrize(
    ("ending", "keeps"), [(None, True), (SystemExit(1), True), (KeyboardInterrupt(), False)]
)
def test_whoever_stops_a_search_does_not_wait_for_what_helps_the_next_one(
    ending: BaseException | None, keeps: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[object] = []
    monkeypatch.setattr(searching, "keep_columns", lambda index, *_: kept.append(index))
    store = memory_store()
    shelf = Shelf(tmp_path, store, objects_of(store, tmp_path), REPORTER)

    with contextlib.suppress(SystemExit, KeyboardInterrupt), searching.searching(shelf):
        if ending is not None:
            raise ending

    assert bool(kept) is keeps


@pytest.mark.parametrize("mirrored", [False, True])
def test_what_is_shown_in_a_part_of_the_picture_is_found_with_its_place(
    desk: Desk, mirrored: bool
) -> None:
    rng = np.random.default_rng(4)
    entry = moving(rng, 80)
    desk.add("known.mp4", entry)
    desk.add("other.mp4", moving(rng, 80))
    found = desk.ask_windows(moving(rng, 40), noisy(rng, entry[20:60], 10), mirrored=mirrored)
    assert keys(found) == {"known.mp4"}
    match = match_of(found, "known.mp4")
    assert match.match_grade is MatchGrade.LIKELY
    assert "a part of the picture looks like the whole of that clip" in match.reason.lower()
    segment = match.segments[0]
    assert (segment.query_start_s, segment.match_start_s) == (0.0, 5.0)
    assert segment.mirrored == mirrored
    size = an_analysis().footage.video
    assert size is not None
    assert segment.content_box is not None
    left, top, wide, high = segment.content_box
    assert (left, left + wide) == (round(size.width_px / 2), size.width_px)
    assert top + high / 2 == pytest.approx(size.height_px / 2, abs=1)
