"""The real worker behind the walls, for root with others' files and for an ordinary user."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from verify.jobs.inspection import examined
from verify.jobs.messages import InspectionOptions
from verify.media.jail import levels
from verify.media.jail.walls import Wall

_TAGS_ONLY = InspectionOptions(analyses=frozenset(("metadata",)))


@pytest.mark.usefixtures("walls")
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
    strong_wall: Callable[[str], Wall],
) -> None:
    wall = strong_wall(name)
    jailed = levels.Jail(wall, levels.look_at(wall)[0])
    monkeypatch.setattr(levels, "seen_here", [jailed])
    picture = tmp_path / "picture.jpg"
    picture.write_bytes((samples / "street.jpg").read_bytes())
    picture.chmod(0o600)
    give_away(picture)

    with examined(picture, _TAGS_ONLY) as examination:
        assert examination.analysis.metadata is not None
