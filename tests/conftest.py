"""Fixtures shared by all tests: real footage and a real browser, where they are."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

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


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real footage, or skip: a fresh clone does not have it."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the shared test footage, which is not part of this repository")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """Return the folder of our own simulated footage."""
    return REPOSITORY / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch between the short form of a long test and all of it."""
    parser.addoption("--whole", action="store_true", help="run long tests in full")


@pytest.fixture(scope="session")
def is_whole_run(request: pytest.FixtureRequest) -> bool:
    """Return whether long tests run in full."""
    return bool(request.config.getoption("--whole"))


@pytest.fixture(scope="session")
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
