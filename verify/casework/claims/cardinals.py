"""Numbers as digits and as words, in any script's digits, to values."""

import re

from verify.casework.claims.words.quantities import NUMBER_WORDS, SCALES

_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
DIGITS = r"\d{1,3}(?:[,\u066c]\d{3})+(?:[.\u066b]\d+)?|\d+(?:[.\u066b]\d+)?"
"""Digits of any script, thousands parted by commas; `float` reads them all."""
WORDS = (
    rf"(?:(?:half\s+)?an?\s+(?=(?:{_SCALE})\b)|(?:{_WORD})\b)"
    rf"(?:(?:-|\s+|(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+)?\b(?:{_WORD}|{_SCALE})\b)*"
)
CARDINAL = rf"(?:(?:{DIGITS})(?:\s?(?:{_SCALE})\b)?|{WORDS})"
_TOKEN = re.compile(rf"{_WORD}|{_SCALE}|half\s+an?|an?\b|{DIGITS}", re.IGNORECASE)


def number_value(words: str) -> float | None:
    """Return the value of a cardinal number, or None if it is none.

    Examples
    --------
    >>> [number_value(one) for one in ("1,250", "thirty-one", "a hundred and four", "half a dozen")]
    [1250.0, 31.0, 104.0, 6.0]
    >>> number_value("1.2 million"), number_value("٣٣"), number_value("horse")
    (1200000.0, 33.0, None)
    """
    if not re.fullmatch(CARDINAL, words.strip(), re.IGNORECASE):
        return None
    total = group = 0.0
    for token in _TOKEN.findall(words.lower()):
        if token in SCALES:
            scale, group = SCALES[token], group or 1.0
            if scale >= 1000:
                total, group = total + group * scale, 0.0
            else:
                group *= scale
        elif token.startswith("half"):
            group += 0.5
        elif token in {"a", "an"}:
            group += 1.0
        else:
            word = NUMBER_WORDS.get(token)
            group += _digits(token) if word is None else word
    return total + group


def _digits(token: str) -> float:
    return float(token.replace(",", "").replace("\u066c", "").replace("\u066b", "."))
