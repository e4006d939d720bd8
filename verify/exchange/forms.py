"""Which form a list of hashes has, told by its content, and the reader for each."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from verify.exchange import listed
from verify.exchange.hash_lists import cells_of, read_pdq_list, read_vpdq_text
from verify.exchange.hash_tables import NEEDED, columns_of, read_table
from verify.exchange.listed import LeftOut, Listed
from verify.exchange.whole_entries import read_json_lines


class ListForm(StrEnum):
    """How a list of hashes is written."""

    TABLE = "table"
    """CSV with named columns; see `hash_tables`."""
    VPDQ = "vpdq"
    """vPDQ text, ours or the reference's; see `presentation.vpdq`."""
    PDQ = "pdq"
    """Bare PDQ hashes, one a line."""
    ENTRIES = "entries"
    """JSON lines of whole entries; see `whole_entries`."""


def form_of(first_lines: Sequence[str]) -> ListForm | None:
    """Return the form of a list by its first lines; None if it is none that is read."""
    lines = [line for line in first_lines if line.strip()]
    if not lines:
        return None
    start = lines[0].lstrip()
    if start.startswith("{"):
        return ListForm.ENTRIES
    if start.startswith("["):
        return ListForm.VPDQ
    if set(NEEDED) <= set(columns_of(lines[0].split(","))):
        return ListForm.TABLE
    rows = [cells_of(line) for line in lines]
    for form, counts in ((ListForm.VPDQ, (3, 4)), (ListForm.PDQ, (1, 2))):
        if any(len(cells) in counts and any(map(listed.likeness_to_pdq, cells)) for cells in rows):
            return form
    return None


def read_list(
    lines: Iterable[str], form: ListForm, list_name: str, untrusted_name: str
) -> Iterator[Listed | LeftOut]:
    """Yield what a list says, an entry at a time.

    Parameters
    ----------
    lines : iterable of str
        With their ends.
    list_name : str
        Name of the list, for the source of each entry.
    untrusted_name : str
        What names the footage where the list does not.

    Raises
    ------
    BadLine
        If the list cannot be read at all, or its entries not be told apart.
    """
    match form:
        case ListForm.TABLE:
            yield from read_table(lines, list_name, untrusted_name)
        case ListForm.VPDQ:
            yield read_vpdq_text("".join(lines), list_name, untrusted_name)
        case ListForm.PDQ:
            yield from read_pdq_list(lines, list_name, untrusted_name)
        case ListForm.ENTRIES:
            yield from read_json_lines(lines)
