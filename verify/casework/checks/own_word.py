"""Where and when a file says that it was filmed, held against where and when that is claimed.

Tags are written by a clock that somebody set, and by anyone since: they fit at most, and contradict
only if what the file states is right. Dates of later changes, and clocks that were never set, do
neither.
"""

import re
from collections.abc import Iterator

from verify.casework.checks.draft import Draft, basis
from verify.casework.checks.known import Known
from verify.casework.checks.seen_before import Days, is_of_age, is_of_posting
from verify.domain.claimed import ClaimedPosition, Metadata
from verify.domain.claims import Claim, Measurement
from verify.domain.findings import Analysis
from verify.domain.proposals import Basis, Check, Outcome, Subject
from verify.domain.sources import FIRST_YEAR, ClaimedDate
from verify.gazetteer.nearest import distance_km

_CHANGED = re.compile(r"chang|modif|digiti|metadata|history|fetched|edited", re.IGNORECASE)
# A point stands for a whole town, and a phone may still name the last place that it knew.
_NEAR_KM, _FAR_KM = 10.0, 50.0
_RIGHT_DATE = "the date that the file states is right"
_RIGHT_PLACE = "the position that the file states is right"
_MISLEADS = (
    "tags that were typed, or copied from another file",
    "a clock that was set wrongly, or a phone that named the last place that it knew",
)


def check_own_word(claim: Claim, about: Subject, known: Known) -> Iterator[Draft]:
    """Hold what the file states against a claim on what ties the clip to an event."""
    analysis = known.analysis
    is_filming = about is Subject.LINK and not claim.negated and not is_of_posting(claim)
    if analysis is None or analysis.metadata is None or not is_filming:
        return
    if claim.measurement is Measurement.DUPLICATE and claim.text.rstrip().endswith("?"):
        yield from _written_by(analysis.metadata)
        return
    dates = [one for one in known.own_dates if _is_telling(one)]
    if claim.when is not None and claim.when.date_from is not None:
        first, last = claim.when.date_from, claim.when.date_to or claim.when.date_from
        if dates and not is_of_age(claim):
            yield _dated(dates, Days.of(first, last), analysis)
    elif claim.measurement is Measurement.NIGHT and dates:
        yield _stated("a time", [_date_basis(one, analysis) for one in dates[:3]])
    positions = [one for one in analysis.metadata.positions if not one.doubts]
    if positions and known.sky is not None and claim.where:
        yield _placed(positions, known, analysis)
    elif positions and (claim.where or claim.measurement is Measurement.PLACE):
        yield _stated("a position", [_position_basis(positions[0], analysis)])


def _written_by(metadata: Metadata) -> Iterator[Draft]:
    """Yield who may have written the file, to the question whether a camera did."""
    for i, writer in enumerate(metadata.writers[:1]):
        yield Draft(
            check=Check.METADATA,
            outcome=Outcome.CANNOT_TELL,
            why=f"Its form is that of files by {writer.name} ({writer.kind}); others may write the "
            "same, and a camera's own file may be copied without a trace.",
            rests_on=[
                basis(
                    "analysis",
                    f"/metadata/writers/{i}",
                    f"{writer.name}: {'; '.join(writer.evidence[:2])}",
                    writer.caution,
                )
            ],
        )


def _is_telling(date: ClaimedDate) -> bool:
    """Return whether a date may be that of the recording, by what writes it and what it says."""
    is_of_change = _CHANGED.search(date.meaning) is not None
    moment = date.earliest_utc + (date.latest_utc - date.earliest_utc) / 2
    is_unset = moment.year < FIRST_YEAR or (moment.month, moment.day) == (1, 1)
    return not is_of_change and not is_unset


def _dated(dates: list[ClaimedDate], days: Days, analysis: Analysis) -> Draft:
    within = [
        one
        for one in dates
        if one.earliest_utc <= days.end_utc and days.start_utc <= one.latest_utc
    ]
    rests_on = [_date_basis(one, analysis) for one in (within or dates)[:3]]
    if within:
        why = "The file states a time in those days, by its own word."
        return _draft(Outcome.FITS, why, rests_on)
    if all(one.latest_utc < days.start_utc for one in dates):
        why = "The file states that it was recorded before those days."
        return _draft(Outcome.CONTRADICTS, why, rests_on, _RIGHT_DATE)
    return _draft(
        Outcome.CANNOT_TELL,
        "The file states other days; copies and edits write the time at which they were made.",
        rests_on,
    )


def _placed(positions: list[ClaimedPosition], known: Known, analysis: Analysis) -> Draft:
    place = known.sky.place if known.sky is not None else None
    if place is None:
        raise ValueError("no place was asked for")
    apart_km = [
        distance_km(one.latitude_deg, one.longitude_deg, place.latitude_deg, place.longitude_deg)
        for one in positions
    ]
    nearest = min(apart_km)
    rests_on = [_position_basis(positions[apart_km.index(nearest)], analysis)]
    told = f"The file states a position {nearest:,.0f} km from {place.title}"
    if nearest <= _NEAR_KM + place.position_error_km:
        return _draft(Outcome.FITS, f"{told}, by its own word.", rests_on)
    if nearest > _FAR_KM + place.position_error_km:
        return _draft(Outcome.CONTRADICTS, f"{told}.", rests_on, _RIGHT_PLACE)
    return _draft(Outcome.CANNOT_TELL, f"{told}; how far the place reaches is not known.", rests_on)


def _stated(what: str, rests_on: list[Basis]) -> Draft:
    return _draft(
        Outcome.CANNOT_TELL,
        f"The file states {what}, by its own word; hold it against what is seen and told.",
        rests_on,
    )


def _date_basis(date: ClaimedDate, analysis: Analysis) -> Basis:
    times = [] if analysis.metadata is None else analysis.metadata.times
    index = next(
        (i for i, one in enumerate(times) if one.untrusted_text == date.untrusted_text), None
    )
    zone = "zone stated" if date.is_zone_known else "zone not stated"
    return basis(
        "analysis",
        "/metadata/times" if index is None else f"/metadata/times/{index}",
        f"{date.untrusted_text} ({date.meaning}, {zone})",
        "anyone can write it; cameras' clocks are often hours or years off",
    )


def _position_basis(position: ClaimedPosition, analysis: Analysis) -> Basis:
    positions = [] if analysis.metadata is None else analysis.metadata.positions
    near = position.nearest[0] if position.nearest else None
    by = f", {near.distance_km:.1f} km from {near.name}, {near.country}" if near else ""
    return basis(
        "analysis",
        f"/metadata/positions/{positions.index(position)}",
        f"{position.latitude_deg:.4f}, {position.longitude_deg:.4f}{by} ({position.source})",
        f"written to {position.resolution_m:,.0f} m; anyone can write it, and how good the fix was "
        "is not said",
    )


def _draft(outcome: Outcome, why: str, rests_on: list[Basis], only_if: str | None = None) -> Draft:
    return Draft(
        check=Check.METADATA,
        outcome=outcome,
        why=why,
        rests_on=rests_on,
        only_if=[] if only_if is None else [only_if],
        would_mislead=_MISLEADS,
    )
