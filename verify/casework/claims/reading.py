"""An article as plain text or Markdown, with or without front matter, into blocks.

Nothing in it is fetched, rendered or run. A saved page has to be made text first, inside the jail;
what comes out of that goes through `read_article` like any other text.
"""

import re
from datetime import date, datetime

from verify.domain.articles import MOST_CHARACTERS, Article, ArticleError, Block, BlockKind

_FRONT = re.compile(r"\ufeff?---[ \t]*\n(?P<lines>.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^(?P<key>[A-Za-z_]+)[ \t]*:[ \t]*(?P<value>.*?)[ \t]*$", re.MULTILINE)
_KEYS = {
    "headline": ("headline", "title"),
    "publisher": ("publisher", "source", "site"),
    "published": ("published_at", "published", "date", "published_on"),
    "dateline": ("dateline", "place"),
}
# "Published: 27 February 2020, 18:00" above or below the text; only forms without doubt are taken.
_BYLINE = re.compile(
    r"^(?:published|posted|first published)(?: (?:at"
    r"|on))?:?[ \t]+(?P<value>\d{4}-\d\d-\d\d\S*)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING = re.compile(r"(?P<mark>#{1,6}[ \t]+)(?P<words>.*?)[ \t#]*$")
_BULLET = re.compile(r"[ \t]*(?:[-*+•–▪►]|\d{1,2}[.)])[ \t]+")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]*)+")
_RULE = re.compile(r"[ \t]*([-*_=][ \t]*){3,}$")
_ENDS_SENTENCE = re.compile(r"[.!?…:;؟。]['\")\]]*$")
_LONGEST_HEADLINE = 200
# Same length on both sides: offsets must not move.
_SAME = str.maketrans("“”„«»‘’‚‑\u00a0\u202f\n\t", '"""""\'\'\'-    ')
# Bounded, so that text made of opening marks is read in time that grows with its length.
_LINK = re.compile(r"(!?\[)([^\[\]\n]{0,400})(\]\([^()\n]{0,2000}\))")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)|(?<=\S)(\*{1,3}|_{1,3})(?![\w*])")
_COMMENT = re.compile(r"<!--.{0,2000}?-->|<[/a-zA-Z][^<>]*>", re.DOTALL)


def read_article(text: str, *, published_at: datetime | None = None) -> Article:
    """Return an article in blocks.

    Parameters
    ----------
    text : str
        The whole file; offsets count from its first character.
    published_at : datetime, optional
        With its zone; overrides what the article says of itself.

    Raises
    ------
    ArticleError
        If it is empty, too long or no text.
    """
    _refuse_no_article(text)
    front = _FRONT.match(text)
    said = _front_matter(front)
    remarks: list[str] = []
    published_on = published_at.date() if published_at else None
    if published_at is None:
        byline = _BYLINE.search(text, front.end() if front else 0)
        stated = said.get("published") or (byline and byline["value"])
        if stated:
            published_at, published_on, remark = _publication(stated)
            remarks += [remark] if remark else []
    plain = _plain(text)
    return Article(
        text=text,
        plain=plain,
        blocks=tuple(_blocks(text, plain, front)),
        publisher=said.get("publisher"),
        published_at=published_at,
        published_on=published_on,
        dateline=said.get("dateline"),
        remarks=tuple(remarks),
    )


def body_start(text: str) -> int:
    """Return where an article begins below its front matter; 0 if it has none."""
    front = _FRONT.match(text)
    return front.end() if front else 0


def _refuse_no_article(text: str) -> None:
    if not text.strip():
        raise ArticleError("it has no text", "Paste the article, or name another file.")
    if len(text) > MOST_CHARACTERS:
        raise ArticleError(
            f"it has {len(text):,} characters, more than the {MOST_CHARACTERS:,} that are read",
            "Take the article out of the page or collection, and give that alone.",
        )
    if "\x00" in text:
        raise ArticleError("it has zero characters, as binary files do", "Save it as plain text.")


def _front_matter(front: re.Match[str] | None) -> dict[str, str]:
    pairs = {
        pair["key"].lower(): pair["value"].strip("\"'")
        for pair in _PAIR.finditer(front["lines"] if front else "")
    }
    return {
        name: next(pairs[key] for key in keys if pairs.get(key))
        for name, keys in _KEYS.items()
        if any(pairs.get(key) for key in keys)
    }


def _publication(stated: str) -> tuple[datetime | None, date | None, str | None]:
    """Return moment and day of publication as far as they are stated, and what is wrong."""
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None, None, f"The time of publication, {stated[:40]!r}, is no date in ISO form."
    if len(stated) <= len("2020-02-27"):
        return None, moment.date(), None
    if moment.tzinfo is None:
        return None, moment.date(), "The time of publication has no zone; only its day is used."
    return moment, moment.date(), None


def _plain(text: str) -> str:
    plain = _COMMENT.sub(lambda found: " " * len(found[0]), text)
    plain = _LINK.sub(lambda found: " " * len(found[1]) + found[2] + " " * len(found[3]), plain)
    plain = _EMPHASIS.sub(lambda found: " " * len(found[0]), plain)
    return plain.translate(_SAME)


def _blocks(text: str, plain: str, front: re.Match[str] | None) -> list[Block]:
    blocks = _body_blocks(text, plain, front.end() if front else 0)
    titled = _PAIR.finditer(front["lines"]) if front else ()
    for pair in titled:
        if pair["key"].lower() in _KEYS["headline"] and pair["value"].strip("\"'"):
            base = front.start("lines") if front else 0
            start, end = base + pair.start("value"), base + pair.end("value")
            while text[start] in "\"'" and end - start > 1 and text[end - 1] == text[start]:
                start, end = start + 1, end - 1
            head = Block(BlockKind.HEADLINE, start, end)
            # Many pages repeat the title above the text.
            is_twice = bool(blocks) and _words(plain, blocks[0]) == _words(plain, head)
            return [head, *blocks[is_twice:]]
    return _first_as_headline(plain, blocks)


def _words(plain: str, block: Block) -> list[str]:
    return plain[block.start : block.end].casefold().split()


def _first_as_headline(plain: str, blocks: list[Block]) -> list[Block]:
    """Take a first line that ends no sentence as the headline."""
    if len(blocks) < 2 or blocks[0].kind is BlockKind.HEADLINE:
        return blocks
    first = blocks[0]
    words = plain[first.start : first.end]
    is_title = len(words) <= _LONGEST_HEADLINE and not _ENDS_SENTENCE.search(words)
    if first.kind is BlockKind.PARAGRAPH and is_title:
        return [Block(BlockKind.HEADLINE, first.start, first.end), *blocks[1:]]
    return blocks


def _body_blocks(text: str, plain: str, at: int) -> list[Block]:
    """Return the blocks below the front matter; lines of one paragraph are one block."""
    blocks: list[Block] = []
    is_open = False
    while at < len(text):
        line_end = text.find("\n", at)
        line_end = len(text) if line_end < 0 else line_end
        line, start = text[at:line_end], at
        at = line_end + 1
        quoted = _QUOTED.match(line)
        if quoted:
            line, start = line[quoted.end() :], start + quoted.end()
        if not plain[start:line_end].strip() or _RULE.match(line) or _BYLINE.match(line):
            is_open = False
            continue
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        kind = BlockKind.PARAGRAPH
        if heading:
            kind = BlockKind.PARAGRAPH if blocks else BlockKind.HEADLINE
            line_end, start = start + heading.end("words"), start + heading.start("words")
        elif bullet:
            kind, start = BlockKind.BULLET, start + bullet.end()
        if is_open and not heading and not bullet:
            blocks[-1] = Block(blocks[-1].kind, blocks[-1].start, line_end)
        elif start < line_end:
            blocks.append(Block(kind, start, line_end))
        is_open = not heading
    return [_trimmed(plain, block) for block in blocks]


def _trimmed(plain: str, block: Block) -> Block:
    words = plain[block.start : block.end]
    start = block.start + len(words) - len(words.lstrip())
    return Block(block.kind, start, block.start + len(words.rstrip()))
