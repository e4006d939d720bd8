"""What can go wrong with the store of record, each as one sentence; see `errors` for the tree."""

import re
from pathlib import Path

from verify.domain.errors import DiskFullError, FailedError, InputError, shown_name


class UnknownEntryError(InputError):
    """There is no entry of this key in the archive."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"The archive has no entry {shown_name(key)}. It may have been removed; "
            "verify archive list shows what is there."
        )


class UnknownEventError(InputError):
    """There is no event of this number, or its words were erased before."""

    def __init__(self, sequence: int, *, is_erased: bool = False) -> None:
        self.sequence = sequence
        self.is_erased = is_erased
        super().__init__(
            f"The words of event {sequence} were erased before; there is nothing left to erase."
            if is_erased
            else f"The custody log has no event {sequence}. verify archive log lists what it has."
        )


class OvertakenError(FailedError):
    """Something was recorded for the same subject since it was read."""

    def __init__(self, subject: str | None, newer: int) -> None:
        self.subject = subject
        self.newer = newer
        super().__init__(
            f"Nothing was recorded: somebody else was quicker (event {newer}). Look at what they "
            "wrote, and do it again."
        )


class ErasureUnfinishedError(FailedError):
    """Words were erased, but what is left of them in the slack of the files was not yet."""

    def __init__(self, sequence: int) -> None:
        self.sequence = sequence
        super().__init__(
            f"The words of event {sequence} are erased and the log says so, but copies of them may "
            "still lie in unused parts of the files. Erase them once more when no other program "
            "uses the store and the disk has room for a copy of it."
        )


class UnreadableRecordError(FailedError):
    """The database was written to by something else: a row holds what none of ours holds."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"{what[0].upper()}{what[1:]} cannot be read: the database holds what Verify never "
            "writes there. Run verify check to see what else was changed."
        )


class UnstorableTextError(InputError):
    """Words that cannot be kept so that they come out the same."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"Nothing was stored: a name, note or figure cannot be kept as it is ({reason}). "
            "Rename the file, or mend the list that it came from."
        )


class StoreAddressError(InputError):
    """The address of a store is none that this version opens."""

    def __init__(self, address: str) -> None:
        # It may hold a password.
        self.address = re.sub("//[^/]*@", "//***@", address)
        super().__init__(
            f"{shown_name(self.address)} is no store that this version opens. Give "
            "sqlite:///folder/verify.db, with four strokes for a path from the root, or "
            "postgresql://name@host/database."
        )


class _StorePlaceError(FailedError):
    """Something is the matter with the file of a store, or with its database on a server."""

    def __init__(self, place: Path | str, problem: str, advice: str) -> None:
        self.place = place
        super().__init__(f"{shown_name(str(place))} {problem}. {advice}")


class ForeignStoreError(_StorePlaceError):
    """The file is no database, or one that something else made."""

    def __init__(self, place: Path | str, what: str) -> None:
        self.what = what
        super().__init__(
            place,
            f"is {what}, not a store of Verify, so it was left as it is",
            "Name another file or another --home."
            if isinstance(place, Path)
            else "Name another database.",
        )


class EmptyStoreError(_StorePlaceError):
    """The file has no bytes; a store that was just made has some."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            place,
            "is empty (0 bytes), which a store never is",
            "If there was an archive, it was cut off: take a backup. If there was none, delete the "
            "file and do it again.",
        )


class NewerStoreError(_StorePlaceError):
    """A later version of Verify has written the store."""

    def __init__(self, place: Path | str, revision: str) -> None:
        self.revision = revision
        super().__init__(
            place,
            f"was written by a later version of Verify (its form is {shown_name(revision)})",
            "Nothing was changed. Install that version or a later one.",
        )


class StoreDamagedError(_StorePlaceError):
    """The database is torn: cut short, overwritten, or from a failing disk."""

    def __init__(self, place: Path | str, detail: str) -> None:
        self.detail = detail
        super().__init__(
            place,
            f"is damaged: {detail}",
            "Work on with a copy that was kept elsewhere, and keep this one, with the files "
            "beside it that end in -wal and -shm, for whoever looks into it."
            if isinstance(place, Path)
            else "Have the server looked at; work on with a backup of it.",
        )


class StoreBusyError(_StorePlaceError):
    """Another process holds the store for longer than we wait."""

    def __init__(self, place: Path | str, waited_s: float) -> None:
        self.waited_s = waited_s
        super().__init__(
            place,
            f"was in use by another program for {waited_s:.0f} s; nothing was changed",
            "Let that end, such as a long import, and do it again.",
        )


class StoreTakenError(_StorePlaceError):
    """A store was to be copied to where there is one already."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            place,
            "holds a store already; nothing was changed",
            "Name a file that is not there, or an empty database.",
        )


class CopyInHandError(_StorePlaceError):
    """A store of which not everything is there yet."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            place,
            "is a copy of another store that is not whole yet",
            "If nobody is making it, run verify storage copy once more: it goes on where it was "
            "cut off.",
        )


class CopyDiffersError(FailedError):
    """What was copied in several goes is not what the source holds now."""

    def __init__(self, table: str, rows: int, rows_copied: int) -> None:
        self.table = table
        super().__init__(
            f"The copy differs from its source in the table {table} ({rows:,} rows there, "
            f"{rows_copied:,} copied): the source was changed after a first go was cut off. Copy "
            "it with --anew; until then nobody can open the copy."
        )


class StoreUnfinishedError(_StorePlaceError):
    """It cannot be read without writing: the newest changes lie beside it, not yet taken in."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            place,
            "cannot be read where nothing can be written: its newest changes still lie in the file "
            "beside it that ends in -wal",
            "Copy the whole folder to where you may write, and name the copy with --home.",
        )


class StoreChangedError(_StorePlaceError):
    """Another process wrote to a store that was read without a lock."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            place,
            "was written to while it was read from a folder that is closed to writing, so what was "
            "found may be of two moments",
            "Do it again when nobody adds to it.",
        )


class StoreUnreachableError(_StorePlaceError):
    """The system refuses to open, write or flush the file."""

    def __init__(self, place: Path | str, reason: str) -> None:
        self.reason = reason
        super().__init__(
            place,
            f"cannot be written or read: {reason}",
            "What was acknowledged before is kept. Check who may write there, and the disk."
            if isinstance(place, Path)
            else "What was acknowledged before is kept. Check that the server runs, has this "
            "database and lets this account in.",
        )


class StoreFullError(DiskFullError):
    """No room for a change of the store; it was not made, and what stood there stands."""

    def __init__(self, place: Path | str) -> None:
        self.place = place
        FailedError.__init__(
            self,
            f"There is no room left in {shown_name(str(place))}, so the archive was left as it "
            "was. Free some space and do it again; what was acknowledged before is kept.",
        )
