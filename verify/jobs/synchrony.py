"""Clips read for comparison: light and sound of each out of the jail, and frames at given times."""

import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import msgspec
import numpy as np

from verify.analysis.sound.track import MonoTrack
from verify.analysis.sync.light import light_rises
from verify.analysis.sync.pairs import Recording
from verify.analysis.sync.rises import Rises
from verify.domain.errors import WorkerFailedError, shown_name
from verify.domain.findings import Analysis, Boundary, PickedBecause, Tool
from verify.domain.methods import METHOD_VERSION, VERSIONS
from verify.domain.rows import BrightnessRow
from verify.jobs.inspection import Examination, examined
from verify.jobs.layout import BRIGHTNESS_TABLE
from verify.jobs.messages import InspectionOptions
from verify.jobs.progress import OnProgress
from verify.presentation.tables import read_rows

_LOUDEST = 1_000


def recording_of(
    path: Path,
    *,
    weak_allowed: bool,
    untrusted_name: str | None = None,
    on_progress: OnProgress | None = None,
) -> tuple[Analysis, Recording]:
    """Return the light and the sound of one clip, measured in the jail.

    Raises
    ------
    VerifyError
        See `verify.jobs.inspection.examined`.
    """
    options = InspectionOptions(
        analyses=frozenset(("timebase", "shots", "brightness", "sound_track")),
        allow_weak_sandbox=weak_allowed,
    )
    with examined(
        path, options, untrusted_name=untrusted_name, on_progress=on_progress
    ) as examination:
        analysis = examination.analysis
        starts = [shot for shot in analysis.shots or [] if shot.boundary is not Boundary.START]
        recording = Recording(
            name=shown_name(untrusted_name or str(path)),
            sha256=analysis.footage.sha256,
            is_video=analysis.footage.kind != "picture",
            rises=_rises(examination, [shot.start_s for shot in starts]),
            track=_track(path, examination),
            cuts=len(starts),
            timing_error_s=analysis.timebase.timing_error_s if analysis.timebase else 0.0,
        )
    return analysis, recording


def comparing_tool(tool: Tool) -> Tool:
    """Return what compares clips that were read with a tool: that, and the comparison itself."""
    comparison = {METHOD_VERSION: VERSIONS["sync"]}
    return msgspec.structs.replace(tool, parameters={**tool.parameters, "sync": comparison})


def _rises(examination: Examination, cuts_s: Sequence[float]) -> Rises | None:
    table = examination.folder / BRIGHTNESS_TABLE
    if examination.analysis.brightness is None or not table.is_file():
        return None
    with table.open(encoding="utf-8", newline="") as file:
        rows = [(row.time_s, row.luminance_mean) for row in read_rows(file, BrightnessRow)]
    times_s, luminance = np.array(rows, np.float64).reshape(-1, 2).T
    is_number = np.isfinite(times_s) & np.isfinite(luminance)
    return light_rises(times_s[is_number], luminance[is_number], cuts_s)


def _track(path: Path, examination: Examination) -> MonoTrack | None:
    if examination.sound_track is None:
        return None
    extent, content = examination.sound_track
    samples = np.frombuffer(content, "<f2").astype(np.float16)
    # Nothing decoded is a thousand times over full scale, and sums of squares must stay numbers.
    if not (np.isfinite(samples).all() and np.abs(samples).max(initial=0) <= _LOUDEST):
        raise WorkerFailedError(path, "its sound track holds what no sound is")
    return MonoTrack(extent.start_s, extent.rate_hz, samples)


def frames_at(
    path: Path, times_s: Sequence[float], *, weak_allowed: bool
) -> list[tuple[float, bytes] | None]:
    """Return the frame on screen at each time, as its exact time and JPEG; None where it was lost.

    Raises
    ------
    VerifyError
        See `verify.jobs.inspection.examined`.
    """
    return analysed_frames_at(path, times_s, weak_allowed=weak_allowed)[1]


def analysed_frames_at(
    path: Path,
    times_s: Sequence[float],
    *,
    weak_allowed: bool,
    untrusted_name: str | None = None,
    on_progress: OnProgress | None = None,
) -> tuple[Analysis, list[tuple[float, bytes] | None]]:
    """Do as `frames_at`, and return besides what the frames were taken from."""
    at = [Fraction(math.floor(max(0.0, time_s) * 1000), 1000) for time_s in times_s]
    options = InspectionOptions(
        analyses=frozenset(("timebase", "keyframes")),
        keyframes_at=tuple(str(time_s) for time_s in dict.fromkeys(at)),
        allow_weak_sandbox=weak_allowed,
    )
    with examined(
        path, options, untrusted_name=untrusted_name, on_progress=on_progress
    ) as examination:
        frames = [
            (keyframe.time_s, (examination.folder / keyframe.file).read_bytes())
            for keyframe in examination.analysis.keyframes or []
            if keyframe.picked_because is PickedBecause.ASKED_FOR
        ]
    # A microsecond: the time of a frame is a float, the time asked for a whole millisecond.
    return examination.analysis, [
        max((frame for frame in frames if frame[0] <= time_s + 1e-6), default=None)
        for time_s in map(float, at)
    ]
