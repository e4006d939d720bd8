"""Nouns that are counted in the news, in the singular, and what each belongs to."""

import re

from verify.casework.claims.words import any_of, word_set
from verify.casework.claims.words.quantities import PEOPLE as PEOPLE_TABLE
from verify.casework.claims.words.quantities import THINGS as THINGS_TABLE

PEOPLE = word_set(PEOPLE_TABLE)
THINGS = {noun: kind for kind, nouns in THINGS_TABLE.items() for noun in nouns.split()}
_IRREGULAR = {
    "people": "person",
    "children": "child",
    "women": "woman",
    "men": "man",
    "policemen": "policeman",
    "servicemen": "serviceman",
    "firemen": "fireman",
    "fishermen": "fisherman",
    "gunmen": "gunman",
    "crewmen": "crewman",
    "staff": "staff",
    "families": "family",
    "lorries": "lorry",
    "ferries": "ferry",
    "bodies": "body",
    "churches": "church",
    "buses": "bus",
    "coaches": "coach",
    "flashes": "flash",
    "policewomen": "policewoman",
    "crew": "crew",
    "troops": "troop",
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
    if lowered.endswith("ies") and len(lowered) > 4:
        return lowered[:-3] + "y"
    if lowered.endswith(("shes", "ches", "xes", "sses")):
        return lowered[:-2]
    return lowered[:-1] if lowered.endswith("s") and not lowered.endswith("ss") else lowered


def counted_nouns() -> str:
    """Return every noun that can be counted here, as a table of words."""
    return " | ".join(sorted({*PEOPLE, *THINGS, "people", "children"}))


ONE_COUNTS = re.compile(
    rf"\s+(?!of\b)(?:more\b|(?:[\w-]+\s+){{0,2}}{any_of(counted_nouns())}(?:e?s)?\b|of\s+(?:them"
    rf"|whom)\b|dead\b|dies\b|drown(?:s|ed)\b|hurt\b|arrested\b|detained\b|killed\b|injured\b|"
    r"wounded\b|missing\b|(?:minute|hour|second|week|year|mile|metre|meter|kilomet\w+"
    r"|per\s?cent|tonne|million|billion)s?\b)",
    re.IGNORECASE,
)
"""What may follow "one" where it is a number; elsewhere it is a pronoun."""
