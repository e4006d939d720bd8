"""A claim as the comparisons see it: where it stands, in whose voice, about which event."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verify.casework.claims.actors import names_who_is_blamed
from verify.casework.claims.assembling import Read
from verify.casework.claims.events import main_kinds
from verify.casework.claims.expressions import Expression
from verify.domain.articles import BlockKind
from verify.domain.claims import Claim, Sentence, SourceKind, When

_OTHER_EVENT = re.compile(
    r"\b(?:(?:a|the)\s+(?:second|third|fourth|further|later"
    r"|new)\s+(?:(?!such\b)\w+\s+)?(?:attack|strike"
    r"|raid|blast|explosion|quake|fire|"
    r"bomb|shooting|crash|collapse|salvo|wave)|another\s+(?:attack|strike|raid|blast|explosion"
    r"|quake|fire|bomb|shooting|crash)|"
    r"similar|previous|earlier\s+(?:attack|strike|raid|accident|fire|quake|blast|incident"
    r"|this\s+(?:year|month))|"
    r"aftershocks?|last\s+(?:year|month|week)|a\s+year\s+ago|years\s+ago"
    r"|in\s+another\s+(?:attack|incident|village)|separate(?:ly)?|"
    r"(?:the|this)\s+(?:war|conflict|crisis|epidemic|insurgency|uprising)\s+(?:has|have|had)|"
    r"(?:weeks?|months?|years?)\s+after|"
    r"elsewhere|since\s+(?:January|the\s+start|the\s+beginning|last)|record\s+speaks"
    r"|anniversary|by\s+(?:his|her)\s+account|"
    r"deadliest\s+since|worst\s+since|this\s+(?:year|month)|so\s+far\s+this)\b",
    re.IGNORECASE,
)
_IT_HAPPENED = re.compile(
    r"(?:it|this|that|the\s+(?:accident|incident|disaster|tragedy|catastrophe|crime|drama"
    r"|scene"
    r"|deed|attack|blast|explosion|strike|raid))\s+(?:all\s+)?(?:happened|occurred|was\s+done|was\s+carried\s+out|took\s+place|began|started|unfolded)\b",
    re.IGNORECASE,
)
# "The bus went into the water": what happened to the bus.
_THE_THING = re.compile(
    r"The\s+(?:[a-z-]+\s+)?(?P<noun>[a-z]{3,})\s+(?:went\s+(?!on\b)|fell|ended\s+up|dropped|slid|landed|came\s+(?:down|to)|dived"
    r"|tumbled|disappeared|vanished|lies|lay|was\s+lost)\b"
)
_WHERE_IT = re.compile(
    r"\bwhere\s+(?:it|this|the\s+\w+)\s+(?:happened|took\s+place|occurred|went\s+off|hit|fell)\b"
)
# "Tracking data place the ship in the gulf": where the event was.
_LOCATED = re.compile(
    r"\b(?:place[sd]?|puts?|locate[sd]?|position(?:s|ed)?)\s+the\s+(?:\w+\s+)?(?:ship|vessel|ferry|tanker"
    r"|boat|aircraft|plane|jet|helicopter|train|attack|strike|blast|explosion|fire|crash|accident|wreck"
    r"|epicentre|epicenter|incident)\b"
)
# "The second this year": the event's own rank.
_RANKED = re.compile(
    r",?\s*(?:\w+\s+)?the\s+(?:first|second|third|fourth|fifth|sixth|\w+th|latest|worst|deadliest|biggest)\b"
    r"(?:\s+(?:such|of|in|the|\w+))*?\s+(?:this|since|in)\s+[^,.;]*"
)
# "A second truck crashed", "another guard was shot"
_ANOTHER = re.compile(
    r"(?:On\s+\w+(?:\s+\w+)?,?\s+)?(?:(?:[Aa]|[Tt]he)\s+(?:second|third|fourth|fifth|separate|later)|[Aa]nother)\s+"
    r"(?!\d|flash|clip|video|person|people|two|three|four|five|six|seven|eight|nine|ten)[a-z]+\s+"
    r"(?!of\b|from\b|in\b|at\b|shows?\b|filmed\b)"
)
# "Reports of 12 deaths are false"
_CALLED_FALSE = re.compile(
    r"\b(?:is|are|was|were)\s+(?:false|untrue|wrong|baseless|unfounded|incorrect|a\s+(?:lie|hoax)|hoaxes)\b"
    r"|\bfalse(?:ly)?\s+(?:claim|report|rumou?r)\w*",
    re.IGNORECASE,
)
_ASIDE = re.compile(r",\s+(?:who|which|whose|where|an?|the|built|formed|founded)\b")
_SURE_UP_TO = 1
_RECENT_DAYS = 10


@dataclass(frozen=True, slots=True)
class Telling:
    """A claim, its sentence and what it is about.

    Attributes
    ----------
    plain : str
        The words of the claim.
    kinds : frozenset of str
        Kinds of sudden or violent event it tells of.
    is_of_event : bool
        Whether it can be about the article's main event: not denied, not doubted, not long past.
    may_be_of_event : bool
        The same, whether or not something in it is denied.
    """

    i: int
    plain: str
    sentence: str
    claim: Claim
    kinds: frozenset[str]
    times: tuple[tuple[Expression, When], ...]
    is_head: bool
    is_of_event: bool
    may_be_of_event: bool
    clock_mark: str | None

    @property
    def is_own_voice(self) -> bool:
        """Whether the article itself says it."""
        return self.claim.source.kind is SourceKind.NONE

    @property
    def speaker(self) -> str:
        """Who says it, comparable: "The police" and "police" are one."""
        return self.claim.source.text.casefold().removeprefix("the ")


def tellings(reads: Sequence[Read], sentences: Sequence[Sentence]) -> list[Telling]:
    """Return the claims of an article as they are compared.

    Parameters
    ----------
    reads : sequence of Read
        What was read of each sentence.
    sentences : sequence of Sentence
        The same, with claims.
    """
    days = [
        w.date_from
        for read in reads
        for w in read.whens
        if w.date_from == w.date_to and w.date_from
    ]
    latest = max(days, default=None)
    told: list[Telling] = []
    for read, sentence in zip(reads, sentences, strict=True):
        for claim in sentence.claims:
            first = claim.span[0] - read.piece.start
            last = claim.span[1] - read.piece.start
            plain = read.piece.plain[first:last]
            times = tuple(
                pair
                for pair in zip(read.times, read.whens, strict=True)
                if first <= pair[0].start < last
            )
            is_past = any(
                when.date_to
                and latest
                and (latest - when.date_to).days > _RECENT_DAYS
                and not _is_aside(plain, expression.start - first)
                for expression, when in times
            )
            may_be = (
                claim.hedge <= _SURE_UP_TO
                and not is_past
                and not _OTHER_EVENT.search(_RANKED.sub("", read.piece.plain))
                and not _ANOTHER.match(read.piece.plain)
                and not _CALLED_FALSE.search(read.piece.plain)
            )
            told.append(
                Telling(
                    i=read.piece.i,
                    plain=plain,
                    sentence=read.piece.plain,
                    claim=claim,
                    kinds=main_kinds(plain) or _kinds_referred_to(plain, told),
                    times=times,
                    is_head=read.piece.kind is not BlockKind.PARAGRAPH,
                    is_of_event=may_be and not claim.negated,
                    may_be_of_event=may_be,
                    clock_mark=read.piece.clock_mark,
                )
            )
    return told


def _is_aside(plain: str, at: int) -> bool:
    """Whether a time stands in a clause about somebody: "by the X, a group formed in 2017"."""
    opened = [found.end() for found in _ASIDE.finditer(plain, 0, at)]
    return (
        bool(opened)
        and bool(main_kinds(plain[: opened[-1]]))
        and not main_kinds(plain[opened[-1] : at])
    )


def _kinds_referred_to(plain: str, told: Sequence[Telling]) -> frozenset[str]:
    """Return what "it happened" refers to: the first event that the article told."""
    if found := _THE_THING.match(plain):
        noun = found["noun"]
        of_it = next((one for one in told if one.kinds and noun in one.plain.lower()), None)
        if of_it:
            return of_it.kinds
    is_it = _IT_HAPPENED.match(plain) or _WHERE_IT.search(plain) or _LOCATED.search(plain)
    if not (is_it or names_who_is_blamed(plain)):
        return frozenset()
    return next((one.kinds for one in told if one.kinds), frozenset())


def is_backed(one: Telling, others: Sequence[Telling]) -> bool:
    """Return whether a headline only repeats what one of other claims tells with its source."""
    return one.is_own_voice and one.is_head and any(not other.is_own_voice for other in others)


def ordered(one: Telling, other: Telling) -> tuple[int, int]:
    """Return the sentences of two claims, the earlier first."""
    return min(one.i, other.i), max(one.i, other.i)
