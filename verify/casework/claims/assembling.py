"""The parts of a sentence put together into claims."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import UNSET
from msgspec.structs import replace

from verify.casework.claims.actors import find_actor
from verify.casework.claims.attribution import tells_when_said
from verify.casework.claims.events import carrying_words
from verify.casework.claims.expressions import Expression
from verify.casework.claims.footage import Told, footage_can
from verify.casework.claims.hedging import hedge_level, is_negated
from verify.casework.claims.segments import Segment
from verify.casework.claims.sentences import Piece
from verify.casework.claims.sources import Speaker, Speakers
from verify.casework.claims.words.statuses import STATUSES
from verify.domain.articles import Article
from verify.domain.claims import (
    NO_SOURCE,
    Claim,
    Mention,
    Number,
    Sentence,
    Source,
    Span,
    When,
)

_FOOTAGE = re.compile(
    r"\b(?:videos?|footage|clips?|film|recordings?|images?|pictures?|photos?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a sentence, offsets of `times`, `places` and `equipment` within it."""

    piece: Piece
    times: tuple[Expression, ...]
    whens: tuple[When, ...]
    speaker: Speaker | None
    segments: tuple[Segment, ...]
    speakers: tuple[Speaker | None, ...]
    numbers: tuple[Number, ...]
    places: tuple[Span, ...]
    equipment: tuple[Span, ...]


def claims_of(article: Article, read: Read, *, is_head: bool) -> list[Claim]:
    """Return the claims of a sentence.

    Parameters
    ----------
    article : Article
        For the words as they stand.
    read : Read
        What was read of the sentence.
    is_head : bool
        Whether it is a headline or one of the points below it.
    """
    is_only = len(read.segments) == 1
    return [
        _claim(article, read, segment, speaker, is_head=is_head, is_only=is_only)
        for segment, speaker in zip(read.segments, read.speakers, strict=True)
    ]


def speakers_of(
    plain: str, segments: Sequence[Segment], whole: Speaker | None, speakers: Speakers
) -> list[Speaker | None]:
    """Return who says each claim; "A; B, the operator said" and "said A and that B" share.

    Parameters
    ----------
    plain : str
        The sentence.
    segments : sequence of Segment
        Its claims.
    whole : Speaker or None
        Who speaks in the sentence as a whole.
    speakers : Speakers
        Who spoke before.
    """
    if len(segments) == 1:
        return [whole]
    own: list[Speaker | None] = []
    for segment in segments:
        found = speakers.find(plain[segment.start : segment.end])
        moved = found and Speaker(
            found.start + segment.start, found.end + segment.start, found.kind
        )
        own.append(moved)
    for index, segment in enumerate(segments):
        if own[index] is None and segment.shares_speaker:
            before = own[index - 1] if index else None
            behind = own[index + 1] if index + 1 < len(own) else None
            shares_behind = behind is not None and segments[index + 1].shares_speaker
            is_trailing = shares_behind and ";" in plain[segment.end : segments[index + 1].start]
            own[index] = before or (behind if is_trailing else None)
    return own


def _claim(
    article: Article,
    read: Read,
    segment: Segment,
    speaker: Speaker | None,
    *,
    is_head: bool,
    is_only: bool,
) -> Claim:
    piece = read.piece
    first, last = (0, len(piece.plain)) if is_only else (segment.start, segment.end)
    words = piece.plain[first:last]
    inside = [
        one for one in zip(read.times, read.whens, strict=True) if first <= one[0].start < last
    ]
    said = [when for one, when in inside if speaker and tells_when_said(piece.plain, one.start)]
    told = [when for _, when in inside if when not in said]
    places = [span for span in read.places if first <= span[0] < last]
    numbers = [one for one in read.numbers if first <= one.span[0] - piece.start < last]
    start, end = piece.span(segment.start, segment.end)
    negated = is_negated(words)
    footage, measurement = footage_can(
        words,
        Told(
            has_clock=bool(told),
            has_place=bool(places),
            has_toll=any(one.unit_or_category in STATUSES for one in numbers),
            has_duration_s=any(one.unit_or_category == "s" for one in numbers),
            is_negated=negated,
        ),
    )
    segment_words = piece.plain[segment.start : segment.end]
    actor = find_actor(segment_words)
    carrying = carrying_words(segment_words)
    return Claim(
        span=(start, end),
        text=article.text[start:end],
        who=_mention(article, _moved(actor.span, start)) if actor else None,
        what=_mention(article, _moved(carrying, start)),
        where=[_mention(article, piece.span(*span)) for span in places],
        when=_when(inside, told),
        numbers=numbers,
        equipment=[
            _mention(article, piece.span(*span))
            for span in read.equipment
            if first <= span[0] < last
        ],
        source=_source(article, piece, speaker, said),
        hedge=max(hedge_level(words, is_headline=is_head), segment.beside),
        hedged_by=None,
        negated=negated,
        testable_from_footage=footage,
        measurement=measurement,
    )


def _when(inside: Sequence[tuple[Expression, When]], told: Sequence[When]) -> When | None:
    """Return the time of the event: rather "on 6 August" than "since Sunday"."""
    left = [(one, when) for one, when in inside if when in told]
    points = [when for one, when in left if not {"since", "until"} & set(one.preposition.split())]
    return points[0] if points else left[0][1] if left else None


def _source(
    article: Article, piece: Piece, speaker: Speaker | None, said: Sequence[When]
) -> Source:
    if speaker is None:
        return NO_SOURCE
    mention = _mention(article, piece.span(speaker.start, speaker.end))
    return Source(
        text=mention.text,
        span=mention.span,
        kind=speaker.kind,
        said_when=said[0] if said else UNSET,
    )


def _mention(article: Article, span: Span) -> Mention:
    return Mention(text=article.text[span[0] : span[1]], span=span)


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def hedged_by(sentences: Sequence[Sentence], doubts: Sequence[bool]) -> list[Sentence]:
    """Return the sentences with the doubt that a later one casts on footage told of before.

    Parameters
    ----------
    sentences : sequence of Sentence
        In their order.
    doubts : sequence of bool
        Which of them say that footage was not verified.
    """
    result = list(sentences)
    for index, casts in enumerate(doubts):
        before = next(
            (
                at
                for at in range(index - 1, max(index - 4, -1), -1)
                if any(_FOOTAGE.search(claim.text) for claim in result[at].claims)
            ),
            None,
        )
        if casts and before is not None and not result[index].claims:
            doubted = [
                replace(claim, hedged_by=index) if _FOOTAGE.search(claim.text) else claim
                for claim in result[before].claims
            ]
            result[before] = replace(result[before], claims=doubted)
    return result
