"""What a person decides about a match; it stands in the custody log and is never changed there."""

import re
from pathlib import Path

import msgspec

from verify.domain.archive_errors import NothingOfThatNameError, NotInArchiveError
from verify.domain.errors import FootageNotFoundError
from verify.domain.judgements import Judgement, standing
from verify.domain.matches import Match, MatchGrade, Search
from verify.media.intake import open_footage
from verify.storage.interface import CustodyLog
from verify.workbench.archive.holdings import entry_meant
from verify.workbench.archive.shelf import Shelf

__all__ = [
    "Judgement",
    "judge",
    "judged",
    "judgements",
    "sha256_meant",
    "standing",
    "with_judgements",
]

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_GRADES = list(MatchGrade)


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


def sha256_meant(shelf: Shelf, text: str) -> str:
    """Return the SHA-256 of the file that was searched for, by what stands for it at a desk.

    A file of this name is hashed, not decoded; else it is a SHA-256, which may be of a file that
    is nowhere here, or an entry, as `holdings.entry_meant` finds it.

    Raises
    ------
    NothingOfThatNameError, SeveralEntriesError
        If it is none of these, or another entry could be meant.
    InputError
        If the file cannot be read.
    """
    try:
        with open_footage(Path(text)) as footage:
            return footage.sha256
    except FootageNotFoundError:
        if _SHA256.fullmatch(text.lower()):
            return text.lower()
        try:
            return entry_meant(shelf, text).key
        except NotInArchiveError:
            raise NothingOfThatNameError(text) from None


def judged(log: CustodyLog, found: Search) -> Search:
    """Return an answer with what people made of its matches.

    A rejected match stays, the last of its grade: who searches sees it, and why it was rejected.
    """
    known = with_judgements(log, found)

    def place(match: Match) -> tuple[bool, int, bool]:
        is_rejected = match.judgement is not None and not match.judgement.accepted
        is_other = match.footage.sha256 != known.query.sha256
        return is_other, _GRADES.index(match.match_grade), is_rejected

    return msgspec.structs.replace(known, matches=sorted(known.matches, key=place))


def with_judgements(log: CustodyLog, found: Search) -> Search:
    """Return an answer, in its order, with what holds of its matches by now."""
    words = standing(log.judgements(found.query.sha256), found.query.sha256)
    matches = [
        msgspec.structs.replace(match, judgement=words.get(match.footage.sha256))
        for match in found.matches
    ]
    return msgspec.structs.replace(found, matches=matches)
