"""The workers of Dask as a crew: who they are, what dies and what is begun again is Dask's."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic

from verify.domain.cluster_errors import ClusterLostError, WorkerEndedError
from verify.domain.errors import VerifyError, WorkerFailedError, shown_name
from verify.jobs.cluster import Replacing, connect
from verify.jobs.crew import Answer, Done, SomeOrder, attempted

if TYPE_CHECKING:
    from distributed import Client, Future

_LOOK_EVERY_S = 2.0


class DaskCrew(Generic[SomeOrder, Answer]):
    """The workers that a client reaches; see `dask_crew`."""

    is_elsewhere = True

    def __init__(self, client: "Client", work: Callable[[SomeOrder], Answer], address: str) -> None:
        self._address = address
        self._client = client
        self._replacing = Replacing(client)
        self._work = work
        self._ended: SimpleQueue[tuple[SomeOrder, Future[Any]]] = SimpleQueue()
        # Dask forgets what nobody holds.
        self._held: set[Future[Any]] = set()
        self._remarks: list[str] = []
        self._threads: dict[str, int] = {}
        self._looked_s = -_LOOK_EVERY_S
        self._look()

    @property
    def hands(self) -> int:
        """How many threads the workers have that are there now, at least one."""
        self._look()
        return max(1, sum(self._threads.values()))

    def give(self, order: SomeOrder) -> None:
        """Hand over an order."""
        future = self._client.submit(attempted, self._work, order, pure=False)
        self._held.add(future)
        future.add_done_callback(lambda ended: self._ended.put((order, ended)))

    def remarks(self) -> list[str]:
        """Return who has left."""
        self._look()
        told, self._remarks = self._remarks, []
        return told

    def done(self, within_s: float) -> list[Done[SomeOrder, Answer]]:
        """Return what has been done."""
        self._look()
        found: list[Done[SomeOrder, Answer]] = []
        try:
            found.append(self._done(*self._ended.get(timeout=within_s)))
            while True:
                found.append(self._done(*self._ended.get_nowait()))
        except Empty:
            if self._client.status in ("closing", "closed"):
                raise ClusterLostError(self._address) from None
        return found

    def _done(self, order: SomeOrder, future: "Future[Any]") -> Done[SomeOrder, Answer]:
        from distributed import KilledWorker

        self._held.discard(future)
        if future.cancelled():
            # Nobody cancels but a client that has lost its scheduler.
            raise ClusterLostError(self._address)
        problem = future.exception()
        if problem is None:
            return Done(order, *future.result())
        error: VerifyError
        if isinstance(problem, KilledWorker):
            allowed = problem.allowed_failures + 1
            error = WorkerEndedError(order.path, allowed, f"at {problem.last_worker.address}")
        else:
            cause = f"{type(problem).__name__}: {problem}"
            error = WorkerFailedError(order.path, f"its worker failed ({shown_name(cause)[:200]})")
        return Done(order, None, error)

    def _look(self) -> None:
        now_s = time.monotonic()
        if now_s - self._looked_s < _LOOK_EVERY_S:
            return
        self._looked_s = now_s
        self._replacing.look()
        try:
            threads = self._client.nthreads()
        except OSError as error:
            raise ClusterLostError(self._address) from error
        self._remarks += [
            f"The worker at {shown_name(worker)} is gone; another begins again what it had in hand."
            for worker in self._threads.keys() - threads.keys()
        ]
        if self._threads and not threads:
            self._remarks.append(
                f"No worker is left at {shown_name(self._address)}; waiting for one."
            )
        self._threads = dict(threads)


@contextmanager
def dask_crew(
    work: Callable[[SomeOrder], Answer], url: str
) -> Iterator[DaskCrew[SomeOrder, Answer]]:
    """Employ the workers of a cluster; see `verify.jobs.cluster.connect` for `url` and errors.

    Parameters
    ----------
    work : callable
        A function of a module that the workers have too.
    """
    with connect(url) as client:
        yield DaskCrew(client, work, url)
