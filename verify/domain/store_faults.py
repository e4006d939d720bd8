"""What a check of the store finds wrong: one fault each, named, with where it is and what it means.

A fault says that something is not as it was kept. It does not say who did it or why: a failing
disk, a backup program and a forger can leave the same trace.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.errors import shown_name


class FaultKind(StrEnum):
    """What is wrong."""

    ALTERED = "altered"
    """As long as it was, with other bytes."""
    TRUNCATED = "truncated"
    """Shorter than it was."""
    LENGTHENED = "lengthened"
    """Longer than it was."""
    EXCHANGED = "exchanged"
    """The bytes of another thing that is kept stand in its place."""
    MISSING = "missing"
    """It is not there."""
    RENAMED = "renamed"
    """It is there under another name."""
    STRAY = "stray"
    """Nothing here was ever asked to keep it."""
    MODE_CHANGED = "mode_changed"
    """It can be written to, or no longer be read by all."""
    NOT_A_FILE = "not_a_file"
    """A folder, a link or something else stands in its place."""
    UNREADABLE = "unreadable"
    """The system does not give its bytes out, so it could not be checked."""
    UNKNOWN_KEY = "unknown_key"
    """Signed by whom nobody here vouches for, so it was not checked who it was."""
    NOT_CHECKED = "not_checked"
    """It is there, and nothing that was asked for needs it to be checked further."""
    DAMAGED = "damaged"
    """Torn, so that not all of it can be read."""
    REWRITTEN = "rewritten"
    """Whole in itself, but not what its neighbours in the log, or the archive, were tied to."""
    UNGUARDED = "unguarded"
    """What keeps it from being changed is not there."""
    CLOCK_JUMPED = "clock_jumped"
    """The clock of this machine was set between two events."""
    ERASED = "erased"
    """Taken out on purpose, and the log says so."""


_NOTICES = frozenset({FaultKind.CLOCK_JUMPED, FaultKind.ERASED, FaultKind.NOT_CHECKED})
_OPEN = frozenset({FaultKind.UNREADABLE, FaultKind.UNKNOWN_KEY})


class Fault(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that is not as it was kept.

    Attributes
    ----------
    what : str
        The thing, such as `file as received` or `derived file`.
    where : str
        Its hash, file, table or event; out of the store, so untrusted until it is printed.
    meaning : str
        What it means for whoever relies on it, a sentence.
    advice : str
        The next step, a sentence.
    """

    kind: FaultKind
    what: Annotated[str, Meta(max_length=200)]
    where: Annotated[str, Meta(max_length=2_000)]
    meaning: Annotated[str, Meta(max_length=2_000)]
    advice: Annotated[str, Meta(max_length=2_000)]

    @property
    def is_notice(self) -> bool:
        """Whether it is worth knowing, while nothing that is kept was altered."""
        return self.kind in _NOTICES

    @property
    def is_open(self) -> bool:
        """Whether it could not be checked, so that it may be as it was kept or not."""
        return self.kind in _OPEN

    def __str__(self) -> str:
        name = self.kind.value.replace("_", " ")
        return f"{self.what} {shown_name(self.where)}: {name}. {self.meaning} {self.advice}"
