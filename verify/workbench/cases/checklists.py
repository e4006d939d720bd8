"""The checklist of a case: its items, and what people answer."""

from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.checklist import AnswerStatus, Item, checklist_of
from verify.domain.custody import Action, Event, Payload
from verify.domain.record_errors import NoSuchItemError, RecordReplacedError
from verify.storage.case_records import words_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.texts import held_to
from verify.workbench.cases.writing import write


def set_items(
    shelf: Shelf, opening: CaseOpening, items: list[str], *, seen: int | None = None
) -> Event:
    """Let these be the items of a case from here on; answers to the same words stay.

    Parameters
    ----------
    items : list of str
        As `items.items_in` reads them.
    seen : int, optional
        Newest event of the case that their author knows of.

    Raises
    ------
    RecordReplacedError
        If somebody set other items since.
    """

    def words(case: CaseFile) -> Payload:
        newer = [one for one in case.checklists if seen is not None and one.event > seen]
        if newer:
            theirs = [(one, " / ".join(one.untrusted_items or [])) for one in newer[-1:]]
            raise RecordReplacedError("list of items", 0, theirs, "\n".join(items))
        return words_of(untrusted_items=items)

    return write(shelf, opening, Action.CHECKLIST_SET, words)


def answer(
    shelf: Shelf,
    opening: CaseOpening,
    number: int,
    status: AnswerStatus,
    note: str,
    *,
    seen: Item | None = None,
) -> Event:
    """Answer an item of a case's checklist; the last answer to the same words holds.

    Parameters
    ----------
    number : int
        Of the item in the list as it stands, from 1.
    seen : Item, optional
        The item as its answerer read it.

    Raises
    ------
    TextLengthError
        If there is no note, or it is too long.
    NoSuchItemError
        If the list has no such item.
    RecordReplacedError
        If it asks something else by now, or somebody answered it since it was seen.
    """
    said = held_to("note", note, LONGEST_TEXT)

    def words(case: CaseFile) -> Payload:
        items = checklist_of(case.checklists, case.answers).items
        if not 1 <= number <= len(items):
            raise NoSuchItemError(number, len(items))
        stands = items[number - 1]
        if seen is not None and seen != stands:
            before = seen.holds.event if seen.holds else 0
            theirs = [(one, one.untrusted_note or "words erased") for one in stands.answers[-1:]]
            raise RecordReplacedError("answer", before, theirs, said)
        return words_of(
            item_number=number,
            untrusted_asked=stands.untrusted_asked,
            status=status,
            untrusted_note=said,
        )

    return write(shelf, opening, Action.CHECKLIST_ANSWERED, words)
