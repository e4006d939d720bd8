"""Errors of what is kept as files: what could not be, and what is no longer as it was kept."""

from pathlib import Path

from verify.domain.errors import (
    DiskFullError,
    FailedError,
    FileInputError,
    InputError,
    UnavailableError,
    shown_name,
)

_MARK_PLACE = "objects/kept-for"


class TooLargeToKeepError(FileInputError):
    """A file with more bytes than the store takes."""

    def __init__(self, path: Path, largest_bytes: int) -> None:
        self.largest_bytes = largest_bytes
        super().__init__(
            path,
            f"has more than {largest_bytes / 1e9:,.0f} GB and was not kept",
            "Keep the part of it that matters, or leave the file where it is and add its hashes "
            "only.",
        )


class NoRoomToKeepError(DiskFullError):
    """No room on the disk that the store lies on; what was kept before is as it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        FailedError.__init__(
            self,
            f"There is no room left in {shown_name(str(folder))}; nothing was added. Free some "
            "space, or choose another place with --home.",
        )


class HomeOfAnotherError(InputError):
    """The files as received in this home belong to another database, which alone may touch them."""

    def __init__(self, home: Path, kept_for: str | None) -> None:
        self.home = home
        self.kept_for = kept_for
        whose = f"for the database {shown_name(kept_for)}" if kept_for else "for another database"
        super().__init__(
            f"The files as received in {shown_name(str(home))} are kept {whose}, and no other "
            "keeps or removes any there; nothing was done. Name that database with --storage, or "
            f"another folder with --home. If it was moved, delete {_MARK_PLACE} in that folder."
        )


class CannotKeepError(FailedError):
    """The system refuses to write into the store; what was kept before is as it was."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder = folder
        self.reason = reason
        super().__init__(
            f"The store in {shown_name(str(folder))} cannot be written to: {reason}; nothing was "
            "added. Check that the folder is yours and that its disk is in order; it must be one "
            "that knows hard links, which exFAT and some network drives do not."
        )


class OriginalMissingError(FailedError):
    """A file that was kept is not there."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        super().__init__(
            f"The file received as {sha256} is not in the store. Run verify check, and fetch it "
            "from a backup."
        )


class OriginalUnreadableError(FailedError):
    """The system does not give the bytes of a kept file out."""

    def __init__(self, sha256: str, reason: str) -> None:
        self.sha256 = sha256
        self.reason = reason
        super().__init__(
            f"The file received as {sha256} cannot be read: {reason}. Check the disk, run verify "
            "check, and fetch the file from a backup."
        )


class OriginalDamagedError(FailedError):
    """A file that is kept has other bytes than were received."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        super().__init__(
            f"The file received as {sha256} is in the store with other bytes by now, so it "
            "was neither used nor replaced. Keep the copy you have, and run verify check."
        )


class OriginalsAddressError(InputError):
    """What VERIFY_ORIGINALS says is no place for files as received."""

    def __init__(self, given: str) -> None:
        super().__init__(
            f"Files as received cannot be kept in {shown_name(given.rpartition('@')[2])!r}. "
            "VERIFY_ORIGINALS names a folder by its whole path, or s3://bucket/prefix without keys "
            "in it; those come from the environment, as AWS_ACCESS_KEY_ID does."
        )


class OriginalsUnreachableError(UnavailableError):
    """The bucket with the files as received does not answer, or lets nobody in."""

    def __init__(self, place: str, reason: str) -> None:
        self.place = place
        self.reason = reason
        super().__init__(
            f"The files as received in {shown_name(place)} cannot be reached: "
            f"{shown_name(reason)}. What was acknowledged before is kept. Check that the store "
            "runs and has this bucket, and the keys and the address that the environment gives "
            "(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL), then try again."
        )


class NoBucketClientError(UnavailableError):
    """Files as received are in a bucket, and what speaks to one is not installed."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"{shown_name(place)} needs s3fs, which is not installed: pip install "
            "'verify-footage[s3]'."
        )
