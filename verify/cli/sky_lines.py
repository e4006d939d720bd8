"""What `verify sky` prints for people, line by line."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from verify.domain.errors import shown_name
from verify.domain.sky import Reading, Sky, SkyState
from verify.presentation import sky_wording as words

_MOST_ROWS = 26
_ROW_STEPS_MIN = (5, 10, 15, 30, 60, 120, 240, 480)


def sky_lines(answer: Sky) -> Iterator[str]:
    """Yield what is printed: what was taken and read how, each reading, what to be careful of."""
    yield f"Place:     {words.place_words(answer.place)}"
    yield from (f"Also:      {other}" for other in answer.place.also)
    yield f"Asked:     {shown_name(answer.asked)}, read by {answer.read_in}"
    if answer.weekday is not None:
        by = f"by the clock of {answer.place.zone}"
        yield f"Weekday:   {by}, {words.weekday_words(answer.weekday)}"
    if answer.clip is not None:
        classes = ", ".join(answer.clip.classes).replace("_", " ") or "not known"
        yield f"Clip:      {shown_name(answer.clip.untrusted_name)}, light: {classes}"
    for reading in answer.readings:
        yield from _reading_lines(answer, reading)
    yield ""
    yield from (f"Careful:   {caveat}" for caveat in answer.would_mislead)


def _reading_lines(answer: Sky, reading: Reading) -> Iterator[str]:
    yield ""
    yield f"Read as:   {reading.why}"
    label = "Moment:   " if reading.at is not None else "From:     "
    yield f"{label} {words.moment_words(reading.start, answer)}"
    if reading.at is None:
        yield f"To:        {words.moment_words(reading.end, answer)}"
    if reading.at is not None:
        yield f"Then:      {words.LIGHT_WORDS[reading.at.light]} (by the Sun alone)"
        yield f"Sun:       {words.standing_words(reading.at.sun)}"
        yield f"Moon:      {words.standing_words(reading.at.moon)}"
    yield f"Light:     {words.light_words(reading)}"
    phase = reading.moon_phase
    yield f"Phase:     {phase.name}, {phase.lit_percent:.0f} % lit"
    yield from (f"           {words.event_words(event)}" for event in reading.events)
    yield from (f"Excluded:  {words.excluded_words(one)}" for one in reading.excluded)
    if (left := words.left_words(answer, reading)) is not None:
        yield f"So:        {left}"
    if reading.at is None:
        yield ""
        yield from _table(reading)


def _table(reading: Reading) -> Iterator[str]:
    # A clock that is changed gets a new heading.
    for heading, states in groupby(_rows(reading), key=_heading):
        yield heading
        yield from map(_row, states)
    error_deg = max(0.1, reading.course[0].sun.altitude_error_deg)
    yield (
        f"Degrees above a flat horizon without air, \u00b1 {error_deg:.1f}; bearings from true "
        "north; --json gives the error of each."
    )


def _heading(state: SkyState) -> str:
    moment = state.moment
    return (
        f"place ({words.offset_words(moment.place)})  UTC    "
        f"desk ({words.offset_words(moment.desk)})  Sun     bearing  Moon    bearing  light"
    )


def _row(state: SkyState) -> str:
    moment = state.moment
    return (
        f"{words.day_and_clock(moment.place):>17}  {words.clock(moment.utc)}  "
        f"{words.day_and_clock(moment.desk):>16}  "
        f"{state.sun.altitude_deg:+6.1f}  {state.sun.azimuth_deg:7.1f}  "
        f"{state.moon.altitude_deg:+6.1f}  {state.moon.azimuth_deg:7.1f}  "
        f"{words.LIGHT_WORDS[state.light]}"
    )


def _rows(reading: Reading) -> list[SkyState]:
    """Return the ends, and round times of the place's clock between them, few enough to read."""
    course = reading.course
    minutes = (course[-1].moment.utc - course[0].moment.utc).total_seconds() / 60
    step = next((s for s in _ROW_STEPS_MIN if minutes / s <= _MOST_ROWS), _ROW_STEPS_MIN[-1])
    between = [state for state in course[1:-1] if _is_round(state.moment.place, step)]
    return [course[0], *between, course[-1]] if len(course) > 1 else course


def _is_round(moment: datetime, step_min: int) -> bool:
    return (moment.hour * 60 + moment.minute) % step_min == 0 and moment.second == 0
