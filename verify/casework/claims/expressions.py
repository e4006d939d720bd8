"""A time as it is written, piece by piece, before any date is resolved."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expression:
    """A time as it is written, [start, end) in its sentence.

    Attributes
    ----------
    year, month, day, weekday : int or None
        As written; Monday is 0. With `_to` the last one of several, "between 3 and 6 May".
    relative : str or None
        "yesterday", "today", "last night", "overnight" and their like.
    clock, clock_to : tuple of int or None
        Hours and minutes, of day and night.
    zone : str or None
        In lower case.
    other_clock : tuple or None
        The same moment by another zone, in brackets.
    part : str or None
        A part of the day.
    is_general : bool
        "At night": of no certain night.
    preposition : str
        What leads in: "since" and "until" change what a day means.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    day_to: int | None = None
    month_to: int | None = None
    year_to: int | None = None
    weekday: int | None = None
    weekday_to: int | None = None
    relative: str | None = None
    clock: tuple[int, int] | None = None
    clock_to: tuple[int, int] | None = None
    zone: str | None = None
    other_clock: tuple[int, int] | None = None
    other_zone: str | None = None
    part: str | None = None
    is_general: bool = False
    offset_min: int | None = None
    preposition: str = ""
