"""What can go wrong with sealing the custody log, each as one sentence; see `errors`."""

from pathlib import Path

from verify.domain.errors import FailedError, InputError, UnavailableError, shown_name


class KeyExposedError(FailedError):
    """Others can read the key that signs, so what it signs says nothing any more."""

    def __init__(self, path: Path, mode: int) -> None:
        self.path = path
        self.mode = mode
        super().__init__(
            f"{shown_name(str(path))} was not used: others can read or change it (mode "
            f"{mode:04o}), and whoever has the key can sign in your name. If nobody has copied it, "
            f"chmod 600 it; else do that and make a new one with verify key --rotate."
        )


class KeyUnusableError(FailedError):
    """The key that signs cannot be read, written or understood."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"The key that seals the log, {shown_name(str(path))}, cannot be used: {reason}. Check "
            "who may read and write there, take it back from a backup, or move it away, so that a "
            "new one is made."
        )


class NotSealedError(FailedError):
    """No checkpoint could be written; what was done before stands in the log."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The log was not sealed: {reason} Nothing of it is lost; the next command that writes "
            "seals it, and so does verify check --seal."
        )


class BrokenLogNotSealedError(FailedError):
    """A log with faults is not sealed: a checkpoint would speak for them later on."""

    def __init__(self) -> None:
        super().__init__(
            "The log was not sealed, since the check did not find everything as it was kept. See "
            "to the faults named above first."
        )


class NothingToSealError(InputError):
    """The log has no event yet."""

    def __init__(self) -> None:
        super().__init__("There is nothing to seal: the log has no event yet.")


class NoHeadError(InputError):
    """What the log was to be held against is neither a checkpoint nor the words of one."""

    def __init__(self, given: str, reason: str) -> None:
        self.given = given
        self.reason = reason
        super().__init__(
            f"{shown_name(given)[:200]} is neither a checkpoint nor the words of one: {reason}. "
            "Name the file, or give the number and all words as they were noted, in quotes."
        )


class NoPublicKeyError(InputError):
    """A text that holds no public key."""

    def __init__(self, given: str) -> None:
        self.given = given
        super().__init__(
            f"{shown_name(given)[:200]} is no public key. verify key prints one, such as "
            "verify-log+1a2b3c4d+AbC..., on the machine of whoever sealed the log."
        )


class NoTimestampError(InputError):
    """A file that holds no reply of a time stamping authority to anything that was sealed here."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"{shown_name(str(path))} was not taken in: {reason}. It should be the reply (.tsr) to "
            "a request that verify check --timestamp-request wrote for this archive."
        )


class NoAuthorityError(InputError):
    """A file that holds no certificate."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"{shown_name(str(path))} holds no certificate of an authority: {reason}. Get its root "
            "certificate in PEM form from the authority's own site."
        )


class TimestampsNotReadError(UnavailableError):
    """The library that reads time stamps is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Time stamps cannot be read here: the package rfc3161-client is not installed. Without "
            "it a token is kept for its bytes only; openssl ts -reply -in FILE -text shows it."
        )
