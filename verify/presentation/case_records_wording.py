"""Who wrote a record of a case, and words that somebody wrote, made printable."""

from verify.domain.cases import Recorded
from verify.domain.written import as_written
from verify.presentation.match_wording import actor_words

_ERASED = "words erased"


def by(record: Recorded) -> str:
    """Return who wrote a record, when, and in which event."""
    moment = f"{record.recorded_utc:%Y-%m-%d %H:%M} UTC"
    return f"{actor_words(record.actor)} on {moment} (event {record.event})"


def written_words(untrusted_text: str | None) -> str:
    """Return what somebody wrote on one line, or that it was erased."""
    return _ERASED if untrusted_text is None else as_written(untrusted_text)
