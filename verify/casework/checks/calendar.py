"""A weekday that a claim states, held against the date that it writes beside it.

Next to midnight the day depends on whose clock is meant, so a neighbouring weekday says nothing
there. A date that was reckoned from the weekday fits it by construction and is not checked.
"""

import re
from datetime import timedelta

from verify.casework.checks.draft import Draft, basis
from verify.domain.claims import Claim
from verify.domain.proposals import Check, Outcome
from verify.domain.weekdays import Weekday, check_weekday, weekday_named, weekday_of

_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_WRITTEN = re.compile(
    r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d\d"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d"
    r"|\d(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d\d):\d\d(?:/(\d\d):\d\d)?([+-]\d\d:\d\d|Z)?$")
_NEAR_MIDNIGHT = {"early", "dawn", "evening", "night"}
# Clocks of places that news come from are seldom more than nine hours apart.
_MIDDAY_HOURS = range(9, 16)
_LONGEST_DAYS = 6
_EXPLANATIONS = (
    "a weekday by the place's clock and a date by another one's, such as UTC or the newsroom's",
    "a slip in either the weekday or the date; the calendar does not say which",
)


def check_calendar(claim: Claim) -> Draft | None:
    """Hold a stated weekday against the written date; None if not both of them are written."""
    when = claim.when
    if when is None or when.date_from is None or not _WRITTEN.search(when.text):
        return None
    names = {weekday_named(found[0]) for found in _WEEKDAY.finditer(when.text)}
    last = when.date_to or when.date_from
    if len(names) != 1 or (last - when.date_from).days > _LONGEST_DAYS:
        return None
    stated = names.pop()
    dates = [
        when.date_from + timedelta(days=day) for day in range((last - when.date_from).days + 1)
    ]
    result = check_weekday(stated, *dates)
    told = f"{when.date_from.day} {when.date_from:%B %Y} was a {weekday_of(when.date_from)}"
    if result.fits:
        outcome = Outcome.FITS
        why = f"{told}, as it says; one date in seven, picked at random, would be."
    elif _is_beside(stated, result.weekdays) and _is_near_midnight(when.time):
        outcome = Outcome.CANNOT_TELL
        why = f"{told}, it says {stated}: at that hour two zones have different days."
    else:
        outcome, why = Outcome.CONTRADICTS, f"{told}, it says {stated}."
    return Draft(
        check=Check.CALENDAR,
        outcome=outcome,
        why=why,
        rests_on=[
            basis(
                "claim",
                "/when",
                when.text,
                "the calendar is exact; whose clock is meant is not told"
                if outcome is not Outcome.FITS
                else "the calendar is exact",
            )
        ],
        would_mislead=() if outcome is Outcome.FITS else _EXPLANATIONS,
        is_of_clip=False,
    )


def _is_beside(stated: Weekday, found: list[Weekday]) -> bool:
    days = list(Weekday)
    return any((days.index(stated) - days.index(day)) % 7 in {1, 6} for day in found)


def _is_near_midnight(time: str | None) -> bool:
    """Return whether another zone's clock may show another day at that hour."""
    clock = _CLOCK.match(time) if time else None
    if clock is None:
        return time in _NEAR_MIDNIGHT
    hours = (int(clock[1]), int(clock[2] or clock[1]))
    return clock[3] is None and any(hour not in _MIDDAY_HOURS for hour in hours)
