"""What a report is made of, gathered: a state of a case, and what was found in its clips."""

from collections.abc import Mapping

import msgspec

from verify import __version__
from verify.casework.public_edition import public_draft
from verify.casework.recordings import recordings_of
from verify.domain.case_file import CaseFile
from verify.domain.packages import Edition
from verify.domain.releasing import StillPlace
from verify.presentation.case_report.composing import compose
from verify.presentation.case_report.material import ClipFindings, Head, Material, ShownPlace
from verify.presentation.case_report.model import Picture, Report
from verify.workbench.cases.frozen import FrozenCase
from verify.workbench.cases.shown_clips import ShownClip

Stills = Mapping[StillPlace, ShownPlace]
Keyframes = Mapping[str, Mapping[str, Picture]]


def draft(state: FrozenCase, edition: Edition) -> CaseFile:
    """Return what an edition shows of a case; accounts in it still wait to be decided on.

    For anybody a clip is called by its number.
    """
    if edition is Edition.INTERNAL:
        return state.case
    told = public_draft(state.case)
    order = list(dict.fromkeys(one.clip_sha256 for one in told.clips))
    clips = [
        msgspec.structs.replace(one, untrusted_name=f"clip {order.index(one.clip_sha256) + 1}")
        for one in told.clips
    ]
    return msgspec.structs.replace(told, clips=clips)


def composed(
    state: FrozenCase,
    edition: Edition,
    clips: Mapping[str, ShownClip],
    stills: Stills,
    keyframes: Keyframes,
) -> Report:
    """Return the report of a state of a case, before anything of it is covered or left out."""
    told = draft(state, edition)
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
