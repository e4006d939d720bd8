"""Which of several claimed dates a match is shown with."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from verify.domain.matches import MatchedFootage
from verify.domain.sources import (
    ClaimedDate,
    DateClaimant,
    SourceRecord,
    date_with_zone,
    date_without_zone,
)

_DAY = datetime(2020, 2, 27, tzinfo=UTC)


def test_the_clearest_claim_is_shown_and_not_the_one_that_reaches_back_farthest() -> None:
    hour = timedelta(hours=1)
    clearest_first = [
        date_with_zone(DateClaimant.SOURCE, "1", _DAY + 3 * hour, "posted, by the platform"),
        date_with_zone(DateClaimant.SOURCE, "2", _DAY + 4 * hour, "posted, by the platform"),
        date_with_zone(DateClaimant.FILE, "3", _DAY + hour, "by its header"),
        date_without_zone(DateClaimant.FILE, "4", _DAY + hour, "by its tags"),
        date_without_zone(DateClaimant.NAME, "5", _DAY, "taken, by the camera's clock"),
        date_without_zone(DateClaimant.NAME, "6", _DAY, "sent", timedelta(days=1)),
        date_with_zone(DateClaimant.SOURCE, "7", _DAY, "fetched, by somebody's clock"),
    ]
    for first in range(len(clearest_first)):
        left = clearest_first[first:]
        assert all(_clearest(list(some)) == left[0] for some in permutations(left[:4]))
        assert _clearest(left[::-1]) == left[0]
    assert _clearest([]) is None


def _clearest(dates: list[ClaimedDate]) -> ClaimedDate | None:
    return MatchedFootage(
        sha256="0" * 64,
        name="clip.mp4",
        added_utc=_DAY,
        captured_utc=None,
        published_utc=None,
        source=SourceRecord(dates=dates),
    ).clearest_claim
