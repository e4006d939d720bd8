"""What to ask of footage before anything is published, and what people answered.

A case without a list of its own has `ITEMS`. An answer belongs to the words that were asked: where
the list is changed, answers to what is still asked stay, the others are shown as no longer asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from verify.domain.cases import Recorded, Text

MOST_ITEMS = 100
LONGEST_ITEM = 300

ITEMS = (
    "Source: who filmed it, who posted it first, and did you speak to them?",
    "Date: when was it filmed, and what besides the caption says so?",
    "Place: where was it filmed, and which landmarks say so?",
    "Motivation: why was it filmed and posted, by whom, for whom?",
    "First file or copy: is it as the camera wrote it, or what was cut, overlaid or re-encoded?",
)
"""After First Draft's five pillars: provenance, source, date, location, motivation."""

Asked = Annotated[str, Meta(min_length=1, max_length=LONGEST_ITEM)]


class AnswerStatus(StrEnum):
    """How far an item is done."""

    ANSWERED = "answered"
    PARTLY = "partly"
    """Something is known, and it is looked for further."""
    NOT_KNOWN = "not_known"
    """It was looked for, and nobody can tell."""
    NOT_NEEDED = "not_needed"
    """For this clip it does not matter, for the reason in the note."""
    OPEN = "open"
    """An earlier answer does not hold any more."""


UNANSWERED = (AnswerStatus.PARTLY, AnswerStatus.OPEN)
"""Such an item is still listed as to be done."""


class ChecklistSet(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The items of a case from here on, in the place of those before."""

    untrusted_items: Annotated[list[Asked], Meta(min_length=1, max_length=MOST_ITEMS)] | None


class Answer(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's answer to one item; the last one to the same words holds."""

    item_number: Annotated[int, Meta(ge=1, description="its number in the list as it was then")]
    untrusted_asked: Asked | None
    status: AnswerStatus
    untrusted_note: Text | None


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it stands.

    Attributes
    ----------
    answers : list of Answer
        To these words, the oldest first; the last one holds.
    """

    untrusted_asked: str
    answers: list[Answer]

    @property
    def holds(self) -> Answer | None:
        """The answer that holds; None if there is none."""
        return self.answers[-1] if self.answers else None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.holds is None or self.holds.status in UNANSWERED


@dataclass(frozen=True, slots=True)
class Checklist:
    """The items of a case with their answers.

    Attributes
    ----------
    set_by : ChecklistSet or None
        Who set these items; None for ours, which come with every case.
    no_longer_asked : list of Answer
        To words that are in the list no more, or that were erased.
    """

    set_by: ChecklistSet | None
    items: list[Item]
    no_longer_asked: list[Answer]


def checklist_of(lists: Sequence[ChecklistSet], answers: Sequence[Answer]) -> Checklist:
    """Return the checklist of a case as it stands."""
    readable = [one for one in lists if one.untrusted_items is not None]
    last = readable[-1] if readable else None
    asked = ITEMS if last is None or last.untrusted_items is None else last.untrusted_items
    return Checklist(
        set_by=last,
        items=[
            Item(words, [one for one in answers if one.untrusted_asked == words]) for words in asked
        ],
        no_longer_asked=[one for one in answers if one.untrusted_asked not in asked],
    )
