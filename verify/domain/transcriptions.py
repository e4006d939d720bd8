"""What people read in overlays of footage: the words in their own script, and what they mean.

The machine reads none of it. A transcription is an event of the custody log and is never changed:
who reads otherwise writes it down again, and all stay readable.
"""

import unicodedata
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.custody import Actor
from verify.domain.footage import Seconds, Sha256

LONGEST_TRANSCRIPTION = 2_000
LANGUAGE_TAG = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"
"""As in BCP 47: `ar`, `ru`, `sr-Latn`; the second part may be a script of ISO 15924."""

_TATWEEL = "\u0640"
_OF_ARABIC = ("\u0600", "\u08ff")


class Transcription(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One person's reading of an overlay of one entry.

    Attributes
    ----------
    event : int
        Its number in the custody log.
    entry_sha256 : str
        Key of the entry.
    untrusted_text, untrusted_translation : str or None
        None if they were erased; a translation need not be given.
    language : str or None
        Tag of language and, where it is not the usual one, script.
    at_s : float or None
        When it is shown, seconds from the first frame shown.
    is_erased : bool
        Whether the words of the event were erased.
    """

    event: Annotated[int, Meta(ge=1)]
    entry_sha256: Sha256
    untrusted_text: Annotated[str, Meta(max_length=LONGEST_TRANSCRIPTION)] | None
    untrusted_translation: Annotated[str, Meta(max_length=LONGEST_TRANSCRIPTION)] | None
    language: Annotated[str, Meta(pattern=f"^{LANGUAGE_TAG}$")] | None
    at_s: Seconds | None
    actor: Actor
    recorded_utc: Annotated[datetime, Meta(tz=True)]
    is_erased: bool = False

    def holds(self, words: str) -> bool:
        """Whether text or translation hold these words, however they are written; see `folded`."""
        sought = folded(words)
        said = (self.untrusted_text, self.untrusted_translation)
        return any(sought in folded(text) for text in said if text is not None)


def folded(text: str) -> str:
    """Return a text as it is compared: without what only changes how it is written.

    Unicode's compatibility forms (NFKC) and cases are made one; Arabic tatweel and vowel signs and
    characters that are not seen are left out; any white space is one space.

    Examples
    --------
    >>> folded("ＷＡＴＣＨ  Straße") == folded("watch strasse")
    True
    >>> folded("سَمِعْنـــا") == folded("سمعنا")
    True
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (character for character in plain if not _only_changes_writing(character))
    return " ".join(unicodedata.normalize("NFKC", "".join(kept)).split())


def _only_changes_writing(character: str) -> bool:
    category = unicodedata.category(character)
    is_vowel_sign = category == "Mn" and _OF_ARABIC[0] <= character <= _OF_ARABIC[1]
    return is_vowel_sign or category == "Cf" or character == _TATWEEL
