"""From groups of sightings to findings: what kind, where in the picture as shown, when, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.analysis.overlays.changes import Change
from verify.analysis.overlays.grouping import Group
from verify.analysis.overlays.patterns import Box
from verify.analysis.overlays.tracks import Ground, Moment, Sighting
from verify.domain.footage import BoxPx
from verify.domain.overlays import (
    MOST_OVERLAYS,
    MOST_SHOWINGS,
    Overlay,
    OverlayKind,
    Showing,
)
from verify.domain.traces import Confidence, Untold

STILL = (
    "Most of the picture stands still here: a mark that is there all the time cannot be told from "
    "the scene unless that flickers or trembles. What comes or goes at once is listed."
)

_STILL_IN_PARTS = "In parts of this stretch, too, most of the picture stands still."
_LEAST_UNTOLD_S, _MOST_UNTOLD = 1.0, 200
_MARK_SHARE, _MARK_S = 0.6, 12.0
"""A mark is shown for so much of the clip, or for so long; what is shown less is a caption."""


@dataclass(frozen=True, slots=True)
class Clip:
    """The samples of a clip.

    Attributes
    ----------
    times_s : float64 array, shape (samples,)
    is_still : bool array, shape (samples,)
        Whether most of the picture has not changed for a while.
    end_s : float
    size_px, shape : tuple of int
        Width and height of the picture as shown; height and width of the one that was looked at.
    """

    times_s: npt.NDArray[np.float64]
    is_still: npt.NDArray[np.bool_]
    end_s: float
    size_px: tuple[int, int]
    shape: tuple[int, ...]

    def start_s(self, first: int) -> float:
        """Return when something began that the sample `first` is the first to show."""
        return float(self.times_s[max(0, first - 1) : first + 1].mean()) if first else 0.0

    def until_s(self, last: int) -> float:
        """Return when something ended that the sample `last` is the last to show."""
        if last + 1 >= len(self.times_s):
            return max(self.end_s, float(self.times_s[-1]))
        return float(self.times_s[last : last + 2].mean())

    @property
    def error_s(self) -> float:
        """Of a start or an end, either way: half of what lies between two samples."""
        return float(np.median(np.diff(self.times_s))) / 2 if len(self.times_s) > 1 else 0.0

    def box_px(self, box: Box) -> BoxPx:
        """Return a box in the picture as shown."""
        across, down = self.size_px[0] / self.shape[1], self.size_px[1] / self.shape[0]
        left, top = round(box[0] * across), round(box[1] * down)
        right = min(self.size_px[0], round((box[0] + box[2]) * across))
        bottom = min(self.size_px[1], round((box[1] + box[3]) * down))
        return left, top, right - left, bottom - top


@dataclass(frozen=True, slots=True)
class Judged:
    """An overlay without its picture, and the frame to cut that from."""

    overlay: Overlay
    moment: Moment
    box_px: BoxPx


@dataclass(frozen=True, slots=True)
class ClipOverlays:
    """What was found, in order of time, where it cannot be told, and how many are not listed."""

    found: list[Judged]
    cannot_tell: list[Untold]
    left_out: int


def judged(
    groups: Sequence[Group], changes: Sequence[Change], clip: Clip, left_out: int
) -> ClipOverlays:
    """Return the findings of a clip."""
    told = [(one.shown_samples, one.showings[0].first, _judged(one, clip)) for one in groups]
    told += [(one.last - one.first + 1, one.first, _changing(one, clip)) for one in changes]
    longest = sorted(told, key=lambda one: one[0], reverse=True)[:MOST_OVERLAYS]
    listed = [one for _, _, one in sorted(longest, key=lambda one: one[1])]
    return ClipOverlays(listed, list(_untold(clip)), left_out + len(told) - len(listed))


def _changing(change: Change, clip: Clip) -> Judged:
    showing = Showing(
        start_s=clip.start_s(change.first),
        end_s=clip.until_s(change.last),
        box_px=clip.box_px(change.box),
    )
    overlay = Overlay(
        kind=change.kind,
        showings=[showing],
        showings_left_out=0,
        error_s=clip.error_s,
        confidence=Confidence.CLEAR,
        stays_share=change.stays_share,
        rest_stays_share=change.rest_share,
        reason=change.reason,
        still=None,
        transcription=None,
        translation=None,
    )
    return Judged(overlay, change.moment, showing.box_px)


def _judged(group: Group, clip: Clip) -> Judged:
    clearest = group.clearest
    overlay = Overlay(
        kind=_kind(group, clip),
        showings=[
            Showing(
                start_s=clip.start_s(showing.first),
                end_s=clip.until_s(showing.last),
                box_px=clip.box_px(showing.box),
            )
            for showing in group.showings[:MOST_SHOWINGS]
        ],
        showings_left_out=max(0, len(group.showings) - MOST_SHOWINGS),
        error_s=clip.error_s,
        confidence=Confidence.CLEAR if clearest.is_clear else Confidence.NEAR_THRESHOLD,
        stays_share=min(1.0, clearest.steady_share),
        rest_stays_share=clearest.rest_share,
        reason=_reason(clearest),
        still=None,
        transcription=None,
        translation=None,
    )
    return Judged(overlay, clearest.calmest, clip.box_px(clearest.box))


def _kind(group: Group, clip: Clip) -> OverlayKind:
    if group.places > 1:
        return OverlayKind.HOPPING_MARK
    share = group.shown_samples / len(clip.times_s)
    longest_s = max(
        clip.until_s(showing.last) - clip.start_s(showing.first) for showing in group.showings
    )
    if share >= _MARK_SHARE or longest_s >= _MARK_S:
        return OverlayKind.STATIC_MARK
    return OverlayKind.CAPTION


def _reason(sighting: Sighting) -> str:
    changed = round(100 * (1 - sighting.rest_share))
    match sighting.ground:
        case Ground.COMES:
            return "All of it came at once while the rest of the picture went on."
        case Ground.GOES:
            return "All of it went at once while the rest of the picture went on."
        case Ground.KEEPS:
            return (
                "Its edges keep their brightness while others, which stay in place too, flicker or "
                "tremble: a mark, or a thing that shines by itself."
            )
        case Ground.DOUBTFUL:
            return (
                f"Its edges stay in place while {changed} % of the others change: a mark, or a "
                "sign in a scene that changes little."
            )
    return f"Its edges stay in place while {changed} % of the others change."


def _untold(clip: Clip) -> Sequence[Untold]:
    marked = np.concatenate([[False], clip.is_still, [False]])
    edges = np.flatnonzero(marked[1:] != marked[:-1])
    found = []
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        start_s, end_s = clip.start_s(int(first)), clip.until_s(int(after) - 1)
        if end_s - start_s >= _LEAST_UNTOLD_S:
            found.append(Untold(start_s=start_s, end_s=end_s, reason=STILL))
    if len(found) > _MOST_UNTOLD:
        end_s = found[-1].end_s
        found = found[: _MOST_UNTOLD - 1]
        found.append(Untold(start_s=found[-1].end_s, end_s=end_s, reason=_STILL_IN_PARTS))
    return found
