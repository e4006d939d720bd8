"""The real worker behind the walls, for root with others' files and for an ordinary user."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media.jail import trial
from verify.jobs.inspection import examined
from verify.jobs.messages import InspectionOptions
from verify.media.jail import levels

_TAGS_ONLY = InspectionOptions(analyses=frozenset(("metadata",)))


def test_an_ordinary_user_inspects_a_picture_behind_a_wall(
    as_ordinary_user: Callable[..., "subprocess.CompletedProcess[str]"], samples: Path
) -> None:
    picture = samples / "street.jpg"

    done = as_ordinary_user("-m", "verify", "inspect", picture, "-o", "result", "--json")

    assert (done.returncode, done.stderr) == (0, "")
    analysis = json.loads(done.stdout)
    assert analysis["sandbox"]["allowed_by"] == "level"
    assert [one for one in analysis["skipped"] if one["reason"].startswith("failed")] == []


@pytest.mark.parametrize("name", ["bubblewrap", "Landlock, this kernel's ABI"])
def test_root_opens_a_private_file_of_another_user(
    name: str,
    tmp_path: Path,
    samples: Path,
    monkeypatch: pytest.MonkeyPatch,
    give_away: Callable[[Path], None],
) -> None:
    wall = trial.strong_walls().get(name)
    if wall is None:
        pytest.skip(f"no {name} on this machine")
    jailed = levels.Jail(wall, levels.look_at(wall)[0])
    monkeypatch.setattr(levels, "seen_here", [jailed])
    picture = tmp_path / "picture.jpg"
    picture.write_bytes((samples / "street.jpg").read_bytes())
    picture.chmod(0o600)
    give_away(picture)

    with examined(picture, _TAGS_ONLY) as examination:
        assert examination.analysis.metadata is not None
