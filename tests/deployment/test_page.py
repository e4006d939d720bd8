"""What the deployment page says is done, step by step, by somebody who has nothing yet."""

import http.client
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.deployment.newsroom import Visitor
from tests.deployment.page import Shell, boxes, new_user, processes_of, source_for
from tests.ordinary_user import skip_unless_root_of_the_machine
from tests.ui.conftest import free_port

_NAME = "verify.example.org"
_CLIP_NAME = "from-informant-k.mp4"
_BEFORE_BACKUP, _BEFORE_STOP = "Backup", "Stop"


def test_every_step_has_a_box() -> None:
    titles = [box.title for box in boxes()]

    for step in ("Install", "Database", "The app", "The proxy", "Scheduler and workers"):
        assert step in titles
    assert titles[-1] == _BEFORE_STOP


@pytest.fixture
def shell(is_whole_run: bool) -> Iterator[Shell]:
    if not is_whole_run:
        pytest.skip("installs everything anew, as a user of its own; run with --whole")
    skip_unless_root_of_the_machine("make a user")
    for program in ("nginx", "openssl", "curl", "useradd"):
        if shutil.which(program) is None:
            pytest.skip(f"the page needs {program}, which is not installed on this machine")
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("the page needs PostgreSQL, which is not installed on this machine")
    with new_user() as user:
        ports = ("HTTPS_PORT", "APP_PORT", "DATABASE_PORT", "SCHEDULER_PORT")
        names = {name: str(free_port()) for name in ports}
        names |= {"SERVER_NAME": _NAME, "VERIFY_SOURCE": str(source_for(user))}
        with closing(Shell(user, names)) as shell:
            yield shell
            assert processes_of(user) == [shell.pid]


def test_the_plain_way_ends_in_a_server_that_works(shell: Shell) -> None:
    said = {}
    visitor = clip = None
    for box in boxes():
        if box.title == _BEFORE_BACKUP:
            visitor = _visitor(shell)
            clip = _works_by_the_proxy(visitor)
        if box.title == _BEFORE_STOP:
            assert visitor is not None
            assert clip is not None
            assert visitor.findings(clip)["flashes"]
            _tells_who_watches(shell)
        print(f"== {box.title}")
        told = shell.run(box.code)
        said[box.title] = said.get(box.title, "") + told
        print(told)

    assert '"status":"ready"' in said["The proxy"]
    assert "night-strike.mp4" in said["A first run"]
    for title in ("A first run", _BEFORE_BACKUP, "Restore"):
        assert "nothing that differs from what was kept" in said[title], said[title]


def _visitor(shell: Shell) -> Visitor:
    root = Path(shell.run("echo $VERIFY_ROOT").strip())
    password = (root / "keys" / "samira.password").read_text().strip()
    port = int(shell.run("echo $HTTPS_PORT"))
    return Visitor(root / "tls" / "server.pem", _NAME, port, "samira", password)


def _works_by_the_proxy(visitor: Visitor) -> str:
    """Do what a day brings; return the clip that was sent."""
    assert visitor.ask("GET", "/", {})[0] == 401
    assert visitor.ask("GET", "/", {"X-Forwarded-User": "mallory"})[0] == 401
    assert visitor.ask("GET", "/", visitor.signed_in)[0] == 200
    assert visitor.ask("GET", "/metrics", visitor.signed_in)[0] == 404
    assert visitor.opens_a_websocket() == b"HTTP/1.1 101 Switching Protocols"

    footage = _padded()
    clip = visitor.upload(_CLIP_NAME, footage)
    assert visitor.findings(clip)["flashes"]
    wanted = visitor.signed_in | {"Range": f"bytes=1000-{(12 << 20) - 1}"}
    status, body, headers = visitor.ask("GET", f"/wb/clips/{clip}/footage", wanted)
    assert (status, headers["content-range"]) == (
        206,
        f"bytes 1000-{(12 << 20) - 1}/{len(footage)}",
    )
    assert body == footage[1000 : 12 << 20]
    return clip


def _padded() -> bytes:
    """Return the sample with room behind it that players pass over: several slices long."""
    sample = Path(__file__).resolve().parents[2] / "samples" / "night-strike.mp4"
    room_bytes = 20 << 20
    return sample.read_bytes() + room_bytes.to_bytes(4, "big") + b"free" + bytes(room_bytes - 8)


def _tells_who_watches(shell: Shell) -> None:
    token = shell.run("echo $VERIFY_METRICS_TOKEN").strip()
    port = int(shell.run("echo $APP_PORT"))
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {token}"})
        figures = connection.getresponse().read().decode()
    assert re.search(r'verify_jobs\{queue="analyses",state="done"\} [1-9]', figures)
    log = shell.run("cat log/app.json")
    assert all("time" in json.loads(line) for line in log.splitlines())
    for secret in (_CLIP_NAME, "samira", "mallory", token):
        assert secret not in log
