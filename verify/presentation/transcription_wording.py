"""What people read in overlays, in words: the same wherever it is shown."""

from verify.domain.timing import timecode
from verify.domain.transcriptions import Transcription
from verify.domain.written import as_written
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
    meaning = f' = "{as_written(means)}"' if means else ""
    return f'"{as_written(one.untrusted_text)}"{aside}{meaning}; read by {who}'
