"""Whether a server can do its work, and how much of it waits: for whoever watches the machine.

Each part answers yes or no. Why not is said on the pages and by `verify check`; here nothing is
told that names a file, a person, a folder or a server.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping

from verify import settings
from verify.domain.archive_errors import NoStoreError
from verify.domain.errors import DiskFullError, VerifyError
from verify.domain.object_errors import CannotKeepError, OriginalsUnreachableError
from verify.domain.store_errors import StoreBusyError, StoreDamagedError, StoreUnreachableError
from verify.jobs.queue import JobState, Queue
from verify.workbench.archive.shelf import acting_as, opened
from verify.workbench.desk import Desk
from verify.workbench.tasks import Tasks
from verify.workbench.uploads import KEPT_FREE_BYTES

_OF_STORAGE = {
    StoreUnreachableError: "store",
    StoreBusyError: "store",
    StoreDamagedError: "store",
    OriginalsUnreachableError: "received",
    CannotKeepError: "received",
    DiskFullError: "disk",
}


def _store_answers(desk: Desk) -> bool:
    """Whether entries, cases and log can be read; an archive that nobody began yet can."""
    try:
        # The form of its tables is read.
        with opened(desk.home, settings.storage_address(desk.home), acting_as(), makes=False):
            pass
    except NoStoreError:
        return True
    except VerifyError:
        return False
    return True


def _originals_answer(desk: Desk) -> bool:
    """Whether files as received can be read and kept where they are said to lie."""
    elsewhere = settings.originals_place()
    if elsewhere is not None and "://" not in elsewhere and not os.access(elsewhere, os.W_OK):
        return False
    try:
        address = settings.storage_address(desk.home)
        with opened(desk.home, address, acting_as(), makes=False) as shelf:
            shelf.objects.assert_ours()
    except NoStoreError:
        return True
    except (OSError, VerifyError):
        return False
    return True


def _has_room(desk: Desk) -> bool:
    """Whether there is more room than uploads leave free, and the home can be written to."""
    try:
        free_bytes = shutil.disk_usage(desk.home).free
    except OSError:
        return False
    return free_bytes > KEPT_FREE_BYTES and os.access(desk.home, os.W_OK)


def _jobs_move(desk: Desk) -> bool:
    """Whether nothing waits without anything being at work; looking starts what can start."""
    try:
        for queue in _queues(desk).values():
            states = Counter(one.job.state for one in queue.standings())
            if states[JobState.QUEUED] and not states[JobState.RUNNING]:
                return False
    except VerifyError:
        return False
    return True


PARTS: Mapping[str, Callable[[Desk], bool]] = {
    "store": _store_answers,
    "received": _originals_answer,
    "disk": _has_room,
    "jobs": _jobs_move,
}
"""What has to work for people to work here, by name."""


def jobs(desk: Desk) -> dict[tuple[str, JobState], int]:
    """Return how many jobs stand where, by queue and state, of those that are still here."""
    counted = {
        name: Counter(one.job.state for one in queue.standings())
        for name, queue in _queues(desk).items()
    }
    return {(name, state): counted[name][state] for name in counted for state in JobState}


def storage_part(error: VerifyError) -> str | None:
    """Return which part of the storage an error is of; None if of none."""
    return next((part for kind, part in _OF_STORAGE.items() if isinstance(error, kind)), None)


def _queues(desk: Desk) -> dict[str, Queue]:
    return {
        "analyses": desk.queue,
        "copies": desk.copies,
        "panoramas": desk.panoramas,
        "syncs": desk.syncs,
        "tasks": Tasks(desk).queue,
    }
