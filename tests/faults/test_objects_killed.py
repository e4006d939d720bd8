"""Kill processes that take originals in and let them go: nothing acknowledged lost, nothing torn.

`make faults` kills more often (`--whole`); the default run kills a few times.
"""

import hashlib
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import REPOSITORY
from verify.storage.object_check import object_faults
from verify.storage.objects import MARK, Objects

# What the desk knows is a file for each original; it says what it does on its standard output.
_DESK = """
import hashlib, io, random, sys
from pathlib import Path
from verify.storage.objects import MARK, Objects
home, known, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
objects = Objects(home, lambda sha256: (known / sha256).exists(), kept_for="verify.db")
def say(*words): print(*words, flush=True)
while True:
    number = rng.randrange(6)
    content = b"shared" if number == 0 else b"%d of %d" % (number, seed) * 5000
    sha256 = hashlib.sha256(content).hexdigest()
    say("begins", sha256)
    with objects.keeping(io.BytesIO(content), Path("clip.mp4")) as kept:
        (known / sha256).touch()
    say("kept", sha256)
    if rng.random() < 0.5:
        say("begins", sha256)
        with objects.removing(sha256):
            (known / sha256).unlink(missing_ok=True)
        say("removed", sha256)
"""


def _acknowledged(said: str) -> dict[str, bool]:
    """Return which originals must be there, or must not; not the one that was in hand."""
    state = {}
    for line in said.splitlines(keepends=True):
        if line.endswith("\n"):
            word, sha256 = line.split()
            state[sha256] = {"kept": True, "removed": False}.get(word)
    return {sha256: is_there for sha256, is_there in state.items() if is_there is not None}


def test_a_kill_at_any_moment_loses_nothing_acknowledged_and_leaves_nothing_torn(
    tmp_path: Path, is_whole_run: bool
) -> None:
    rng = random.Random(8)
    home, known = tmp_path / "home", tmp_path / "known"
    known.mkdir()
    objects = Objects(home, lambda sha256: (known / sha256).exists())
    shared = hashlib.sha256(b"shared").hexdigest()
    seen = 0
    for round_ in range(100 if is_whole_run else 2):
        # Two at a time, with one original in common.
        desks = [
            subprocess.Popen(
                [sys.executable, "-c", _DESK, home, known, str(2 * round_ + number)],
                stdout=subprocess.PIPE,
                cwd=REPOSITORY,
                text=True,
            )
            for number in (0, 1)
        ]
        first = [desk.stdout.readline() if desk.stdout else "" for desk in desks]
        time.sleep(rng.uniform(0.0, 0.1))
        for desk in desks:
            desk.send_signal(signal.SIGKILL)
        said = [start + desk.communicate()[0] for start, desk in zip(first, desks, strict=True)]

        objects.sweep()
        names = {entry.name for entry in known.iterdir()}
        assert object_faults(objects, dict.fromkeys(names)) == []
        files = {entry.name for entry in home.rglob("*") if entry.is_file()} - {"lock", MARK}
        assert files == names
        for words in said:
            for sha256, is_there in _acknowledged(words).items():
                seen += 1
                assert sha256 == shared or (sha256 in names) == is_there
    assert seen
