"""The import contracts hold, and each one is seen to catch a violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

# contract -> (module, what it must not import)
_VIOLATIONS = {
    "verify is layered; stages do not know each other": (
        "verify.media.jail.launcher",
        "verify.analysis.single_pass",
    ),
    "no import cycles": ("verify.domain.errors", "verify.domain.timing"),
    "the app talks to the workbench only": ("ui", "verify.media.jail"),
    "the library knows no user interface": ("verify.jobs.messages", "click"),
    "domain, analysis and presentation start no process and open no database or socket": (
        "verify.presentation",
        "sqlite3",
    ),
    "only storage names a database": ("verify.workbench.clips", "sqlalchemy"),
    "processes start in media and jobs only": ("verify.settings", "subprocess"),
}


def _lint(root: Path) -> str:
    answer = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout + answer.stderr


@pytest.fixture(scope="module")
def copy_of_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    shutil.copy(REPOSITORY / "pyproject.toml", root)
    for package in ("verify", "ui"):
        shutil.copytree(
            REPOSITORY / package, root / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return root


def test_every_contract_holds_on_the_project(copy_of_project: Path) -> None:
    assert " 0 broken" in _lint(copy_of_project)


def test_each_contract_catches_a_violation(copy_of_project: Path) -> None:
    """All at once, since a run takes three seconds; each is named with the import that broke it."""
    (copy_of_project / "verify" / "unplanned.py").write_text('"""A room in no plan."""\n', "utf-8")
    for module, forbidden in _VIOLATIONS.values():
        with _file_of(copy_of_project, module).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {forbidden}\n")

    report = _lint(copy_of_project)

    for contract, (module, forbidden) in _VIOLATIONS.items():
        assert f"{contract} BROKEN" in report
        assert contract == "no import cycles" or f"{module} -> {forbidden}" in report
    assert "verify.unplanned" in report


def _file_of(root: Path, module: str) -> Path:
    place = root.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
