"""Times, places and sources as news prose writes them, each in a short sentence of its own.

The lists were written before the rules were tried on them. A span is right as in the accuracy
figures: half of the longer one is shared, and the values are equal. Lines that begin with "?" are
what is known to be missed.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.accuracy.claims import Mention as Scored
from tests.accuracy.claims import is_named, overlap
from tests.casework.claims.texts import read
from verify.domain.claims import ArticleClaims

_HERE = Path(__file__).parent
_MARK = re.compile(r"\[([^\]]*)\]([onu]?)")
_LETTERS = {"official": "o", "named": "n", "unnamed": "u"}


def _rows(name: str) -> list[str]:
    lines = (_HERE / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and line[0] not in "#?"]


def _marked(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a sentence without its brackets, and what stood in them with the letter behind."""
    marks = [(match[1], match[2]) for match in _MARK.finditer(text)]
    return _MARK.sub(r"\1", text), marks


def _difference(plain: str, wanted: list[tuple[str, str]], found: set[tuple[str, str]]) -> str:
    """Return what is missed and what is made up, in one line, or nothing."""
    left = set(found)
    missed = []
    for text, value in wanted:
        span = _span(plain, text)
        same = [
            one for one in left if one[1] == value and overlap(_span(plain, one[0]), span) >= 0.5
        ]
        left.difference_update(same[:1])
        missed += [] if same else [(text, value)]
    return f"{plain}\n    missed {missed}, made up {sorted(left)}" if missed or left else ""


def _shares_half(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return overlap(one, other) >= 0.5


def _is_named(place: str) -> bool:
    return is_named(Scored((0, len(place)), (), place))


def _span(plain: str, text: str) -> tuple[int, int]:
    start = plain.index(text)
    return start, start + len(text)


def _times(read_text: ArticleClaims) -> set[tuple[str, str]]:
    found = set()
    for claim in read_text.sentences[-1].claims:
        when = claim.when
        if when and (when.date_from or when.time):
            days = dict.fromkeys((str(when.date_from), str(when.date_to)))
            found.add((when.text, f"{'..'.join(days)} {when.time or '-'}"))
    return found


def _wrong_times() -> Iterator[str]:
    for row in _rows("when.txt"):
        marked, expected = (part.strip() for part in row.split("|"))
        *before, last = marked.split(" // ")
        plain, marks = _marked(last)
        yield _difference(
            plain, [(text, expected) for text, _ in marks], _times(read(*before, plain))
        )


def _wrong_places() -> Iterator[str]:
    for row in _rows("where.txt"):
        plain, marks = _marked(row)
        places = {one.text for claim in read(plain).sentences[1].claims for one in claim.where}
        named = {(one, "") for one in places if is_named(Scored((0, 1), (), one))}
        yield _difference(
            plain, [one for one in marks if is_named(Scored((0, 1), (), one[0]))], named
        )


def _wrong_sources() -> Iterator[str]:
    for row in _rows("said.txt"):
        plain, marks = _marked(row)
        sources = [claim.source for claim in read(plain).sentences[1].claims]
        found = {(one.text, _LETTERS[one.kind.value]) for one in sources if one.span}
        yield _difference(plain, marks, found)


@pytest.mark.parametrize("wrong", [_wrong_times, _wrong_places, _wrong_sources])
def test_the_grammar_of_news_is_read(wrong: Callable[[], Iterator[str]]) -> None:
    missed = [one for one in wrong() if one]

    assert not missed, "\n".join(missed)
