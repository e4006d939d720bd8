"""What can be wrong with an upload, as a sentence for whoever sends it."""

from verify.domain.errors import FailedError, InputError, shown_name


class UnknownUploadError(InputError):
    """No such upload of this person."""

    def __init__(self) -> None:
        super().__init__("This upload is not known here any more. Choose the file again.")


class EmptyUploadError(InputError):
    """The file has no bytes."""

    def __init__(self, untrusted_name: str) -> None:
        super().__init__(
            f"{shown_name(untrusted_name)} is empty (0 bytes). "
            "The download may have failed; fetch it again."
        )


class UploadTooLargeError(InputError):
    """More bytes than are taken, or than were announced."""

    def __init__(self, untrusted_name: str, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        super().__init__(
            f"{shown_name(untrusted_name)} has more than {limit_bytes:,} bytes, the most that is "
            "taken here. Send the part of it that matters."
        )


class NotFootageError(InputError):
    """Its first bytes say that it can be no clip and no picture."""

    def __init__(self, untrusted_name: str, kind: str) -> None:
        super().__init__(
            f"{shown_name(untrusted_name)} is not taken: {kind}. Choose a video or a picture."
        )


class TooManyUploadsError(FailedError):
    """One person has announced more than is kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"{limit} of your files have not arrived in full. Wait until some have, or "
            "drop those that you do not need, then choose this one again."
        )


class UploadIncompleteError(InputError):
    """Finished before all bytes were there."""

    def __init__(self, untrusted_name: str, offset_bytes: int, size_bytes: int) -> None:
        super().__init__(
            f"Of {shown_name(untrusted_name)} {offset_bytes:,} of {size_bytes:,} bytes have "
            "arrived. Send the rest."
        )


class WrongOffsetError(InputError):
    """A slice that does not begin where the last one ended."""

    def __init__(self, offset_bytes: int) -> None:
        self.offset_bytes = offset_bytes
        super().__init__(f"The next slice begins at byte {offset_bytes:,}.")


class NoRoomError(FailedError):
    """The disk could not hold it."""

    def __init__(self, free_bytes: int, needed_bytes: int) -> None:
        self.free_bytes = free_bytes
        super().__init__(
            f"There is not enough room on this machine's disk: {free_bytes / 1e9:.1f} GB are free "
            f"beside what is being sent, {needed_bytes / 1e9:.1f} GB are needed. Free some space "
            "and try again."
        )
