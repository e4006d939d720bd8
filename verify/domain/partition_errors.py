"""What can go wrong with an archive that is searched in parts; see `errors` for the tree."""

from collections.abc import Sequence

from verify.domain.errors import FailedError, UnavailableError, shown_name


class PartsMissingError(FailedError):
    """The parts that answered are not, each once, the whole archive as it was at one moment."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The archive was not searched: {reason}. A part of it is no answer, so none is given. "
            "Search again; without --cluster this machine searches alone."
        )


class ArchiveElsewhereError(FailedError):
    """A worker sees another archive than the one that asks, or none."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"A worker sees another archive than this one, or none: {reason}. Workers on other "
            "machines need an archive on a server, under an address that is right for them too."
        )


class WorkersFailedError(FailedError):
    """Workers died, failed or fell silent, and nobody took over from them in time."""

    def __init__(self, parts: Sequence[str], reason: str) -> None:
        self.parts = parts
        self.reason = reason
        super().__init__(
            f"The archive was not searched: no worker answered for {', '.join(parts[:3])}"
            f"{' and more' if len(parts) > 3 else ''}: {shown_name(reason)}. A part of it is no "
            "answer, so none is given. See whether the workers run and have memory to spare, then "
            "search again; without --cluster this machine searches alone."
        )


class ArchiveInMotionError(FailedError):
    """Entries were removed again and again while the archive was searched."""

    def __init__(self, times: int) -> None:
        self.times = times
        super().__init__(
            f"The archive was not searched: entries were removed from it during each of {times} "
            "attempts, so its parts would not have been of one moment. Search again."
        )


class NoAddressError(UnavailableError):
    """Workers were asked for, and the archive lies where no other process can open it."""

    def __init__(self) -> None:
        super().__init__(
            "This archive is in the memory of this process alone, so no worker can search it. Ask "
            "without --cluster."
        )
