"""What a journalist asks of several clips: how their clocks lie, what each shows at a moment."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from verify.analysis.sync.moments import common_moments, offsets_to_first
from verify.analysis.sync.pairs import Compared, Recording, compare_all
from verify.domain.errors import BadParameterError, FailedError, VerifyError
from verify.domain.findings import Analysis
from verify.domain.sync import Sync
from verify.jobs.progress import OnProgress
from verify.jobs.strip import assert_free, write_strip
from verify.jobs.synchrony import comparing_tool, frames_at, recording_of
from verify.presentation.contact_strip import StripRow
from verify.workbench.clips import Outcome, outcome_of

__all__ = ["MOST_CLIPS", "Synchronised", "assert_free", "strip_of", "synchronise"]

MOST_CLIPS = 12
_MOMENTS = 6

ProgressOf = Callable[[Path], AbstractContextManager[OnProgress | None]]


@dataclass(frozen=True, slots=True)
class Synchronised:
    """What came of several clips.

    Attributes
    ----------
    finding : Sync
        All pairs of those that could be read.
    failed : list of Outcome
        The others, each with its error.
    paths : list of Path
        Of those that could be read, in the order of the pairs.
    """

    finding: Sync
    failed: list[Outcome[tuple[Analysis, Recording]]]
    paths: list[Path]
    _analyses: list[Analysis]
    _compared: list[Compared]

    @property
    def offsets_s(self) -> dict[Path, float]:
        """By file, its time minus that of the first linked one at one moment; linked ones only."""
        linked = offsets_to_first(self._compared, len(self.paths))
        return {self.paths[place]: offset_s for place, offset_s in linked.items()}


def synchronise(
    paths: Sequence[Path],
    *,
    weak_allowed: bool,
    progress_of: ProgressOf,
    untrusted_names: Mapping[Path, str] | None = None,
) -> Synchronised:
    """Compare the light and the sound of each pair.

    Parameters
    ----------
    paths : sequence of Path
        Two to twelve clips.
    weak_allowed : bool
        Whether the user has allowed decoding where the sandbox does not keep a hostile file in.
    progress_of : callable
        Gives, for a file, what is told how far its reading has come.
    untrusted_names : dict of Path to str, optional
        What files are called, where their paths are names of ours.

    Raises
    ------
    BadParameterError
        If there are fewer or more.
    VerifyError
        The first error, if fewer than two clips could be read.
    """
    if not 2 <= len(paths) <= MOST_CLIPS:
        raise BadParameterError("The number of clips", len(paths), f"2 to {MOST_CLIPS}")
    outcomes = []
    for path in paths:
        with progress_of(path) as on_progress:
            name = (untrusted_names or {}).get(path)
            outcomes.append(_outcome(path, name, weak_allowed, on_progress))
    read = [(each.path, *each.answer) for each in outcomes if each.answer is not None]
    failed = [each for each in outcomes if each.answer is None]
    if len(read) < 2:
        raise failed[0].error or VerifyError("no clip could be read")
    compared = compare_all([recording for _path, _analysis, recording in read])
    return Synchronised(
        Sync(
            tool=comparing_tool(read[0][1].tool),
            pairs=[each.pair for each in compared],
        ),
        failed,
        [path for path, _analysis, _recording in read],
        [analysis for _path, analysis, _recording in read],
        compared,
    )


def strip_of(synchronised: Synchronised, place: Path, *, weak_allowed: bool, force: bool) -> None:
    """Write the linked clips side by side at moments that they share, as a JPEG.

    Raises
    ------
    FailedError
        If no two clips are linked by an accepted offset, or those linked never run all at once.
    ResultExistsError
        If something lies at `place` that may not be replaced.
    VerifyError
        If a clip can no longer be read.
    """
    paths, analyses = synchronised.paths, synchronised._analyses
    compared = synchronised._compared
    offsets_s = offsets_to_first(compared, len(paths))
    if not offsets_s:
        raise FailedError("No strip was written: no offset between these clips was accepted.")
    durations_s = [each.timebase.duration_s if each.timebase else 0.0 for each in analyses]
    moments_s = common_moments(compared, offsets_s, durations_s, _MOMENTS)
    if not moments_s:
        raise FailedError("No strip was written: the clips with an offset never run all at once.")
    first = next(iter(offsets_s))
    clips = []
    for place_in_call, offset_s in offsets_s.items():
        frames = frames_at(
            paths[place_in_call],
            [moment_s + offset_s for moment_s in moments_s],
            weak_allowed=weak_allowed,
        )
        name = analyses[place_in_call].footage.untrusted_name
        how = "the clock of reference" if place_in_call == first else f"{offset_s:+.3f} s"
        clips.append(StripRow(name, how, frames))
    left_out = [
        each.footage.untrusted_name
        for place_in_call, each in enumerate(analyses)
        if place_in_call not in offsets_s
    ]
    write_strip(clips, left_out, place, force=force)


def _outcome(
    path: Path, name: str | None, weak_allowed: bool, on_progress: OnProgress | None
) -> Outcome[tuple[Analysis, Recording]]:
    return outcome_of(
        path,
        lambda: recording_of(
            path, untrusted_name=name, weak_allowed=weak_allowed, on_progress=on_progress
        ),
    )
