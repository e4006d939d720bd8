"""What was done to what, so that two culprits are held against one another for one deed only.

"Rebels shelled the ridge" and "the army fired at the rebels' base" are two deeds. "The attack" and
"it" may be any that was told.
"""

import re

from verify.casework.claims.nouns import singular
from verify.casework.claims.words import word_set

_ATTACKS = re.compile(
    r"(?:air\s?strike|strike|raid|attack|bombing|bombardment|shelling|assault|ambush|shooting|explosion|blast|killing"
    r"|massacre|arson|fire|blaze|barrage|operation|deed|crime|murder|hijacking|kidnapping|sabotage)s?",
    re.IGNORECASE,
)
_THAT_ONE = re.compile(
    rf"\b(?:the|this|that|these|those)\s+(?:[a-z-]+\s+){{0,2}}{_ATTACKS.pattern}\b|\b(?:it|them|this)\b"
    r"|\bresponsib\w+",
    re.IGNORECASE,
)
_SAME = {
    name: group
    for group, names in {
        "ship": "ship vessel tanker ferry boat freighter trawler carrier yacht",
        "plane": "plane aircraft airliner jet helicopter",
        "town": "town village city settlement hamlet",
        "convoy": "convoy column patrol",
    }.items()
    for name in names.split()
}
_NO_TARGETS = word_set(
    "the and was were had has have not its his her him for who one two own are but all out our any "
    "off down hit set shot day same near that this with from into over near after before during "
    "about their there which while where "
    "when "
    "were have been said says told people killed killing wounded injured dead monday tuesday "
    "wednesday "
    "thursday friday saturday sunday morning night evening afternoon early late forces force army "
    "troops "
    "soldiers fighters group movement command units work carried behind three four five north "
    "south east "
    "west northern southern eastern western using used night dawn launched fired struck"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def targets(plain: str, actor: tuple[int, int]) -> frozenset[str]:
    """Return what the words of a sentence but for its actor may be the target of.

    Parameters
    ----------
    plain : str
        The sentence.
    actor : tuple of int
        Where its actor stands.
    """
    words = plain[: actor[0]] + " " + plain[actor[1] :]
    named = (singular(word.lower().removesuffix("'s")) for word in _WORD.findall(words))
    return frozenset(
        _SAME.get(noun, noun)
        for noun in named
        if len(noun) > 2 and noun not in _NO_TARGETS and not _ATTACKS.fullmatch(noun)
    )


def may_be_any(plain: str) -> bool:
    """Return whether a sentence speaks of a deed told before: "the attack", "it"."""
    return bool(_THAT_ONE.search(plain))
