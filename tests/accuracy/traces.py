"""How well traces of editing are found: seeded edits in real clips, and copies that have none.

python -m tests.accuracy.traces [FOLDER...] [--half first|second]

Clips are read where they lie. Small copies go to a temporary folder and are used again by the
next run. The halves part the clips by a hash of their names; the rules were set on the first.
"""

import argparse
import hashlib
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tests.accuracy import edits
from tests.accuracy.edits import Copy, Edit, Excerpt
from verify.analysis.single_pass import run_pass
from verify.analysis.traces.detector import TraceWatch
from verify.domain.limits import DecodeLimits
from verify.domain.traces import Trace, TraceKind
from verify.media.decode import open_source

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
DEFAULT_FOLDERS = [_SHARED / "night", _SHARED / "shots", _SHARED / "dup"]
CACHE = Path(tempfile.gettempdir()) / "verify-traces"

FOUND_AS = {
    "hold": TraceKind.FROZEN_RUN,
    "insert": TraceKind.FROZEN_RUN,
    "drop": TraceKind.DROPPED_FRAMES,
    "gap": TraceKind.DROPPED_FRAMES,
    "loop": TraceKind.LOOP,
    "again": TraceKind.LOOP,
}
SEEDS = range(30, 36)
"""One edited copy for each; the rules were set on the edits of other seeds."""
EDITS_A_COPY = 3
_CLIP_ENDINGS = frozenset((".mp4", ".mkv", ".mov", ".webm"))
# One family of these near-copies of one another is enough; the rest would count it many times.
_FAMILIES = ("chair-22-", "pattern-sd-", "pattern-hd-", "thunder_Rzine", "thunder_kiran")
# Drawn numbers, no footage.
_DRAWN = ("counter",)
_LEAST_OVERLAP = 0.5
_NEAR_S = 0.1
_NEAR_FRAMES = 2.5


@dataclass(frozen=True)
class Truth:
    """What was planted into one copy, and the usual interval of its frames."""

    edits: list[Edit]
    interval_s: float


@dataclass
class Tally:
    """What was planted and found; `false_untouched` is by name of the copy."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false_edited: Counter[str] = field(default_factory=Counter)
    false_untouched: Counter[str] = field(default_factory=Counter)
    clips: int = 0
    edited: int = 0
    untouched: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.found + other.found,
            self.missed + other.missed,
            self.false_edited + other.false_edited,
            self.false_untouched + other.false_untouched,
            self.clips + other.clips,
            self.edited + other.edited,
            self.untouched + other.untouched,
        )

    @property
    def planted(self) -> int:
        return self.found.total() + self.missed.total()

    @property
    def false_per_untouched(self) -> float:
        return self.false_untouched.total() / self.untouched

    def f1(self, *kinds: TraceKind) -> float:
        """Return F1 of these kinds, or of all."""
        found, wrong = (
            sum(count for kind, count in counter.items() if not kinds or kind in kinds)
            for counter in (self.found, self.missed + self.false_edited)
        )
        return 2 * found / (2 * found + wrong)


def matches(trace: Trace, edit: Edit, interval_s: float) -> bool:
    """Whether a trace is that of an edit: the same kind at the same place."""
    if trace.kind is not FOUND_AS[edit.kind]:
        return False
    if trace.kind is TraceKind.DROPPED_FRAMES:
        return abs(trace.end_s - edit.end_s) <= max(_NEAR_S, _NEAR_FRAMES * interval_s)
    both_s = min(trace.end_s, edit.end_s) - max(trace.start_s, edit.start_s)
    either_s = max(trace.end_s, edit.end_s) - min(trace.start_s, edit.start_s)
    return both_s >= _LEAST_OVERLAP * either_s


def score(traces: Iterable[Trace], planted: list[Edit], interval_s: float, name: str) -> Tally:
    """Match traces and edits one to one."""
    tally = Tally(edited=bool(planted), untouched=not planted)
    open_edits = list(planted)
    for trace in traces:
        match = next((edit for edit in open_edits if matches(trace, edit, interval_s)), None)
        if match is not None:
            open_edits.remove(match)
            tally.found[trace.kind] += 1
        elif planted:
            tally.false_edited[trace.kind] += 1
        else:
            tally.false_untouched[name] += 1
    tally.missed.update(FOUND_AS[edit.kind] for edit in open_edits)
    return tally


def traces_of(path: Path) -> list[Trace]:
    """Return what is found in one clip."""
    watch = TraceWatch()
    with open_source(path, DecodeLimits(), path) as source:
        result = run_pass(source.play(), (watch,))
        if result.skipped:
            raise RuntimeError(f"{result.skipped[0].analysis} {result.skipped[0].reason}")
        report = source.report
        end_s = float((report.end_pts - report.first_pts) * source.time_base)
    return watch.finding(end_s).found


def copies_of(excerpt: Excerpt) -> Iterator[Copy]:
    """Return the untouched copies of a clip and, if it moves, the edited ones."""
    yield from edits.platform_copies(excerpt)
    if excerpt.moving().mean() <= 0.5:
        return
    for seed in SEEDS:
        kinds = random.Random(f"{excerpt.name}{seed}").sample(edits.EDIT_KINDS, EDITS_A_COPY)
        copy = edits.edited(excerpt, seed, kinds)
        if copy.edits:
            yield copy


def score_clip(path: Path) -> Tally:
    """Make the copies of one clip where they are not there yet, and score each."""
    tally = Tally(clips=1)
    for copy in _kept_copies(path):
        truth = msgspec.json.decode(copy.with_suffix(".json").read_bytes(), type=Truth)
        tally += score(traces_of(copy), truth.edits, truth.interval_s, copy.stem)
    return tally


def _kept_copies(path: Path) -> list[Path]:
    chosen = f"{SEEDS} {EDITS_A_COPY} {edits.MOST_FRAMES} {edits.LONG_SIDE_PX}"
    made_by = Path(edits.__file__).read_bytes() + chosen.encode()
    folder = CACHE / hashlib.sha256(path.read_bytes() + made_by).hexdigest()[:16]
    done = folder / "done"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        excerpt = edits.read_excerpt(path)
        for copy in copies_of(excerpt):
            edits.encode(excerpt, copy, folder / f"{copy.name}.mp4")
            truth = Truth(edits=copy.edits, interval_s=excerpt.interval_s)
            (folder / f"{copy.name}.json").write_bytes(msgspec.json.encode(truth))
        done.touch()
    return sorted(folder.glob("*.mp4"))


def half_of(name: str) -> str:
    """Return the half that a clip belongs to, whatever the folder."""
    return "second" if hashlib.sha256(name.encode()).digest()[0] % 2 else "first"


def clips_in(folders: Iterable[Path]) -> list[Path]:
    """Return the clips beneath the folders, one of each family."""
    found = {
        path.stem: path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in _CLIP_ENDINGS and not path.stem.startswith(_FAMILIES + _DRAWN)
    }
    return list(found.values())


def table(tally: Tally) -> Iterator[str]:
    """Return the lines that the command prints."""
    yield f"{tally.planted} edits in {tally.edited} copies of {tally.clips} clips:"
    for kind in dict.fromkeys(FOUND_AS.values()):
        found, missed, wrong = tally.found[kind], tally.missed[kind], tally.false_edited[kind]
        if found + missed:
            precision = found / max(1, found + wrong)
            recall = found / (found + missed)
            yield (
                f"  {kind:16} planted {found + missed:4}  precision {precision:.3f}  "
                f"recall {recall:.3f}  F1 {tally.f1(kind):.3f}"
            )
    yield f"  {'all':16} F1 {tally.f1():.3f}" if tally.planted else "  none"
    if tally.untouched:
        yield (
            f"{tally.untouched} untouched copies: {tally.false_untouched.total()} traces, "
            f"{tally.false_per_untouched:.3f} a copy"
        )
        for name, count in tally.false_untouched.most_common():
            yield f"  {name}: {count}"


def main(arguments: list[str]) -> int:
    """Score the clips of some folders and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.traces")
    parser.add_argument("folders", nargs="*", type=Path, default=DEFAULT_FOLDERS)
    parser.add_argument("--half", choices=("first", "second"))
    options = parser.parse_args(arguments)
    clips = [
        path
        for path in clips_in(options.folders)
        if options.half is None or half_of(path.stem) == options.half
    ]
    if len(clips) > 1:
        with ProcessPoolExecutor(max_workers=2) as pool:
            tallies = list(pool.map(score_clip, clips))
    else:
        tallies = [score_clip(path) for path in clips]
    for line in table(sum(tallies, Tally())):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
