"""What a report is made of, gathered: a state of a case, and what was found in its clips."""

from collections.abc import Mapping

from verify import __version__
from verify.casework.recordings import recordings_of
from verify.domain.packages import Edition
from verify.domain.releasing import StillPlace
from verify.presentation.case_report.composing import compose
from verify.presentation.case_report.material import ClipFindings, Head, Material, ShownPlace
from verify.presentation.case_report.model import Picture, Report
from verify.workbench.cases.frozen import FrozenCase
from verify.workbench.cases.shown_clips import ShownClip

Stills = Mapping[StillPlace, ShownPlace]
Keyframes = Mapping[str, Mapping[str, Picture]]


def composed(
    state: FrozenCase,
    edition: Edition,
    clips: Mapping[str, ShownClip],
    stills: Stills,
    keyframes: Keyframes,
) -> Report:
    """Return the report of a state of a case, before anything of it is covered or left out."""
    told = state.told(edition)
    last = state.last
    return compose(
        Material(
            case=told,
            whole=state.case,
            edition=edition,
            recordings=recordings_of(told),
            clips={
                clip: ClipFindings(
                    analysis=one.analysis,
                    analysis_sha256=one.analysis_sha256,
                    curve_svg=one.curve_svg(),
                    keyframes=keyframes.get(clip, {}),
                )
                for clip, one in clips.items()
            },
            stills=stills,
            head=Head(last.sequence, last.hash, f"{last.recorded_utc:%Y-%m-%d %H:%M:%S} UTC"),
            version=__version__,
        )
    )
