"""The noun that a number counts: the last known one of the phrase behind it."""

import re
from dataclasses import dataclass

from verify.casework.claims.fates import FATES, is_fate
from verify.casework.claims.nouns import PEOPLE, THINGS, singular, thing_designated
from verify.casework.claims.words import forms, word_set
from verify.casework.claims.words.quantities import COMPOUNDS
from verify.casework.claims.words.worth import PAST

_VERB = re.compile(rf"(?:{forms(PAST)})", re.IGNORECASE)
_DEMONYM = re.compile(
    r"[A-Z][a-z]+(?:i?ans?|ese|[mn]en|ders|landers|kers|inos?|nians?)|(?:Pole|Dane|Swede|Finn|Turk|Kurd|Arab"
    r"|Scot|Briton|Czech|Slovak|Serb|Croat|Greek|Spaniard|Thai|Uzbek|Kazakh|Tajik|Afghan|Iraqi|Israeli"
    r"|Pakistani|Bangladeshi|Nepali|Yemeni|Saudi|Emirati|Kuwaiti|Qatari|Omani|Filipina|Slovene"
    r"|Somali|Berber|Tuareg|Uighur|Pashtun)s?|Swiss|French|British|Dutch"
)
_PERSON_ENDINGS = ("men", "women", "ers", "ors", "ists", "ees", "ians", "ants", "folk")
_WORD = re.compile(r"[^\W\d_][\w'’]*(?:-[\w'’]+)*|[,.;:!?()\"—–]")
# The noun phrase behind a number ends here.
_STOPS = word_set(
    "in on at near from to by with for after before when while who which that as was were is are "
    "had has have been be and or but if than into over under across through during "
    "because since "
    "until outside inside off up down out about around could would may might can will said say "
    "says told remain remained went came ran apart followed following aboard per "
    "including among "
    "then also still now later"
)
# "A further 83 sustained wounds": the noun is left out.
_DID = word_set(
    "sustained suffered received escaped survived remained fled died perished drowned recaptured"
)
_POSSESSIVES = re.compile(
    r"\s*(?:(?:more|other|further|additional|all"
    r"|of\s+(?:its|their|his|her|the|our|these|those)|of(?=\s+(?!them|whom|which|us|you|age)\w))\b\s*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The noun that a number counts."""

    noun: str | None
    kind: str | None
    end: int


def head_of(plain: str, after: int) -> Head:
    """Return the last known noun of the phrase behind a number, else its last word."""
    start = after + len(_POSSESSIVES.match(plain, after)[0])  # type: ignore[index]
    words: list[tuple[str, int]] = []
    for found in _WORD.finditer(plain, start):
        word = found[0]
        gap = plain[words[-1][1] if words else start : found.start()]
        if not word[0].isalpha() or word.lower() in _STOPS or gap.strip() or len(words) == 5:
            break
        is_done_to = word.lower() == "shot" and not words
        if is_done_to or word.lower() == "of" or (words and is_plain_verb(word)):
            break
        words.append((word, found.end()))
    if words and words[0][0].lower() in _DID:
        return Head(None, None, start)
    known: Head | None = None
    for index, (word, end) in enumerate(words):
        noun = singular(word)
        compound = f"{singular(words[index - 1][0])} {noun}" if index else ""
        if compound in COMPOUNDS:
            known = Head(noun, COMPOUNDS[compound], end)
        elif noun in PEOPLE or noun in {"person", "child"}:
            known = Head(noun, "people", end)
        elif noun in THINGS:
            known = Head(noun, THINGS[noun], end)
        elif kind := thing_designated(word):
            known = Head(noun, kind, end)
        elif known and _is_verbal(word):
            break
        elif known and known.kind != "people" and _is_compound(words, index):
            known = None
    if known:
        return known
    first = words[0][0] if words else None
    rest = plain[start:]
    if (
        first is None
        or (first.endswith("ly") and is_fate(plain[words[0][1] :].lstrip()))
        or _VERB.fullmatch(first)
        or is_fate(rest)
        or first.lower() in {"more", "others", "other", "of"}
    ):
        return Head(None, None, start)
    return Head(singular(words[-1][0]), None, words[-1][1])


def _is_compound(words: list[tuple[str, int]], index: int) -> bool:
    """Whether a known noun only tells of what kind the next is: "shell casings"."""
    before, word = words[index - 1][0], words[index][0]
    is_singular = singular(before) == before.lower() and before.islower()
    return is_singular and word.islower() and word.endswith("s") and not word.endswith("ss")


def is_plain_verb(word: str) -> bool:
    """Whether a word is a verb in the past; "armoured" and "tired" may be adjectives."""
    return bool(_VERB.fullmatch(word)) and not word.lower().endswith("ed")


def _is_verbal(word: str) -> bool:
    return word.lower().endswith(("ed", "ing")) or _is_status(word)


def _is_status(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in FATES.values())


def is_demonym(phrase: str) -> bool:
    """Whether a noun names people by their country: "nine Filipinos", "one Latvian".

    Examples
    --------
    >>> is_demonym("Latvian"), is_demonym("four Poles"), is_demonym("Toyotas")
    (True, True, False)
    """
    words = phrase.split()
    return bool(words and _DEMONYM.fullmatch(words[-1]))


def may_be_person(phrase: str) -> bool:
    """Whether a noun that no table knows may be of people, by its capital or its ending."""
    words = phrase.split()
    return bool(words) and (words[-1][0].isupper() or words[-1].endswith(_PERSON_ENDINGS))


def noun_counted(plain: str, after: int) -> str | None:
    """Return the noun behind a number, in the singular, or None if it is left out.

    Examples
    --------
    >>> noun_counted("27 young people were killed", 2), noun_counted("kills 33 at a market", 8)
    ('person', None)
    """
    head = head_of(plain, after)
    return head.noun if head.kind is not None else None
