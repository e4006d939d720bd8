"""What the archive found of a clip of the desk, to be looked at: stretch by stretch, side by side.

The pictures are for the eye. One pair was put aside when the archive was asked; of further
stretches a keyframe of the clip stands beside the still of the entry that is nearest to its moment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verify.domain.archive import Still
from verify.domain.archive_errors import NoStoreError
from verify.domain.errors import VerifyError
from verify.domain.findings import Analysis, Keyframe
from verify.domain.judgements import Judgement
from verify.domain.matches import Match, Segment
from verify.domain.store_errors import UnknownEntryError
from verify.jobs import layout
from verify.presentation import match_wording, stretch_wording
from verify.presentation.match_section import ShownMatch, shown_matches
from verify.workbench.desk import Desk

__all__ = ["Matched", "SeenMatch", "Sight", "Stretch"]

# A still of an entry stands for a second of it.
_FARTHEST_S = 0.75
_LEAST_QUALITY = 50

Laid = tuple[float, float, float, float, float, float]
"""Takes a place x, y in the entry's picture to the clip's, in shares of the longest side of either:
x' = a x + c y + e, y' = b x + d y + f."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Pictures of one moment.

    Attributes
    ----------
    here : str
        Name of a result file of the clip.
    there : str or int
        The same, or the time in milliseconds of a still that the archive keeps of the entry.
    when : str
        Which moment that is, as far as it is known.
    """

    here: str
    there: str | int
    when: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the clip that looks like one of the entry.

    Attributes
    ----------
    rows : list of tuple of str
        Term and value.
    sight : Sight or None
        None where either side has no picture of it.
    laid : tuple of float or None
        How the entry's picture lies in the clip's; None if that is not known.
    start_s, entry_start_s, speed : float
        The entry shows at `entry_start_s + speed * (t - start_s)` what the clip does at t.
    """

    rows: list[tuple[str, str]]
    sight: Sight | None
    laid: Laid | None
    start_s: float
    entry_start_s: float
    speed: float


@dataclass(frozen=True, slots=True)
class SeenMatch:
    """An entry that looks like the clip.

    Attributes
    ----------
    sha256 : str
        Of the entry.
    shown : ShownMatch
        In words.
    facts : list of tuple of str
        Term and value: of the entry, and why the match has its grade.
    is_same_file : bool
        Whether it is the very file: there is nothing to compare then.
    stretches : list of Stretch
        The strongest first.
    clip_id : str or None
        Of the clip of this desk that is the entry's file; None if none is.
    """

    sha256: str
    shown: ShownMatch
    facts: list[tuple[str, str]]
    is_same_file: bool
    stretches: list[Stretch]
    clip_id: str | None


class Matched:
    """The matches of a desk's clips.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def matches(self, clip_id: str, analysis: Analysis) -> list[SeenMatch]:
        """Return the entries that look like a clip, in the order of the answer.

        What shows little was compared with nothing, so it stands in none of them.

        Parameters
        ----------
        analysis : Analysis
            Of the clip, with the judgements that hold.
        """
        found = analysis.archive
        if found is None or not found.matches:
            return []
        here, files = self._clips_by_sha256(), set(self._desk.result_files(clip_id))
        return [
            SeenMatch(
                sha256=match.footage.sha256,
                shown=shown,
                facts=list(stretch_wording.match_rows(match)),
                is_same_file=match.footage.sha256 == found.query.sha256,
                stretches=self._stretches(number, match, analysis, files),
                clip_id=here.get(match.footage.sha256),
            )
            for number, (match, shown) in enumerate(
                zip(found.matches, shown_matches(found, {}), strict=False), start=1
            )
        ]

    def history(self, clip_sha256: str, match_sha256: str) -> list[str]:
        """Return what people made of two files, a line each, the latest first.

        Raises
        ------
        VerifyError
            If the home's log cannot be read.
        """
        try:
            with self._desk.shelf() as shelf:
                said = shelf.store.judgements(clip_sha256)
        except NoStoreError:
            return []
        return [_line(one) for one in reversed(said) if one.other_than(clip_sha256) == match_sha256]

    def still(self, key: str, time_ms: int) -> bytes | None:
        """Return a still that the archive keeps of an entry, a JPEG; None if there is none."""
        return next((one.jpeg for one in self._stills(key) if one.time_ms == time_ms), None)

    def _stills(self, key: str) -> Sequence[Still]:
        try:
            with self._desk.shelf() as shelf:
                return shelf.store.stills(key)
        except (NoStoreError, UnknownEntryError):
            return []

    def _clips_by_sha256(self) -> dict[str, str]:
        found = {}
        for one in self._desk.clips():
            try:
                found[self._desk.analysis(one.clip_id).footage.sha256] = one.clip_id
            except VerifyError:
                continue
        return found

    def _stretches(
        self, number: int, match: Match, analysis: Analysis, files: set[str]
    ) -> list[Stretch]:
        stills: Sequence[Still] = []
        if match.segments and match.footage.sha256 != analysis.footage.sha256:
            stills = self._stills(match.footage.sha256)
        aside = (layout.QUERY_STILL.format(number), layout.MATCH_STILL.format(number))
        has_aside = files.issuperset(aside)
        stretches = []
        for place, segment in enumerate(match.segments):
            sight = _sight(segment, analysis, stills)
            if place == 0 and has_aside:
                sight = Sight(*aside, "at about the middle of it")
            stretches.append(
                Stretch(
                    rows=list(stretch_wording.stretch_rows(segment)),
                    sight=sight,
                    laid=laid_over(segment),
                    start_s=segment.query_start_s,
                    entry_start_s=segment.match_start_s,
                    speed=segment.speed,
                )
            )
        return stretches


def _line(judgement: Judgement) -> str:
    said = match_wording.judgement_words(judgement)
    return f"{said[:1].upper()}{said[1:]}"


def laid_over(segment: Segment) -> Laid | None:
    """Return how the entry's picture lies in the clip's; None if that is not known.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> laid_over(SimpleNamespace(turn=(0.5, 0.0), shift=(0.1, 0.0), mirrored=False))
    (2.0, 0.0, 0.0, 2.0, -0.2, 0.0)
    """
    if segment.turn is None or segment.shift is None or segment.turn == (0.0, 0.0):
        return None
    back = 1 / complex(*segment.turn)
    moved = -complex(*segment.shift) * back
    across = -1.0 if segment.mirrored else 1.0
    parts = (
        across * back.real,
        back.imag,
        -across * back.imag,
        back.real,
        across * moved.real,
        moved.imag,
    )
    a, b, c, d, e, f = (round(part, 6) + 0.0 for part in parts)
    return a, b, c, d, e, f


def _sight(segment: Segment, analysis: Analysis, stills: Sequence[Still]) -> Sight | None:
    """Return the keyframe of a stretch and the still that are of one moment, if any are."""

    def apart_s(keyframe: Keyframe, still: Still) -> float:
        at_s = segment.match_start_s + segment.speed * (keyframe.time_s - segment.query_start_s)
        return abs(at_s - still.time_ms / 1000)

    pairs = [
        (keyframe, still)
        for keyframe in _telling(segment, analysis)
        for still in stills
        if apart_s(keyframe, still) <= _FARTHEST_S
    ]
    if not pairs:
        return None
    keyframe, still = min(pairs, key=lambda pair: apart_s(*pair))
    here, there = (
        match_wording.clock_words(time_s) for time_s in (keyframe.time_s, still.time_ms / 1000)
    )
    return Sight(keyframe.file, still.time_ms, f"this clip at {here}, the entry at {there}")


def _telling(segment: Segment, analysis: Analysis) -> Iterator[Keyframe]:
    """Yield the keyframes of a stretch that show enough to be told from others."""
    dull = [] if analysis.archive is None else analysis.archive.not_comparable
    for keyframe in analysis.keyframes or []:
        time_s = keyframe.time_s
        if (
            segment.query_start_s <= time_s <= segment.query_end_s
            and keyframe.pdq_quality >= _LEAST_QUALITY
            and not any(part.start_s <= time_s < part.end_s for part in dull)
        ):
            yield keyframe
