"""What a report is made of: a case as it may be told, and what was found in its clips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verify.domain.case_file import CaseFile
from verify.domain.findings import Analysis
from verify.domain.packages import Edition
from verify.domain.recordings import Recordings
from verify.domain.releasing import StillPlace
from verify.presentation.case_report.model import Picture


@dataclass(frozen=True, slots=True)
class ClipFindings:
    """What an inspection found in one clip.

    Attributes
    ----------
    analysis_sha256 : str
        Of the file that holds it.
    curve_svg : str or None
        Light through time.
    keyframes : mapping from `Keyframe.file` to Picture
        Those that the report shows, none in the public edition.
    """

    analysis: Analysis
    analysis_sha256: str
    curve_svg: str | None
    keyframes: Mapping[str, Picture]


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A picture or a stretch of a clip that is held up, and what is shown of it.

    Attributes
    ----------
    picture : Picture or None
    shown_s : float or None
        When the picture stands, seconds; it may be the nearest one of a stretch.
    reason : str
        Why there is no picture, or what of it was covered; empty if there is nothing to say.
    """

    picture: Picture | None
    shown_s: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where the custody log ended when the newest event of this state was written."""

    events: int
    hash: str
    recorded: str


@dataclass(frozen=True, slots=True)
class Material:
    """All of it.

    Attributes
    ----------
    case : CaseFile
        What the edition shows of it.
    whole : CaseFile
        All of it, for what is counted and not told.
    clips : mapping from SHA-256 to ClipFindings
    stills : mapping from StillPlace to ShownPlace
    """

    case: CaseFile
    whole: CaseFile
    edition: Edition
    recordings: Recordings
    clips: Mapping[str, ClipFindings]
    stills: Mapping[StillPlace, ShownPlace]
    head: Head
    version: str

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it."""
        return self.edition is Edition.PUBLIC

    def without_paths(self, reason: str) -> str:
        """Return a reason or a parameter, but for anybody none that names a place of a machine."""
        is_path = any(mark in reason for mark in ("/", chr(92), "~"))
        return "left out here" if self.is_public and is_path else reason

    @property
    def clip_order(self) -> Sequence[str]:
        """The clips of the case by SHA-256, each once."""
        return list(dict.fromkeys(one.clip_sha256 for one in self.case.clips))

    def clip_name(self, sha256: str) -> str:
        """Return what the report calls a clip: its number, so that no name need be told."""
        order = self.clip_order
        return f"clip {order.index(sha256) + 1}" if sha256 in order else f"clip {sha256[:12]}"
