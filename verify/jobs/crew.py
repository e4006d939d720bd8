"""Who does many pieces of one kind of work: processes of this machine, or the workers of Dask.

Both are handed orders and hand back what came of each, in no order. An order whose worker dies is
given to another; one that has ended several of them is handed back as a failure. On a cluster all
of that is Dask's doing; here it is done by the few lines below.
"""

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import connection, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from verify.domain.cluster_errors import NoWorkStartedError, WorkerEndedError
from verify.domain.errors import VerifyError, shown_name
from verify.jobs.one_thread import ONE_THREAD

MOST_DEATHS = 4
"""An order that was in hand when so many workers died is given up; as many as Dask allows."""

# One that is worked on, and one that lies ready, so that nobody waits for an answer to be kept.
ORDERS_A_HAND = 2


class Order(Protocol):
    """A piece of work: what travels to who does it."""

    @property
    def path(self) -> Path:
        """The file that it is about; names it in errors."""


SomeOrder = TypeVar("SomeOrder", bound=Order)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Done(Generic[SomeOrder, Answer]):
    """What came of an order: an answer or an error."""

    order: SomeOrder
    answer: Answer | None
    error: VerifyError | None


class Crew(Protocol[SomeOrder, Answer]):
    """Does work.

    Attributes
    ----------
    is_elsewhere : bool
        Whether they may be on other machines.
    """

    is_elsewhere: bool

    @property
    def hands(self) -> int:
        """How many orders are worked on at a time, as far as is known now."""

    def give(self, order: SomeOrder) -> None:
        """Hand over an order."""

    def done(self, within_s: float) -> list[Done[SomeOrder, Answer]]:
        """Return what has been done; waits for the first, but not for longer than this."""

    def remarks(self) -> list[str]:
        """Return what has happened to workers since the last call, a sentence each."""


@dataclass(eq=False)
class _Hand(Generic[SomeOrder]):
    process: BaseProcess
    line: Connection
    is_up: bool = False
    orders: deque[SomeOrder] = field(default_factory=deque)


class LocalCrew(Generic[SomeOrder, Answer]):
    """Processes of this machine; see `local_crew`."""

    is_elsewhere = False

    def __init__(self, work: Callable[[SomeOrder], Answer], hands: int) -> None:
        self._work = work
        self.hands = hands
        self._context = multiprocessing.get_context("spawn")
        self._hands: list[_Hand[SomeOrder]] = []
        self._waiting: deque[SomeOrder] = deque()
        self._deaths: Counter[Path] = Counter()
        self._deaths_at_start = 0
        self._remarks: list[str] = []

    def give(self, order: SomeOrder) -> None:
        """Hand over an order."""
        self._waiting.append(order)
        self._hand_out()

    def remarks(self) -> list[str]:
        """Return what has happened to workers."""
        told, self._remarks = self._remarks, []
        return told

    def done(self, within_s: float) -> list[Done[SomeOrder, Answer]]:
        """Return what has been done."""
        lines = {hand.line: hand for hand in self._hands}
        found: list[Done[SomeOrder, Answer]] = []
        for line in connection.wait(list(lines), within_s):
            hand = lines[line]  # type: ignore[index]
            try:
                said = hand.line.recv()
            except (EOFError, OSError):
                found += self._bury(hand)
                continue
            if not hand.is_up:
                hand.is_up, self._deaths_at_start = True, 0
                continue
            answer, error = said
            found.append(Done(hand.orders.popleft(), answer, error))
        self._hand_out()
        return found

    def close(self) -> None:
        """End all processes at once, whatever they do."""
        for hand in self._hands:
            hand.process.kill()
        for hand in self._hands:
            hand.process.join()
            hand.line.close()
        self._hands.clear()

    def _hand_out(self) -> None:
        while self._waiting:
            free = min(self._hands, key=lambda hand: len(hand.orders), default=None)
            if (free is None or free.orders) and len(self._hands) < self.hands:
                free = self._new_hand()
            if free is None or len(free.orders) >= ORDERS_A_HAND:
                return
            with suppress(BrokenPipeError):
                # Of one that has just died we hear when we listen.
                free.line.send(self._waiting[0])
            free.orders.append(self._waiting.popleft())

    def _new_hand(self) -> _Hand[SomeOrder]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._work), daemon=True)
        with _one_thread_each(), deaf_to_ctrl_c():
            process.start()
        theirs.close()
        self._hands.append(_Hand(process, ours))
        return self._hands[-1]

    def _bury(self, hand: _Hand[SomeOrder]) -> list[Done[SomeOrder, Answer]]:
        """Put back what a dead process had in hand; returns the order that killed too many."""
        hand.process.join()
        hand.line.close()
        self._hands.remove(hand)
        how = _how_it_ended(hand.process.exitcode)
        if not hand.is_up:
            self._deaths_at_start += 1
            if self._deaths_at_start >= MOST_DEATHS:
                raise NoWorkStartedError(f"the last one {how} before it began")
        elif hand.orders:
            suspect = hand.orders[0]
            self._deaths[suspect.path] += 1
            if self._deaths[suspect.path] >= MOST_DEATHS:
                self._waiting.extendleft(list(hand.orders)[:0:-1])
                error = WorkerEndedError(suspect.path, MOST_DEATHS, how)
                return [Done(suspect, None, error)]
            self._remarks.append(
                f"A worker {how} over {shown_name(str(suspect.path))}; another begins that clip "
                "again."
            )
        self._waiting.extendleft(reversed(hand.orders))
        return []


@contextmanager
def local_crew(
    work: Callable[[SomeOrder], Answer], hands: int
) -> Iterator[LocalCrew[SomeOrder, Answer]]:
    """Employ processes of this machine; they end with the context, or with this process.

    Parameters
    ----------
    work : callable
        A function of a module. What it raises besides a `VerifyError` ends its process.
    hands : int
        Processes, 1 or more, each of one thread.
    """
    crew = LocalCrew(work, hands)
    try:
        yield crew
    finally:
        crew.close()


def _serve(line: Connection, work: Callable[[SomeOrder], Answer]) -> None:
    """Be a worker: an order in, what came of it out, until nobody is there any more."""
    threading.Thread(target=_end_with_the_employer, daemon=True).start()
    line.send(None)
    while True:
        try:
            order = line.recv()
        except EOFError:
            return
        line.send(attempted(work, order))


def attempted(
    work: Callable[[SomeOrder], Answer], order: SomeOrder
) -> tuple[Answer | None, VerifyError | None]:
    """Do the work; an error that a user can meet is an answer too."""
    try:
        return work(order), None
    except VerifyError as error:
        return None, error


def _end_with_the_employer() -> None:
    employer = multiprocessing.parent_process()
    if employer is not None:
        connection.wait([employer.sentinel])
        os._exit(1)


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Let processes and threads that are started here never hear of Ctrl-C.

    A terminal tells all its processes; it is for the one that the others work for.
    """
    # Started by the first process otherwise, and it unblocks what is blocked.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes that are started have no pools of threads; each is one of many."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _how_it_ended(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"was ended by signal {-exit_code}"
    return f"ended with exit code {exit_code}"
