"""Nouns that are counted in the news, in the singular, and what each belongs to."""

import re

from verify.casework.claims.words import any_of, word_set
from verify.casework.claims.words.quantities import PEOPLE as PEOPLE_TABLE
from verify.casework.claims.words.quantities import THINGS as THINGS_TABLE

PEOPLE = word_set(PEOPLE_TABLE)
THINGS = {noun: kind for kind, nouns in THINGS_TABLE.items() for noun in nouns.split()}
_DESIGNATED = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in {
        "aircraft": (
            r"(?:su|mig|mi|ka|tu|il|f|a|b|c|ah|uh|ch)-?\d{1,3}[a-z]{0,3}s?$|(?:boeings?|airbus"
            r"|cessnas?)$"
        ),
        "drones": r"(?:shahed|geran|lancet|bayraktar|mohajer)(?:-?\d+)?s?$",
        "rockets": r"(?:tomahawk|kalibr|iskander|grad|scud|kinzhal|"
        r"qassam|hellfire|himars)s?$|kh-\d+s?$",
        "vehicles": r"(?:t|bmp|btr|brdm)-\d{1,3}[a-z]{0,2}s?$|"
        r"(?:abrams|leopards?|humvees?|bradleys?)$",
    }.items()
}
AGENTS = word_set(
    "gunman attacker assailant shooter bomber robber raider sniper hijacker militant rebel "
    "soldier officer"
)
"""Those who do harm as often as they come to it."""
_IRREGULAR = {
    "people": "person",
    "children": "child",
    "women": "woman",
    "men": "man",
    "staff": "staff",
    "families": "family",
    "lorries": "lorry",
    "ferries": "ferry",
    "bodies": "body",
    "churches": "church",
    "buses": "bus",
    "coaches": "coach",
    "flashes": "flash",
    "crew": "crew",
    "troops": "troop",
    "lives": "life",
    "passers-by": "passer-by",
    "police": "police",
    "youths": "youth",
}


def singular(word: str) -> str:
    """Return a noun as it stands in the tables.

    Examples
    --------
    >>> singular("Bodies"), singular("houses"), singular("buses"), singular("glass")
    ('body', 'house', 'bus', 'glass')
    """
    lowered = word.lower().removesuffix("'s").removesuffix("'")
    if lowered in _IRREGULAR:
        return _IRREGULAR[lowered]
    if lowered.endswith("men") and len(lowered) > len("women"):
        return lowered[:-2] + "an"
    if lowered.endswith("ies") and len(lowered) > 4:
        return lowered[:-3] + "y"
    if lowered.endswith(("shes", "ches", "xes", "sses")):
        return lowered[:-2]
    return lowered[:-1] if lowered.endswith("s") and not lowered.endswith("ss") else lowered


def thing_designated(word: str) -> str | None:
    """Return what a type's designation counts: two Su-24s are aircraft.

    Examples
    --------
    >>> thing_designated("Su-24s"), thing_designated("Shaheds"), thing_designated("Sunday")
    ('aircraft', 'drones', None)
    """
    return next((kind for kind, pattern in _DESIGNATED.items() if pattern.match(word)), None)


def counted_nouns() -> str:
    """Return every noun that can be counted here, as a table of words."""
    return " | ".join(sorted({*PEOPLE, *THINGS, "people", "children"}))


ONE_COUNTS = re.compile(
    rf"\s+(?:more\b|(?!of\b)(?:[\w-]+\s+){{0,2}}{any_of(counted_nouns())}(?:e?s)?\b|of\s+(?:them"
    rf"|whom)\b|(?-i:(?:[A-Z][\w-]*\s+){{0,2}}[A-Z][A-Za-z]{{0,3}}-?\d)|dead\b|dies\b|drown(?:s|ed)\b|hurt\b|arrested\b|detained\b|killed\b|injured\b|"
    r"wounded\b|missing\b|(?:minute|hour|second|week|year|mile|metre|meter|kilomet\w+"
    r"|per\s?cent|tonne|million|billion)s?\b)",
    re.IGNORECASE,
)
"""What may follow "one" where it is a number; elsewhere it is a pronoun."""
