"""What can be wrong with workers elsewhere; see `errors` for the tree."""

from verify.domain.errors import FailedError, UnavailableError, shown_name


class NoDaskError(UnavailableError):
    """Workers were asked for that Dask gives work to, and Dask is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Dask, which gives work to several processes and machines, is not installed here: pip "
            "install distributed. Without --cluster this machine does the work alone."
        )


class NoSchedulerError(UnavailableError):
    """Nothing answers as a scheduler."""

    def __init__(self, address: str, reason: str) -> None:
        self.address = address
        self.reason = reason
        super().__init__(
            f"No Dask scheduler answers at {shown_name(address)}: {shown_name(reason)}. Start one "
            "there (dask scheduler), or name local:2 for two workers on this machine."
        )


class NoWorkersError(UnavailableError):
    """A scheduler has nobody to give work to."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"The Dask scheduler at {shown_name(address)} has no workers. Start some: dask worker "
            f"{shown_name(address)} --nthreads 1 --nworkers 2"
        )


class OtherWorkersError(UnavailableError):
    """Workers that would not do what this Verify does."""

    def __init__(self, worker: str, theirs: str, ours: str) -> None:
        self.worker = worker
        super().__init__(
            f"The worker at {shown_name(worker)} cannot work for this Verify, which is {ours}: "
            f"{shown_name(theirs)}. Install the same Verify wherever a worker runs, then start "
            "those workers anew."
        )


class ClusterLostError(FailedError):
    """The scheduler went away in the middle of the work."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"The Dask scheduler at {shown_name(address)} does not answer any more. See whether it "
            "runs, then make the same call again."
        )
