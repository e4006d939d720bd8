"""Fixtures shared by all tests: real footage and a real browser, where they are."""

import gc
import shutil
from collections.abc import Generator, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.database_server import _empty_database as _empty_database
from tests.database_server import database_address as database_address
from tests.database_server import database_server as database_server
from tests.database_server import new_database as new_database
from tests.ordinary_user import as_ordinary_user as as_ordinary_user
from verify import settings
from verify.domain.errors import WeakSandboxError
from verify.exchange import sheets as sheets  # Before any test imports openpyxl; see there.
from verify.media.jail import probe

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# How long an example takes is a matter of the machine, and of who else uses it.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parent.parent
# A browser that asks no host of its maker's for anything.
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


NO_WALLS = (
    "nothing on this machine keeps a hostile file in (see verify doctor), so footage other than "
    "the samples is not opened"
)


_SHARED_DATA = REPOSITORY.parent / "shared" / "data"
_FOOTAGE = {".jpg", ".jpeg", ".mkv", ".mov", ".mp4", ".png", ".wav", ".webm"}


@pytest.fixture(scope="session", autouse=True)
def footage_is_left_as_it_is() -> Iterator[None]:
    """Fail the run if anything touched the footage that the tests read: bytes, mode or time."""
    before = _state_of_footage()
    yield
    assert _state_of_footage() == before


def _state_of_footage() -> dict[Path, tuple[int, int, str]]:
    folders = (REPOSITORY / "samples", _SHARED_DATA)
    files = [file for folder in folders for file in folder.rglob("*.*") if file.is_file()]
    return {
        file: (file.stat().st_mode, file.stat().st_mtime_ns, sha256(file.read_bytes()).hexdigest())
        for file in files
        if file.suffix in _FOOTAGE
    }


@pytest.fixture(scope="session", autouse=True)
def no_home_of_this_account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests from the archive of whoever runs them; those that want one make their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.HOME_VARIABLE, str(tmp_path_factory.mktemp("account") / "home"))
        patch.setenv(settings.KEYS_VARIABLE, str(tmp_path_factory.mktemp("account") / "keys"))
        # All workers of a run share what is made once.
        patch.setenv(settings.CACHE_VARIABLE, str(tmp_path_factory.getbasetemp().parent / "cache"))
        patch.delenv(settings.STORAGE_VARIABLE, raising=False)
        patch.delenv(settings.CLUSTER_VARIABLE, raising=False)
        patch.delenv(settings.ORIGINALS_VARIABLE, raising=False)
        yield


@pytest.fixture(scope="session")
def code_folder(no_home_of_this_account: None) -> Path:  # noqa: ARG001 - names the folder
    """Return where all workers of a run keep compiled kernels, which take seconds to make."""
    folder = settings.code_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def walls() -> None:
    """Skip where no sandbox holds: for what other processes do with strangers' files."""
    if not probe().holds:
        pytest.skip(NO_WALLS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Skip a test that failed because its footage was, rightly, not opened without walls."""
    refused = []

    def note(error: WeakSandboxError, path: Path) -> None:
        refused.append(path)
        make(error, path)

    make = WeakSandboxError.__init__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WeakSandboxError, "__init__", note)
        try:
            return (yield)
        except (Exception, pytest.fail.Exception):
            if refused and not probe().holds:
                pytest.skip(NO_WALLS)
            raise


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real footage, or skip: a fresh clone does not have it."""
    if not _SHARED_DATA.is_dir():
        pytest.skip("needs the shared test footage, which is not part of this repository")
    return _SHARED_DATA


@pytest.fixture(scope="session")
def samples() -> Path:
    """Return the folder of our own simulated footage."""
    return REPOSITORY / "samples"


# What takes long, longest first; not at once the two that keep several processes busy each.
_LONG = (
    "ui/test_browser.py",
    "analysis/picture/test_shots.py",
    "accuracy/test_copy_accuracy.py",
    "hostile/test_corpus.py",
    "ui/test_views.py",
    "cli/test_bad_input.py",
    "faults/test_kill.py",
    "ui/test_player.py",
    "cli/test_sky.py",
    "cli/test_commands.py",
    "cli/test_sync.py",
    "analysis/light/test_flashes.py",
    "cli/test_archive_compare.py",
    "cli/test_archive_search.py",
    "jobs/test_acceptance.py",
    "jobs/test_derivation.py",
    "faults/test_add_killed.py",
    "test_samples.py",
    "media/test_exif.py",
    "cli/test_recompute.py",
    "domain/test_schema.py",
    "faults/test_case_killed.py",
    "faults/test_store.py",
    "workbench/test_reporting.py",
    "analysis/light/test_lights_rate.py",
    "analysis/light/test_lights.py",
    "cli/test_case_checking.py",
    "ui/test_cases.py",
    "cli/test_case_exchange.py",
    "storage/test_hamming_column_file.py",
    "test_only_ways.py",
    "test_machine_text.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: of processes that share the tests, none is to end much later."""
    places = {REPOSITORY / "tests" / name: place for place, name in enumerate(_LONG)}
    assert [file for file in places if not file.is_file()] == []
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """Leave what is loaded by now alone: to walk through it again and again takes seconds."""
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch between the short form of a long test and all of it."""
    parser.addoption("--whole", action="store_true", help="run long tests in full")


@pytest.fixture(scope="session")
def is_whole_run(request: pytest.FixtureRequest) -> bool:
    """Return whether long tests run in full."""
    return bool(request.config.getoption("--whole"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave most walks in a browser to `make pages`: each is seconds of two processors."""
    in_browser = "browser" in getattr(item, "fixturenames", ())
    if in_browser and not item.config.getoption("--whole") and not item.get_closest_marker("smoke"):
        pytest.skip("walks in a browser; runs with --whole")


# Ended with each module: its loop disturbs the threads in which pages are tested without a browser.
@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Return a running Chromium, or skip where there is none."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("needs Chromium, which is not on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_QUIET)
        yield browser
        browser.close()
