"""What people read in overlays of entries; it stands in the custody log and is searched there."""

from collections.abc import Iterator

from verify.domain.archive import Entry
from verify.domain.custody import Action
from verify.domain.errors import BadParameterError
from verify.domain.store_errors import UnknownEntryError
from verify.domain.transcriptions import Transcription, folded
from verify.storage import transcribing
from verify.workbench.archive.shelf import Shelf

__all__ = ["Transcription", "holding", "transcribe", "transcriptions"]


def transcribe(
    shelf: Shelf,
    entry: Entry,
    text: str,
    *,
    translation: str = "",
    language: str | None = None,
    at_s: float | None = None,
) -> Transcription:
    """Write down what the actor of a shelf reads in an overlay of an entry.

    Raises
    ------
    BadParameterError
        If there is nothing to be read in the text.
    UnstorableTextError
        If a text is too long, or has no exact form.
    """
    if not folded(text):
        raise BadParameterError("the transcription", text, "what is written in the overlay")
    words = transcribing.words_of(text.strip(), translation.strip(), language, at_s)
    event = shelf.store.record(Action.TRANSCRIBED, entry.key, words, shelf.actor)
    (written,) = transcribing.read([event])
    return written


def transcriptions(shelf: Shelf, entry: Entry) -> list[Transcription]:
    """Return all that was read in overlays of an entry, the oldest first."""
    return transcribing.read(shelf.store.events(entry.key))


def holding(shelf: Shelf, words: str) -> Iterator[tuple[Entry, list[Transcription]]]:
    """Yield the entries in whose overlays somebody read these words, with who did.

    The whole log is read. See `transcriptions.folded` for what counts as the same writing.
    """
    found: dict[str, list[Transcription]] = {}
    for one in transcribing.read(shelf.store.events()):
        if one.holds(words):
            found.setdefault(one.entry_sha256, []).append(one)
    for key, those in found.items():
        try:
            yield shelf.store.entry(key), those
        except UnknownEntryError:
            # It was taken out; the log keeps what was read in it.
            continue
