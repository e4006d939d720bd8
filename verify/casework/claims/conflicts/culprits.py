"""Two actors for one attack, each said to have done it."""

import re
from collections.abc import Sequence
from itertools import combinations

from verify.casework.claims.actors import Actor, find_actor
from verify.casework.claims.conflicts.deeds import may_be_any, targets
from verify.casework.claims.conflicts.telling import Telling, is_backed, ordered
from verify.casework.claims.words import word_set
from verify.domain.claims import Conflict, ConflictKind, Pair, Span

_EMPTY = word_set(
    "the a an of in on at by from and not it that which who forces force group units unit army "
    "navy military air aircraft "
    "planes jets warplanes fighters men members regular armed unidentified unknown movement "
    "command its their his her two three "
    "several soldiers troops government state local own coastal four five six seven eight nine ten "
    "dozen some many man woman women youth youths person people gunman gunmen attacker attackers "
    "assailant assailants bomber bombers shooter suspect suspects masked hooded young lone suicide "
    "unknown mob crowd strangers with rifles knives guns machetes carrying wearing year-old member "
    "members side position positions gunners guards border uniform plain clothes teenager "
    "teenagers drone drones missile missiles plane "
    "helicopter helicopters tanks"
)
_OF_STATE = re.compile(
    r"\b(?:army|government|state|military|navy|police|soldiers|troops)\b", re.IGNORECASE
)
_STATE = frozenset(("state",))
# Whoever these are, they are not the army.
_OF_NO_STATE = word_set(
    "rebels rebel militants militant insurgents partisans separatists terrorists tribal "
    "tribesmen gang gangs thieves herders cartel tribesmen smugglers pirates guerrillas settlers "
    "militia militiamen bandits gunmen"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ATTACK_KINDS = frozenset(("strike", "launch", "explosion", "shooting", "fire", "crash"))


def actor_conflicts(told: Sequence[Telling]) -> tuple[list[Conflict], list[Pair]]:
    """Return pairs that name different actors of one attack, and those of two sources.

    Parameters
    ----------
    told : sequence of Telling
        The claims.
    """
    acting = [
        (one, found[0], found[1])
        for one in told
        if one.is_of_event and (found := _culprit(one.plain))
    ]
    conflicts: list[Conflict] = []
    disagree: list[Pair] = []
    for (one, names, span), (other, other_names, other_span) in combinations(acting, 2):
        if one.i == other.i or not _differ(names, other_names) or _are_two_days(one, other):
            continue
        if not _is_one_deed(one, span, other, other_span):
            continue
        why = f"{' '.join(sorted(names))} against {' '.join(sorted(other_names))}"
        is_own = [
            side.is_own_voice
            and not is_backed(side, [told for told, same, _ in acting if not _differ(same, named)])
            for side, named in ((one, names), (other, other_names))
        ]
        if any(is_own):
            conflicts.append(
                Conflict(kind=ConflictKind.ACTOR, sentences=ordered(one, other), why=why)
            )
        elif one.speaker != other.speaker:
            disagree.append(
                Pair(sentences=ordered(one, other), why=f"{why}, each by its own source")
            )
    # Of reports rather than of a headline.
    conflicts.sort(key=lambda conflict: conflict.sentences[0] == 0)
    return conflicts[:1], disagree[:1]


def _are_two_days(one: Telling, other: Telling) -> bool:
    """Whether two attacks are dated, each with a day of its own: the second may be revenge."""
    first, second = one.claim.when, other.claim.when
    if not (first and second and first.date_from and second.date_from):
        return False
    last, other_last = first.date_to or first.date_from, second.date_to or second.date_from
    return first.date_from > other_last or second.date_from > last


def _is_one_deed(one: Telling, span: Span, other: Telling, other_span: Span) -> bool:
    """Whether both tell of one deed: of the same target, or one of "the attack"."""
    first, second = targets(one.plain, span), targets(other.plain, other_span)
    is_attack = bool(one.kinds & _ATTACK_KINDS and other.kinds & _ATTACK_KINDS)
    rests = (
        side.plain[: at[0]] + " " + side.plain[at[1] :]
        for side, at in ((one, span), (other, other_span))
    )
    return bool(first & second) or (is_attack and any(may_be_any(rest) for rest in rests))


def _culprit(plain: str) -> tuple[frozenset[str], Span] | None:
    """Return the words that tell one actor from another, and where the actor stands."""
    actor = find_actor(plain)
    if actor is None or not actor.is_culprit:
        return None
    names = _telling_words(plain, actor)
    return (names, actor.span) if names else None


def _telling_words(plain: str, actor: Actor) -> frozenset[str] | None:
    start, end = actor.span
    words = plain[start:end]
    kept = [word for word in _WORD.findall(words) if word.casefold() not in _EMPTY]
    named = [
        word
        for word in kept
        if word[0].isupper()
        and not (words.startswith(word) and start == 0 and not word.endswith(("n", "i", "sh")))
    ]
    chosen = [*named, *(word for word in kept if word in _OF_NO_STATE)] if named else kept
    if not chosen and _OF_STATE.search(words):
        return _STATE
    return frozenset(word.casefold().removesuffix("'s") for word in chosen) or None


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    if _STATE in {one, other}:
        return bool((one | other) & _OF_NO_STATE) and one != other
    stems = [{word[:4] for word in words} for words in (one, other)]
    return not stems[0] & stems[1]
