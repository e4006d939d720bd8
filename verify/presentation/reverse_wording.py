"""Stills, engines and what they gave, in words: one and the same wherever they are told."""

from datetime import UTC, date

from verify.domain.engines import Engine
from verify.domain.errors import shown_name
from verify.domain.reverse_search import SILENCE, Answer, Asked, StillPicture, Variant

VARIANT_WORDS = {
    Variant.AS_IT_IS: "as it is",
    Variant.MIRRORED: "mirrored",
    Variant.BORDERS_CUT: "borders cut",
    Variant.BRIGHTENED: "brightened",
}

ANSWER_WORDS = {
    Answer.FOUND: "found",
    Answer.NOTHING: "nothing found",
    Answer.NOT_TRIED: "not tried",
}

_KNOWN_BY_WORD = frozenset(("own_word", "none"))


def asked_words(asked: Asked) -> str:
    """Return who asked which engine when and what it gave, as one line; harmless to print."""
    name = shown_name(asked.actor.untrusted_name)
    who = f"{name} (by own word)" if asked.actor.known_by in _KNOWN_BY_WORD else name
    answer = ANSWER_WORDS[asked.answer]
    if asked.untrusted_address:
        answer += f" at {shown_name(asked.untrusted_address)}"
    verb = "said" if asked.answer is Answer.NOT_TRIED else "asked"
    day = day_words(asked.recorded_utc.astimezone(UTC).date())
    line = f"{shown_name(asked.engine)}: {answer}, {verb} by {who} on {day}"
    if asked.answer is Answer.NOTHING:
        line += f"; {SILENCE}"
    if asked.untrusted_note:
        line += f'. "{shown_name(asked.untrusted_note)}"'
    return line if line[-1] in '."' else f"{line}."


def day_words(day: date) -> str:
    """Return a day as `26 November 2026`.

    Examples
    --------
    >>> day_words(date(2026, 11, 6))
    '6 November 2026'
    """
    return f"{day.day} {day:%B %Y}"


def size_words(size_bytes: int) -> str:
    """Return a size in kilobytes or megabytes.

    Examples
    --------
    >>> size_words(812_345), size_words(3_456_789)
    ('812 kB', '3.5 MB')
    """
    if size_bytes < 999_500:
        return f"{max(1, round(size_bytes / 1000))} kB"
    return f"{size_bytes / 1e6:.1f} MB"


def derived_words(picture: StillPicture) -> str:
    """Return how a picture was derived, as a sentence."""
    values = picture.parameters
    match picture.variant:
        case Variant.MIRRORED:
            return "Derived: left and right exchanged."
        case Variant.BORDERS_CUT:
            return (
                f"Derived: cut to {picture.width_px} x {picture.height_px} pixels, "
                f"{values['left_px']} from the left and {values['top_px']} from the top."
            )
        case Variant.BRIGHTENED:
            of = (
                ""
                if picture.made_of in (None, Variant.AS_IT_IS)
                else ", of the one without borders"
            )
            return (
                f"Derived{of}: luma from {values['low']:g} to {values['high']:g} stretched, then "
                f"lifted by an exponent of {values['gamma']:.2f}; colours keep their ratios."
            )
    return "The frame at full size, encoded as JPEG."


def whom_words(engine: Engine) -> str:
    """Return to whom a picture or a visit goes."""
    return f"{engine.operator}, {engine.country} ({engine.host})"
