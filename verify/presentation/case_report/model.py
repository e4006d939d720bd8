"""A report before it is a page: sections of lines, facts, tables and pictures, all of it text.

Both writers draw from this and from nothing else, so they say the same. What people and articles
wrote stands in it printable, between the characters that keep its direction from what is around it
(`quoted`); a writer that has a better means takes it in their place.
"""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from verify.presentation.case_records_wording import written_words
from verify.presentation.passages import (
    Passage,
    Passages,
    Span,
    flat_words,
    is_plain,
    passages_of,
    turns,
)

ISOLATE, END_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
LONGEST_TEXT = 2_000
"""Of one quoted text; a report is read, and the case has all of it."""

_Part = TypeVar("_Part")

Words = str | Passages
"""Text, or what somebody wrote with styles, line by line."""


class Tone(StrEnum):
    """What a mark is drawn like; the words alone say it too."""

    PLAIN = "plain"
    FOR = "for"
    AGAINST = "against"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or a quote.

    Attributes
    ----------
    under : tuple of str or Passages
        What stands beneath it, small.
    mark : str
        A word or two in front of it, such as a verdict; empty if none.
    """

    text: Words
    under: tuple[Words, ...] = ()
    mark: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines one after the other."""

    lines: tuple[Line, ...]
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what it is, with notes beneath; `is_code` if it is to be copied exactly."""

    term: str
    value: str
    notes: tuple[str, ...] = ()
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms and values."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their heads; `widths` are shares of the whole, for paper."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A plain JPEG."""

    jpeg: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Still:
    """A picture of a clip with its caption."""

    picture: Picture
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Stills:
    """Stills beside each other."""

    stills: tuple[Still, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of ours as SVG."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Command:
    """What to type, to be copied exactly."""

    text: str


Block = Lines | Facts | Table | Stills | Drawing | Command


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; a part of it has a smaller one."""

    title: str
    blocks: tuple[Block, ...] = ()
    parts: "tuple[Section, ...]" = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report.

    Attributes
    ----------
    title : str
        The question.
    edition : str
        For whom it is, and what is left out.
    front : tuple of Section
        What stands on its first page.
    state : str
        Which state of the case it tells, and what made it.
    """

    title: str
    eyebrow: str
    edition: str
    front: tuple[Section, ...]
    sections: tuple[Section, ...]
    state: str
    is_public: bool


def quoted(untrusted_text: str | None) -> str:
    """Return what somebody wrote, printable, cut where it is endless, and kept to itself."""
    return isolated(shortened(written_words(untrusted_text), LONGEST_TEXT))


def written(untrusted_text: str | None, before: str = "") -> Words:
    """Return what somebody wrote as they set it out, after a word of ours such as "Note"."""
    text = untrusted_text if untrusted_text is None else shortened(untrusted_text, LONGEST_TEXT)
    passages = passages_of(text)
    if is_plain(passages):
        words = isolated(flat_words(passages))
        return f"{before}: {words}" if before else words
    if not before:
        return passages
    (first, *rest) = passages
    if not (rest or first.depth or turns(flat_words(passages))):
        return (dataclasses.replace(first, spans=(Span(f"{before}: "), *first.spans)),)
    deeper = [dataclasses.replace(one, depth=one.depth + 1) for one in passages]
    return (Passage((Span(f"{before}:"),)), *deeper)


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter; the rest stays as it is.

    Examples
    --------
    >>> sentence("given at 10:00 UTC")
    'Given at 10:00 UTC'
    """
    return f"{text[:1].upper()}{text[1:]}"


def isolated(text: str) -> str:
    """Return a printable text between characters that keep its direction to itself."""
    return f"{ISOLATE}{text}{END_ISOLATE}"


def whole_isolate(text: str) -> str | None:
    """Return what is between the isolates if that is all of a text; else None.

    Examples
    --------
    >>> whole_isolate(isolated("a")), whole_isolate("b")
    ('a', None)
    """
    inner = text[1:-1]
    is_whole = text[:1] == ISOLATE and text[-1:] == END_ISOLATE
    return inner if is_whole and ISOLATE not in inner else None


def plain(text: str) -> str:
    """Return a text without what keeps the direction of its parts."""
    return text.replace(ISOLATE, "").replace(END_ISOLATE, "")


def shortened(text: str, most: int) -> str:
    """Return a text, or its beginning with how long it is.

    Examples
    --------
    >>> shortened("abcdef", 3)
    'abc… (6 characters in all)'
    """
    return (
        text if len(text) <= most else f"{text[:most].rstrip()}… ({len(text):,} characters in all)"
    )


def said(*sentences: str, is_quiet: bool = False) -> Lines:
    """Return plain lines."""
    return Lines(tuple(Line(one) for one in sentences), is_quiet)


def texts(part: Any) -> Iterator[str]:
    """Yield every text of a report, or of a part of it; drawings hold none of others."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts(one)
    elif dataclasses.is_dataclass(part):
        for name in _told_fields(part):
            yield from texts(getattr(part, name))


def with_texts(part: _Part, changed: Callable[[str], str]) -> _Part:
    """Return a report, or a part of it, with every text changed."""
    made: Any = part
    if isinstance(part, str) and not isinstance(part, StrEnum):
        made = changed(part)
    elif isinstance(part, tuple):
        made = tuple(with_texts(one, changed) for one in part)
    elif dataclasses.is_dataclass(part):
        new = {name: with_texts(getattr(part, name), changed) for name in _told_fields(part)}
        made = dataclasses.replace(part, **new) if new else part  # type: ignore[type-var]
    typed: _Part = made
    return typed


def _told_fields(part: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(part) if field.name != "svg"]
