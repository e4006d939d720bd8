"""How sure a sentence claims to be, and whether it says that something did not happen.

Only the sentence's own words count. Doubt that a later sentence casts ("could not be verified") is
told apart: it names that sentence and leaves the claim's own words as they are.
"""

import re

from verify.casework.claims.words import forms
from verify.casework.claims.words.doubt import (
    HEDGES,
    NEGATIONS,
    NO_HEDGE,
    NO_NEGATION,
    SCARE_QUOTES,
)

_HEDGES = {
    # "May" at the start of a sentence may be the month; in the middle it is written small.
    level: re.compile(rf"(?<![\w-])(?:{forms(words)})(?![\w-])", re.IGNORECASE)
    for level, words in HEDGES.items()
}
_NO_HEDGE = re.compile(rf"(?<![\w-])(?:{forms(NO_HEDGE)})", re.IGNORECASE)
_MONTH_MAY = re.compile(r"(?:\bMay\b(?!\s+(?:have|be|not)\b))")
_SCARE = re.compile(SCARE_QUOTES)
_NEGATED = re.compile(rf"(?<![\w-])(?:{forms(NEGATIONS)})", re.IGNORECASE)
_NOT_NEGATED = re.compile(forms(NO_NEGATION), re.IGNORECASE)
# What a clause beside says not to be so: ", who was not authorised to speak,".
_ASIDE = re.compile(
    r"(?:,\s+(?:who|whose|which|when|where|because|since)|\bof\s+which|\bof\s+whom)\s+[^,.;]*",
    re.IGNORECASE,
)
_DOUBTS = re.compile(
    r"(?:could|can|cannot|has|have|had|is|was|were|did)\s*(?:not"
    r"|n't)?\b[^.;]{0,30}\b(?:verif\w+|confirm\w*|authenticat\w*)\b"
    r"|unable\s+to\s+(?:\w+\s+)?(?:verify|confirm)|no\s+(?:independent\s+)?confirmation",
    re.IGNORECASE,
)
_OF_FOOTAGE = re.compile(
    r"\b(?:footage|video|clip|film|recording|pictures?|images?|photos?|it|they|its)\b",
    re.IGNORECASE,
)


def hedge_level(plain: str, *, is_headline: bool) -> int:
    """Return how strongly the words doubt what they tell, 0 to 3.

    Parameters
    ----------
    plain : str
        A claim with all of its sentence.
    is_headline : bool
        Headlines and bullets put somebody's words into single quotes.

    Examples
    --------
    >>> hedge_level("The bridge was reportedly hit by a drone.", is_headline=False)
    2
    >>> hedge_level("Smoke could be seen from the harbour in May.", is_headline=False)
    0
    """
    words = _MONTH_MAY.sub(lambda found: " " * len(found[0]), plain)
    words = _NO_HEDGE.sub(lambda found: " " * len(found[0]), words)
    level = max((level for level, pattern in _HEDGES.items() if pattern.search(words)), default=0)
    return max(level, 1) if is_headline and _SCARE.search(plain) else level


def is_negated(plain: str) -> bool:
    """Return whether a claim says that something did not happen.

    Examples
    --------
    >>> is_negated("No group has claimed responsibility."), is_negated("No fewer than 17 died.")
    (True, False)
    """
    return denied_from(plain) is not None


def denied_from(plain: str) -> int | None:
    """Return where a denial begins: what is counted before it is not denied."""
    words = plain
    for aside in (_ASIDE, _NOT_NEGATED):
        words = aside.sub(lambda other: " " * len(other[0]), words)
    found = _NEGATED.search(words)
    return found.start() if found else None


def casts_doubt(plain: str) -> bool:
    """Return whether a sentence says that footage told of before it was not verified."""
    found = _DOUBTS.search(plain)
    is_denied = found and re.search(r"not|n't|unable|no\s", found[0], re.IGNORECASE)
    return bool(is_denied and _OF_FOOTAGE.search(plain))
