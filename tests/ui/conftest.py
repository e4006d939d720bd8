"""The real server in a process of its own, a person who signed in, and a clip with its findings."""

import contextlib
import http.client
import json
import re
import secrets
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.analyses import an_analysis, flash, keyframe
from tests.passwords import CHEAP, WORDS
from tests.ui.browsing import entrance
from tests.ui.certificate import write_certificate
from tests.ui.keys import Keys
from tests.ui.witness import testimony
from verify.domain import findings as f
from verify.domain.case_file import CaseFile
from verify.jobs.queue import ClipRecord, Job, JobState, write_clip
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk
from verify.workbench.people import People

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).resolve().parents[2]
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
_SERVE = (
    "import json, sys; from pathlib import Path; from ui.access import Asked; "
    "from ui.server import serve; asked = Asked(**json.loads(sys.argv[3])); "
    "serve(Path(sys.argv[1]), int(sys.argv[2]), asked=asked, "
    "on_ready=lambda link: print(link, flush=True))"
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tell of a test that failed in a browser what its pages show and lived through."""
    report: Any = yield
    if call.when == "call" and report.failed:
        with contextlib.suppress(Exception):
            report.sections += [(f"page {where}", told) for where, told in testimony()]
    return report


@pytest.fixture(scope="session", autouse=True)
def streamlit_as_served() -> Iterator[None]:
    """Draw pages as the server does; look through the packages for components once, not for each.

    What is installed stays the same during a run, and to read all of it takes longer than a page.
    """
    from streamlit import config
    from streamlit.components.v2 import manifest_scanner

    from ui.server import CONFIG

    with pytest.MonkeyPatch.context() as patch:
        scan = manifest_scanner.scan_component_manifests
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(scan))
        name = "runner.magicEnabled"
        config.set_option(name, CONFIG[name])
        yield


@dataclass
class Answer:
    """What the server answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass
class Served:
    """A running server and, once signed in, the cookie of a session."""

    port: int
    home: Path
    link: str
    cookie: str = ""
    ours: dict[str, str] = field(default_factory=dict)
    comes_from: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None

    def ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        *,
        signed_in: bool = True,
    ) -> Answer:
        """Send one request, byte for byte as given."""
        connection = self._connection()
        sent = dict(headers or {})
        if signed_in:
            sent.setdefault("Cookie", self.cookie)
        try:
            connection.putrequest(method, path, skip_host="Host" in sent)
            if body is not None:
                sent["Content-Length"] = str(len(body))
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        where: dict[str, Any] = {"timeout": 20, "source_address": (self.comes_from, 0)}
        if self.tls is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, **where)
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=self.tls, **where)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def serving(home: Path, port: int, **asked: object) -> Iterator[str]:
    """Run a server of a home, reached as asked; give the address that it prints."""
    command = [sys.executable, "-c", _SERVE, str(home), str(port), json.dumps(asked)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGINT)
            rest = process.communicate(timeout=30)[0]
        assert process.returncode == 0
        assert rest == ""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    with serving(home, port) as link:
        assert re.fullmatch(rf"http://127\.0\.0\.1:{port}/\?token=\S{{40,}}", link), link
        yield Served(port, home, link)


@pytest.fixture(scope="session")
def person(served: Served) -> Served:
    """Sign in with the printed link, as a browser does; return the server with the session."""
    answer = served.ask("GET", served.link.partition(str(served.port))[2], signed_in=False)
    assert answer.status == 303
    kept = answer.headers["set-cookie"]
    assert "HttpOnly" in kept
    assert "samesite=strict" in kept.lower()
    origin = f"http://127.0.0.1:{served.port}"
    return Served(served.port, served.home, served.link, kept.partition(";")[0], {"Origin": origin})


@contextlib.contextmanager
def signed_in_at(home: Path) -> Iterator[Served]:
    """Serve a home to somebody who signed in."""
    port = free_port()
    with serving(home, port) as link:
        served = Served(port, home, link)
        answer = served.ask("GET", link.partition(str(port))[2], signed_in=False)
        served.cookie = answer.headers["set-cookie"].partition(";")[0]
        yield served


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a home that no other tests write into, to somebody who signed in."""
    with signed_in_at(tmp_path_factory.mktemp("alone")) as served:
        yield served


@pytest.fixture
def keys(browser: "Browser", alone: Served, is_whole_run: bool) -> Iterator[Keys]:
    """Return a keyboard at the app; it walks many pages, so with --whole only."""
    if not is_whole_run:
        pytest.skip("walks many pages; run with --whole")
    from tests.ui.browsing import signed_in_page  # Here: it builds on this module.

    Desk(alone.home).set_comfort(Comfort(cover=False))
    with signed_in_page(browser, alone) as page:
        yield Keys(page, f"http://127.0.0.1:{alone.port}")


@pytest.fixture
def cases(alone: Served) -> CaseDesk:
    """Return the cases of the home that `keys` works in."""
    return CaseDesk(Desk(alone.home))


@pytest.fixture
def case_id(alone: Served, cases: CaseDesk) -> str:
    """Lay a case there, with an article, whose claim is number 5, and a clip with findings."""
    clip_id = add_clip(alone.home, an_analysis(keyframes=[]), name="night.mp4")
    case_id = cases.open("By keys")
    published = datetime(2020, 2, 28, 15, tzinfo=UTC)
    cases.add_article(case_id, b"Nine people were killed on Thursday.", "a.txt", published)
    cases.add_clip(case_id, next(one for one in cases.clips_here() if one.clip_id == clip_id))
    return case_id


@pytest.fixture
def case(cases: CaseDesk, case_id: str) -> Callable[[], CaseFile]:
    """Return what reads that case as it stands."""
    return lambda: cases.case(case_id)


@pytest.fixture
def enter(browser: "Browser", newsroom: Served) -> Iterator[Callable[[str, str], "Page"]]:
    """Return what opens a browser of its own, signs somebody in and goes to a page."""
    with entrance(browser, newsroom) as enter:
        yield enter


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a home with people in it, over TLS, at all addresses."""
    home, port = tmp_path_factory.mktemp("newsroom"), free_port()
    for name in ("Ada", "Bea"):
        People(home, CHEAP).add(name, WORDS)
    certificate, key = write_certificate(tmp_path_factory.mktemp("tls"))
    asked = {"tls_certificate": str(certificate), "tls_key": str(key), "names": ["127.0.0.1"]}
    with serving(home, port, address="0.0.0.0", **asked) as link:
        assert link == f"https://127.0.0.1:{port}/"
        trusting = ssl.create_default_context(cafile=str(certificate))
        ours = {"Origin": f"https://127.0.0.1:{port}"}
        yield Served(port, home, link, ours=ours, tls=trusting)


def add_clip(
    home: Path,
    analysis: f.Analysis | None,
    *,
    name: str = "clip.mp4",
    job: Job | None = None,
) -> str:
    """Lay a clip with made-up findings into a home, as a worker would have left it."""
    clip_id = secrets.token_hex(8)
    folder = home / "clips" / clip_id
    (folder / "result" / "keyframes").mkdir(parents=True)
    (folder / "received").write_bytes(b"footage")
    now = datetime.now(UTC)
    write_clip(folder, ClipRecord(untrusted_name=name, size_bytes=7, received_utc=now))
    job = job or Job(state=JobState.DONE, queued_utc=now)
    (folder / "job.json").write_bytes(msgspec.json.encode(job))
    if analysis is not None:
        result = folder / "result"
        (result / "analysis.json").write_bytes(msgspec.json.encode(analysis))
        (result / "report.html").write_text("<!DOCTYPE html><script>alert(1)</script>")
        (result / "brightness.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
        (result / "hashes.csv").write_text("frame\n" + "0123456789" * 10)
        for one in analysis.keyframes or []:
            (result / one.file).write_bytes(JPEG)
    return clip_id


@pytest.fixture(scope="session")
def findings() -> f.Analysis:
    """Findings with an accepted and a rejected rise in light, and two keyframes."""
    return an_analysis(
        flashes=[
            flash(),
            flash(onset_s=3.0, kind=f.FlashKind.CUT, accepted=False, reason="a new shot begins"),
        ],
        keyframes=[
            keyframe(),
            keyframe(
                frame=50,
                time_s=2.0,
                timecode="00:00:02.000",
                picked_because=f.PickedBecause.FLASH_ONSET,
                file="keyframes/0002_00-00-02.000_flash-onset.jpg",
            ),
        ],
    )


@pytest.fixture(scope="session")
def clip(person: Served, findings: f.Analysis) -> str:
    return add_clip(person.home, findings)
