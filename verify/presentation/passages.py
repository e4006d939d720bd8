"""What people write in notes and reasons, read as a small part of Markdown.

No markup leaves this module: a passage is text with styles, and whoever draws it sets it as text.
A link is its words with its address behind them, to be read and never opened; pictures and HTML
are the letters that were typed.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from verify.domain.releasing import handles_in
from verify.domain.written import as_written

DEEPEST = 6
"""How far a passage is set in at most."""
_RULES = (
    "list",
    "blockquote",
    "heading",
    "emphasis",
    "backticks",
    "link",
    "escape",
    "newline",
)
_DEEPEST_READ = 16
_ERASED = "words erased"


class Style(StrEnum):
    """What letters are drawn like."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"
    ADDRESS = "address"
    """Where a link leads."""


@dataclass(frozen=True, slots=True)
class Span:
    """Letters of one style."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Passage:
    """A line as it was written.

    Attributes
    ----------
    lead : str
        What stands before an item of a list: a dot or its number.
    depth : int
        How many lists and quotes it stands in.
    """

    spans: tuple[Span, ...]
    lead: str = ""
    depth: int = 0
    is_quoted: bool = False


Passages = tuple[Passage, ...]


def passages_of(untrusted_text: str | None) -> Passages:
    """Return what somebody wrote, line by line; at least one passage.

    Examples
    --------
    >>> (one,) = passages_of("**36** dead, see [the list](https://example.org/a)")
    >>> [(span.text, span.style.value) for span in one.spans]  # doctest: +NORMALIZE_WHITESPACE
    [('36', 'strong'), (' dead, see the list', 'plain'), (' (https://example.org/a)', 'address')]
    """
    if untrusted_text is None:
        return (Passage((Span(_ERASED),)),)
    # Made printable first: nothing that is hidden in a text takes part in its reading.
    written = as_written(untrusted_text, "\n")
    tokens = _reader().parse(written)
    if any(token.level > _DEEPEST_READ for token in tokens):
        # Lists and quotes so deep are passed over by the reader, with the words in them.
        return tuple(Passage((Span(line),)) for line in written.split("\n"))
    return tuple(_passages(tokens)) or (Passage((Span(""),)),)


def flat_words(passages: Sequence[Passage]) -> str:
    """Return passages on one line, without styles."""
    return " / ".join(
        (f"{one.lead} " if one.lead else "") + "".join(span.text for span in one.spans)
        for one in passages
    )


def is_plain(passages: Sequence[Passage]) -> bool:
    """Whether they are one line and nothing else."""
    return len(passages) == 1 and passages[0] == Passage(
        tuple(Span(span.text) for span in passages[0].spans)
    )


def turns(text: str) -> bool:
    """Whether any letter of a text runs right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(one) in {"R", "AL"} for one in text)


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "linkify": False}).enable(list(_RULES))


def _passages(tokens: Sequence[Token]) -> Iterator[Passage]:
    lead, depth, quotes, is_heading = "", 0, 0, False
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "list_item_open":
                lead = f"{token.info}{token.markup}" if token.info else "•"
            case "blockquote_open" | "blockquote_close":
                quotes += token.nesting
            case "heading_open" | "heading_close":
                is_heading = token.nesting > 0
            case "inline":
                for spans in _lines(token.children or [], is_strong=is_heading):
                    yield _passage(spans, lead, depth + quotes, quotes)
                    lead = ""
            case _:
                pass


def _lines(tokens: Sequence[Token], *, is_strong: bool) -> Iterator[list[Span]]:
    strong, emphasis, address = int(is_strong), 0, ""
    spans: list[Span] = []
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                yield spans
                spans = []
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "link_open":
                titled = f', "{token.attrs["title"]}"' if token.attrs.get("title") else ""
                address = f"{token.attrs.get('href', '')}{titled}"
            case "link_close":
                if address:
                    spans.append(Span(f" ({address})", Style.ADDRESS))
            case "code_inline":
                spans.append(Span(token.content, Style.CODE))
            case _:
                style = Style.STRONG if strong else Style.EMPHASIS if emphasis else Style.PLAIN
                spans.append(Span(token.content, style))
    yield spans


def _passage(spans: Sequence[Span], lead: str, depth: int, quotes: int) -> Passage:
    joined = "".join(span.text for span in spans)
    if len(spans) > 1 and next(handles_in(joined), None) is not None:
        # A style within the name of an account would hide it from those who decide on it.
        spans = [Span(joined)]
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].style is span.style:
            merged[-1] = Span(merged[-1].text + span.text, span.style)
        elif span.text:
            merged.append(span)
    return Passage(tuple(merged), lead, min(depth, DEEPEST), quotes > 0)
