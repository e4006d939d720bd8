"""The import contracts hold, and each one is seen to catch a violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

# contract -> (module, line that breaks it)
_VIOLATIONS = {
    "verify is layered; stages do not know each other": (
        "verify/media/jail/launcher.py",
        "import verify.analysis.single_pass",
    ),
    "no import cycles": ("verify/domain/errors.py", "import verify.domain.timing"),
    "the app talks to the workbench only": ("ui/__init__.py", "import verify.media.jail"),
    "the library knows no user interface": ("verify/jobs/messages.py", "import click"),
    "domain, analysis and presentation start no process and open no database or socket": (
        "verify/presentation/__init__.py",
        "import sqlite3",
    ),
    "processes start in media and jobs only": ("verify/settings.py", "import subprocess"),
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


@pytest.mark.parametrize("contract", _VIOLATIONS)
def test_contract_catches_a_violation(contract: str, copy_of_project: Path) -> None:
    module, line = _VIOLATIONS[contract]
    file = copy_of_project / module
    whole = file.read_text("utf-8")
    file.write_text(f"{whole}\n{line}\n", "utf-8")
    try:
        report = _lint(copy_of_project)
    finally:
        file.write_text(whole, "utf-8")

    assert f"{contract} BROKEN" in report


def test_a_room_that_no_layer_names_is_caught(copy_of_project: Path) -> None:
    unplanned = copy_of_project / "verify" / "unplanned.py"
    unplanned.write_text('"""A room that the plan does not know."""\n', "utf-8")
    try:
        report = _lint(copy_of_project)
    finally:
        unplanned.unlink()

    assert "verify.unplanned" in report
