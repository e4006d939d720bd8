"""What can be wrong with the results of a clip, as a sentence for whoever asks for them."""

from verify.domain.errors import FailedError, UnavailableError


class NoResultError(FailedError):
    """There is no such file among the results of a clip."""

    def __init__(self) -> None:
        super().__init__("This file is not among the results of the clip.")


class UnreadableResultError(FailedError):
    """A result that this version cannot read."""

    def __init__(self) -> None:
        super().__init__(
            "The result of this clip cannot be read; another version may have written it, or it "
            "was changed. Analyse the clip again."
        )


class NotAtThisMachineError(UnavailableError):
    """Something that only whoever has the account of this machine may do."""

    def __init__(self) -> None:
        super().__init__(
            "Only whoever runs this server can allow that, at the machine itself: by starting "
            "verify ui there and opening the address that it prints."
        )
