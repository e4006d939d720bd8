"""The app as a person starts it, for benchmarks that go through its port."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from resource import struct_rusage

from bench.measure import adopt_orphans, reap_orphans

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass
class App:
    """A running server; `spent` is filled when it has ended.

    Attributes
    ----------
    link : str
        Lets one browser in, once.
    healthy_s : float
        From its start to its first answer, seconds.
    spent : list of struct_rusage
        Of the server, with its jobs.
    """

    home: Path
    port: int
    pid: int
    link: str
    healthy_s: float
    spent: list[struct_rusage]

    @property
    def origin(self) -> str:
        """The address of its own pages."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_s(self) -> float:
        """Return the processor time of the server itself so far, its jobs not included."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND

    def memory_mb(self, of: str = "VmRSS") -> float:
        """Return what the server holds in memory (`VmRSS`), or held at most (`VmHWM`)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (kb,) = re.findall(rf"^{of}:\s+(\d+) kB", status, re.MULTILINE)
        return int(kb) / 1024

    def sign_in(self) -> str:
        """Return the cookie of a new session."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", self.link.removeprefix(self.origin))
        cookie = connection.getresponse().headers["set-cookie"]
        connection.close()
        return str(cookie).partition(";")[0]


@contextmanager
def serving(home: Path) -> Iterator[App]:
    """Start the app on a home and end it."""
    adopt_orphans()
    started_s = time.perf_counter()
    command = [sys.executable, "-m", "verify", "ui", "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:(\d+)/\S*", process.stdout.readline())
    if found is None:
        raise RuntimeError("the app did not start")
    app = App(home, int(found.group(1)), process.pid, found.group(), 0.0, [])
    connection = http.client.HTTPConnection("127.0.0.1", app.port)
    connection.request("GET", "/_stcore/health")
    connection.getresponse().read()
    connection.close()
    app.healthy_s = time.perf_counter() - started_s
    try:
        yield app
    finally:
        process.send_signal(signal.SIGINT)
        process.stdout.close()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        # A browser may be a child of ours too, and goes on.
        app.spent += [usage, *reap_orphans(waits=False)]
