"""Flash recall, false alarms and onset errors on a folder of labelled clips.

python -m tests.accuracy.flashes [FOLDER]
"""

import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from statistics import median

from tests.accuracy.labels import Labels, read_labels
from tests.accuracy.scoring import Score, score
from verify.analysis.light.flashes import FlashDetector
from verify.analysis.picture.shots import ShotDetector
from verify.analysis.single_pass import run_pass
from verify.domain.findings import Flash
from verify.domain.frames import AudioBlock, Frame
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source

DEFAULT_FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "night"

APART = ("dashcam", "surveillance")
"""Clips whose names begin so stand on lines of their own: other cameras, other bars."""


def flashes_of(parts: Iterable[Frame | AudioBlock]) -> tuple[list[Flash], list[float]]:
    """Return what the detector finds, and the times of all frames, seconds."""
    times_s: list[float] = []
    shots = ShotDetector()
    detector = FlashDetector(shots)
    result = run_pass(parts, (shots, detector), on_frame=lambda seen: times_s.append(seen.time_s))
    if result.skipped:
        raise RuntimeError(f"{result.skipped[0].analysis} {result.skipped[0].reason}")
    return detector.flashes, times_s


def score_clip(path: Path, labels: Labels) -> tuple[Score, list[Flash]]:
    """Decode and score one clip."""
    with open_source(path, DecodeLimits(), path) as source:
        flashes, times_s = flashes_of(source.play())
    interval_s = median(later - time_s for time_s, later in pairwise(times_s))
    onsets_s = [flash.onset_s for flash in flashes if flash.accepted]
    return score(onsets_s, labels, interval_s, times_s[-1] + interval_s), flashes


def line(name: str, result: Score) -> str:
    """Return one line of the table."""
    within = result.within_one_frame
    return (
        f"{name:44} clear {result.clear_found:3}/{result.clear:<3} "
        f"faint {result.faint_found:2}/{result.faint:<2} "
        f"false {len(result.false_onsets_s):2} ({result.false_per_min:5.2f}/min) "
        f"in ignored stretches {result.in_ignored:2} "
        f"onset within a frame {'-' if within is None else f'{within:4.0%}'} "
        f"cuts called flash {result.at_cuts}/{result.cuts}"
    )


def main(arguments: list[str]) -> int:
    """Score every labelled clip of a folder and print the table."""
    folder = Path(arguments[0]) if arguments else DEFAULT_FOLDER
    pooled: dict[str, Score] = {}
    for name, labels in sorted(read_labels(folder).items()):
        result, _ = score_clip(folder / name, labels)
        print(line(name, result))
        group = next((prefix for prefix in APART if name.startswith(prefix)), "hand-held")
        pooled[group] = pooled.get(group, Score()) + result
    for group, result in pooled.items():
        print(line(f"all {group}", result))
        errors = Counter(round(error) for error in result.onset_errors_frames)
        if errors:
            shown = ", ".join(f"{error:+d}: {count}" for error, count in sorted(errors.items()))
            print(f"  onset errors in frames, found minus labelled: {shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
