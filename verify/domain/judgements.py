"""What people decide about a match: the same footage, or not.

A judgement is an event of the custody log and is never changed: who thinks otherwise later judges
again. The last one of two files holds; the others stay readable.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.custody import Actor
from verify.domain.footage import Sha256

LONGEST_NOTE = 2_000


class Judgement(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One person's word on whether two files show the same footage.

    Attributes
    ----------
    event : int
        Its number in the custody log.
    query_sha256 : str
        The file that was searched for; it need not be in the archive.
    match_sha256 : str
        Key of the entry that was found.
    accepted : bool
        True for the same footage, False for other footage that looks alike.
    untrusted_note : str or None
        Why; None if nothing was said, or if it was erased.
    is_erased : bool
        Whether the words of the event were erased; what was decided stays.
    """

    event: Annotated[int, Meta(ge=1)]
    query_sha256: Sha256
    match_sha256: Sha256
    accepted: bool
    untrusted_note: Annotated[str, Meta(max_length=LONGEST_NOTE)] | None
    actor: Actor
    recorded_utc: Annotated[datetime, Meta(tz=True)]
    is_erased: bool = False

    def other_than(self, sha256: str) -> str:
        """Return the other one of the two files."""
        return self.match_sha256 if sha256 == self.query_sha256 else self.query_sha256


def standing(judgements: Iterable[Judgement], sha256: str) -> dict[str, Judgement]:
    """Return the judgement that holds for each file that was compared with one.

    Parameters
    ----------
    judgements : iterable of Judgement
        Of the file `sha256`, in the order of the log.

    Returns
    -------
    dict of str to Judgement
        By the SHA-256 of the other file; whichever of the two was searched for, the last one holds.
    """
    return {judgement.other_than(sha256): judgement for judgement in judgements}
