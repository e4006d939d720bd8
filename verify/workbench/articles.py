"""What a journalist does with an article before there is a case: have its claims listed."""

import re
from datetime import datetime
from pathlib import Path

from verify.casework.claims.article import read_claims
from verify.casework.claims.reading import read_article
from verify.domain.articles import MOST_CHARACTERS, ArticleError
from verify.domain.claims import ArticleClaims
from verify.domain.errors import BadParameterError, shown_name

__all__ = ["ArticleClaims", "claims_of_file", "publication_time"]

# UTF-8 takes four bytes a character at most.
_MOST_BYTES = 4 * MOST_CHARACTERS
_PAGE = re.compile(r"\s*(<!doctype html|<html|<\?xml)", re.IGNORECASE)


def claims_of_file(
    path: Path, *, published_at: datetime | None = None, language: str | None = None
) -> tuple[str, ArticleClaims]:
    """Return the text of an article and what it claims; offsets count from its first character.

    Parameters
    ----------
    path : Path
        Plain text or Markdown in UTF-8, with or without front matter.
    published_at : datetime, optional
        With its zone; overrides what the article says of itself.
    language : str, optional
        ISO 639-1, where it is known; else told from the text.

    Raises
    ------
    ArticleError
        If it cannot be read as one: it names the file and what to do.
    """
    name = shown_name(str(path))
    try:
        text = _text_of(path, name)
        return text, read_claims(read_article(text, published_at=published_at), language=language)
    except ArticleError as error:
        raise ArticleError(error.problem, error.advice, name) from error


def _text_of(path: Path, name: str) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "no reason given"
        raise ArticleError(f"the system says: {reason}", "Check the name.", name) from error
    if len(content) > _MOST_BYTES:
        problem = f"it has more than {_MOST_BYTES:,} bytes"
        raise ArticleError(problem, "Take the article out of the collection, and give that alone.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = "it is no text in UTF-8, as pictures, office files and old encodings are not"
        raise ArticleError(problem, "Save it as plain text in UTF-8.") from error
    if _PAGE.match(text):
        problem = "it is a saved web page, and only plain text and Markdown are read"
        raise ArticleError(problem, "Copy the article's words into a text file.")
    return text.replace("\r\n", "\n")


def publication_time(text: str, option: str = "--published") -> datetime:
    """Return a time as typed, such as that of publication: ISO 8601 with a zone.

    Raises
    ------
    BadParameterError
        If it is anything else; a day alone does not say when relative times were written.
    """
    wanted = "a time with its zone, such as 2020-02-28T18:00+03:00"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadParameterError(option, text, wanted) from error
    if moment.tzinfo is None:
        raise BadParameterError(option, text, wanted)
    return moment
