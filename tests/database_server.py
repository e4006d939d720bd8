"""A PostgreSQL server of the tests' own: started by an ordinary user, ended with them.

Skipped, and said so, where PostgreSQL is not installed. What lies in it is gone with it, so it may
forget to flush; nothing else of it is unlike a newsroom's.
"""

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from verify.storage.database import open_store

_PLACES = "/usr/lib/postgresql/*/bin"
_STARTS_WITHIN_S = 60
_QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=100")


@dataclass
class Server:
    """A running server.

    Attributes
    ----------
    address : str
        Of the server, without a database: `postgresql://verify@127.0.0.1:5432`.
    pid : int
        Of its first process, the parent of the others.
    """

    address: str
    pid: int
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the owner of the server, each on its own."""
        url = sa.make_url(f"{self.address}/{database}").set(drivername="postgresql+psycopg")
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def new_database(self, like: str | None = None) -> str:
        """Return the address of a new database, empty or like another."""
        name = f"d{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}" + (f" TEMPLATE {like}" if like else ""))
        return f"{self.address}/{name}"


@pytest.fixture(scope="session")
def database_server() -> Iterator[Server]:
    """Return a server of this run's own, or skip."""
    programs = server_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL, which is not installed on this machine")
    with running(programs, *_QUICK) as server:
        yield server


@contextmanager
def running(programs: Path, *settings: str) -> Iterator[Server]:
    """Run a server of our own on the loopback; it ends, and all that is in it, with the caller."""
    folder = Path(tempfile.mkdtemp(prefix="verify-postgresql-"))
    # PostgreSQL does not run as root, nor as a user of no name.
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    user, group = (nobody.pw_uid, nobody.pw_gid) if nobody else (None, None)
    try:
        if nobody:
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        data = folder / "data"
        make: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "verify",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        make += ["--locale=C", "--no-sync"]
        subprocess.run(make, check=True, capture_output=True, cwd=folder, user=user, group=group)
        port = _free_port()
        told = [*settings, f"port={port}", "listen_addresses=127.0.0.1"]
        told.append(f"unix_socket_directories={folder}")
        options = [word for setting in told for word in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, *options],
                stdout=log,
                stderr=log,
                cwd=folder,
                user=user,
                group=group,
            )
        try:
            server = Server(f"postgresql://verify@127.0.0.1:{port}", process.pid)
            _wait_for(server, process, folder / "log")
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=_STARTS_WITHIN_S)
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def _empty_database(database_server: Server) -> str:
    address = database_server.new_database()
    open_store(address).close()
    return address.rpartition("/")[2]


@pytest.fixture
def database_address(database_server: Server, _empty_database: str) -> Iterator[str]:
    """Return the address of a database with the tables of an empty store."""
    address = database_server.new_database(like=_empty_database)
    yield address
    database_server.run(f"DROP DATABASE {address.rpartition('/')[2]} WITH (FORCE)")


@pytest.fixture
def new_database(database_server: Server) -> Iterator[Callable[[], str]]:
    """Return what makes a database with nothing in it and returns its address."""
    made: list[str] = []

    def new() -> str:
        made.append(database_server.new_database())
        return made[-1]

    yield new
    for address in made:
        database_server.run(f"DROP DATABASE {address.rpartition('/')[2]} WITH (FORCE)")


def server_programs() -> Path | None:
    """Return where PostgreSQL's programs lie, None where it is not installed."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/").glob(_PLACES.lstrip("/")))
    return places[-1] if places else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while True:
        try:
            server.run("SELECT 1")
        except sa.exc.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.05)
        else:
            return
