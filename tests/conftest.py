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
