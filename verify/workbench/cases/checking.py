"""Every standing claim of a case held against what is known: proposals, kept on the log.

Nothing here judges: what checks propose waits for a person; see `deciding`. The same question with
the same answers writes nothing new.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from verify.casework.checks.known import Known
from verify.casework.checks.proposing import overall, propose, unread
from verify.domain.case_errors import ClipNotInCaseError
from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening, Recorded
from verify.domain.checked import CheckedClaim, ChecksMade
from verify.domain.custody import Action, Payload
from verify.domain.errors import BadParameterError, LimitExceededError
from verify.domain.evidence import FindingItem
from verify.domain.findings import Analysis
from verify.domain.json_pointer import at_pointer
from verify.domain.linking import is_link_settled
from verify.domain.matches import Search
from verify.domain.methods import VERSIONS
from verify.domain.proposals import Proposal
from verify.domain.sky import Sky
from verify.domain.store_errors import OvertakenError
from verify.jobs.archiving import dates_in_file
from verify.media.intake import open_footage
from verify.storage.case_records import words_of
from verify.workbench.archive.judging import with_judgements
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.asking_anew import asked_anew
from verify.workbench.cases.claim_words import ReadClaim, standing_claims
from verify.workbench.cases.inspected import hashed_analysis_at
from verify.workbench.cases.opening import read_case
from verify.workbench.cases.own_sky import OwnSky, sky_asked

METHODS = {name: VERSIONS[name] for name in ("checks", "claims", "sky", "calendar")}
"""What decides what is proposed, besides the methods behind the findings."""

# When the first films were shot.
_FIRST_DAY = date(1888, 1, 1)
_LARGEST_FINDINGS_BYTES = 16 << 20
_SEVERAL_SKIES = "its parts have several places or times; word each as a claim of its own"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to, and whether it had to be written."""

    made: ChecksMade
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Clip:
    """The findings of one clip, and what an archive says of it by now."""

    result: Path
    analysis: Analysis
    sha256: str
    search: Search | None
    archive_asked: str


def check_case(
    shelf: Shelf,
    opening: CaseOpening,
    results: Sequence[Path] = (),
    *,
    outdoors: bool | None = None,
    event_day: date | None = None,
    footage: Sequence[Path] = (),
    weak_allowed: bool = False,
) -> list[Checked]:
    """Hold the standing claims of a case against each result; without one, against words alone.

    Parameters
    ----------
    results : sequence of Path
        Folders that `verify inspect` left, or their analysis.json; of clips of the case.
    outdoors : bool, optional
        What a person says of the clips; what was said at the last check holds if None.
    event_day : date, optional
        First day of the event, for claims such as "new footage"; as above.
    footage : sequence of Path
        Files that the results are of, to ask the archive about anew; that decodes them.

    Raises
    ------
    FileInputError
        If a result is no analysis of this version.
    ClipNotInCaseError
        If it is of footage that is none of the case.
    BadParameterError
        If the event is said to begin before there was film, or later than today anywhere.
    """
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    if event_day is not None and not _FIRST_DAY <= event_day <= tomorrow:
        raise BadParameterError(
            "--event-day", f"{event_day}", f"a day from {_FIRST_DAY.year} to today"
        )
    case = read_case(shelf, opening)
    files = {_sha256_of(file): file for file in footage}
    clips: list[_Clip | None] = [None]
    if results:
        clips = [_clip(shelf, case, result, files, weak_allowed=weak_allowed) for result in results]
    return [_check(shelf, opening, clip, outdoors, event_day) for clip in clips]


def _clip(
    shelf: Shelf, case: CaseFile, result: Path, files: Mapping[str, Path], *, weak_allowed: bool
) -> _Clip:
    analysis, sha256 = hashed_analysis_at(result)
    if analysis.footage.sha256 not in {one.clip_sha256 for one in case.clips}:
        raise ClipNotInCaseError(case.case_id, analysis.footage.untrusted_name)
    if (file := files.get(analysis.footage.sha256)) is not None:
        asked = asked_anew(shelf, file, weak_allowed=weak_allowed)
        return _Clip(result, analysis, sha256, asked, "no" if asked is None else "anew")
    if analysis.archive is None:
        return _Clip(result, analysis, sha256, None, "no")
    found = with_judgements(shelf.store, analysis.archive)
    return _Clip(result, analysis, sha256, found, "with_the_analysis")


def _check(
    shelf: Shelf,
    opening: CaseOpening,
    clip: _Clip | None,
    outdoors: bool | None,
    event_day: date | None,
) -> Checked:
    while True:
        case = read_case(shelf, opening)
        before = _last(case, clip)
        if before is not None:
            outdoors = before.outdoors if outdoors is None else outdoors
            event_day = before.event_day if event_day is None else event_day
        words = _words(case, clip, outdoors, event_day)
        if before is not None and _same(_said(before), words):
            return Checked(before, is_new=False)
        try:
            event = shelf.store.record(
                Action.CHECKED, case.case_id, words, shelf.actor, after=case.last_event
            )
        except OvertakenError:
            continue
        written = read_case(shelf, opening)
        made = next(one for one in written.checks if one.event == event.sequence)
        return Checked(made, is_new=True)


def _words(
    case: CaseFile, clip: _Clip | None, outdoors: bool | None, event_day: date | None
) -> Payload:
    analysis = clip.analysis if clip else None
    sha256 = analysis.footage.sha256 if analysis else None
    known = Known(
        analysis=analysis,
        search=clip.search if clip else None,
        outdoors=outdoors,
        event_day=event_day,
        own_dates=dates_in_file(analysis.metadata, datetime.now(UTC)) if analysis else (),
        is_link_settled=sha256 is not None and is_link_settled(case, sha256),
    )
    skies = OwnSky(analysis, outdoors=bool(outdoors))
    claims = [_checked(claim, known, skies) for claim in standing_claims(case)]
    whole = msgspec.to_builtins(analysis) if analysis else {}
    return words_of(
        clip_sha256=sha256,
        analysis_sha256=clip.sha256 if clip else None,
        tool=analysis.tool if analysis else None,
        methods=METHODS,
        outdoors=outdoors,
        event_day=event_day,
        is_link_settled=known.is_link_settled,
        archive_asked=clip.archive_asked if clip else "no",
        matches=_entries(clip.search) if clip and clip.search else None,
        reads_otherwise=_reads_otherwise(case, sha256, whole) if sha256 else None,
        claims=claims,
        findings=_findings(claims, whole, clip.result if clip else Path()),
    )


def _checked(claim: ReadClaim, known: Known, skies: OwnSky) -> CheckedClaim:
    proposals: list[Proposal] = []
    asked: Sky | None = None
    no_sky: str | None = None
    for part in claim.parts:
        found = skies.over(part)
        sky = None if isinstance(found, str) or (asked and found is not asked) else found
        if sky is None:
            no_sky = no_sky or (found if isinstance(found, str) else _SEVERAL_SKIES)
        asked = asked or sky
        day = None if claim.is_question else known.event_day
        proposals += propose(part, claim.about, replace(known, sky=sky, event_day=day))
    return CheckedClaim(
        claim=claim.number,
        outcome=overall(proposals or [unread(claim.about)]),
        is_read=bool(claim.parts),
        sky=None if asked is None else sky_asked(asked, outdoors=bool(known.outdoors)),
        no_sky=no_sky,
        proposals=proposals or [unread(claim.about)],
    )


def _findings(
    claims: Sequence[CheckedClaim], whole: dict[str, Any], result: Path
) -> dict[str, Any]:
    """Return what stands in an analysis where proposals rest on it, by its place."""
    places = {
        basis.pointer
        for checked in claims
        for proposal in checked.proposals
        for basis in proposal.rests_on
        if basis.document == "analysis"
    }
    found = {place: at_pointer(whole, place) for place in sorted(places)}
    if len(json.dumps(found)) > _LARGEST_FINDINGS_BYTES:
        raise LimitExceededError(result, "claims rest on more findings than a case keeps", "16 MiB")
    return found


def _entries(search: Search) -> dict[str, str]:
    """Return the entries that an archive found, by their places in its answer."""
    heard = [] if search.sound is None else search.sound.matches
    seen = {f"/matches/{i}": one.footage.sha256 for i, one in enumerate(search.matches)}
    return seen | {f"/sound/matches/{i}": one.footage.sha256 for i, one in enumerate(heard)}


def _reads_otherwise(case: CaseFile, clip_sha256: str, whole: dict[str, Any]) -> list[int]:
    """Return the evidence on a clip whose finding is another one in an analysis."""
    return [
        evidence.event
        for evidence in case.evidence
        if any(
            isinstance(item, FindingItem)
            and item.clip_sha256 == clip_sha256
            and not _same(at_pointer(whole, item.pointer), item.value)
            for item in evidence.items
        )
    ]


def _sha256_of(file: Path) -> str:
    with open_footage(file) as footage:
        return footage.sha256


def _last(case: CaseFile, clip: _Clip | None) -> ChecksMade | None:
    sha256 = clip.analysis.footage.sha256 if clip else None
    made = [one for one in case.checks if one.clip_sha256 == sha256 and one.claims is not None]
    return made[-1] if made else None


def _said(made: ChecksMade) -> Payload:
    fields = msgspec.structs.asdict(made)
    return words_of(
        **{name: fields[name] for name in fields if name not in Recorded.__struct_fields__}
    )


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are the same JSON: the log writes 10.0 as 10."""
    return bool(json.loads(json.dumps(one)) == json.loads(json.dumps(other)))
