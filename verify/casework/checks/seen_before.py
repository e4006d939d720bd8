"""When footage was filmed or posted, held against what an archive knows of it.

A match shows that footage is older than a claim only by a clock that counts: the archive's own, or,
under a condition, the date that a platform or the desk gives. That nothing was found says nothing.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from verify.casework.checks.draft import Draft, basis, counted
from verify.casework.checks.known import Known
from verify.domain.claims import Claim, Measurement
from verify.domain.matches import Match, MatchGrade, Search, SoundMatch
from verify.domain.proposals import Basis, Check, Outcome, Subject
from verify.domain.sources import EASTERNMOST_ZONE, WESTERNMOST_ZONE, ClaimedDate, DateClaimant

_I = re.IGNORECASE
_POSTED = re.compile(
    r"\b(?:published|uploaded|posted|appeared|online|reposted|circulat\w+|shared)\b", _I
)
_FIRST = re.compile(r"\b(?:first|earliest|never\s+before|not\s+before)\b", _I)
_OLD = re.compile(
    r"\b(?:years?|months?)\s+old\b|\bold\s+(?:video|footage|clip|film)|\brecycled\b", _I
)
_FOOTAGE = r"(?:videos?|footage|clips?|film|recordings?|pictures?|images?)"
_AGE = re.compile(
    rf"\b(?:new|recent|fresh|old|recycled|unpublished|unseen)\s+(?:\w+\s+)?{_FOOTAGE}\b"
    rf"|\b{_FOOTAGE}\s+(?:of\s+[\w ]{{1,60}}\s)?(?:is|are|was|were)\s+"
    r"(?:new|recent|fresh|old|recycled)\b"
    rf"|\b{_FOOTAGE}\s+(?:was|were|had\s+been)\s+(?:first\s+)?"
    r"(?:published|uploaded|posted|shared)\b",
    _I,
)
_MIRRORED = re.compile(r"\bmirrored|mirror\s+image|flipped\b", _I)
_NOT_ASKED = "No archive had answered about this clip when this was checked."
_LATER = ("edited", "fetched")
_MISLEADS = (
    "a match of footage that looks alike but is another take: lay both side by side",
    "a date that was set wrongly when the older copy was put in",
)


class Days(NamedTuple):
    """The days that a claim names, as the widest span that they can be by any zone's clock."""

    start_utc: datetime
    end_utc: datetime

    @classmethod
    def of(cls, first: date, last: date) -> "Days":
        """Return the span of the days from one to another, both within it."""
        begins = datetime.combine(first, time(), UTC)
        ends = datetime.combine(last, time(), UTC) + timedelta(days=1)
        return cls(begins - EASTERNMOST_ZONE, ends + WESTERNMOST_ZONE)


def is_of_age(claim: Claim) -> bool:
    """Return whether a claim says when footage was filmed or posted, or that it is new or old."""
    return claim.measurement is Measurement.DUPLICATE or bool(_AGE.search(claim.text))


def is_of_posting(claim: Claim) -> bool:
    """Return whether a claim says when footage was posted, not when it was filmed."""
    return bool(_POSTED.search(claim.text))


def check_seen_before(claim: Claim, about: Subject, known: Known) -> Draft | None:
    """Hold when footage was filmed or posted against the archive; None if that is not claimed."""
    is_dated = claim.when is not None and claim.when.date_from is not None
    if not (is_of_age(claim) or (about is Subject.LINK and is_dated)):
        return None
    search = known.answer
    if search is None:
        return _draft(Outcome.CANNOT_TELL, _NOT_ASKED, [])
    searched = _search_basis(search)
    matches = [one for one in search.matches if one.judgement is None or one.judgement.accepted]
    if (heard := _heard(claim, known, search)) is not None and not _seen(search):
        return heard
    if not search.matches:
        return _draft(
            Outcome.SILENT,
            f"Not among the {counted(search.entries_searched, 'entry')} of this archive; says "
            "nothing about the rest of the world.",
            [searched],
        )
    sure = [one for one in matches if _is_sure(one)]
    rests_on = [_match_basis(one, search) for one in (sure or matches)[:3]] or [searched]
    if not sure:
        return _draft(
            Outcome.CANNOT_TELL,
            "What looks alike here is to be looked at side by side and accepted first."
            if matches
            else "A person found the matches to be other footage.",
            rests_on,
        )
    if claim.negated:
        return _draft(
            Outcome.CANNOT_TELL, "It says what was not; that is for a person to compare.", rests_on
        )
    if _MIRRORED.search(claim.text):
        return _mirrored(sure, rests_on)
    days = _days(claim, known)
    if days is None:
        is_asked = claim.text.rstrip().endswith("?")
        why = (
            "which of the two is the copy, neither tells by itself"
            if is_asked
            else ("but no day is known to hold its dates against")
        )
        return _draft(Outcome.CANNOT_TELL, f"The same footage is in this archive, {why}.", rests_on)
    if _OLD.search(claim.text):
        return _old(sure, days, rests_on)
    if _POSTED.search(claim.text) and not _FIRST.search(claim.text):
        return _posted(sure, days, rests_on)
    return _no_earlier(sure, days, rests_on, is_posting=bool(_POSTED.search(claim.text)))


def _days(claim: Claim, known: Known) -> Days | None:
    """Return the days that the claim tells; where it tells none, the event's first day."""
    when = claim.when
    if when is not None and when.date_from is not None:
        return Days.of(when.date_from, when.date_to or when.date_from)
    return None if known.event_day is None else Days.of(known.event_day, known.event_day)


def _seen(search: Search) -> bool:
    """Return whether pictures of the clip are known for sure from another entry."""
    return any(_is_sure(one) for one in search.matches if one.judgement is None) or any(
        one.judgement is not None and one.judgement.accepted for one in search.matches
    )


def _heard(claim: Claim, known: Known, search: Search) -> Draft | None:
    """Return what the sound of an entry says where its picture says nothing; None if it is none.

    Sound is laid under other pictures, and of one event there are many; so it never does more than
    fit, and only for what is old.
    """
    listed = [] if search.sound is None else search.sound.matches
    likely = [one for one in listed if one.match_grade is MatchGrade.LIKELY]
    if not likely or claim.negated:
        return None
    days = _days(claim, known)
    rests_on = [_sound_basis(one, search) for one in likely[:3]]
    is_older = days is not None and any(one.footage.added_utc < days.start_utc for one in likely)
    is_old = is_older and bool(_OLD.search(claim.text))
    return Draft(
        check=Check.ARCHIVE,
        outcome=Outcome.FITS if is_old else Outcome.CANNOT_TELL,
        why=("Its sound was put into this archive before that day" if is_older else "Its sound is")
        + (
            "; its picture is not known from there."
            if is_older
            else " in this archive, its picture is not known for sure from there."
        )
        + " Lay both side by side and listen.",
        rests_on=rests_on,
        would_mislead=("sound that was laid under other pictures", "two cameras at one event"),
    )


def _is_sure(match: Match) -> bool:
    """Return whether a person, or what moves in both, says that two files are one recording."""
    return match.judgement is not None or match.match_grade is MatchGrade.CONFIRMED


def _no_earlier(
    sure: Sequence[Match], days: Days, rests_on: list[Basis], *, is_posting: bool
) -> Draft:
    """Hold "filmed then", "new" or "first posted then": nothing may be older than the days."""
    if any(one.footage.added_utc < days.start_utc for one in sure):
        return _draft(
            Outcome.CONTRADICTS,
            "The same footage was put into this archive before that day.",
            rests_on,
        )
    if any(_given(one) and _given(one)[0].latest_utc < days.start_utc for one in sure):
        return _draft(
            Outcome.CONTRADICTS,
            "The same footage is in this archive with an earlier date.",
            rests_on,
            only_if=["the date that its platform or the desk gives is right"],
        )
    if any(one.latest_utc < days.start_utc for match in sure for one in _dates(match)):
        why = "A copy here bears an earlier date, but only by its name or tags, which anyone edits."
        return _draft(Outcome.CANNOT_TELL, why, rests_on)
    first = min(_earliest(one) for one in sure)
    if first <= days.end_utc:
        why = "The same footage is known from about that day; hours and zones would decide."
        return _draft(Outcome.CANNOT_TELL, why, rests_on)
    what = "first posted" if is_posting else "filmed"
    return _draft(
        Outcome.FITS,
        f"Copies here are from later days, as of all that is passed on; when it was {what} they "
        "do not tell.",
        rests_on,
    )


def _posted(sure: Sequence[Match], days: Days, rests_on: list[Basis]) -> Draft:
    """Hold "was posted then", which leaves open that it was posted before as well."""
    if any(days.start_utc <= one.footage.added_utc <= days.end_utc for one in sure):
        return _draft(
            Outcome.SUPPORTS,
            "The same footage was put into this archive in those days, so it was about by then.",
            rests_on,
        )
    if any(
        days.start_utc <= given.latest_utc <= days.end_utc for one in sure for given in _given(one)
    ):
        return _draft(
            Outcome.FITS,
            "The same footage is here with a date in those days, by the word of who gave it.",
            rests_on,
        )
    return _draft(
        Outcome.CANNOT_TELL,
        "The same footage is here, but nothing dates it to those days.",
        rests_on,
    )


def _old(sure: Sequence[Match], days: Days, rests_on: list[Basis]) -> Draft:
    """Hold "old footage" against copies that are older than the event."""
    if any(one.footage.added_utc < days.start_utc for one in sure):
        return _draft(
            Outcome.SUPPORTS,
            "The same footage was put into this archive before that day; how old it is, that "
            "does not tell.",
            rests_on,
        )
    if any(given.latest_utc < days.start_utc for one in sure for given in _given(one)):
        return _draft(
            Outcome.FITS,
            "The same footage is here with an earlier date, by the word of who gave it.",
            rests_on,
        )
    return _draft(Outcome.CANNOT_TELL, "Nothing here dates it before that day.", rests_on)


def _mirrored(sure: Sequence[Match], rests_on: list[Basis]) -> Draft:
    if any(one.segments[0].mirrored for one in sure):
        why = "One of the two is as in a mirror; which of them, a match does not tell."
        return _draft(Outcome.FITS, why, rests_on)
    return _draft(
        Outcome.CANNOT_TELL,
        "The copies here lie the same way round; another copy may be meant.",
        rests_on,
    )


def _dates(match: Match) -> list[ClaimedDate]:
    """Return the claimed dates of a copy, without those of what was done to it later."""
    dates = match.footage.source.dates if match.footage.source else []
    return [one for one in dates if not one.meaning.startswith(_LATER)]


def _given(match: Match) -> list[ClaimedDate]:
    """Return the dates with a zone that a platform, a downloader or the desk gives, in order."""
    claimants = {DateClaimant.SOURCE, DateClaimant.SHEET}
    dates = [one for one in _dates(match) if one.is_zone_known and one.claimed_by in claimants]
    return sorted(dates, key=lambda one: one.latest_utc)


def _earliest(match: Match) -> datetime:
    return min([match.footage.added_utc, *(one.earliest_utc for one in _dates(match))])


def _search_basis(search: Search) -> Basis:
    return basis(
        "archive",
        "",
        f"{len(search.matches):,} of {counted(search.entries_searched, 'entry')} found alike",
        f"{counted(search.entries_not_comparable, 'entry')} not comparable; an archive knows only "
        "what was put into it",
    )


def _match_basis(match: Match, search: Search) -> Basis:
    word = ""
    if match.judgement is not None:
        word = ", accepted by a person" if match.judgement.accepted else ", rejected by a person"
    dates = "".join(
        f", {one.meaning} {one.earliest_utc:%Y-%m-%d} by its {one.claimed_by}"
        for one in _dates(match)[:2]
    )
    return basis(
        "archive",
        f"/matches/{search.matches.index(match)}",
        f"{match.match_grade}{word}, put in on {match.footage.added_utc:%Y-%m-%d}{dates}",
        "dates other than the archive's own are somebody's word",
    )


def _sound_basis(match: SoundMatch, search: Search) -> Basis:
    at = 0 if search.sound is None else search.sound.matches.index(match)
    return basis(
        "archive",
        f"/sound/matches/{at}",
        f"sounds alike, {match.match_grade}, put in on {match.footage.added_utc:%Y-%m-%d}",
        f"would come by chance in {match.expected_false_matches:.0e} of other sounds here",
    )


def _draft(outcome: Outcome, why: str, rests_on: list[Basis], only_if: Sequence[str] = ()) -> Draft:
    is_weighty = outcome in {Outcome.CONTRADICTS, Outcome.SUPPORTS, Outcome.FITS}
    return Draft(
        check=Check.ARCHIVE,
        outcome=outcome,
        why=why,
        rests_on=rests_on,
        only_if=only_if,
        would_mislead=_MISLEADS if is_weighty else (),
    )
