"""An article to its claims: the way in, and the order in which the parts are read.

`read_claims` sees one article and nothing else: no clock, no store, no other article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from verify.casework.claims.assembling import Read, claims_of, hedged_by, speakers_of
from verify.casework.claims.attribution import tells_when_said
from verify.casework.claims.categories import categorise, is_about_quake
from verify.casework.claims.conflicts.comparing import compare
from verify.casework.claims.equipment import find_equipment
from verify.casework.claims.expressions import Expression
from verify.casework.claims.hedging import casts_doubt
from verify.casework.claims.language import READ, language_name, language_of
from verify.casework.claims.nouns import ONE_COUNTS, THINGS
from verify.casework.claims.numbers import find_quantities
from verify.casework.claims.places import find_places, known_names, ship_names
from verify.casework.claims.resolving import Calendar, clock_after, main_event, resolve
from verify.casework.claims.segments import split_claims
from verify.casework.claims.sentences import Piece, split_sentences
from verify.casework.claims.sources import Speakers, states_in
from verify.casework.claims.times import find_expressions
from verify.casework.claims.words.statuses import STATUSES
from verify.casework.claims.worth import Parts, Worth, worth_of
from verify.domain.articles import Article, BlockKind
from verify.domain.claims import NO_DATE_REASON, ArticleClaims, Number, Sentence, Unresolved, When

_COUNTED = frozenset((*STATUSES, *THINGS.values(), "people"))
_NO_DATE_REMARK = (
    "The article does not say when it was published, so weekdays and words such as yesterday have "
    "no date. Give its time of publication."
)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the whole article says that single sentences rest on."""

    article: Article
    calendar: Calendar
    places: frozenset[str]
    ships: frozenset[str]
    about_quake: bool


def read_claims(article: Article, *, language: str | None = None) -> ArticleClaims:
    """Return the sentences of an article, each with its claims, and what does not fit together.

    Parameters
    ----------
    article : Article
        From `reading.read_article`.
    language : str, optional
        ISO 639-1, where a person says which; else it is told from the text, which a line may be
        too short for.
    """
    pieces = split_sentences(article)
    language = language or language_of(" ".join(piece.plain for piece in pieces))
    if language != READ:
        return _unread(article, pieces, language)
    reads, cannot_tell = _read(article, pieces)
    sentences = [_sentence(article, read, reads) for read in reads]
    sentences = hedged_by(sentences, [casts_doubt(piece.words) for piece in pieces])
    found = compare(reads, sentences)
    return ArticleClaims(
        language=language,
        published_at=article.published_at,
        remarks=[
            *article.remarks,
            *([] if article.published_on else [_NO_DATE_REMARK]),
            *found.remarks,
        ],
        sentences=sentences,
        cannot_tell=cannot_tell,
        conflicts=found.conflicts,
        look_alikes=found.look_alikes,
        sources_disagree=found.sources_disagree,
        updates=found.updates,
    )


def _unread(article: Article, pieces: Sequence[Piece], language: str | None) -> ArticleClaims:
    """Return the sentences of an article in a language that claims are not read in."""
    name = language_name(language)
    remark = f"Claims are not read in {name}; the sentences are split, mark the claims yourself."
    return ArticleClaims(
        language=language,
        published_at=article.published_at,
        remarks=[*article.remarks, remark],
        sentences=[
            Sentence(
                i=piece.i,
                start=piece.start,
                end=piece.end,
                checkable=False,
                checkable_score=0.0,
                reasons=[f"not read in {name}"],
                claims=[],
            )
            for piece in pieces
        ],
        cannot_tell=[],
        conflicts=None,
        look_alikes=None,
        sources_disagree=None,
        updates=None,
    )


def _read(article: Article, pieces: Sequence[Piece]) -> tuple[list[Read], list[Unresolved]]:
    """Read the parts of all sentences, in their order: each may rest on those before."""
    times = [find_expressions(piece.words) for piece in pieces]
    calendar = main_event(list(_of_event(pieces, times)), _calendar(article))
    ships = ship_names(piece.words for piece in pieces)
    context = _Context(
        article,
        calendar,
        known_names((piece.words for piece in pieces), article.dateline) - ships,
        ships,
        is_about_quake(article.plain),
    )
    speakers = Speakers(states_in(article.plain))
    reads: list[Read] = []
    cannot_tell: list[Unresolved] = []
    for piece, told in zip(pieces, times, strict=True):
        whens: list[When] = []
        for one in told:
            resolved = resolve(one, context.calendar)
            calendar = clock_after(one, resolved, context.calendar)
            context = replace(context, calendar=calendar)
            span = piece.span(one.start, one.end)
            text = article.text[slice(*span)]
            whens.append(
                When(
                    text=text,
                    span=span,
                    date_from=resolved.date_from,
                    date_to=resolved.date_to,
                    time=resolved.time,
                )
            )
            if resolved.needs_publication:
                cannot_tell.append(Unresolved(text=text, span=span, reason=NO_DATE_REASON))
        reads.append(_parts(piece, told, whens, speakers, context, reads))
    return reads, cannot_tell


def _calendar(article: Article) -> Calendar:
    return Calendar(article.published_on, article.utc_offset)


def _of_event(
    pieces: Sequence[Piece], times: Sequence[Sequence[Expression]]
) -> Iterator[Expression]:
    """Yield the times at which something happened: first those of the body, then of the head."""
    for wants_head in (False, True):
        for piece, told in zip(pieces, times, strict=True):
            if (piece.kind is BlockKind.HEADLINE) is wants_head:
                yield from (one for one in told if not tells_when_said(piece.plain, one.start))


def _parts(
    piece: Piece,
    told: Sequence[Expression],
    whens: Sequence[When],
    speakers: Speakers,
    context: _Context,
    reads: Sequence[Read],
) -> Read:
    plain, text = piece.words, context.article.text
    speaker = speakers.find(plain)
    segments = split_claims(plain, told)
    quantities = [
        one
        for one in find_quantities(plain, told, counts_one=ONE_COUNTS)
        if not (speaker and speaker.start == one.start and one.max == 1)
    ]
    kinds = categorise(
        plain, quantities, about_quake=context.about_quake, before=_counted_last(reads)
    )
    numbers = [
        Number(
            text=text[slice(*piece.span(one.start, one.end))],
            span=piece.span(one.start, one.end),
            min=one.min,
            max=one.max,
            comparator=one.comparator,
            unit_or_category=kind,
        )
        for one, kind in zip(quantities, kinds, strict=True)
    ]
    spoken = [(speaker.start, speaker.end)] if speaker else []
    timed = [(one.start, one.end) for one in told]
    sailing = [
        found.span()
        for name in context.ships
        for found in re.finditer(rf"(?:\bthe\s+)?\b{re.escape(name)}\b", plain)
    ]
    places = find_places(plain, context.places, [*spoken, *timed, *sailing])
    return Read(
        piece=piece,
        times=tuple(told),
        whens=tuple(whens),
        speaker=speaker,
        segments=tuple(segments),
        speakers=tuple(speakers_of(plain, segments, speaker, speakers)),
        numbers=tuple(numbers),
        places=tuple(places),
        equipment=tuple(find_equipment(plain, places)),
    )


def _counted_last(reads: Sequence[Read]) -> str | None:
    """Return what was counted last in the sentence before: people by their fate, or things."""
    told = [one.unit_or_category for one in reads[-1].numbers] if reads else []
    return next((kind for kind in reversed(told) if kind in _COUNTED), None)


def _sentence(article: Article, read: Read, reads: Sequence[Read]) -> Sentence:
    worth = _worth(read)
    piece = read.piece
    first_body = next((one.piece.i for one in reads if one.piece.kind is BlockKind.PARAGRAPH), 0)
    claims = claims_of(article, read, is_head=piece.i < first_body) if worth.is_checkable else []
    return Sentence(
        i=piece.i,
        start=piece.start,
        end=piece.end,
        checkable=worth.is_checkable,
        checkable_score=worth.score,
        reasons=list(worth.reasons),
        claims=claims,
    )


def _worth(read: Read) -> Worth:
    if not read.piece.words:
        return Worth(0, ("is too long to be read as a sentence",))
    return worth_of(
        read.piece.plain,
        Parts(
            numbers=len(read.numbers),
            times=len(read.times),
            places=len(read.places),
            equipment=len(read.equipment),
            only_times_over=all(
                one.text.lower() in {"twice", "thrice", "half"} for one in read.numbers
            ),
            has_source=read.speaker is not None,
            is_head=read.piece.kind is not BlockKind.PARAGRAPH,
            doubts_only=casts_doubt(read.piece.plain) and not read.numbers and not read.times,
        ),
    )
