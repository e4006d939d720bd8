"""What an archive answers about a clip, in words: the same on a terminal, in a report, in the app.

A match is said with what it rests on and who claims its date. That nothing was found is said with
how much was searched, because it says nothing about the rest of the world.
"""

from datetime import timedelta

from verify.domain.archive import EMPTY_ARCHIVE
from verify.domain.custody import Actor
from verify.domain.errors import shown_name
from verify.domain.judgements import Judgement
from verify.domain.matches import Match, MatchGrade, NotComparable, Search, Segment
from verify.domain.sources import EASTERNMOST_ZONE, ClaimedDate, DateClaimant, SourceRecord
from verify.presentation.wording import counted

GRADE_WORDS = {
    MatchGrade.CONFIRMED: "one recording",
    MatchGrade.LIKELY: "likely",
    MatchGrade.POSSIBLE: "possible",
    MatchGrade.SAME_VIEW: "same view",
}
CLAIMANT_WORDS = {
    DateClaimant.FILE: "the file",
    DateClaimant.NAME: "its name",
    DateClaimant.SOURCE: "its source",
    DateClaimant.SHEET: "the desk's list",
}
_KNOWN_BY = {
    "system_account": "account of this machine",
    "sign_in": "signed in",
    "proxy": "signed in at a proxy",
    "own_word": "own word",
    "none": "not known",
}
_SILENT = "says nothing about the rest of the world"
_DAY_WITHOUT_ZONE = timedelta(hours=50)


def size_words(entries: int) -> str:
    """Return how much was searched, and what that does not tell."""
    if not entries:
        return EMPTY_ARCHIVE
    return (
        f"{counted(entries, 'entry', 'entries')} searched; that says nothing about the rest of the "
        "world."
    )


def descriptor_words(found: Search) -> str | None:
    """Return how far an optional frame descriptor was asked, None if there is none."""
    use = found.descriptor
    if use is None:
        return None
    said = f"{shown_name(use.name)} compared {counted(use.entries, 'entry', 'entries')} too"
    if use.entries_of_other_weights:
        others = counted(use.entries_of_other_weights, "entry", "entries")
        said += f"; {others} described by other weights could not be compared with it"
    return f"{said}."


def answer_words(found: Search) -> str:
    """Return what an archive answers, as one sentence that says how much was searched.

    It is not said of nothing found that the clip is new: only that it is not among these.
    """
    if not found.entries_searched:
        return EMPTY_ARCHIVE
    where = "in this archive"
    if found.entries_not_comparable:
        where += f" ({found.entries_not_comparable:,} not comparable)"
    if found.matches:
        said = how_many_words(found)
        return f"{said[0].upper()}{said[1:]}, of {found.entries_searched:,} {where}."
    here = f"{counted(found.entries_searched, 'entry', 'entries')} {where}"
    if not found.query.frames_compared:
        return f"Nothing of it can be compared with the {here}; {_SILENT}."
    return f"Not among the {here}; {_SILENT}."


def how_many_words(found: Search) -> str:
    """Return how many entries look like the clip."""
    number = len(found.matches) + found.matches_left_out
    if not number:
        if not found.query.frames_compared:
            return "nothing of it can be compared"
        return "nothing here looks like it"
    said = f"{counted(number, 'entry looks', 'entries look')} like it"
    if found.matches_left_out:
        said += f" (the {len(found.matches)} nearest are listed)"
    return said


def match_words(match: Match, found: Search) -> str:
    """Return grade, name, clearest date and strongest segment of a match, as one line."""
    said = f"{grade_words(match, found)}: {match.footage.name} ({dated_words(match)})"
    if not match.segments:
        return said
    more = len(match.segments) - 1
    also = f", and {counted(more, 'further stretch', 'further stretches')}" if more else ""
    return f"{said}, {segment_words(match.segments[0])}{also}"


def grade_words(match: Match, found: Search) -> str:
    """Return how strong a match is; that of the very bytes is more than a grade."""
    is_same = match.footage.sha256 == found.query.sha256
    return "the same file" if is_same else GRADE_WORDS[match.match_grade]


def dated_words(match: Match) -> str:
    """Return the clearest date that somebody claims for the entry, and who does."""
    claim = match.footage.clearest_claim
    return claim_words(claim) if claim else "no date claimed"


def earliest_words(found: Search) -> str:
    """Return the earliest date that is claimed for an entry that nobody rejected, and who does."""
    claims = [
        (claim, match)
        for match in found.matches
        if (match.judgement is None or match.judgement.accepted)
        and (claim := match.footage.clearest_claim) is not None
    ]
    if not claims:
        return "no date claimed"
    claim, match = min(claims, key=lambda one: one[0].latest_utc)
    of = f", of {shown_name(match.footage.name)}" if len(found.matches) > 1 else ""
    return f"{claim_words(claim)}{of}"


def source_words(match: Match) -> str:
    """Return platform, channel and address whole, so that it can be opened; empty if not said."""
    source = match.footage.source or SourceRecord()
    said = (
        source.untrusted_platform,
        source.untrusted_channel or source.untrusted_handle,
        source.untrusted_address,
    )
    return shown_name(", ".join(filter(None, said)))


def segment_words(segment: Segment) -> str:
    """Return which stretch of the clip looks like which of the entry, and how it was altered."""
    here = _part_words(segment.query_start_s, segment.query_end_s)
    there = _part_words(segment.match_start_s, segment.match_end_s)
    speed = f" at {segment.speed:.2f} times its speed" if segment.speed != 1 else ""
    mirrored = ", mirrored" if segment.mirrored else ""
    whose = f"its {here}" if here else "it"
    that = f"that one's {there}" if there else "that one"
    return f"{whose} looks like {that}{mirrored}{speed}"


def _part_words(start_s: float, end_s: float) -> str:
    """Return a stretch; nothing of a single picture, which has no times but zero."""
    return span_words(start_s, end_s) if start_s or end_s else ""


def measured_words(segment: Segment) -> str:
    """Return what a segment rests on, in figures."""
    said = f"{segment.frames_matched} of {counted(segment.frames_possible, 'frame')} there"
    if segment.median_distance_bits is not None:
        said += f", half of them within {segment.median_distance_bits:g} bits of 256"
    if segment.inliers is not None:
        said += f"; {counted(segment.inliers, 'point')} alike in the clearest picture"
    return said


def left_out_words(part: NotComparable) -> str:
    """Return a stretch that was not compared, and why."""
    return f"{span_words(part.start_s, part.end_s)} {part.reason}"


def judgement_words(judgement: Judgement) -> str:
    """Return who held two files for the same footage or not, when, and why.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> judgement_words(
    ...     Judgement(
    ...         event=3,
    ...         query_sha256="a" * 64,
    ...         match_sha256="b" * 64,
    ...         accepted=False,
    ...         untrusted_note="another hill",
    ...         actor=Actor(untrusted_name="Samira", known_by="own_word"),
    ...         recorded_utc=datetime(2026, 3, 2, 9, tzinfo=UTC),
    ...     )
    ... )
    'rejected by Samira (own word) on 2026-03-02 09:00 UTC: another hill'
    """
    what = "accepted" if judgement.accepted else "rejected"
    said = f"{what} by {actor_words(judgement.actor)} on {judgement.recorded_utc:%Y-%m-%d %H:%M}"
    if judgement.is_erased:
        return f"{said} UTC (a note, if there was one, was erased)"
    note = judgement.untrusted_note
    return f"{said} UTC: {shown_name(note)}" if note else f"{said} UTC"


def actor_words(actor: Actor) -> str:
    """Return who it was, and how that is known."""
    return f"{shown_name(actor.untrusted_name)} ({_KNOWN_BY[actor.known_by]})"


def claim_words(date: ClaimedDate) -> str:
    """Return a date, whether its zone is known, who claims it, and of what."""
    zone = "" if date.is_zone_known else ", zone unknown"
    said = f"{claimed_moment_words(date)}{zone}, says {CLAIMANT_WORDS[date.claimed_by]}"
    return f"{said}: {shown_name(date.meaning)}"


def claimed_moment_words(date: ClaimedDate) -> str:
    """Return when a claim says it was, to the day where it says no more."""
    if date.is_zone_known:
        return f"{date.earliest_utc:%Y-%m-%d %H:%M} UTC"
    shown = date.earliest_utc + EASTERNMOST_ZONE
    return f"{shown:%Y-%m-%d}" if is_day(date) else f"{shown:%Y-%m-%d %H:%M}"


def is_day(date: ClaimedDate) -> bool:
    """Return whether a claim says no more than a day."""
    return date.latest_utc - date.earliest_utc >= _DAY_WITHOUT_ZONE


def span_words(start_s: float, end_s: float) -> str:
    """Return a stretch of time.

    Examples
    --------
    >>> span_words(12.04, 80), span_words(3, 3)
    ('0:12.0-1:20.0', '0:03.0')
    """
    start = clock_words(start_s)
    return start if end_s == start_s else f"{start}-{clock_words(end_s)}"


def clock_words(time_s: float) -> str:
    """Return a time within a clip, in minutes and tenths of seconds."""
    minutes, tenths = divmod(round(time_s * 10), 600)
    return f"{minutes}:{tenths / 10:04.1f}"
