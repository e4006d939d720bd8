"""What a check says of the log's checkpoints, as lines for people and fields for programs."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from verify.domain.checkpoints import Checkpoint
from verify.domain.errors import shown_name
from verify.presentation.wording import counted

if TYPE_CHECKING:
    from verify.workbench.archive.checking import Checked
    from verify.workbench.archive.sealing import Sealed

_NOT_TRUE = "says nothing about whether the footage is true"
_WORDS_A_LINE = 6


def seals_lines(checked: "Checked") -> Iterator[str]:
    """Yield what the log's checkpoints show: since when it is unchanged, or that it cannot be told.

    Where anything else is amiss, nothing is called unchanged.
    """
    seals, is_broken = checked.seals, checked.is_whole is False
    if not seals.agreeing:
        yield "Sealed:     no checkpoint of this home counts; nothing is called unchanged by one."
    elif is_broken:
        some = counted(len(seals.agreeing), "checkpoint")
        yield f"Sealed:     {some} of this home fit the log; what is amiss is named above."
    else:
        oldest, newest = seals.agreeing[0], seals.agreeing[-1]
        yield f"Sealed:     {_unchanged(newest.events, newest.sealed_utc)}; {_NOT_TRUE}."
        if len(seals.agreeing) > 1:
            yield (
                f"            Of {len(seals.agreeing)} checkpoints that is the newest; by the "
                f"oldest, {_unchanged(oldest.events, oldest.sealed_utc)}."
            )
    if seals.agreeing and seals.unsealed:
        yield f"            {counted(seals.unsealed, 'newer event')} not sealed (--seal)."
    if seals.elsewhere_agrees and seals.elsewhere is not None and not is_broken:
        note = seals.elsewhere.note
        since = None if note is None else note.checkpoint.sealed_utc
        unchanged = _unchanged(seals.elsewhere.events, since)
        source = shown_name(seals.elsewhere.where)
        yield f"Elsewhere:  {unchanged}, by {source}, kept elsewhere; {_NOT_TRUE}."
    for stamp in seals.stamped:
        events = counted(stamp.note.checkpoint.events, "event")
        yield (
            f"Time stamp: an authority that you named vouches that the checkpoint of {events} was "
            f"there at {_moment(stamp.stamped_utc)}."
        )


def _unchanged(events: int, since: datetime | None) -> str:
    first = "the first event is" if events == 1 else f"the first {events:,} events are"
    return f"{first} unchanged since {_moment(since) if since else 'they were noted'}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def sealed_lines(sealed: "Sealed") -> Iterator[str]:
    """Yield what was sealed, and its words to be printed or sent."""
    events = counted(sealed.note.checkpoint.events, "event")
    yield f"Sealed now: {events}, in {shown_name(str(sealed.place))}"
    number, *words = sealed.words.split()
    yield f"  In words, for paper or e-mail: {number}"
    for start in range(0, len(words), _WORDS_A_LINE):
        yield f"    {' '.join(words[start : start + _WORDS_A_LINE])}"
    yield "  Keep them, or the file, where nobody who can write here can; see --against."


def seals_fields(checked: "Checked") -> dict[str, Any]:
    """Return what the log's checkpoints show."""
    seals = checked.seals
    head = seals.elsewhere
    return {
        "checkpoints_that_fit": len(seals.agreeing),
        "oldest": _fields(seals.agreeing[0]) if seals.agreeing else None,
        "newest": _fields(seals.agreeing[-1]) if seals.agreeing else None,
        "events_not_sealed": seals.unsealed,
        "kept_elsewhere": head
        and {
            "events": head.events,
            "sealed_utc": head.note and head.note.checkpoint.sealed_utc,
            "fits": seals.elsewhere_agrees,
        },
        "timestamps": [
            {"events": stamp.note.checkpoint.events, "stamped_utc": stamp.stamped_utc}
            for stamp in seals.stamped
        ],
    }


def sealed_fields(sealed: "Sealed") -> dict[str, Any]:
    """Return what was sealed."""
    return {
        "file": shown_name(str(sealed.place)),
        "sha256": sealed.note.sha256,
        "key_ids": sealed.note.key_ids,
        "words": sealed.words,
        **_fields(sealed.note.checkpoint),
    }


def _fields(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "events": checkpoint.events,
        "head": checkpoint.head,
        "sealed_utc": checkpoint.sealed_utc,
    }
