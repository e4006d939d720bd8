"""What a user can get wrong about places, hypotheses and checklists of a case, as sentences."""

from collections.abc import Sequence

from verify.domain.cases import Recorded
from verify.domain.errors import FailedError, InputError, shown_name
from verify.domain.written import as_written

_LINE_BREAK = "\n"


class NoSuchRecordError(InputError):
    """The case has nothing of this sort that counts under this number.

    Parameters
    ----------
    what : str
        What was meant, such as "place of this clip".
    """

    def __init__(self, case_id: str, number: int, what: str) -> None:
        self.case_id = case_id
        self.number = number
        self.what = what
        super().__init__(
            f"Event {number} is no {what} in case {case_id} that counts; verify case show "
            f"{case_id} lists what does, with the numbers of its events."
        )


class RecordReplacedError(FailedError):
    """Somebody else replaced or withdrew it; what was to be written is given back.

    Parameters
    ----------
    what : str
        What it was, such as "place".
    number : int
        Its event; 0 if there was none when it was read.
    stands : sequence of (Recorded, str)
        What counts now of the same clip, with its words.
    yours : str
        What was to be written.
    """

    def __init__(
        self, what: str, number: int, stands: Sequence[tuple[Recorded, str]], yours: str
    ) -> None:
        self.what = what
        self.number = number
        self.stands = [record for record, _ in stands]
        self.yours = yours
        theirs = "\n".join(
            f"  event {record.event}, {shown_name(record.actor.untrusted_name)} on "
            f"{record.recorded_utc:%Y-%m-%d %H:%M} UTC: {as_written(words)}"
            for record, words in stands
        )
        happened = (
            f"The {what} of event {number} was replaced or withdrawn"
            if number
            else f"Somebody gave another {what} meanwhile"
        )
        super().__init__(
            f"{happened}, so nothing was written. By now counts:\n{theirs or '  none'}\n"
            f"You wrote: {as_written(yours, _LINE_BREAK)}\n"
            "Do it again with the event that counts, or without --instead-of, if it still holds."
        )


class NoSuchItemError(InputError):
    """The checklist has no item of this number."""

    def __init__(self, number: int, items: int) -> None:
        self.number = number
        self.items = items
        super().__init__(
            f"The checklist has items 1 to {items}, none with number {number}; verify case "
            "checklist ID lists them."
        )
