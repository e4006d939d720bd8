"""One file beside footage: its bytes under a cap, its words one by one, remarks on the rest.

A field that is not of its kind is left out with a remark and the others are taken. Control and
bidirectional characters stay as they are, because a caption is evidence; whoever shows it has to
make it printable. Only what no text can be stored with is replaced: a zero character, and half a
surrogate pair.
"""

import errno
import os
import re
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Raw

from verify.domain.errors import shown_name
from verify.domain.sources import (
    LONGEST_LINE,
    LONGEST_TEXT,
    ClaimedDate,
    DateClaimant,
    date_with_zone,
    date_without_zone,
    is_possible,
    storable,
)

NOT_JSON = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What the decoder raises for bytes that are no JSON, of another form, or too deep."""

_MOST_REMARKS = 20
_NO_SUCH_FILE = frozenset((errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG))
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CUT = " […]"
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|x(?P<code>[0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
# Strings are passed over whole, so that a word in one is never taken for a number.
_NO_NUMBER = re.compile(rb'"(?:[^"\\]|\\.)*"|(?P<word>-?Infinity|NaN)', re.DOTALL)
_EIGHT_DIGITS = re.compile(r"[0-9]{8}")

_Form = TypeVar("_Form")


class SideFile:
    """A file that may say where footage came from.

    Attributes
    ----------
    path : Path
        Where it lies.
    name : str
        Its name as a record can hold it.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        self.path = path
        self.name = storable(path.name)
        self._now = now
        self._remarks: list[str] = []
        self._more = 0

    @property
    def remarks(self) -> list[str]:
        """What had to be left out, a sentence each; beyond twenty only their number."""
        more = [f"and {self._more:,} more remarks like these."] if self._more else []
        return [shown_name(f"{self.path}: {remark}") for remark in (*self._remarks, *more)]

    def remark(self, sentence: str) -> None:
        """Note something that had to be left out."""
        if len(self._remarks) < _MOST_REMARKS:
            self._remarks.append(sentence)
        else:
            self._more += 1

    def read(self, cap_bytes: int) -> bytes | None:
        """Return the bytes, or None if there is no such file or it cannot be taken."""
        try:
            handle = os.open(self.path, _READ)
        except ValueError:
            # A name with a zero byte names no file.
            return None
        except OSError as error:
            if error.errno not in _NO_SUCH_FILE:
                self.remark(f"it was not read: {_reason(error)}.")
            return None
        with os.fdopen(handle, "rb") as stream:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                self.remark("it was not read: it is no file.")
                return None
            if status.st_size > cap_bytes:
                size_mb, cap_mb = status.st_size / 1e6, cap_bytes / 1e6
                self.remark(
                    f"it has {size_mb:,.0f} MB, more than the {cap_mb:,.0f} MB that are read; "
                    "nothing was taken from it."
                )
                return None
            return stream.read(status.st_size)

    def decoded(self, content: bytes | Raw, form: type[_Form], what: str) -> _Form | None:
        """Return JSON as `form`, or None with a remark that names `what` is not."""
        try:
            return msgspec.json.decode(content, type=form)
        except NOT_JSON:
            pass
        try:
            found = msgspec.json.decode(_mended(bytes(content)), type=form)
        except NOT_JSON as error:
            self.remark(
                f"{what} cannot be read ({str(error)[:200]}); it may be cut off or of "
                "another kind, and nothing was taken from it."
            )
            return None
        self.remark(
            f"{what} has characters or numbers that JSON does not allow; they were put right."
        )
        return found

    def line(self, raw: Raw | str, field: str) -> str | None:
        """Return a short text, or None if nothing is said."""
        return self._text(raw, field, LONGEST_LINE)

    def passage(self, raw: Raw | str, field: str) -> str | None:
        """Return a long text, or None if nothing is said."""
        return self._text(raw, field, LONGEST_TEXT)

    def whole_number(self, raw: Raw, field: str) -> int | None:
        """Return a whole number that stands as one or as text, or None."""
        number = self._number(raw, field)
        if isinstance(number, float):
            self._wrong(field, "whole number")
            return None
        return number

    def epoch(self, raw: Raw, field: str, meaning: str) -> list[ClaimedDate]:
        """Return the date of a count of seconds since 1970 UTC; none if it cannot be one."""
        seconds = self._number(raw, field)
        if seconds is None:
            return []
        return self._claim(
            str(seconds),
            field,
            lambda text: date_with_zone(
                DateClaimant.SOURCE, text, datetime.fromtimestamp(seconds, UTC), meaning
            ),
        )

    def day(self, raw: Raw, field: str, meaning: str) -> list[ClaimedDate]:
        """Return the date of a day written in eight digits, without a zone."""
        text = self.line(raw, field)
        if text is None:
            return []
        if not _EIGHT_DIGITS.fullmatch(text):
            self._wrong(field, "date in eight digits")
            return []
        return self._claim(text, field, lambda text: _day(text, meaning))

    def clock(
        self, raw: Raw | str, field: str, meaning: str, *, trusts_zone: bool = True
    ) -> list[ClaimedDate]:
        """Return the date of an ISO 8601 text.

        Parameters
        ----------
        trusts_zone : bool
            False where the program writes UTC for a zone that it did not look at.
        """
        text = self.line(raw, field)
        if text is None:
            return []
        return self._claim(text, field, lambda text: _moment(text, meaning, trusts_zone))

    def _claim(
        self, text: str, field: str, make: Callable[[str], ClaimedDate]
    ) -> list[ClaimedDate]:
        try:
            claimed = make(text)
        except (ValueError, OverflowError, OSError):
            self._wrong(field, "date")
            return []
        if not is_possible(claimed, self._now):
            self.remark(
                f"the field {field} says {text[:80]}, which is before 1990 or still to "
                "come, so it was left out."
            )
            return []
        return [claimed]

    def _number(self, raw: Raw, field: str) -> int | float | None:
        value = self._value(raw, field)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            return int(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if value is not None:
            self._wrong(field, "number")
        return None

    def _text(self, raw: Raw | str, field: str, longest: int) -> str | None:
        value = raw if isinstance(raw, str) else self._value(raw, field)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self._wrong(field, "text")
            return None
        if "\0" in value:
            self.remark(f"the field {field} has zero characters; they were replaced.")
            value = storable(value)
        if len(value) > longest:
            self.remark(f"the field {field} was cut to {longest:,} of {len(value):,} characters.")
            value = value[: longest - len(_CUT)] + _CUT
        return value

    def _value(self, raw: Raw, field: str) -> object:
        if not is_said(raw):
            return None
        return self.decoded(raw, object, f"the field {field}")

    def _wrong(self, field: str, expected: str) -> None:
        self.remark(f"the field {field} is no {expected}, so it was left out.")


def first_bytes(place: Path, count: int) -> bytes:
    """Return how a file begins; nothing if it is none or cannot be opened."""
    try:
        with os.fdopen(os.open(place, _READ), "rb") as stream:
            return stream.read(count) if stat.S_ISREG(os.fstat(stream.fileno()).st_mode) else b""
    except OSError:
        return b""


def is_said(raw: Raw) -> bool:
    """Return whether a field is there at all; it may be null."""
    return memoryview(raw).nbytes > 0


def _reason(error: OSError) -> str:
    return "it is a link" if error.errno == errno.ELOOP else error.strerror or str(error)


def _day(text: str, meaning: str) -> ClaimedDate:
    first = datetime.combine(date(int(text[:4]), int(text[4:6]), int(text[6:])), time(), UTC)
    return date_without_zone(DateClaimant.SOURCE, text, first, meaning, timedelta(days=1))


def _moment(text: str, meaning: str, trusts_zone: bool) -> ClaimedDate:
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is not None and trusts_zone:
        return date_with_zone(DateClaimant.SOURCE, text, moment, meaning)
    return date_without_zone(DateClaimant.SOURCE, text, moment.replace(tzinfo=UTC), meaning)


def _mended(content: bytes) -> bytes:
    r"""Return JSON whose text can be decoded.

    Telegram Desktop writes control characters as `\x0B`, which JSON does not know; half a surrogate
    pair and bytes that are no UTF-8 become U+FFFD. Python, and so yt-dlp, writes `NaN` and
    `Infinity`, which become null.
    """

    def mend(escape: re.Match[bytes]) -> bytes:
        if escape["half"]:
            return rb"\ufffd"
        return rb"\u00" + escape["code"] if escape["code"] else escape[0]

    text = _ESCAPE.sub(mend, content.removeprefix(b"\xef\xbb\xbf")).decode(errors="replace")
    return _NO_NUMBER.sub(lambda found: b"null" if found["word"] else found[0], text.encode())
