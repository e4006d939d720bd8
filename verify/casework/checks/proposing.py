"""All checks of one claim, bounded by what it is about; and one outcome for the claim.

Of an event a clip says nothing until somebody has settled that it is of that event. Until then a
finding fits at most, and contradicts under that condition only. A link is never raised by a
measurement: light, sound and darkness of the right kind are common.
"""

import re
from collections.abc import Iterable, Iterator

from verify.casework.checks.blinking import check_blinking
from verify.casework.checks.calendar import check_calendar
from verify.casework.checks.counts import check_count
from verify.casework.checks.darkness import check_darkness
from verify.casework.checks.delays import check_delay
from verify.casework.checks.draft import Draft
from verify.casework.checks.gaps import check_gap
from verify.casework.checks.known import Known
from verify.casework.checks.lengths import check_length
from verify.casework.checks.lights import check_light
from verify.casework.checks.own_word import check_own_word
from verify.casework.checks.seen_before import check_seen_before, is_of_age
from verify.casework.checks.sun_and_moon import check_own_words, check_sky
from verify.casework.checks.untestable import left_to_the_eye, silent_parts
from verify.domain.claims import Claim, FromFootage, Measurement
from verify.domain.proposals import Check, Outcome, Proposal, Subject

OF_THAT_EVENT = "this clip is of that event"
_NO_MORE_YET = "It is no more than that while nobody has settled that the clip is of that event."
_MEASURES_NOTHING = {Check.CALENDAR, Check.LENGTH, Check.BY_EYE, Check.UNTESTABLE}
_BESIDE_THE_POINT = {(Check.CALENDAR, Outcome.FITS), (Check.LENGTH, Outcome.FITS)}
_NEVER_A_LINK = "That the clip is of that event, no measurement shows."
_FOOTAGE = re.compile(
    r"\b(?:videos?|footage|clips?|film|recordings?|camera|pictures?|images?|cop(?:y|ies)|sequence)\b",
    re.IGNORECASE,
)
# What one sees or hears in a clip, where a claim speaks of a clip.
_SHOWN = frozenset((Measurement.FLASH_COUNT, Measurement.FLASH_TO_BANG, Measurement.BLINK_RATE))
_FILMED = re.compile(
    r"\b(?:video|clip|footage|film|recording|picture|image)s?\s+(?:was|were|is|are)\s+"
    r"(?:filmed|shot|recorded|taken|made)\b|\b(?:it|this)\s+was\s+(?:filmed|recorded)\b",
    re.IGNORECASE,
)
_TIES = re.compile(
    r"\bdoes\s+not\s+show\b|\b(?:new|recent|fresh)\s+(?:video|footage|clip)"
    r"|\b(?:video|footage|clip)s?\s+of\s+(?:the|last|that)\b"
    r"|\bshow(?:s|ing)?\s+the\s+(?:\w+\s+)?(?:strike|attack|raid|bombing|blast|explosion|crash)\b",
    re.IGNORECASE,
)


def propose(claim: Claim, about: Subject, known: Known) -> list[Proposal]:
    """Return what each check that applies says of a claim, the weightiest first.

    Parameters
    ----------
    claim : Claim
    about : Subject
        What it is about; `likely_subject` guesses, a person decides.
    known : Known
        The clip's findings, the answers of sky and archive, and what a person has said.

    Returns
    -------
    list of Proposal
        At least one, each with its reason in a sentence.
    """
    proposals = [_bounded(draft, about, known) for draft in _drafts(claim, about, known)]
    if not proposals:
        proposals = [_bounded(_NOTHING, about, known)]
    return sorted(proposals, key=lambda one: list(Outcome).index(one.outcome))


def unread(about: Subject) -> Proposal:
    """Return what is said of a claim whose words rules read nothing in."""
    return Proposal(
        check=Check.BY_EYE,
        about=about,
        outcome=Outcome.CANNOT_TELL,
        why="The rules read no claim in these words, so nothing was measured for it: compare by "
        "eye, or word it as one plain sentence in English.",
        rests_on=[],
        only_if=[],
        would_mislead=[],
    )


def overall(proposals: Iterable[Proposal]) -> Outcome:
    """Return one outcome for a claim: the weightiest, with two exceptions.

    It is not supported while a part of it only fits, is open or is silent; and a weekday that is
    right does not make a claim fit where something was measured that cannot tell.

    Examples
    --------
    >>> overall([])
    <Outcome.SILENT: 'silent'>
    """
    found = list(proposals)
    if any(one.check not in _MEASURES_NOTHING for one in found):
        found = [one for one in found if (one.check, one.outcome) not in _BESIDE_THE_POINT]
    outcomes = {one.outcome for one in found} or {Outcome.SILENT}
    weightiest = min(outcomes, key=list(Outcome).index)
    if weightiest is Outcome.SUPPORTS and len(outcomes) > 1:
        return Outcome.FITS
    return weightiest


def likely_subject(claim: Claim) -> Subject:
    """Return what a claim seems to be about, by its words; for a person to correct.

    Talk of footage is about the clip, or about the link where it says of what the footage is.
    """
    is_dated = claim.when is not None and claim.when.date_from is not None
    is_filmed = bool(_FILMED.search(claim.text))
    if not (is_filmed or _FOOTAGE.search(claim.text)):
        is_of_clip = claim.measurement is Measurement.DUPLICATE
        return Subject.CLIP if is_of_clip else Subject.EVENT
    if _TIES.search(claim.text) or (is_filmed and (claim.where or is_dated)):
        return Subject.LINK
    is_tested = claim.testable_from_footage is FromFootage.YES or claim.measurement in _SHOWN
    return Subject.CLIP if is_tested or is_filmed or is_of_age(claim) else Subject.EVENT


_NOTHING = Draft(
    check=Check.BY_EYE,
    outcome=Outcome.CANNOT_TELL,
    why="No check here bears on it, or there is no clip yet; look and compare by eye.",
)


def _drafts(claim: Claim, about: Subject, known: Known) -> Iterator[Draft]:
    """Yield all drafts; of what no footage can tell only those that need no footage."""
    found: list[Draft | None] = [check_calendar(claim), check_own_words(claim, known)]
    if claim.testable_from_footage is not FromFootage.NO:
        found += [
            check_darkness(claim, known),
            check_sky(claim, known),
            check_count(claim, about, known),
            check_light(claim, about, known),
            *check_delay(claim, about, known),
            *check_gap(claim, about, known),
            check_blinking(claim, about, known),
            left_to_the_eye(claim, about),
        ]
    # Footage tells its own length, whatever else of a claim it does not tell.
    found.append(check_length(claim, known))
    found += [check_seen_before(claim, about, known), *check_own_word(claim, about, known)]
    yield from (draft for draft in found if draft is not None)
    yield from silent_parts(claim)


def _bounded(draft: Draft, about: Subject, known: Known) -> Proposal:
    outcome, why, only_if = draft.outcome, draft.why, list(draft.only_if)
    is_open = about is Subject.EVENT and draft.is_of_clip and not known.is_link_settled
    if outcome is Outcome.SUPPORTS and (is_open or about is Subject.LINK):
        outcome, why = Outcome.FITS, f"{why} {_NO_MORE_YET if is_open else _NEVER_A_LINK}"
    if outcome is Outcome.CONTRADICTS and is_open:
        only_if.append(OF_THAT_EVENT)
    return Proposal(
        check=draft.check,
        about=about,
        outcome=outcome,
        why=why,
        rests_on=list(draft.rests_on),
        only_if=only_if,
        would_mislead=list(draft.would_mislead),
    )
