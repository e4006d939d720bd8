"""What runs inside the jail for a saved page: bytes of HTML come in, words go out.

Scripts, styles and trackers are cut out unread. The time of publication is what the page states for
machines, never a date that happens to stand in its text.
"""

import codecs
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from verify.domain.articles import MOST_CHARACTERS
from verify.domain.pages import LONGEST_WORDS, PageWords

PAGE_FILE = "page.html"
WORDS_FILE = "words.json"
_STATED_TIMES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
    "//meta[@name='date' or @name='pubdate' or @name='DC.date.issued' or @name='publish-date']"
    "/@content",
)
_LINKED = "//script[@type='application/ld+json']/text()"
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
_MOST_LINKED_CHARACTERS = 1 << 20


def main(folder: Path) -> None:
    """Take the words out of the page that lies in `folder`."""
    content = (folder / PAGE_FILE).read_bytes()
    (folder / WORDS_FILE).write_bytes(msgspec.json.encode(words_of_page(content)))


def words_of_page(content: bytes) -> PageWords:
    """Return the main text of a page and what it says of itself.

    Parameters
    ----------
    content : bytes
        HTML in the encoding that it states or, failing that, in one that fits.
    """
    # Imported here: whoever calls the jail loads none of what parses.
    import trafilatura

    logging.disable(logging.CRITICAL)
    tree = trafilatura.load_html(_decoded(content))
    if tree is None:
        return PageWords(untrusted_text="")
    published = next(_stated_times(tree), None)
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        favor_precision=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict):
        return PageWords(untrusted_text="", untrusted_published=published)
    text = "\n\n".join(line.strip() for line in (found.text or "").splitlines() if line.strip())
    return PageWords(
        untrusted_text=text[: 2 * MOST_CHARACTERS],
        untrusted_title=_held(found.title),
        untrusted_author=_held(found.author),
        untrusted_publisher=_held(found.sitename or found.hostname),
        untrusted_published=published or _held(found.date),
        misfit_bytes=_misfits(content),
    )


def _decoded(content: bytes) -> bytes | str:
    """Return a page with a mark of UTF-16 at its head as text; the parser finds out the others."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    return content.removeprefix(codecs.BOM_UTF8)


def _misfits(content: bytes) -> int:
    """Return how many bytes of a page that is, or should be, in UTF-8 are not."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return 0
    stated = _CHARSET.search(content[:_HEAD_BYTES])
    if stated and stated[1].lower().replace(b"-", b"") not in {b"utf8", b"utf16"}:
        return 0
    return content.decode("utf-8", "replace").count("\ufffd")


def _held(words: str | None) -> str | None:
    one_line = " ".join((words or "").split())
    return one_line if 0 < len(one_line) <= LONGEST_WORDS else None


def _stated_times(tree: Any) -> Iterator[str]:  # an element of lxml, which has no types
    for path in _STATED_TIMES:
        yield from (str(one).strip() for one in tree.xpath(path) if _is_time(str(one)))
    for script in tree.xpath(_LINKED):
        yield from (one for one in _linked_times(str(script)) if _is_time(one))


def _linked_times(script: str) -> Iterator[str]:
    if len(script) > _MOST_LINKED_CHARACTERS:
        return
    try:
        stated = json.loads(script)
    except (ValueError, RecursionError):
        return
    graph = stated.get("@graph", [stated]) if isinstance(stated, dict) else stated
    for node in graph if isinstance(graph, list) else []:
        if isinstance(node, dict) and isinstance(node.get("datePublished"), str):
            yield node["datePublished"].strip()


def _is_time(words: str) -> bool:
    try:
        datetime.fromisoformat(words.strip())
    except ValueError:
        return False
    return len(words) <= LONGEST_WORDS


if __name__ == "__main__":
    main(Path.cwd())
