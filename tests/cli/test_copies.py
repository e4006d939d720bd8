"""verify review and verify cut, as typed."""

import json
from pathlib import Path

from tests.cli.conftest import Run, answer
from tests.media.playing import play
from tests.synthesis.clips import read_number


def test_cut_lies_beside_its_record_and_says_what_it_holds(run: Run, clip: Path) -> None:
    result = run("cut", clip, "--from", "0.5", "--to", "0:00.7", "-o", "part.mp4")

    assert result.exit_code == 0
    assert "clip.mp4: 5 frames, 320 x 180, without sound" in result.stdout
    assert "from 0.520000 s to 0.680000 s" in result.stdout
    assert "times differ by at most 0 s" in result.stdout
    assert "Record:    part.mp4.provenance.json" in result.stdout
    assert [read_number(frame.luma) for frame in play(Path("part.mp4")).frames] == [*range(13, 18)]
    record = json.loads(Path("part.mp4.provenance.json").read_text("utf-8"))
    assert record["asked_for"] == {"start_s": 0.5, "end_s": 0.7}


def test_review_prints_its_record_as_one_object(run: Run, clip: Path) -> None:
    result = run("review", clip, "--json")

    record = answer(result)
    assert record == json.loads(Path("clip.mp4.review.mp4.provenance.json").read_text("utf-8"))
    assert record["copy"]["frames"] == 25
    again = run("review", clip)
    assert again.exit_code == 2
    assert "--force" in again.stderr


def test_part_that_cannot_be_ends_in_a_sentence(run: Run, clip: Path) -> None:
    backwards = run("cut", clip, "--from", "2", "--to", "1")
    beyond = run("cut", clip, "--from", "8", "--to", "9")
    missing = run("review", "gone.mp4")

    assert (backwards.exit_code, beyond.exit_code, missing.exit_code) == (2, 2, 2)
    assert "the first one earlier" in backwards.stderr
    assert "from 0 to 0.960 s" in beyond.stderr
    assert "gone.mp4 does not exist" in missing.stderr
    assert list(Path().iterdir()) == []
