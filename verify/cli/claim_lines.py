"""What `verify case claims` prints for people, line by line."""

from collections.abc import Iterator

from verify.domain.claims import (
    ArticleClaims,
    Claim,
    FromFootage,
    Measurement,
    Number,
    Pair,
    Sentence,
    SourceKind,
    When,
)
from verify.domain.errors import shown_name
from verify.presentation.wording import CONFLICT_WORDS, counted, sentences_words

_FOOTAGE = {
    FromFootage.YES: "footage can decide it",
    FromFootage.PARTLY: "footage can support or contradict a part of it",
    FromFootage.NO: "footage is silent",
}
_MEASURED = {
    Measurement.NIGHT: "darkness against the Sun",
    Measurement.FLASH_COUNT: "flashes counted",
    Measurement.FLASH_TO_BANG: "the delay from flash to bang",
    Measurement.BLINK_RATE: "the rate of a blinking light",
    Measurement.BRIGHTNESS: "brightness through time",
    Measurement.DUPLICATE: "whether the clip was seen before",
    Measurement.PLACE: "the place that is seen",
    Measurement.NONE: "",
}
_HEDGES = ("", "hedged: it appears, likely", "hedged: alleged", "hedged: unconfirmed")
_LONGEST_SENTENCE = 300


def claim_lines(name: str, text: str, read: ArticleClaims) -> Iterator[str]:
    """Yield what is printed: the sentences with their claims, then what does not fit together."""
    claims = sum(len(sentence.claims) for sentence in read.sentences)
    published = "not said" if read.published_at is None else read.published_at.isoformat(" ")
    yield (
        f"{name}: {counted(len(read.sentences), 'sentence')}, {counted(claims, 'claim')}; "
        f"language {read.language or 'not known'}; published {published}"
    )
    yield from (f"Careful: {remark}" for remark in read.remarks)
    for sentence in read.sentences:
        yield ""
        yield from _sentence_lines(text, sentence)
    yield ""
    if read.conflicts is None:
        yield "Conflicts within the article were not looked for."
        return
    for conflict in read.conflicts:
        kind = CONFLICT_WORDS[conflict.kind]
        told = sentences_words(conflict.sentences)
        yield f"Does not fit together, {kind}: {told}, {conflict.why}"
    if not read.conflicts:
        yield "No conflict was found within the article."
    yield from _pair_lines("Look alike and are not the same", read.look_alikes)
    yield from _pair_lines("Sources disagree", read.sources_disagree)
    yield from _pair_lines("A later state", read.updates)
    yield from (f'"{_words(unknown.text)}": {unknown.reason}' for unknown in read.cannot_tell)
    yield "A claim is what somebody says happened. None of these was checked."


def _sentence_lines(text: str, sentence: Sentence) -> Iterator[str]:
    said = _words(text[sentence.start : sentence.end])
    if len(said) > _LONGEST_SENTENCE:
        said = f"{said[:_LONGEST_SENTENCE]}…"
    yield f"{sentence.i}. {said}"
    for claim in sentence.claims:
        yield f"   - {'; '.join(_parts(claim))}"


def _parts(claim: Claim) -> Iterator[str]:
    what = _words(claim.what.text)
    yield f"not: {what}" if claim.negated else what
    if claim.who is not None:
        yield f"who: {_words(claim.who.text)}"
    if claim.where:
        yield f"where: {', '.join(_words(place.text) for place in claim.where)}"
    if claim.when is not None:
        yield f"when: {_when(claim.when)}"
    yield from (_number(number) for number in claim.numbers)
    if claim.equipment:
        yield f"with: {', '.join(_words(thing.text) for thing in claim.equipment)}"
    if claim.source.kind is not SourceKind.NONE:
        yield f"says {_words(claim.source.text)} ({claim.source.kind})"
    if claim.hedge:
        yield _HEDGES[claim.hedge]
    if claim.hedged_by is not None:
        yield f"doubted in sentence {claim.hedged_by}"
    measured = _MEASURED[claim.measurement]
    footage = _FOOTAGE[claim.testable_from_footage]
    yield f"{footage} ({measured})" if measured else footage


def _when(when: When) -> str:
    parts = [f'"{_words(when.text)}"']
    if when.date_from is not None and when.date_to is not None:
        days = f"{when.date_from}"
        parts.append(days if when.date_from == when.date_to else f"{days} to {when.date_to}")
    if when.time is not None:
        parts.append(when.time)
    return ", ".join(parts)


def _number(number: Number) -> str:
    low, high = (None if side is None else f"{side:g}" for side in (number.min, number.max))
    if low is None and high is None:
        meant = "no number"
    elif low == high:
        meant = str(low)
    elif high is None:
        meant = f"{low} or more"
    elif low is None:
        meant = f"{high} or fewer"
    else:
        meant = f"{low} to {high}"
    return f'"{_words(number.text)}": {meant}, {number.unit_or_category.replace("_", " ")}'


def _pair_lines(title: str, pairs: list[Pair] | None) -> Iterator[str]:
    for pair in pairs or []:
        yield f"{title}: {sentences_words(pair.sentences)}, {pair.why}"


def _words(text: str) -> str:
    """Return words of an article on one line, with nothing that hides or reorders."""
    return shown_name(" ".join(text.split()))
