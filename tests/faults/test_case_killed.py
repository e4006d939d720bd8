"""Ingest, notes, evidence, proposals, verdicts and exports under kills: nothing lost, nothing torn.

`make faults` kills more often (`--whole`); the default run kills a few times.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.faults import case_work
from verify import settings


def test_a_kill_while_a_case_is_worked_on_loses_nothing_acknowledged_and_tears_nothing(
    tmp_path: Path, is_whole_run: bool
) -> None:
    rounds = 200 if is_whole_run else 2
    ran = subprocess.run(
        [sys.executable, "-m", case_work.__name__, tmp_path / "home", str(rounds)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, settings.KEYS_VARIABLE: str(tmp_path / "keys"), "PYTHONHASHSEED": "1"},
    )

    assert ran.returncode == 0, ran.stderr[-3000:]
    print(ran.stdout)
    kills, begun, events = map(int, re.findall(r"(\d+) (?:kills|begun|events)", ran.stdout))
    assert kills >= rounds
    assert begun >= rounds
    # In a moment or two of a loaded machine nothing may come to its end.
    assert events >= rounds or not is_whole_run
