"""Workers of Dask, here or on other machines: the one way in.

Dask says who the workers are, gives each its work and gives it to another when one dies; nothing of
that is ours. Who reaches a scheduler can run anything on its workers: what is started here listens
on the loopback only and asks for a certificate that lives as long as it does.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from verify import __version__
from verify.domain.cluster_errors import (
    NoDaskError,
    NoSchedulerError,
    NoWorkersError,
    NoWorkStartedError,
    OtherWorkersError,
)
from verify.domain.errors import BadParameterError
from verify.jobs.crew import deaf_to_ctrl_c

if TYPE_CHECKING:
    from distributed import Client

MOST_LOCAL_WORKERS = 256
_LOCAL = "local:"
_REMOTE = ("tcp://", "tls://")
_ANSWERS_WITHIN_S = 10
_WANTED = (
    f"{_LOCAL}NUMBER, which starts 1 to {MOST_LOCAL_WORKERS} workers on this machine, or the "
    "address of a Dask scheduler such as tcp://host:8786 or tls://host:8786"
)
_REPLACED_AFTER_S = 60.0
_LOCAL_CONFIG: dict[str, Any] = {
    # No pages over HTTP: nobody is to look in who has no certificate.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # Dask would end for good what takes 15 s to start again, as on a busy machine; see `Replacing`.
    "distributed.deploy.lost-worker-timeout": "1h",
}


@contextmanager
def connect(url: str) -> Iterator["Client"]:
    """Open a client of the Dask scheduler that `url` names; close it, and what was started for it.

    Parameters
    ----------
    url : str
        `local:N` starts a scheduler and N workers of one thread, each a process of its own that
        ends with this one; `tcp://host:port` and `tls://host:port` name a scheduler that runs. The
        certificates for the latter are Dask's to find, in its own configuration.

    Raises
    ------
    BadParameterError
        If `url` is neither.
    NoDaskError
        If Dask is not installed.
    NoSchedulerError, NoWorkersError
        If nothing answers there, or has nobody to give work to.
    NoWorkStartedError
        If workers cannot be started here.
    OtherWorkersError
        If workers have another version of Verify than this process, or none.
    """
    _assert_known_form(url)
    try:
        import dask
        from distributed import Client, LocalCluster, Security
        from distributed.utils import silence_logging_cmgr
    except ImportError as error:
        raise NoDaskError from error
    with ExitStack() as held:
        # What goes wrong is said by our errors; its own messages are pages of stacks.
        held.enter_context(silence_logging_cmgr("CRITICAL"))
        if url.startswith(_LOCAL):
            # What a worker of Dask has no room for goes there, and goes with it.
            folder = held.enter_context(tempfile.TemporaryDirectory(prefix="verify-workers-"))
            held.enter_context(dask.config.set(_LOCAL_CONFIG))
            try:
                with deaf_to_ctrl_c():
                    cluster = LocalCluster(
                        n_workers=int(url.removeprefix(_LOCAL)),
                        threads_per_worker=1,
                        processes=True,
                        host="127.0.0.1",
                        dashboard_address="127.0.0.1:0",
                        scheduler_kwargs={"dashboard": False},
                        security=Security.temporary(),
                        memory_limit=0,
                        local_directory=folder,
                        silence_logs="CRITICAL",
                    )
            except (OSError, RuntimeError) as error:
                raise NoWorkStartedError(str(error)) from error
            held.enter_context(cluster)
            client = Client(cluster, set_as_default=False)
        else:
            try:
                client = Client(url, timeout=_ANSWERS_WITHIN_S, set_as_default=False)
            except (OSError, ValueError) as error:
                raise NoSchedulerError(url, str(error)) from error
        held.enter_context(client)
        _assert_same_verify(client, url)
        yield client


def _assert_known_form(url: str) -> None:
    number = url.removeprefix(_LOCAL)
    is_local = url != number and number.isascii() and number.isdigit()
    if is_local and len(number) < 4 and 1 <= int(number) <= MOST_LOCAL_WORKERS:
        return
    if not url.startswith(_REMOTE) or url in _REMOTE:
        raise BadParameterError("--cluster", url, _WANTED)


def _assert_same_verify(client: "Client", url: str) -> None:
    """Raise unless all workers make what this process would make."""
    from distributed import TimeoutError as NotInTimeError

    try:
        client.wait_for_workers(1, timeout=_ANSWERS_WITHIN_S)
    except NotInTimeError as error:
        raise NoWorkersError(url) from error
    for worker, theirs in client.run(_version, on_error="return").items():
        if theirs != __version__:
            has = f"it has {theirs}" if isinstance(theirs, str) else f"it has none ({theirs})"
            raise OtherWorkersError(worker, has, __version__)


def _version() -> str:
    return __version__


class Replacing:
    """Starts workers of this machine anew that Dask does not bring back.

    Dask starts a worker again that dies, but gives it up if that fails or takes long.

    Parameters
    ----------
    client : Client
        Workers of other machines are theirs to start.
    """

    def __init__(self, client: "Client") -> None:
        self._cluster: Any = client.cluster
        self._missing_since_s: dict[Any, float] = {}

    def look(self) -> None:
        """Replace who has been missing for a minute; to be called now and then."""
        if self._cluster is None:
            return
        now_s = time.monotonic()
        wanted = self._cluster.worker_spec
        there = {one["name"] for one in self._cluster.scheduler_info["workers"].values()}
        self._missing_since_s = {
            name: self._missing_since_s.get(name, now_s) for name in wanted if name not in there
        }
        lost = [
            name
            for name, since_s in self._missing_since_s.items()
            if now_s - since_s > _REPLACED_AFTER_S
        ]
        if lost:
            count = len(wanted)
            for name in lost:
                del wanted[name]
            self._cluster.scale(count)
