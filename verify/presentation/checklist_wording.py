"""The checklist of a case in words: each item with its answer, then what is still open."""

from collections.abc import Iterator

from verify.domain.case_file import CaseFile
from verify.domain.checklist import Answer, Checklist, checklist_of
from verify.presentation.case_records_wording import by, written_words
from verify.presentation.wording import counted, listed


def checklist_lines(case: CaseFile, *, with_history: bool = False) -> Iterator[str]:
    """Yield the items with their answers; earlier answers too if asked."""
    checklist = checklist_of(case.checklists, case.answers)
    set_by = f", set by {by(checklist.set_by)}" if checklist.set_by else ""
    yield f"Checklist{set_by}:"
    for number, item in enumerate(checklist.items, start=1):
        yield f"   {number}. {written_words(item.untrusted_asked)}"
        if item.holds is not None:
            yield f"      {answer_words(item.holds)}"
        if with_history:
            yield from (f"      before: {answer_words(one)}" for one in item.answers[-2::-1])
    for answer in checklist.no_longer_asked if with_history else []:
        yield f"   no longer asked: {written_words(answer.untrusted_asked)} {answer_words(answer)}"
    yield open_words(checklist)


def open_words(checklist: Checklist) -> str:
    """Return which items are still to be done."""
    still = [str(at) for at, item in enumerate(checklist.items, start=1) if item.is_open]
    if not still:
        return "Every item has an answer; whether the answers hold is for people to judge."
    return f"Open: {counted(len(still), 'item')}, {listed(still)}."


def answer_words(answer: Answer) -> str:
    """Return an answer with its status, its author and its words."""
    status = answer.status.replace("_", " ")
    return f"{status}, says {by(answer)}: {written_words(answer.untrusted_note)}"
