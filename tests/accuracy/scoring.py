"""Found onsets against labelled ones: one to one, nearest first.

A found onset that belongs to no labelled flash is false, unless it lies in a stretch where the
labels leave open what is there. Labelled flashes count wherever they lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.accuracy.labels import Labels

TOLERANCE_S = 0.1
TOLERANCE_FRAMES = 2


@dataclass
class Score:
    """Counts of one clip, or of several added up."""

    clear: int = 0
    clear_found: int = 0
    faint: int = 0
    faint_found: int = 0
    false_onsets_s: list[float] = field(default_factory=list)
    missed_clear_s: list[float] = field(default_factory=list)
    in_ignored: int = 0
    onset_errors_frames: list[float] = field(default_factory=list)
    at_cuts: int = 0
    cuts: int = 0
    duration_s: float = 0.0

    def __add__(self, other: "Score") -> "Score":
        return Score(**{name: getattr(self, name) + getattr(other, name) for name in vars(self)})

    @property
    def clear_recall(self) -> float | None:
        return self.clear_found / self.clear if self.clear else None

    @property
    def false_per_min(self) -> float:
        return len(self.false_onsets_s) / self.duration_s * 60

    @property
    def within_one_frame(self) -> float | None:
        errors = self.onset_errors_frames
        return sum(abs(error) <= 1.01 for error in errors) / len(errors) if errors else None


def score(
    onsets_s: Sequence[float], labels: Labels, frame_interval_s: float, duration_s: float
) -> Score:
    """Compare the onsets that were found in one clip with its labels."""
    tolerance_s = max(TOLERANCE_S, TOLERANCE_FRAMES * frame_interval_s)
    flashes = labels.flashes
    pairs = sorted(
        (abs(onset_s - flash.onset_s), found, known)
        for found, onset_s in enumerate(onsets_s)
        for known, flash in enumerate(flashes)
        if abs(onset_s - flash.onset_s) <= tolerance_s + 1e-6
    )
    matched: dict[int, int] = {}
    for _, found, known in pairs:
        if found not in matched and known not in matched.values():
            matched[found] = known
    result = Score(duration_s=duration_s)
    for known, flash in enumerate(flashes):
        is_found = known in matched.values()
        if flash.is_clear:
            result.clear += 1
            result.clear_found += is_found
            if not is_found:
                result.missed_clear_s.append(flash.onset_s)
        else:
            result.faint += 1
            result.faint_found += is_found
    for found, onset_s in enumerate(onsets_s):
        if found in matched:
            error_s = onset_s - flashes[matched[found]].onset_s
            result.onset_errors_frames.append(error_s / frame_interval_s)
        elif labels.is_ignored(onset_s):
            result.in_ignored += 1
        else:
            result.false_onsets_s.append(onset_s)
    cuts = [event.onset_s for event in labels.events if event.kind == "cut"]
    result.cuts = len(cuts)
    result.at_cuts = sum(
        any(abs(onset_s - cut_s) <= tolerance_s for onset_s in onsets_s) for cut_s in cuts
    )
    return result
