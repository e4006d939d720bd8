"""A sheet as rows of cells, however it came: text, dates as a spreadsheet shows them, remarks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

MOST_ROWS = 500_000
MOST_COLUMNS = 200
LONGEST_CELL = 100_000

Cell = str | datetime | date | float
"""Text; or, of a workbook only, a date as it is shown, without a zone, or a number."""


class BadSheet(ValueError):  # noqa: N818 - turned into an error with the file's name by the workbench
    """What is wrong with a sheet, and what to do, as two sentences' parts."""

    def __init__(self, problem: str, advice: str) -> None:
        self.problem = problem
        self.advice = advice
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` counts from 1 as a spreadsheet counts it, or lines of a text."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that hold anything.

    Attributes
    ----------
    notes : sequence of str
        What had to be decided or left out on the way, a sentence each.
    day_count_from : datetime or None
        What a date that is kept as a number counts days from; None in a text, where it is unsaid.
    """

    rows: Sequence[Row]
    notes: Sequence[str]
    day_count_from: datetime | None = None


def text_of(cell: Cell) -> str:
    """Return a cell as text, a whole number without decimals, a date as ISO 8601.

    Examples
    --------
    >>> text_of(3.0), text_of(datetime(2020, 2, 27, 21, 4))
    ('3', '2020-02-27 21:04:00')
    """
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell == int(cell) else str(cell)
    return str(cell)


def kept_rows(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that hold anything."""
    return [row for row in rows if any(text_of(cell) for cell in row.cells)]
