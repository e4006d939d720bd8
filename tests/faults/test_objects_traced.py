"""What the system is asked, in order: bytes and names are on the disk before anybody is told."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

_DESK = """
import io, sys
from pathlib import Path
from verify.storage.objects import Objects
known = set()
objects = Objects(Path(sys.argv[1]), known.__contains__)
with objects.keeping(io.BytesIO(b"clip" * 500_000), Path("clip.mp4")) as kept:
    print(f"kept {kept.sha256}", flush=True)
    known.add(kept.sha256)
"""
_SYNC = re.compile(r"(?:fsync|fdatasync)\(\d+<([^>]*)>")
_LINK = re.compile(r'link(?:at)?\(.*"([^"]+)"(?:, \d+)?\)\s*=\s*0')


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_strace_shows_every_sync_before_the_acknowledgement(tmp_path: Path) -> None:
    home, trace = tmp_path / "home", tmp_path / "trace"
    calls = "trace=write,fsync,fdatasync,link,linkat"
    strace = ["strace", "-f", "-y", "-qq", "-s", "100", "-e", calls, "-o", trace]
    answer = subprocess.run(
        [*strace, sys.executable, "-c", _DESK, home],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        pytest.skip(f"strace may not look into processes here: {answer.stderr[-200:]}")
    sha256 = answer.stdout.split()[1]
    lines = trace.read_text().splitlines()

    told = next(i for i, line in enumerate(lines) if f'"kept {sha256}' in line)
    linked = next(
        i for i, line in enumerate(lines) if (found := _LINK.search(line)) and sha256 in found[1]
    )
    written = [i for i, line in enumerate(lines) if "write(" in line and "/incoming>" in line]
    synced = [(i, found[1]) for i, line in enumerate(lines) if (found := _SYNC.search(line))]
    file_synced = next(i for i, name in synced if name.endswith("/incoming"))
    assert max(written) < file_synced < linked < told
    between = {name for i, name in synced if linked < i < told}
    place = home / "objects" / "sha256" / sha256[:2] / sha256[2:4]
    levels = [place, *place.parents]
    assert {str(level) for level in levels[: levels.index(home) + 1]} <= between
