"""A sentence into claims: where it tells two things with a time, a doubt or a speaker each.

A part that only says what is not known is no claim; its doubt falls on the other part.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verify.casework.claims.expressions import Expression
from verify.casework.claims.hedging import casts_doubt, hedge_level, is_negated
from verify.casework.claims.words import forms
from verify.casework.claims.words.events import EVENTS
from verify.casework.claims.words.worth import PAST, UNKNOWN

_JOINT = re.compile(
    r"(?P<sure>,?\s+and\s+that\s+|;\s+|,\s+when,\s+)"
    r"|(?P<colon>:\s+)"
    r"|(?P<contrast>,\s+(?:although|though|but|while|whereas|where)\s+)"
    r"|(?P<added>,?\s+and\s+)",
    re.IGNORECASE,
)
_VERB = re.compile(
    rf"(?<![\w-])(?:{forms(PAST)}|is|are|shows?|may|might|could)(?![\w-])", re.IGNORECASE
)
_EVENT = re.compile(rf"(?<![\w-])(?:{forms(' | '.join(EVENTS.values()))})(?![\w-])", re.IGNORECASE)
_UNKNOWN = re.compile(
    rf"(?:[^,;]{{0,40}}\s)?(?:{forms(UNKNOWN)})|.{{0,40}}\bis\s+not\s+known\b"
    r"|neither\s+side|.{0,40}\b(?:could|can)\s*not\s+be\s+(?:\w+\s+)?(?:verified|confirmed)",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b")
_KICKER = re.compile(r"(?:[A-Z]{4,}|[A-Z][a-z]+ [A-Z]{4,}):\s+")
# "Five died, and it is feared that more will": the five are not in doubt.
_OTHER_DOUBT = re.compile(
    r"(?:it\s+(?:is|was)\s+(?:feared|thought|believed|likely|possible|expected)|there\s+are\s+fears"
    r"|the\s+(?:figure|toll|number)\s+(?:may|might|could|is\s+likely|is\s+expected|is\s+feared))\b",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\b(?:said|says|claimed|claims|denied|denies|insists?|insisted|replied)\b")
_NO_VERB_NEEDED = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """A claim's place in its sentence, and what falls on it from beside.

    Attributes
    ----------
    beside : int
        The doubt, 0 to 3, of a part of the sentence that is no claim of its own.
    shares_speaker : bool
        Whether who speaks in another part speaks here too.
    """

    start: int
    end: int
    beside: int
    shares_speaker: bool


def split_claims(plain: str, times: Sequence[Expression]) -> list[Segment]:
    """Return the claims of a sentence by their places; one, in most.

    Parameters
    ----------
    plain : str
        The sentence.
    times : sequence of Expression
        The times told in it.
    """
    kicker = _KICKER.match(plain)
    cuts = [(kicker.end() if kicker else 0, True)]
    ends: list[int] = []
    for joint in _JOINT.finditer(plain, cuts[0][0]):
        left, right = plain[cuts[-1][0] : joint.start()], plain[joint.end() :]
        if _in_quotes(plain, joint.start()) or not _parts(joint, cuts[-1][0], left, right, times):
            continue
        ends.append(joint.start())
        cuts.append((joint.end(), joint["contrast"] is None))
    ends.append(len(plain))
    whole = [(start, end, shares) for (start, shares), end in zip(cuts, ends, strict=True)]
    kept = [one for one in whole if not _is_unknown(plain[one[0] : one[1]])] or whole
    beside = max(
        (hedge_level(plain[s:e], is_headline=False) for s, e, _ in whole if (s, e, _) not in kept),
        default=0,
    )
    return [Segment(*_trimmed(plain, start, end), beside, shares) for start, end, shares in kept]


def _in_quotes(plain: str, at: int) -> bool:
    return plain.count('"', 0, at) % 2 == 1


def _parts(
    joint: re.Match[str], start: int, left: str, right: str, times: Sequence[Expression]
) -> bool:
    """Whether a joint parts two claims."""
    following = _JOINT.search(right)
    near = right[: following.start()] if following else right
    if not (_VERB.search(left) and _VERB.search(near)) or len(near.split()) < 3:
        return False
    if _is_unknown(left) or _is_unknown(near):
        return True
    # Behind a denial: "No drone was there: the fire was lit by hand".
    if joint["colon"]:
        return is_negated(left) and bool(_EVENT.search(near))
    if joint["sure"]:
        # "The mayor blamed rain; the board says pipes burst": two who speak.
        if joint[0].startswith(";") and _SAYS.search(near):
            return True
        return bool(_EVENT.search(near) or re.search(r"\d", near))
    left_times = [one for one in times if start <= one.start < joint.start()]
    right_times = [one for one in times if joint.end() <= one.start < joint.end() + len(near)]
    if _OTHER_DOUBT.match(near):
        return True
    if joint["contrast"]:
        return bool(_EVENT.search(left) and (right_times or _EVENT.search(near)))
    if left_times and right_times:
        return True
    doubts = [hedge_level(words, is_headline=False) for words in (left, near)]
    return (
        doubts[0] != doubts[1]
        and "," in joint[0]
        and bool(_EVENT.search(near) or _COUNTS.search(near))
    )


def _is_unknown(words: str) -> bool:
    return bool(_UNKNOWN.match(words.strip()) or casts_doubt(words))


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    words = plain[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip(" ,;"))
