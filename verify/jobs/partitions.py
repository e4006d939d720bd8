"""An archive searched by workers of Dask: each holds parts of it in RAM, one process asks them all.

Which worker holds what, and who takes over from one that died, is Dask's to say. A part is a value
of Dask's that travels as a recipe: wherever it is needed, it reads its entries from the store by
itself, and follows the store from then on. Parts stay with the workers when nobody asks, under a
name that whoever asks next finds them by.
"""

import asyncio
import hashlib
import os
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from verify.domain.cluster_errors import ClusterLostError
from verify.domain.partition_errors import (
    ArchiveInMotionError,
    WorkersFailedError,
)
from verify.jobs.cluster import connect
from verify.jobs.partition_worker import HeldPart, Recipe, Refused, answered
from verify.storage.addresses import is_on_server, path_in
from verify.storage.anchors import name_of
from verify.storage.hamming import Answer, HashKind
from verify.storage.hamming.kernels import Words
from verify.storage.hamming.partition import (
    EntryRange,
    Moment,
    Part,
    Partition,
    Size,
    cut,
    joined,
    newest,
    whole,
)
from verify.storage.interface import Store

if TYPE_CHECKING:
    from distributed import Client, Future

Said = TypeVar("Said")

MOST_HASHES_A_PART = 8_000_000
"""Loaded in some ten seconds, and 320 MB, which a worker that takes over has to spare."""
_LEAST_HASHES_A_PART = 50_000
# A part that grows as clips come in is cut when it has become twice as large as the others.
_GROWN = 2
_ATTEMPTS = 5
_DIED = "several workers, one after the other, died at it"
_LOOK_AGAIN_S = 2.0
_NO_WORKER_S = 60.0
_SILENT_S = 600.0


@contextmanager
def open_partitioned(
    url: str, archive: Store, address: str, kind: HashKind, code_folder: Path | None
) -> Iterator["PartitionedIndex"]:
    """Give an index of an archive that lies in parts with the workers of a scheduler.

    Parameters
    ----------
    url : str
        See `cluster.connect`.
    archive : Store
    address : str
        Of that archive, as workers reach it.
    code_folder : Path or None
        See `Recipe`.

    Raises
    ------
    VerifyError
        As `cluster.connect`.
    """
    if not is_on_server(address):
        address = f"sqlite:///{path_in(address).absolute()}"
    if code_folder is not None:
        # For workers that share the folder; without it each compiles for itself.
        with suppress(OSError):
            code_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with connect(url) as client:
        asked = Recipe(address, kind, code_folder, EntryRange(1, None), 0)
        yield PartitionedIndex(client, url, archive, asked)


class PartitionedIndex:
    """Hashes of one kind, in the RAM of workers; asked as a `HammingIndex` is.

    It answers as of the moment at which it was opened, and as of a later one once something that
    was there then has been removed. An answer is whole, or there is none.

    Parameters
    ----------
    client : distributed.Client
    url : str
        What the client is connected to, for messages.
    archive : Store
    asked : Recipe
        Of a part that would be all of it.
    """

    def __init__(self, client: "Client", url: str, archive: Store, asked: Recipe) -> None:
        self._client, self._url = client, url
        self._archive, self._asked = archive, asked
        self._moment = newest(archive)
        self._size: Size | None = None
        self._is_spent = False
        of_place = hashlib.sha256(repr(asked[:3]).encode()).hexdigest()[:16]
        self._name = f"verify-{asked.kind}-{name_of(archive)}-{of_place}"
        self._plan = self._found_or_new()

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self._sizes().entries

    @property
    def hashes(self) -> int:
        """How many hashes there are."""
        return self._sizes().hashes

    @property
    def ranges(self) -> Sequence[EntryRange]:
        """How the archive is cut."""
        return self._plan.ranges

    def processes(self) -> list[int]:
        """Return the process ids of the workers, each on its machine."""
        told = self._client.run(os.getpid, on_error="return").values()
        return [pid for pid in told if isinstance(pid, int)]

    def memory_bytes(self) -> list[int]:
        """Return how much memory each worker takes."""
        told = self._client.scheduler_info(n_workers=-1)["workers"]
        return [worker["metrics"]["memory"] for worker in told.values()]

    def prepare(self) -> None:
        """Have every part in RAM before the first search needs it."""
        self._sizes()

    def entries_with(self, least_quality: int) -> frozenset[int]:
        """See `HammingIndex.entries_with`."""
        said = self._ask(Partition.with_quality, least_quality)
        self._size = _sum(size for size, _ in said)
        return frozenset[int]().union(*(numbers for _, numbers in said))

    def search(self, queries: Words, radius_bits: int) -> Answer:
        """Find all hashes within a radius of each query; see `HammingIndex.search`.

        Raises
        ------
        PartsMissingError, WorkersFailedError, ArchiveInMotionError, ClusterLostError
            Instead of an answer that is not whole.
        """
        answers = self._ask(Partition.search, queries, radius_bits)
        if answers[-1].hashes > _GROWN * self._plan.hashes_a_part:
            self._cut_on()
        answer = joined(answers, self._moment.up_to)
        self._size = Size(answer.entries, answer.hashes)
        return answer

    def _found_or_new(self) -> "_Plan":
        from distributed import TimeoutError as NotInTimeError

        try:
            # One that died may be about to come back.
            self._client.wait_for_workers(1, timeout=_NO_WORKER_S)
        except NotInTimeError as error:
            reason = f"there was no worker for {_NO_WORKER_S:.0f} s"
            raise WorkersFailedError(["any part"], reason) from error
        return _Plan.found(self._client, self._name) or self._published(self._new_plan())

    def _sizes(self) -> Size:
        if self._size is None:
            self._size = _sum(self._ask(Partition.size))
        return self._size

    def _ask(self, ask: Callable[..., Part[Said]], *given: Any) -> list[Said]:
        """Return what all parts say, in the order of their entries."""
        if self._is_spent:
            self._plan, self._is_spent = self._found_or_new(), False
        for _ in range(_ATTEMPTS):
            moment = self._moment
            said = whole(self._answers(ask, moment, *given), moment)
            # What was removed meanwhile some parts may have lacked already, and others not.
            if not self._archive.changes(moment.up_to).removed:
                return said
            self._moment = newest(self._archive, moment.up_to)
        raise ArchiveInMotionError(_ATTEMPTS)

    def _answers(
        self, ask: Callable[..., Part[Said]], moment: Moment, *given: Any
    ) -> list[Part[Said]]:
        from distributed import CancelledError
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        asked = [
            # A key of a group of its own: of many alike Dask thinks that they need no part.
            self._client.submit(
                answered, held, ask, moment, *given, key=(f"verify-asked-{uuid.uuid4().hex}", 0)
            )
            for held in self._plan.parts
        ]
        try:
            said = self._client.sync(_all_of, self._client, asked)
        except KilledWorker as error:
            # What Dask keeps of these parts may fail again and again.
            self._client.unpublish_dataset(self._name)
            self._is_spent = True
            raise WorkersFailedError(["a part"], _DIED) from error
        except (CancelledError, CommClosedError) as error:
            raise ClusterLostError(self._url) from error
        finally:
            # What is left of a search that failed is asked no more.
            self._client.cancel(asked, force=False)
        refused = [answer for answer in said if isinstance(answer, Refused)]
        if refused:
            parts = [str(answer.entries) for answer in refused]
            raise WorkersFailedError(parts, refused[0].reason.rstrip("."))
        return [answer for answer in said if isinstance(answer, Part)]

    def _new_plan(self) -> "_Plan":
        """Cut the archive so that each thread of each worker holds as much."""
        counts = self._archive.hash_counts()
        threads = _threads(self._client)
        hashes = int(counts.counts.sum())
        rounds = max(1, -(-hashes // (threads * MOST_HASHES_A_PART)))
        size = max(_LEAST_HASHES_A_PART, -(-hashes // (threads * rounds)))
        ranges = cut(counts, size)
        return _Plan(threads, size, ranges, self._submitted(ranges, size))

    def _submitted(self, ranges: Sequence[EntryRange], size: int) -> "list[Future[Any]]":
        """Give parts to workers: all at once, so that each gets as many, to stay where it can."""
        recipes = [self._asked._replace(entries=entries, hashes=size) for entries in ranges]
        keys = [(f"verify-part-{uuid.uuid4().hex}", recipe.entries.first) for recipe in recipes]
        return self._client.map(HeldPart, recipes, key=keys, pure=False)

    def _published(self, plan: "_Plan") -> "_Plan":
        """Have the workers keep the parts of a plan when nobody asks."""
        self._client.publish_dataset(tuple(plan), name=self._name, override=True)
        return plan

    def _cut_on(self) -> None:
        """Cut the last part, which has grown."""
        *ranges, last = self._plan.ranges
        size = self._plan.hashes_a_part
        more = cut(self._archive.hash_counts(), size, last.first)
        parts = [*self._plan.parts[:-1], *self._submitted(more, size)]
        plan = self._plan._replace(ranges=[*ranges, *more], parts=parts)
        self._plan = self._published(plan)


class _Plan(NamedTuple):
    """How an archive is cut, and what the workers hold of it.

    Attributes
    ----------
    threads : int
        How many there were to share the work.
    """

    threads: int
    hashes_a_part: int
    ranges: list[EntryRange]
    parts: "list[Future[Any]]"

    @staticmethod
    def found(client: "Client", name: str) -> "_Plan | None":
        """Return the plan that workers hold; None if there is none, or more could share it now."""
        try:
            plan = _Plan(*client.get_dataset(name))
        except KeyError:
            return None
        return plan if _threads(client) <= plan.threads else None


def _threads(client: "Client") -> int:
    return sum(client.nthreads().values())


def _sum(sizes: "Iterator[Size] | Sequence[Size]") -> Size:
    entries, hashes = 0, 0
    for size in sizes:
        entries, hashes = entries + size.entries, hashes + size.hashes
    return Size(entries, hashes)


async def _all_of(client: "Client", asked: "Sequence[Future[Any]]") -> list[Any]:
    """Wait for all answers, as long as now and then one comes and there are workers."""
    tasks = [asyncio.ensure_future(future.result()) for future in asked]
    waiting = set(tasks)
    heard_s = time.monotonic()
    try:
        while waiting:
            done, waiting = await asyncio.wait(
                waiting, timeout=_LOOK_AGAIN_S, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                task.result()
            if done:
                heard_s = time.monotonic()
            elif waiting:
                silent_s = time.monotonic() - heard_s
                limit_s = _SILENT_S if await _has_workers(client) else _NO_WORKER_S
                if silent_s > limit_s:
                    reason = f"nothing was heard for {silent_s:.0f} s"
                    raise WorkersFailedError([f"{len(waiting)} of {len(tasks)} parts"], reason)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [task.result() for task in tasks]


async def _has_workers(client: "Client") -> bool:
    try:
        return bool(await asyncio.wait_for(client.nthreads(), _LOOK_AGAIN_S))
    except (OSError, TimeoutError):
        return False
