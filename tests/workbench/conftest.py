"""A case that was written, and its package, shared by the tests of packages."""

import shutil
from pathlib import Path

import pytest

from tests.workbench.packed import (
    case_in,
    packed,
    shelf_in,
)
from verify.workbench.archive.shelf import Shelf


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return shelf_in(tmp_path_factory.mktemp("desk") / "home")


@pytest.fixture(scope="module")
def case_id(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> str:
    return case_in(shelf, tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="module")
def whole(shelf: Shelf, case_id: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a package as a folder, of the internal edition; read only."""
    return packed(shelf, case_id, tmp_path_factory.mktemp("out") / "package")


@pytest.fixture
def package(whole: Path, tmp_path: Path) -> Path:
    """Return a copy of it to be tampered with."""
    return Path(shutil.copytree(whole, tmp_path / "package"))
