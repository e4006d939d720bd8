"""Who watches the server: health names what fails, figures count, the log holds no content."""

import asyncio
import http.client
import io
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.ui.conftest import REPOSITORY, add_clip, free_port
from ui.access import Asked, granted
from ui.health import Health
from ui.logbook import Logbook, take_over_logging
from ui.metrics import Metrics, notice
from ui.watch import Watch
from verify import settings
from verify.domain.store_errors import StoreUnreachableError
from verify.jobs.queue import Job, JobState
from verify.workbench import health
from verify.workbench.desk import Desk

_SECRET = "Informant-K-7f3a"


class _Server:
    """The watch of a desk, before an application that answers everything."""

    def __init__(self, home: Path, **asked: Any) -> None:
        self.desk = Desk(home)
        self.lines = io.StringIO()
        metrics = Metrics(self.desk)
        access = granted(Asked(**asked), 8501, has_people=True)
        routes = [
            Route("/wb/uploads/{upload_id}", _nothing, methods=["PUT"]),
            Route("/wb/clips/{clip_id}/standing", _nothing),
        ]
        self.watch = Watch(
            _answering,
            access,
            Health(self.desk, metrics.failed),
            metrics,
            routes,
            "a-token",
            Logbook(self.lines),
        )

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        peer: str = "127.0.0.1",
        body: bytes = b"",
        **headers: str,
    ) -> tuple[int, str]:
        """Return status and body of the answer to one request."""
        given = {"host": "127.0.0.1:8501"} | headers
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "client": (peer, 40000),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.watch(scope, receive, send))
        assert any(name == b"x-request-id" for name, _ in sent[0]["headers"])
        return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:]).decode()

    def figures(self) -> dict[str, float]:
        """Return each figure by its name with labels."""
        _, text = self.ask("/metrics")
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


async def _nothing(_request: Any) -> PlainTextResponse:
    return PlainTextResponse("")


async def _answering(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    if scope["path"] == "/broken":
        raise OSError(f"/home/ada/{_SECRET}.mp4")
    status = 404 if "absent" in scope["path"] else 200
    await PlainTextResponse("page", status)(scope, receive, send)


@pytest.fixture
def server(tmp_path: Path) -> _Server:
    return _Server(tmp_path / "home")


def test_a_new_server_is_live_and_ready(server: _Server) -> None:
    assert server.ask("/health/live") == (200, '{"status":"live"}')
    assert server.ask("/health/ready") == (200, '{"status":"ready"}')
    assert server.ask("/health/ready", "POST", body=b"x")[0] == 405


def _store_is_gone(_server: _Server, patch: pytest.MonkeyPatch) -> None:
    patch.setenv(settings.STORAGE_VARIABLE, f"postgresql://ada:{_SECRET}@127.0.0.1:9/desk")


def _originals_are_gone(_server: _Server, patch: pytest.MonkeyPatch) -> None:
    patch.setenv(settings.ORIGINALS_VARIABLE, f"/nowhere/{_SECRET}")


def _disk_is_full(_server: _Server, patch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=1 << 20)
    patch.setattr(health.shutil, "disk_usage", lambda _place: usage)


def _nothing_works(server: _Server, patch: pytest.MonkeyPatch) -> None:
    waiting = Job(state=JobState.QUEUED, queued_utc=datetime.now(UTC))
    add_clip(server.desk.home, None, name=f"{_SECRET}.mp4", job=waiting)
    patch.setattr("verify.jobs.queue.Queue._start_waiting", lambda _queue: None)


@pytest.mark.parametrize(
    ("part", "breaks"),
    [
        ("store", _store_is_gone),
        ("received", _originals_are_gone),
        ("disk", _disk_is_full),
        ("jobs", _nothing_works),
    ],
)
def test_a_part_that_fails_is_named_and_nothing_else_is_told(
    server: _Server, monkeypatch: pytest.MonkeyPatch, part: str, breaks: Any
) -> None:
    breaks(server, monkeypatch)

    status, said = server.ask("/health/ready", peer="192.0.2.9", host="anything.example")

    assert status == 503
    assert part in json.loads(said)["failing"]
    assert set(json.loads(said)) == {"status", "failing"}
    assert _SECRET not in said


def test_many_who_ask_share_one_look(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Desk] = []
    monkeypatch.setitem(health.PARTS, "disk", lambda desk: bool(looks.append(desk)) or True)  # type: ignore[index]

    for _ in range(3):
        server.ask("/health/ready")

    assert len(looks) == 1


def test_requests_are_counted_by_kind_status_and_time(server: _Server) -> None:
    server.ask("/wb/uploads/0123456789abcdef", "PUT", body=b"x" * 1000)
    server.ask("/clip")
    server.ask("/absent")
    server.ask("/clip", "TRACK" + _SECRET)
    with pytest.raises(OSError, match="ada"):
        server.ask("/broken")

    told = server.figures()

    kind = 'route="/wb/uploads/{upload_id}"'
    assert told[f'verify_requests_total{{method="PUT",{kind},status="200"}}'] == 1
    assert told['verify_requests_total{method="GET",route="page",status="404"}'] == 1
    assert told['verify_requests_total{method="GET",route="page",status="500"}'] == 1
    assert told['verify_requests_total{method="other",route="page",status="200"}'] == 1
    assert told['verify_request_seconds_count{route="page"}'] == 4
    assert told["verify_upload_bytes_total"] == 1000


def test_jobs_are_counted_where_they_stand(server: _Server) -> None:
    for state in (JobState.DONE, JobState.DONE, JobState.FAILED):
        job = Job(state=state, queued_utc=datetime.now(UTC))
        add_clip(server.desk.home, None, name=_SECRET, job=job)

    told = server.figures()

    assert told['verify_jobs{queue="analyses",state="done"}'] == 2
    assert told['verify_jobs{queue="analyses",state="failed"}'] == 1
    assert told['verify_jobs{queue="tasks",state="queued"}'] == 0
    assert _SECRET not in str(told)


def test_storage_errors_are_counted_by_part(server: _Server) -> None:
    before = server.figures()['verify_storage_errors_total{part="store"}']

    notice(StoreUnreachableError("postgresql://db/desk", "no answer"))

    assert server.figures()['verify_storage_errors_total{part="store"}'] == before + 1


@pytest.mark.parametrize(
    ("asked", "peer", "headers", "status"),
    [
        ({}, "127.0.0.1", {}, 200),
        ({}, "127.0.0.1", {"host": "rebound.example:8501"}, 403),
        ({}, "192.0.2.9", {}, 403),
        ({}, "192.0.2.9", {"authorization": "Bearer a-token"}, 200),
        ({}, "192.0.2.9", {"authorization": "Bearer another"}, 403),
        ({"proxies": ("127.0.0.1",), "names": ("v.example",)}, "127.0.0.1", {}, 403),
    ],
)
def test_figures_are_for_this_machine_or_who_has_the_token(
    tmp_path: Path, asked: dict[str, Any], peer: str, headers: dict[str, str], status: int
) -> None:
    assert _Server(tmp_path, **asked).ask("/metrics", peer=peer, **headers)[0] == status


def test_each_request_is_a_line_without_content(server: _Server) -> None:
    server.ask(f"/{_SECRET}", cookie=_SECRET, referer=f"https://x/{_SECRET}", host=_SECRET)
    server.ask(f"/wb/uploads/{_SECRET}", "PUT", body=_SECRET.encode())
    with pytest.raises(OSError, match="ada"):
        server.ask("/broken")

    text = server.lines.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]

    assert [(one["route"], one["status"], one["level"]) for one in lines] == [
        ("page", 200, "info"),
        ("/wb/uploads/{upload_id}", 200, "info"),
        ("page", 500, "error"),
    ]
    assert {"time", "level", "event", "request_id", "status", "duration_ms"} <= set(lines[0])
    assert len({one["request_id"] for one in lines}) == 3
    assert _SECRET not in text
    assert "127.0.0.1" not in text


def test_what_a_waiting_page_asks_is_a_line_only_where_it_fails(server: _Server) -> None:
    server.ask("/wb/clips/here/standing")
    assert server.lines.getvalue() == ""

    server.ask("/wb/clips/absent/standing")
    (line,) = map(json.loads, server.lines.getvalue().splitlines())
    assert (line["route"], line["status"]) == ("/wb/clips/{clip_id}/standing", 404)


@pytest.fixture
def taken_over() -> Iterator[None]:
    make, hook, thread_hook = logging.getLogRecordFactory(), sys.excepthook, threading.excepthook
    take_over_logging()
    yield
    logging.setLogRecordFactory(make)
    logging.captureWarnings(capture=False)
    sys.excepthook, threading.excepthook = hook, thread_hook


@pytest.mark.usefixtures("taken_over")
def test_what_libraries_log_keeps_the_place_in_the_code_and_no_word() -> None:
    stream = io.StringIO()
    logger = logging.getLogger("somebody's")
    logger.addHandler(logging.StreamHandler(stream))
    logger.propagate = False

    try:
        raise OSError(f"/home/ada/{_SECRET}.mp4")
    except OSError:
        logger.exception("cannot read %s", _SECRET)

    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"], line["error"]) == ("library", "error", "OSError")
    assert re.fullmatch(r"test_watch\.py:[0-9]+", line["raised_at"])
    assert _SECRET not in stream.getvalue()


_SERVE = (
    "import sys; from pathlib import Path; from ui.server import Watched, serve; "
    "serve(Path(sys.argv[1]), int(sys.argv[2]), watched=Watched(True, 'a-token'), "
    "on_ready=lambda link: print(link, flush=True))"
)


def test_a_served_day_leaves_no_secret_in_the_log(tmp_path: Path, is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("starts a server of its own; run with --whole")
    home, port = tmp_path / f"home-{_SECRET}", free_port()
    with (tmp_path / "log").open("w+") as log:
        command = [sys.executable, "-c", _SERVE, str(home), str(port)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=REPOSITORY, env=os.environ
        )
        assert process.stdout is not None
        token = process.stdout.readline().strip().partition("token=")[2]
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:

            def ask(method: str, path: str, body: bytes = b"", **headers: str) -> Any:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                answer.read()
                return answer

            cookie = ask("GET", f"/?token={token}").headers["set-cookie"].partition(";")[0]
            ours = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
            told = {"untrusted_name": f"{_SECRET}.mp4", "size_bytes": 4, "changed_ms": 1}
            statuses = [
                ask("GET", f"/{_SECRET}?q={_SECRET}", **ours).status,
                ask("POST", "/wb/uploads", json.dumps(told).encode(), **ours).status,
                ask("PUT", f"/wb/uploads/{_SECRET}", _SECRET.encode(), **ours).status,
                ask("GET", f"/wb/clips/{_SECRET}/footage", **ours).status,
                ask("GET", "/", Cookie=_SECRET).status,
                ask("GET", "/metrics").status,
                ask("GET", "/health/ready").status,
            ]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        log.seek(0)
        text = log.read()

    assert statuses[0] == statuses[1] == statuses[5] == statuses[6] == 200
    assert statuses[4] == 401
    lines = [json.loads(line) for line in text.splitlines()]
    assert sum(one["event"] == "request" for one in lines) == 8
    for secret in (_SECRET, token, cookie.partition("=")[2], str(home), "127.0.0.1"):
        assert secret not in text
