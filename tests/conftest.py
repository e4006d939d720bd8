"""Fixtures shared by all tests: where the real footage lies, when it does."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


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
