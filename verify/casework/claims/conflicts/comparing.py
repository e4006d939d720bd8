"""All comparisons of an article with itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from verify.casework.claims.assembling import Read
from verify.casework.claims.conflicts.culprits import actor_conflicts
from verify.casework.claims.conflicts.hours import day_night_conflicts, weekday_conflicts
from verify.casework.claims.conflicts.sequence import order_conflicts
from verify.casework.claims.conflicts.telling import tellings
from verify.casework.claims.conflicts.tolls import compare_numbers, look_alikes
from verify.casework.claims.conflicts.whereabouts import place_conflicts
from verify.domain.claims import Conflict, Pair, Sentence


@dataclass(frozen=True, slots=True)
class Compared:
    """What does not fit together in an article, and what only seems so."""

    conflicts: list[Conflict]
    look_alikes: list[Pair]
    sources_disagree: list[Pair]
    updates: list[Pair]
    remarks: list[str]


def compare(reads: Sequence[Read], sentences: Sequence[Sentence]) -> Compared:
    """Return what an article says against itself.

    Parameters
    ----------
    reads : sequence of Read
        What was read of each sentence.
    sentences : sequence of Sentence
        The same, with claims.
    """
    told = tellings(reads, sentences)
    numbers = compare_numbers(told)
    by_light, light_disagrees = day_night_conflicts(told)
    by_actor, actors_disagree = actor_conflicts(told)
    conflicts = [
        *numbers.conflicts,
        *weekday_conflicts(reads),
        *by_light,
        *by_actor,
        *place_conflicts(told),
        *order_conflicts(told),
    ]
    return Compared(
        conflicts=sorted(conflicts, key=lambda one: (one.sentences, one.kind)),
        look_alikes=look_alikes(told),
        sources_disagree=[*numbers.disagree, *light_disagrees, *actors_disagree],
        updates=numbers.updates,
        remarks=numbers.remarks,
    )
