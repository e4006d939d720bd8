"""What the server says of itself, one JSON object a line: that something happened, never what in.

No name of a file or a person, no word of a case, no address, no token. What libraries log may hold
any of these (a traceback ends in a sentence with a file's name), so of their words only the kind of
error and the place in the code are taken over.
"""

import logging
import sys
import threading
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import msgspec

_LEVELS = {"debug", "info", "warning", "error", "critical"}


class Logbook:
    """Writes lines to a stream.

    Parameters
    ----------
    stream : text file
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._alone = threading.Lock()

    def write(self, event: str, level: str = "info", **facts: str | float | None) -> None:
        """Write one line; facts are ours, never a sender's or a user's words."""
        line = _line(event, level, facts)
        with self._alone:
            self._stream.write(f"{line}\n")
            self._stream.flush()


def _line(event: str, level: str, facts: dict[str, Any]) -> str:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return msgspec.json.encode({"time": now, "level": level, "event": event, **facts}).decode()


def take_over_logging() -> None:
    """Let all that libraries log in this process be lines of the logbook's form, without content.

    Whatever handler or format they chose: the record itself holds nothing else.
    """
    make = logging.LogRecord

    def without_content(*given: Any, **named: Any) -> logging.LogRecord:
        record = make(*given, **named)
        level = record.levelname.lower()
        facts = {
            "logger": record.name,
            "code": f"{Path(record.pathname).name}:{record.lineno}",
            **_of_error(record.exc_info),
        }
        record.msg = _line("library", level if level in _LEVELS else "info", facts)
        record.args, record.exc_info, record.stack_info = (), None, None
        return record

    logging.setLogRecordFactory(without_content)
    logging.captureWarnings(True)
    threading.excepthook = lambda failed: _say_uncaught(failed.exc_type, failed.exc_traceback)
    sys.excepthook = lambda kind, _error, trace: _say_uncaught(kind, trace)


def _say_uncaught(kind: type[BaseException] | None, trace: TracebackType | None) -> None:
    facts = {"error": kind.__name__ if kind else None, "code": _innermost(trace)}
    Logbook(sys.stderr).write("uncaught", "error", **facts)


def _of_error(raised: Any) -> dict[str, str | None]:
    if not isinstance(raised, tuple) or raised[0] is None:
        return {}
    return {"error": raised[0].__name__, "raised_at": _innermost(raised[2])}


def _innermost(trace: TracebackType | None) -> str | None:
    frames = traceback.extract_tb(trace)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else None


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._begun_s = time.perf_counter()

    @property
    def passed_s(self) -> float:
        """How many they are now."""
        return time.perf_counter() - self._begun_s
