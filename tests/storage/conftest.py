"""Originals without a database (what is known of them is a dictionary), and an empty database."""

import hashlib
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.storage.footage import SetClock
from tests.storage.sealed_log import Log, SealedLog
from verify.domain.custody import Event
from verify.storage.database import open_store
from verify.storage.interface import Store
from verify.storage.memory import memory_store
from verify.storage.objects import Kept, Objects


class Desk:
    """Takes originals in and lets them go as a store does."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.known: dict[str, int | None] = {}
        self.objects = Objects(home, self.known.__contains__)

    def keep(self, content: bytes) -> Kept:
        with self.objects.keeping(io.BytesIO(content), Path("clip.mp4")) as kept:
            self.known[kept.sha256] = kept.size_bytes
        return kept

    def files(self) -> list[str]:
        """Return every file below the home but the lock."""
        return sorted(
            entry.relative_to(self.home).as_posix()
            for entry in self.home.rglob("*")
            if not entry.is_dir() and entry.name != "lock"
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "home")


def place_of(content: bytes) -> str:
    name = hashlib.sha256(content).hexdigest()
    return f"objects/sha256/{name[:2]}/{name[2:4]}/{name}"


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "verify.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def store_file(empty_store: Path, tmp_path: Path) -> Path:
    """Return the file of an empty store of the newest form; making one anew takes longer."""
    return Path(shutil.copy(empty_store, tmp_path / "verify.db"))


@pytest.fixture
def open_it(store_file: Path) -> Iterator[Callable[[], Store]]:
    """Return what opens the store once more, as another process would."""
    stores = []

    def open_again() -> Store:
        stores.append(open_store(f"sqlite:///{store_file}"))
        return stores[-1]

    yield open_again
    for store in stores:
        store.close()


@pytest.fixture(scope="session")
def _sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Event]]:
    home, log = tmp_path_factory.mktemp("sealed"), Log()
    sealer = SealedLog(home, log).sealer
    for times in (4, 4, 2):
        sealer.seal(log, log.view(times))
    log.view(2)
    return home, log.kept


@pytest.fixture
def ledger(_sealed: tuple[Path, list[Event]], tmp_path: Path) -> SealedLog:
    """Return a log of 12 events, sealed after 4, 8 and 10 of them."""
    home, events = _sealed
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    return SealedLog(tmp_path, Log(list(events)))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, clock: SetClock) -> Iterator[Store]:
    if request.param == "memory":
        store = memory_store(clock)
    elif request.param == "postgresql":
        store = open_store(request.getfixturevalue("database_address"), clock=clock)
    else:
        file: Path = request.getfixturevalue("store_file")
        store = open_store(f"sqlite:///{file}", clock=clock)
    yield store
    assert [fault for fault in store.faults() if not fault.is_notice] == []
    store.close()
