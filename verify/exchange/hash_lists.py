"""Lists without columns: vPDQ text, which is of one piece of footage, and bare PDQ hashes."""

import csv
import re
from collections.abc import Iterable, Iterator

from verify.domain.errors import BadTableError
from verify.exchange import listed
from verify.exchange.listed import BadLine, LeftOut, Listed
from verify.presentation.vpdq import read_vpdq

_DELIMITERS = "\t;,"
_HEADER = re.compile(r"\W*(?:pdq|hash|hashes|pdq_hash|name|file|filename)\W*", re.IGNORECASE)


def read_vpdq_text(text: str, list_name: str, untrusted_name: str) -> Listed | LeftOut:
    """Return the one entry of a vPDQ text, in our form or the reference's."""
    try:
        frames = read_vpdq(text)
        if not frames:
            raise BadLine("it has no hashes")
        hashes = listed.frame_hashes(
            [listed.time_ms_of(str(frame.time_s)) for frame in frames],
            [frame.pdq for frame in frames],
            [frame.pdq_quality for frame in frames],
        )
        name = listed.name_of(untrusted_name)
    except BadTableError as error:
        return LeftOut(error.line, error.problem, untrusted_name)
    except BadLine as error:
        return LeftOut(1, str(error), untrusted_name)
    return Listed(1, listed.entry_of_hashes(name, hashes, list_name))


def read_pdq_list(
    lines: Iterable[str], list_name: str, untrusted_name: str
) -> Iterator[Listed | LeftOut]:
    """Yield what a list of bare hashes says, each an entry of its own.

    A line holds a hash, alone or with a name before or behind it. Without one, the list's name and
    the number of the line stand for it.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        cells = cells_of(line)
        if number == 1 and all(map(_HEADER.fullmatch, cells)):
            continue
        try:
            yield _single(number, cells, list_name, f"{untrusted_name} line {number}")
        except BadLine as error:
            yield LeftOut(number, str(error))


def cells_of(line: str) -> list[str]:
    """Return the cells of a line of which the delimiter is not known: tab, semicolon or comma."""
    delimiter = next((sign for sign in _DELIMITERS if sign in line), ",")
    return next(csv.reader([line.strip("\r\n")], delimiter=delimiter), [])


def _single(number: int, cells: list[str], list_name: str, stand_in: str) -> Listed:
    if len(cells) == 1:
        digits, name = cells[0], stand_in
    elif len(cells) == 2:
        first, second = map(listed.likeness_to_pdq, cells)
        digits, name = reversed(cells) if second > first else cells
        name = name if name.strip() else stand_in
    else:
        raise BadLine(f"it has {len(cells)} cells where a hash, or a hash and a name, is expected")
    pdq, is_mended = listed.pdq_hex(digits)
    hashes = listed.frame_hashes([0], [pdq], [listed.QUALITY_UNKNOWN])
    entry = listed.entry_of_hashes(listed.name_of(name), hashes, list_name)
    return Listed(number, entry, mended_lines=[number] if is_mended else [])
