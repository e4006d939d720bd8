"""What a person decides about a match; it stands in the custody log and is never changed there."""

from verify.domain.judgements import Judgement, standing
from verify.workbench.archive.shelf import Shelf

__all__ = ["Judgement", "judge", "judgements", "standing"]


def judge(
    shelf: Shelf, query_sha256: str, match_sha256: str, *, accepted: bool, note: str = ""
) -> Judgement:
    """Record whether the actor of a shelf holds two files to show the same footage.

    Parameters
    ----------
    query_sha256 : str
        Of the file that was searched for, which need not be in the archive.
    match_sha256 : str
        Key of the entry that was found.
    accepted : bool
        True for the same footage, False for other footage that looks alike.
    note : str
        Why; at most 2,000 characters. It can be erased, what was decided stays.

    Raises
    ------
    UnknownEntryError
        If the match is no entry of the archive, or the query's is no SHA-256.
    BadParameterError
        If both are the same file.
    UnstorableTextError
        If the note is too long, or has no exact form.
    """
    return shelf.store.judge(
        query_sha256, match_sha256, shelf.actor, accepted=accepted, note=note.strip()
    )


def judgements(shelf: Shelf, sha256: str) -> list[Judgement]:
    """Return every judgement of a file, the oldest first; see `standing` for those that hold."""
    return shelf.store.judgements(sha256)
