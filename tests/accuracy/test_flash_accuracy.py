"""The scorer against hand-made cases, and the detector on a few labelled clips."""

from pathlib import Path

import pytest

from tests.accuracy.flashes import line, main, score_clip
from tests.accuracy.labels import Event, Labels, read_labels
from tests.accuracy.scoring import Score, score


def labels(*onsets_s: float, ignored_s: tuple[tuple[float, float], ...] = ()) -> Labels:
    return Labels([Event("flash", onset_s, True) for onset_s in onsets_s], list(ignored_s))


def test_each_label_is_matched_by_the_nearest_onset_only() -> None:
    result = score([1.02, 1.06], labels(1.0), 0.04, 60.0)
    assert (result.clear_found, result.false_onsets_s) == (1, [1.06])
    assert result.onset_errors_frames == [pytest.approx(0.5)]


def test_tolerance_is_two_frames_or_a_tenth_of_a_second() -> None:
    assert score([1.1], labels(1.0), 1 / 30, 60.0).clear_found == 1
    assert score([1.12], labels(1.0), 1 / 30, 60.0).clear_found == 0
    assert score([1.39], labels(1.0), 0.2, 60.0).clear_found == 1


def test_onsets_in_ignored_stretches_are_dropped_but_labels_in_them_count() -> None:
    known = labels(1.0, 2.5, ignored_s=((0.9, 3.0),))
    result = score([1.0, 2.0], known, 0.04, 30.0)
    assert (result.clear_found, result.clear, result.false_onsets_s) == (1, 2, [])
    assert result.in_ignored == 1


def test_an_onset_at_something_that_is_no_flash_is_false() -> None:
    known = Labels([Event("moving_light", 1.0, True), Event("cut", 5.0, True)], [])
    result = score([1.0, 5.0], known, 0.04, 30.0)
    assert result.false_per_min == 4.0
    assert (result.at_cuts, result.cuts) == (1, 1)


def test_pooled_scores_add_up() -> None:
    pooled = score([1.0], labels(1.0), 0.04, 30.0) + score([9.0], labels(1.0), 0.04, 30.0)
    assert pooled.clear_recall == 0.5
    assert pooled.false_per_min == 1.0
    assert "clear   1/2" in line("all", pooled)


def test_labelled_clips_reach_the_bars(shared_data: Path) -> None:
    folder = shared_data / "night"
    known = read_labels(folder)
    pooled = Score()
    for name in ("thunder_pranav.mp4", "thunder_weatherjoy.mp4"):
        pooled += score_clip(folder / name, known[name])[0]
    assert pooled.clear_recall is not None
    assert pooled.within_one_frame is not None
    assert pooled.clear_recall >= 0.9
    assert pooled.false_per_min <= 1
    assert pooled.within_one_frame >= 0.9


def test_the_command_prints_clips_and_pools(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "clip,event_no,row_type,kind,onset_frame,onset_s,peak_frame,end_s,visible,area,note\n"
    row = "clip.mp4,,negative_clip,,,,,,,,\n"
    (tmp_path / "labels.csv").write_text(head + row, encoding="utf-8")
    clip = shared_data / "night" / "lightning_none_QLiMBer_sample_no.mp4"
    (tmp_path / "clip.mp4").symlink_to(clip)
    assert main([str(tmp_path)]) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("clip.mp4")
    assert last.startswith("all hand-held")
    assert "false  0" in first
