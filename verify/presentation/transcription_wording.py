"""What people read in overlays, in words: the same wherever it is shown."""

from verify.domain.errors import shown_name
from verify.domain.timing import timecode
from verify.domain.transcriptions import Transcription
from verify.presentation.match_wording import actor_words


def transcription_words(one: Transcription) -> str:
    """Return what a person read in an overlay, what it means, and who says so."""
    who = f"{actor_words(one.actor)} on {one.recorded_utc:%Y-%m-%d %H:%M} UTC (event {one.event})"
    about = [one.language] if one.language else []
    about += [f"at {timecode(one.at_s)}"] if one.at_s is not None else []
    aside = f" [{', '.join(about)}]" if about else ""
    if one.untrusted_text is None:
        return f"words erased{aside}; written by {who}"
    means = one.untrusted_translation
    meaning = f' = "{_as_written(means)}"' if means else ""
    return f'"{_as_written(one.untrusted_text)}"{aside}{meaning}; read by {who}'


def _as_written(untrusted_text: str) -> str:
    """Return a text on one line; what joins and parts letters, as in Persian, stays."""
    lines = " / ".join(untrusted_text.splitlines())
    return "".join(one if one in "\u200c\u200d" else shown_name(one) for one in lines)
