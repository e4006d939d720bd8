"""The first look at a clip: inspected, held against the archive, the sky and what is claimed.

A result that is there for these very bytes is used as it is; nothing is replaced unless asked.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from verify import __version__
from verify.analysis.sky.clock import parse_asked
from verify.casework.checks.known import Known
from verify.casework.checks.proposing import likely_subject, overall, propose, unread
from verify.casework.next_steps import next_steps
from verify.domain.archive_errors import NoStoreError
from verify.domain.claims import Claim, Measurement, SourceKind
from verify.domain.errors import VerifyError
from verify.domain.findings import FAILED, Analysis
from verify.domain.matches import Search
from verify.domain.places import AmbiguousPlaceError, Place, UnknownPlaceError
from verify.domain.proposals import Proposal, Subject
from verify.domain.sky import Sky
from verify.domain.triage import SCHEMA_NAME, Triage, TriagedClaim
from verify.jobs.archiving import dates_in_file
from verify.jobs.layout import ANALYSIS_FILE
from verify.jobs.progress import OnProgress
from verify.media.intake import open_footage
from verify.presentation import summary as wording_of
from verify.workbench.archive.inspecting import EMPTY, NO_ARCHIVE, Inspect, inspecting
from verify.workbench.archive.judging import with_judgements
from verify.workbench.archive.shelf import Shelf, acting_as, opened
from verify.workbench.cases.asking_anew import asked_anew
from verify.workbench.cases.claim_words import bare, wording
from verify.workbench.cases.inspected import hashed_analysis_at
from verify.workbench.cases.own_sky import OwnSky, sky_asked
from verify.workbench.clips import InspectionOptions
from verify.workbench.sky import find_place, given_position

_SEEN_OR_HEARD = frozenset(
    (
        Measurement.FLASH_COUNT,
        Measurement.FLASH_TO_BANG,
        Measurement.BLINK_RATE,
        Measurement.BRIGHTNESS,
    )
)
_POSITION = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every clip of a call.

    Attributes
    ----------
    claims : sequence of str
        As typed.
    place : Place or None
        Where it is said to have been; a claim's own place if None.
    asked : str or None
        When, as for `verify sky --at`; a claim's own time if None.
    outdoors : bool or None
        What a person says.
    """

    claims: Sequence[str] = ()
    place: Place | None = None
    asked: str | None = None
    outdoors: bool | None = None


class Desk:
    """Where clips are triaged: what inspects them, and the archive if there is one."""

    def __init__(self, inspect: Inspect, shelf: Shelf | None, reason: str = NO_ARCHIVE) -> None:
        self._inspect = inspect
        self._shelf = shelf
        self._reason = reason

    def triage(
        self,
        clip: Path,
        result: Path,
        question: Question,
        *,
        options: InspectionOptions,
        force: bool = False,
        on_progress: OnProgress | None = None,
    ) -> Triage:
        """Return one page's worth on a clip; its result is left in a folder, or used from there.

        Raises
        ------
        ResultExistsError
            If something else lies in the place of the result.
        VerifyError
            If the clip cannot be inspected, or a time cannot be read.
        """
        is_reused = not force and _is_of(result, clip)
        if not is_reused:
            self._inspect(clip, result, options=options, force=force, on_progress=on_progress)
        analysis, sha256 = hashed_analysis_at(result)
        search, reason = self._archive(analysis, clip, options, on_progress)
        known = Known(
            analysis=analysis,
            search=search,
            outdoors=question.outdoors,
            event_day=_first_day(question.asked),
            own_dates=dates_in_file(analysis.metadata, datetime.now(UTC)),
        )
        claims = list(_claims(question, known))
        return Triage(
            schema=SCHEMA_NAME,
            version=__version__,
            footage=analysis.footage,
            result=str(result),
            is_reused=is_reused,
            analysis_sha256=sha256,
            what_it_is=wording_of.what_it_is(analysis),
            careful=wording_of.warnings(analysis),
            archive=search,
            no_archive=reason,
            entries_now=None if self._shelf is None else self._shelf.store.stats().entries,
            claims=claims,
            next_steps=next_steps(str(clip), analysis, search, claims),
        )

    def _archive(
        self,
        analysis: Analysis,
        clip: Path,
        options: InspectionOptions,
        on_progress: OnProgress | None,
    ) -> tuple[Search | None, str | None]:
        """Return what the archive says with judgements as they stand, or why it says nothing."""
        try:
            if analysis.archive is not None:
                if self._shelf is None:
                    return analysis.archive, None
                return with_judgements(self._shelf.store, analysis.archive), None
            if self._shelf is None:
                return None, self._reason
            weak = options.allow_weak_sandbox
            found = asked_anew(self._shelf, clip, weak_allowed=weak, on_progress=on_progress)
        except VerifyError as error:
            return None, _failed(error)
        return found, None if found is not None else EMPTY


@contextmanager
def desk(home: Path, address: str, weights: Path | None = None) -> Iterator[Desk]:
    """Give a desk on the archive of a home; nothing is made there, and none is fine too."""
    with ExitStack() as held:
        inspect = held.enter_context(inspecting(home, address, weights))
        try:
            shelf = held.enter_context(opened(home, address, acting_as(), makes=False))
            yielded = Desk(inspect, shelf)
        except NoStoreError:
            yielded = Desk(inspect, None)
        except VerifyError as error:
            yielded = Desk(inspect, None, _failed(error))
        yield yielded


def place_meant(text: str) -> Place:
    """Return a place by name, or by a position such as 35.93, 36.63.

    Raises
    ------
    InputError
        If there is none, or several, or it lies nowhere on Earth.
    """
    position = _POSITION.fullmatch(text)
    if position is None:
        return _place_called(text)
    return given_position(float(position[1]), float(position[2]))


def assert_time(asked: str) -> None:
    """Raise if a time cannot be read.

    Raises
    ------
    BadParameterError
        As `verify.workbench.sky.sky_over` does.
    """
    parse_asked(asked)


def _place_called(name: str) -> Place:
    position = "a position such as 35.93,36.63"
    try:
        return find_place(name)
    except UnknownPlaceError as error:
        raise UnknownPlaceError(error.name, error.within, error.suggestions, position) from error
    except AmbiguousPlaceError as error:
        raise AmbiguousPlaceError(error.name, error.candidates, error.left_out, position) from error


def _failed(error: VerifyError) -> str:
    return f"{FAILED}: {str(error).rstrip('.')}"


def _is_of(result: Path, clip: Path) -> bool:
    """Return whether a result is there, can be read, and is of these very bytes."""
    if not (result / ANALYSIS_FILE).is_file():
        return False
    try:
        analysis, _ = hashed_analysis_at(result)
    except VerifyError:
        return False
    with open_footage(clip) as footage:
        return footage.sha256 == analysis.footage.sha256


def _claims(question: Question, known: Known) -> Iterator[TriagedClaim]:
    skies = OwnSky(known.analysis, outdoors=bool(known.outdoors))
    texts = [(text, True) for text in question.claims]
    if not texts and question.place is not None and question.asked is not None:
        texts = [(f"It was filmed at {question.place.title}, {question.asked}.", False)]
    for text, is_asked in texts:
        parts = wording(text) if is_asked else [bare(text, Measurement.NIGHT)]
        yield _triaged(text, parts, question, known, skies, is_asked=is_asked)


def _first_day(asked: str | None) -> date | None:
    """Return the day that a time or a window begins with; None if it begins otherwise."""
    try:
        return date.fromisoformat((asked or "").strip()[:10])
    except ValueError:
        return None


def _triaged(
    text: str,
    parts: Sequence[Claim],
    question: Question,
    known: Known,
    skies: OwnSky,
    *,
    is_asked: bool,
) -> TriagedClaim:
    about = _about(parts) if is_asked else Subject.LINK
    proposals: list[Proposal] = []
    asked: Sky | None = None
    no_sky: str | None = None
    for part in parts:
        found = skies.over(part, place=question.place, asked=question.asked)
        sky = None if isinstance(found, str) or (asked and found is not asked) else found
        if sky is None and isinstance(found, str):
            no_sky = no_sky or found
        asked = asked or sky
        proposals += propose(part, about, replace(known, sky=sky))
    proposals = proposals or [unread(about)]
    return TriagedClaim(
        untrusted_text=text,
        is_asked=is_asked,
        about=about,
        outcome=overall(proposals),
        sky=None if asked is None else sky_asked(asked, outdoors=bool(known.outdoors)),
        no_sky=no_sky,
        proposals=proposals,
    )


def _about(parts: Sequence[Claim]) -> Subject:
    """Return what a claim is about; what one sees or hears, in one's own words, is of the clip."""
    if not parts:
        return Subject.EVENT
    first = parts[0]
    is_own_word = first.source.kind is SourceKind.NONE and first.measurement in _SEEN_OR_HEARD
    guess = likely_subject(first)
    return Subject.CLIP if guess is Subject.EVENT and is_own_word else guess
