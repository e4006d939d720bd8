"""What an answer says of a stretch and of an entry, in the form that is shown."""

from datetime import datetime

from verify.domain.archive import Entry
from verify.domain.errors import shown_name
from verify.domain.footage import BoxPx
from verify.domain.matches import MatchedFootage, Segment
from verify.domain.sources import ClaimedDate, DateClaimant
from verify.workbench.archive.comparing import Found

_DECIMALS = 3
_POSE_DECIMALS = 5
_POSTED = ("posted", "sent", "published")


def segment_of(found: Found, box: BoxPx | None, *, has_order: bool) -> Segment:
    """Return what an answer says of a stretch; of a single picture, of its one moment."""
    stretch, framing, agreement = found.stretch, found.framing, found.agreement
    start_s = stretch.start_s
    end_s = stretch.end_s if has_order else start_s
    speed = stretch.speed
    return Segment(
        query_start_s=round(start_s, _DECIMALS),
        query_end_s=round(end_s, _DECIMALS),
        match_start_s=round(max(0.0, speed * start_s + stretch.offset_s), _DECIMALS),
        match_end_s=round(max(0.0, speed * end_s + stretch.offset_s), _DECIMALS),
        match_error_s=round(agreement.offset_error_s, _DECIMALS) if agreement else None,
        speed=speed,
        mirrored=framing is not None and framing.mirrored,
        turn=_parts(framing.turn) if framing else None,
        shift=_parts(framing.shift) if framing else None,
        content_box=box,
        frames_matched=len(stretch.frames),
        frames_possible=stretch.possible,
        median_distance_bits=stretch.median_distance_bits,
        inliers=framing.points or None if framing else None,
        picture_correlation=round(agreement.median_alike, _DECIMALS) if agreement else None,
        changes_compared=len(agreement.changes) if agreement else None,
        changes_agreeing=agreement.agreeing if agreement else None,
        light_correlation=round(found.light.alike, _DECIMALS) if found.light else None,
        flashes_shared=found.light.flashes if found.light else None,
    )


def _parts(number: complex) -> tuple[float, float]:
    return round(number.real, _POSE_DECIMALS), round(number.imag, _POSE_DECIMALS)


def matched_footage(entry: Entry) -> MatchedFootage:
    """Return what an answer says of an entry."""
    dates = entry.source.dates
    by_file = [date for date in dates if date.claimed_by is DateClaimant.FILE]
    posted = [date for date in dates if date.meaning.startswith(_POSTED)]
    return MatchedFootage(
        sha256=entry.key,
        name=shown_name(entry.untrusted_names[0]),
        added_utc=entry.added_utc,
        captured_utc=_earliest_utc(by_file),
        published_utc=_earliest_utc(posted),
        source=None if entry.source.is_empty else entry.source,
    )


def _earliest_utc(dates: list[ClaimedDate]) -> datetime | None:
    return min((date.earliest_utc for date in dates if date.is_zone_known), default=None)
