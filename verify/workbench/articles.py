"""What a journalist does with an article before there is a case: have its claims listed.

A saved page is made text in the jail first. It then has front matter with what the page says of
itself, and offsets count in that text.
"""

import codecs
import re
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from verify.casework.claims.article import read_claims
from verify.casework.claims.reading import body_start, read_article
from verify.domain.articles import MOST_CHARACTERS, ArticleError
from verify.domain.claims import ArticleClaims
from verify.domain.errors import BadParameterError, shown_name
from verify.domain.pages import PageWords
from verify.jobs.saved_page import MOST_PAGE_BYTES, read_page

__all__ = ["ArticleClaims", "body_start", "claims_of_file", "publication_time", "states_when"]

# UTF-8 takes four bytes a character at most.
_MOST_BYTES = 4 * MOST_CHARACTERS
_PAGE = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)?(?:<!doctype html|<html|<\?xml)", re.IGNORECASE | re.DOTALL
)
_PAGE_ENDINGS = (".html", ".htm", ".xhtml")
_PAGE_REMARK = (
    "This is the main text of a saved page; menus, pictures, comments and scripts were left out. "
    "Title, publisher and time of publication are what the page says of itself"
)
# What is left of a page of menus and links is no article.
_LEAST_WORDS = 8
_COPY_WORDS = "Copy the article's words into a text file, and give that."


def states_when(content: bytes) -> bool:
    """Whether an article, or a saved page perhaps, says itself when it was published."""
    if _PAGE.match(content):
        return True  # Not read before it is taken in: that is for the jail.
    try:
        return read_article(content.decode()).published_on is not None
    except (UnicodeDecodeError, ArticleError):
        return False


def claims_of_file(
    path: Path, *, published_at: datetime | None = None, language: str | None = None
) -> tuple[str, ArticleClaims]:
    """Return the text of an article and what it claims; offsets count from its first character.

    Parameters
    ----------
    path : Path
        Plain text or Markdown in UTF-8, with or without front matter; or a saved page.
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
        content = _content(path, name)
        remarks: list[str] = []
        if _is_page(path, content):
            text, remarks = _text_of_page(path, content)
        else:
            text = _text(content)
        read = read_claims(read_article(text, published_at=published_at), language=language)
        return text, replace(read, remarks=[*remarks, *read.remarks])
    except ArticleError as error:
        raise ArticleError(error.problem, error.advice, name) from error


def _content(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_PAGE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "no reason given"
        raise ArticleError(f"the system says: {reason}", "Check the name.", name) from error
    most = MOST_PAGE_BYTES if _is_page(path, content) else _MOST_BYTES
    if len(content) > most:
        problem = f"it has more than {most:,} bytes"
        raise ArticleError(problem, "Take the article out of the collection, and give that alone.")
    return content


def _is_page(path: Path, content: bytes) -> bool:
    head = content[:2048].replace(b"\x00", b"").removeprefix(codecs.BOM_UTF8)
    head = head.removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
    return path.suffix.lower() in _PAGE_ENDINGS or bool(_PAGE.match(head))


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = "it is no text in UTF-8, as pictures, office files and old encodings are not"
        raise ArticleError(problem, "Save it as plain text in UTF-8.") from error
    return text.replace("\r\n", "\n")


def _text_of_page(path: Path, content: bytes) -> tuple[str, list[str]]:
    """Return a page's article with front matter, and what a reader has to know of it."""
    if not content.strip():
        raise ArticleError("it is empty", "Save the page again, or name another file.")
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\x00" in content and not is_wide:
        problem = "it is called a page and has zero bytes, as binary files do"
        raise ArticleError(problem, "Save the page again as HTML, or name another file.")
    page = read_page(path, content)
    if len(page.untrusted_text.split()) < _LEAST_WORDS:
        raise ArticleError("no article was found in the page", _COPY_WORDS)
    if len(page.untrusted_text) > MOST_CHARACTERS:
        raise ArticleError(f"the page holds more than {MOST_CHARACTERS:,} characters", _COPY_WORDS)
    author = f"; it names {page.untrusted_author} as author" if page.untrusted_author else ""
    remarks = [f"{_PAGE_REMARK}{author}."]
    if page.misfit_bytes:
        remarks.append(
            f"{page.misfit_bytes:,} bytes of the page do not fit the encoding that it "
            "states, so names may be spelled wrongly. Compare them with the page."
        )
    return _with_head(page), remarks


def _with_head(page: PageWords) -> str:
    said = {
        "title": page.untrusted_title,
        "author": page.untrusted_author,
        "publisher": page.untrusted_publisher,
        "published": page.untrusted_published,
    }
    lines = "".join(f'{key}: "{value}"\n' for key, value in said.items() if value)
    return f"---\n{lines}---\n\n{page.untrusted_text}\n"


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
