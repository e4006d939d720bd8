"""Text broken into lines, each of runs as they stand on paper from the left.

The PDF library orders the parts of a line by direction alone, so that a number in Arabic within an
English sentence comes to stand elsewhere. Here they are ordered by level, as the standard says
(Unicode UAX #9, rules L1 and L2). Words are measured and not letters, which also takes a tenth of
the time.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import TextDirection

from verify.presentation.case_report.model import END_ISOLATE, ISOLATE, plain, whole_isolate
from verify.presentation.passages import Style, turns

_WORDS = re.compile(r"\s+|\S+")


class Run(NamedTuple):
    """Letters of one direction and style."""

    text: str
    is_right_to_left: bool
    style: Style = Style.PLAIN


class _Letter(NamedTuple):
    text: str
    level: int
    style: Style = Style.PLAIN


Measure = Callable[[Run], float]


def lines_of(
    text: str, width: float, measure: Measure, styles: Sequence[Style] | None = None
) -> tuple[list[list[Run]], bool]:
    """Return the lines of a text, each as runs from the left, and whether it begins at the right.

    Parameters
    ----------
    text : str
        Printable; isolates keep what is between them to itself.
    width : float
        Of a line.
    measure : callable
        Returns the width of a run; it is asked for words.
    styles : sequence of Style, optional
        Of each letter; the text has no isolates then.
    """
    if styles is not None:
        return _styled_lines(text, styles, width, measure)
    if not turns(text):
        return [[Run(line, False)] for line in _plain_lines(plain(text), width, measure)], False
    inner = whole_isolate(text)
    said = text if inner is None else inner
    base = auto_detect_base_direction(said)
    is_right_to_left = base == TextDirection.RTL
    letters = [
        _Letter(one.character, one.embedding_level)
        for one in BidiParagraph(said, base).get_all()[0]
        if one.character not in (ISOLATE, END_ISOLATE)
    ]
    lines = _broken(list(_words(letters, width, measure)), width, measure)
    return [_ordered(line, int(is_right_to_left)) for line in lines], is_right_to_left


def _styled_lines(
    text: str, styles: Sequence[Style], width: float, measure: Measure
) -> tuple[list[list[Run]], bool]:
    base = auto_detect_base_direction(text) if turns(text) else TextDirection.LTR
    levels = [0] * len(text)
    if turns(text):
        levels = [one.embedding_level for one in BidiParagraph(text, base).get_all()[0]]
    letters = [_Letter(*one) for one in zip(text, levels, styles, strict=True)]
    is_right_to_left = base == TextDirection.RTL
    lines = _broken(list(_words(letters, width, measure)), width, measure)
    return [_ordered(line, int(is_right_to_left)) for line in lines], is_right_to_left


def _plain_lines(text: str, width: float, measure: Measure) -> list[str]:
    lines = [""]
    filled = 0.0
    for word in _WORDS.findall(text):
        taken = measure(Run(word, False))
        if filled + taken > width and not word.isspace() and lines[-1]:
            lines.append("")
            filled = 0.0
        while taken > width and len(word) > 1:
            fitting = _fitting(word, width, measure)
            lines[-1] = word[:fitting]
            lines.append("")
            word = word[fitting:]
            taken = measure(Run(word, False))
        if lines[-1] or not word.isspace():
            lines[-1] += word
            filled += taken
    return [line.rstrip() for line in lines]


def _fitting(word: str, width: float, measure: Measure) -> int:
    """Return how many letters of a word that no line holds fit on one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(Run(word[:middle], False)) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def _words(letters: Sequence[_Letter], width: float, measure: Measure) -> Iterator[list[_Letter]]:
    """Yield words and the spaces between them; a word that no line holds in pieces."""
    for _, group in groupby(letters, lambda one: one.text.isspace()):
        word = list(group)
        while len(word) > 1 and _width(word, measure) > width:
            fitting = len(word) - 1
            while fitting > 1 and _width(word[:fitting], measure) > width:
                fitting = max(1, fitting * 3 // 4)
            yield word[:fitting]
            word = word[fitting:]
        yield word


def _width(letters: Sequence[_Letter], measure: Measure) -> float:
    return sum(measure(run) for run in _runs(letters))


def _runs(letters: Sequence[_Letter]) -> Iterator[Run]:
    for (level, style), group in groupby(letters, lambda one: (one.level, one.style)):
        yield Run("".join(one.text for one in group), level % 2 == 1, style)


def _broken(words: Sequence[list[_Letter]], width: float, measure: Measure) -> list[list[_Letter]]:
    lines: list[list[_Letter]] = [[]]
    filled = 0.0
    for word in words:
        taken = _width(word, measure)
        is_space = word[0].text.isspace()
        if filled + taken > width and not is_space and lines[-1]:
            lines.append([])
            filled = 0.0
        if is_space and not lines[-1]:
            continue
        lines[-1] += word
        filled += taken
    return lines


def _ordered(letters: list[_Letter], base_level: int) -> list[Run]:
    """Return a line's runs from the left: what is of a higher level turns within a lower one."""
    while letters and letters[-1].text.isspace():
        letters = letters[:-1]
    runs = [
        (level, style, "".join(one.text for one in group))
        for (level, style), group in groupby(letters, lambda one: (one.level, one.style))
    ]
    highest = max((level for level, _, _ in runs), default=base_level)
    for level in range(highest, 0, -1):
        turned: list[tuple[int, Style, str]] = []
        for is_within, group in groupby(runs, lambda run, level=level: run[0] >= level):  # type: ignore[misc]
            part = list(group)
            turned += reversed(part) if is_within else part
        runs = turned
    return [Run(text, level % 2 == 1, style) for level, style, text in runs]
