"""An article as it was received, and how it falls into blocks and sentences.

`plain` has the length of `text`, character for character: marks of formatting are blanks in it,
curly quotes are straight. Words are looked for in `plain`; what is shown is cut from `text`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from verify.domain.errors import InputError

MOST_CHARACTERS = 200_000
"""Longer than any article; a book is no article, and reading time grows with length."""


class BlockKind(StrEnum):
    """What a stretch of an article is."""

    HEADLINE = "headline"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Block:
    """A headline, a paragraph or a point of a list; [start, end) in code points."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """An article and what it says of itself.

    Attributes
    ----------
    published_at : datetime or None
        With its zone; None if the article does not say, or says no zone.
    published_on : date or None
        The day of publication, known even where the hour or the zone is not.
    dateline : str or None
        The place at the head of the report.
    remarks : tuple of str
        What of the article's head could not be read, as sentences.
    """

    text: str
    plain: str
    blocks: tuple[Block, ...]
    publisher: str | None
    published_at: datetime | None
    published_on: date | None
    dateline: str | None
    remarks: tuple[str, ...]

    @property
    def utc_offset(self) -> timedelta | None:
        """How far the clock of the place of publication is ahead of UTC."""
        return self.published_at.utcoffset() if self.published_at else None


class ArticleError(InputError):
    """A text that cannot be read as an article."""

    def __init__(self, problem: str, advice: str, name: str = "This") -> None:
        self.problem = problem
        self.advice = advice
        super().__init__(f"{name} cannot be read as an article: {problem}. {advice}")
