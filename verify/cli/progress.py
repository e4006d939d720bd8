"""How far long work has come: one line on a terminal that is written over, nothing elsewhere."""

import shutil
import sys
from types import TracebackType
from typing import Self

import click

_TO_ITS_START_AND_CLEAR = "\r\033[K"


class StatusLine:
    """A line on standard error that shows only the last of what was put into it."""

    def __init__(self) -> None:
        # Python has no standard error where the caller closed it.
        self._is_seen = sys.stderr is not None and sys.stderr.isatty()

    def show(self, text: str) -> None:
        """Replace what the line shows."""
        if self._is_seen:
            room = shutil.get_terminal_size().columns - 1
            click.echo(f"{_TO_ITS_START_AND_CLEAR}{text[:room]}", err=True, nl=False)

    def clear(self) -> None:
        """Make room for something that is to stay."""
        self.show("")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.clear()


def left_words(left_s: float | None) -> str:
    """Return about how long something still takes, as a part of a line.

    Examples
    --------
    >>> left_words(None), left_words(20), left_words(200), left_words(8000)
    ('', ', less than a minute left', ', about 3 min left', ', about 2 h 13 min left')
    """
    if left_s is None:
        return ""
    minutes = round(left_s / 60)
    if left_s < 60:
        return ", less than a minute left"
    hours, rest = divmod(minutes, 60)
    return f", about {hours} h {rest} min left" if hours else f", about {minutes} min left"
