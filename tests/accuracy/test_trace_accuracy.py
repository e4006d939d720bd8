"""The scorer against hand-made cases, and the whole way on one drawn and one real clip."""

from pathlib import Path

import pytest

from tests.accuracy import edits, traces
from tests.accuracy.edits import EDIT_KINDS, Edit, Excerpt
from tests.accuracy.traces import Tally, score, table
from tests.analyses import a_trace
from tests.analysis.traces.moving import INTERVAL_S, picture
from verify.domain.traces import TraceKind


def drawn(frames: int) -> Excerpt:
    planes = []
    for moment in range(frames):
        luma = picture(moment, speed_px=1.5, noise_seed=moment)[:88]
        planes.append(edits.with_grey(luma))
    return Excerpt("drawn", planes, [k * INTERVAL_S for k in range(frames)])


def test_a_trace_counts_once_and_only_for_its_own_kind() -> None:
    held = Edit("hold", 1.0, 2.0)
    twice = score([a_trace(), a_trace()], [held], INTERVAL_S, "clip")
    assert (twice.found.total(), twice.false_edited.total()) == (1, 1)
    other = score([a_trace(kind=TraceKind.LOOP)], [held], INTERVAL_S, "clip")
    assert (other.missed.total(), other.false_edited.total()) == (1, 1)


def test_half_of_a_run_must_overlap_and_a_jump_must_be_near() -> None:
    assert score([a_trace()], [Edit("hold", 1.6, 3.0)], INTERVAL_S, "clip").found.total() == 0
    jump = a_trace(kind=TraceKind.DROPPED_FRAMES, start_s=0.96, end_s=1.0)
    assert score([jump], [Edit("drop", 1.09, 1.09)], INTERVAL_S, "clip").found.total() == 1
    assert score([jump], [Edit("drop", 1.2, 1.2)], INTERVAL_S, "clip").found.total() == 0


def test_traces_in_untouched_copies_are_counted_by_copy() -> None:
    tally = score([a_trace()], [], INTERVAL_S, "quiet") + score([], [], INTERVAL_S, "other")
    assert tally.false_per_untouched == 0.5
    assert "  quiet: 1" in list(table(tally))


def test_f1_weighs_missed_and_false_alike() -> None:
    tally = Tally()
    tally.found[TraceKind.LOOP], tally.missed[TraceKind.LOOP] = 8, 2
    tally.false_edited[TraceKind.LOOP] = 2
    assert tally.f1() == tally.f1(TraceKind.LOOP) == 0.8


def test_edits_planted_into_a_drawn_clip_are_found_and_copies_raise_nothing(
    tmp_path: Path,
) -> None:
    excerpt = drawn(220)
    copies = [edits.edited(excerpt, 2, [kind]) for kind in EDIT_KINDS]
    copies += edits.platform_copies(excerpt)[3:]
    tally = Tally()
    for number, copy in enumerate(copies):
        path = tmp_path / f"{number}.mp4"
        edits.encode(excerpt, copy, path)
        tally += score(traces.traces_of(path), copy.edits, INTERVAL_S, copy.name)
    assert tally.planted == len(EDIT_KINDS)
    assert tally.f1() >= 0.95
    assert tally.false_untouched == {}


def test_the_command_prints_both_figures(
    shared_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(traces, "CACHE", tmp_path / "copies")
    monkeypatch.setattr(edits, "MOST_FRAMES", 60)
    monkeypatch.setattr(edits, "LONG_SIDE_PX", 160)
    (tmp_path / "clip.mp4").symlink_to(shared_data / "dup" / "videos" / "moviefilm_bikeride.mp4")
    assert traces.main([str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "6 copies of 1 clips" in said
    assert "6 untouched copies" in said
