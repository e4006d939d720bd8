"""What is known when a claim is checked: the clip's findings, and what a person has said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from verify.domain.findings import Analysis
from verify.domain.matches import Search
from verify.domain.sky import Sky
from verify.domain.sources import ClaimedDate

# Shares are sums of seconds: a whole window may come out a little short.
_WHOLLY = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a claim is held against; None where it was not measured, asked or said.

    Attributes
    ----------
    analysis : Analysis or None
        What was found in the clip; None checks the claim against calendar and sky alone.
    sky : Sky or None
        Sun and Moon over the claim's place at its time; asked with the clip, so that it names
        the hours that the clip's light does not fit.
    search : Search or None
        The archive's answer; the one in the analysis if None.
    outdoors : bool or None
        Whether a person says that it was filmed outdoors.
    event_day : date or None
        The first day of the event, for claims such as "new footage" that tell none.
    own_dates : sequence of ClaimedDate
        Times that the clip's file states, as spans.
    is_link_settled : bool
        Whether a person has settled that this clip is of that event.
    """

    analysis: Analysis | None
    sky: Sky | None = None
    search: Search | None = None
    outdoors: bool | None = None
    event_day: date | None = None
    own_dates: Sequence[ClaimedDate] = ()
    is_link_settled: bool = False

    @property
    def is_excluded_by_sky(self) -> bool:
        """Whether the sky was asked, and every hour that was asked for is excluded."""
        return self.sky is not None and all(
            reading.excluded_share >= _WHOLLY for reading in self.sky.readings
        )

    @property
    def answer(self) -> Search | None:
        """What an archive says of the clip; None if none was asked."""
        if self.search is not None or self.analysis is None:
            return self.search
        return self.analysis.archive
