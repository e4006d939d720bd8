"""What can be wrong with workers elsewhere; see `errors` for the tree."""

from pathlib import Path

from verify.domain.errors import FailedError, InputError, UnavailableError, shown_name


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


class NotAListError(InputError):
    """A file that was to list paths holds no text."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{shown_name(str(path))} is no list of paths. Name a folder, a clip whose name ends "
            "as clips' names do, such as .mp4, or a text file with one path a line."
        )


class NotSeenThereError(InputError):
    """A worker of another machine does not find what this one sees."""

    def __init__(self, path: Path, worker: str) -> None:
        self.path = path
        self.worker = worker
        super().__init__(
            f"{shown_name(str(path))} is not there for the worker on {shown_name(worker)}, or not "
            "for its account. Workers read clips themselves: make the folder readable at this very "
            "path wherever one runs, then make the same call again."
        )


class WorkerEndedError(FailedError):
    """Several workers died over one file."""

    def __init__(self, path: Path, times: int, how: str) -> None:
        self.path = path
        self.times = times
        super().__init__(
            f"{shown_name(str(path))} was given up: {times} workers died with it in hand, the last "
            f"one {shown_name(how)}. See whether the machine runs out of memory, then try it alone "
            "(verify archive add)."
        )


class NoWorkStartedError(FailedError):
    """Processes that were to work end before they begin."""

    def __init__(self, how: str) -> None:
        super().__init__(
            f"No process can be started to work in: {shown_name(how)}. See whether the machine has "
            "memory and processes left, then make the same call again."
        )
