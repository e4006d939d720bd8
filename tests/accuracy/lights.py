"""How well blinking lights and the mains are read: drawn scenes of known rate, and real clips.

python -m tests.accuracy.lights blink [--seeds N]
python -m tests.accuracy.lights mains [--seeds N] [--first N] [--near]
python -m tests.accuracy.lights false [FOLDER...]
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.accuracy import blinking, lamplight
from tests.accuracy.blinking import Blink
from tests.accuracy.lamplight import Room
from tests.accuracy.nearness import comes_near_lamps
from verify.analysis.light.lights import LightWatch
from verify.analysis.light.mains import MainsGauge
from verify.analysis.picture.shots import ShotDetector
from verify.analysis.single_pass import FrameAnalysis, run_pass
from verify.domain.errors import VerifyError
from verify.domain.frames import Frame
from verify.domain.lights import Light, Mains
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
DEFAULT_FOLDERS = [_SHARED / name for name in ("night", "dup/wild", "dup/videos", "shots")]
_CLIP_ENDINGS = frozenset((".mp4", ".mkv", ".mov", ".webm"))
_TOLERANCE = 0.02
_ALIAS_TOLERANCE_HZ = 0.1


@dataclass(frozen=True)
class BlinkScore:
    """What was found of one scene's light."""

    rate_error: float | None
    within_errors: float | None
    other_lights: int
    names_aliases: bool

    @property
    def is_right(self) -> bool:
        return self.rate_error is not None and abs(self.rate_error) <= _TOLERANCE


def lights_of(path: Path) -> tuple[list[Light], float]:
    """Return what is found in a clip, and its length in seconds."""
    shots = ShotDetector()
    watch = LightWatch(shots)
    end_s = _play(path, (shots, watch))
    return watch.lights, end_s


def mains_of(path: Path) -> Mains:
    """Return what a clip shows of the mains."""
    shots = ShotDetector()
    gauge = MainsGauge(shots)
    _play(path, (shots, gauge))
    return gauge.finding()


def _play(path: Path, analyses: Sequence[FrameAnalysis]) -> float:
    end_s = [0.0]

    def remember(frame: Frame) -> None:
        end_s[0] = frame.time_s

    with open_source(path, DecodeLimits(), path) as source:
        result = run_pass(source.play(), analyses, on_frame=remember)
    if result.skipped:
        raise RuntimeError(f"{result.skipped[0].analysis} {result.skipped[0].reason}")
    return end_s[0]


def score_blink(lights: Sequence[Light], truth: Blink) -> BlinkScore:
    """Hold what was found against what was drawn: the nearest rate counts, the rest is false."""

    def error(light: Light) -> float:
        return (light.frequency_hz or 0.0) / truth.frequency_hz - 1

    nearest = min(lights, key=lambda light: abs(error(light)), default=None)
    if nearest is None or not truth.has_light:
        return BlinkScore(None, None, len(lights), names_aliases=False)
    off_hz = abs((nearest.frequency_hz or 0.0) - truth.frequency_hz)
    fps = float(truth.fps)
    expected = [k * fps + side * truth.frequency_hz for k in (1, 2, 3) for side in (-1, 1)]
    return BlinkScore(
        error(nearest),
        off_hz / (nearest.frequency_error_hz or 1.0),
        len(lights) - 1,
        all(
            any(abs(alias - hz) <= _ALIAS_TOLERANCE_HZ for alias in nearest.aliases_hz)
            for hz in expected
        ),
    )


def blink_scenes(seeds: int) -> Iterator[Blink]:
    """Yield scenes of each frame rate and way of moving, rates in turn."""
    number = 0
    for seed in range(seeds):
        for fps in blinking.FRAME_RATES:
            for moves in blinking.MOVES:
                rate = blinking.RATES_PER_MIN[(3 * number + seed) % len(blinking.RATES_PER_MIN)]
                yield blinking.scene(seed, fps, rate, moves)
                number += 1


def blink_lines(scenes: Iterator[Blink]) -> Iterator[str]:
    """Yield a line for each scene that went wrong, then the pooled figures."""
    scores: list[BlinkScore] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scene.mp4"
        for truth in scenes:
            blinking.encode(blinking.pictures(truth), truth.fps, truth.crf, path)
            lights, _ = lights_of(path)
            score = score_blink(lights, truth)
            scores.append(score)
            if not score.is_right or score.other_lights or not score.names_aliases:
                yield f"  {truth.name}: {score}"
    right = [score for score in scores if score.is_right]
    errors = sorted(abs(score.rate_error or 0.0) for score in right)
    covered = sum((score.within_errors or 0.0) <= 2 for score in right)
    yield f"rate within 2 %: {len(right)} of {len(scores)}"
    yield f"found at another rate: {sum(s.rate_error is not None for s in scores) - len(right)}"
    yield f"other lights listed: {sum(score.other_lights for score in scores)}"
    yield f"aliases named: {sum(score.names_aliases for score in right)} of {len(right)}"
    if errors:
        yield f"error: median {errors[len(errors) // 2]:.3%}, largest {errors[-1]:.3%}"
        yield f"truth within two standard deviations: {covered} of {len(right)}"


def mains_verdict(found: Mains, truth: Room) -> tuple[str, str]:
    """Return the row and the column of the table that a take counts in."""
    row = "decidable lamps" if truth.is_decidable else truth.kind
    if found.hz is None:
        return row, "cannot tell"
    is_right = truth.kind in lamplight.WITH_LAMPS and found.hz == truth.mains_hz
    return row, "right" if is_right else "wrong"


def mains_lines(
    seeds: range, kinds: Sequence[str] = lamplight.KINDS, *, only_near: bool = False
) -> Iterator[str]:
    """Yield a line for each wrong or missed take, then the pooled figures.

    `only_near` leaves out takes in which nothing lies near the rate of lamps.
    """
    tally: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "take.mp4"
        for kind in kinds:
            for seed in seeds:
                truth = lamplight.room(seed, kind)
                if only_near and not comes_near_lamps(truth):
                    continue
                lamplight.record(truth, path)
                found = mains_of(path)
                verdict = mains_verdict(found, truth)
                tally[verdict] += 1
                if verdict[1] == "wrong" or verdict == ("decidable lamps", "cannot tell"):
                    yield f"  {verdict[1]}: {truth.name}: {found.hz}, {found.reason}"
    for row in sorted({row for row, _ in tally}):
        counts = {column: tally[row, column] for column in ("right", "wrong", "cannot tell")}
        yield f"{row}: " + ", ".join(f"{count} {column}" for column, count in counts.items())
    wrong = sum(count for (_, column), count in tally.items() if column == "wrong")
    decided = sum(count for (_, column), count in tally.items() if column != "cannot tell")
    yield f"of all decisions: {wrong} of {decided} wrong"


def false_lines(folders: Sequence[Path]) -> Iterator[str]:
    """Yield the lights found in real clips, none of which is known to blink."""
    clips = sorted(
        path for folder in folders for path in folder.rglob("*") if path.suffix in _CLIP_ENDINGS
    )
    found, seconds, read = 0, 0.0, 0
    for path in clips:
        try:
            lights, end_s = lights_of(path)
        except VerifyError as error:
            yield f"  {path.name}: {error}"
            continue
        found, seconds, read = found + len(lights), seconds + end_s, read + 1
        for light in lights:
            first = light.track[0]
            yield (
                f"  {path.name}: {light.flashes_per_min:.1f} a minute, {light.start_s:.1f} to "
                f"{light.end_s:.1f} s, from {first.x_px:.0f}, {first.y_px:.0f} px"
            )
    yield f"{found} lights in {read} clips, {seconds / 60:.1f} minutes"


def main(arguments: list[str]) -> int:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("blink", "mains", "false"))
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="first seed of mains")
    parser.add_argument("--near", action="store_true", help="only takes that come near lamps")
    asked = parser.parse_args(arguments)
    seeds = range(asked.first, asked.first + asked.seeds)
    lines = {
        "blink": lambda: blink_lines(blink_scenes(asked.seeds)),
        "mains": lambda: mains_lines(seeds, only_near=asked.near),
        "false": lambda: false_lines(asked.folders or DEFAULT_FOLDERS),
    }[asked.what]()
    for line in lines:
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
