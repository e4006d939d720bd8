"""The part of the real footage that was gathered for what files say of themselves."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def meta(shared_data: Path) -> Path:
    return shared_data / "meta"
