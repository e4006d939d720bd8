"""The gate on its own, with what no client sends by mistake: doubled and forged headers."""

import asyncio
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.passwords import CHEAP, WORDS
from tests.ui.certificate import write_certificate
from ui.access import Asked, granted
from ui.gate import PERSON, PERSON_HEADER, Gate
from ui.sessions import Sessions
from verify.workbench.people import People

Headers = list[tuple[str, str]]
_FORGED = json.dumps({"key": "account", "actor": {"untrusted_name": "X", "known_by": "sign_in"}})


@dataclass
class Behind:
    """What stands behind the gate: notes who came, answers 200, talks until nobody listens."""

    came: list[dict[str, Any]] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.came.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body"})
            return
        while (message := await receive())["type"] == "websocket.receive":
            self.heard.append(message)
            await send({"type": "websocket.send", "bytes": b"answer"})


@dataclass
class Door:
    """A gate, and how to knock at it."""

    gate: Gate
    behind: Behind
    sessions: Sessions
    people: People
    cookie: str

    def knock(
        self,
        headers: Headers,
        *,
        kind: str = "http",
        method: str = "GET",
        path: str = "/",
        client: str = "127.0.0.1",
        messages: Iterable[Any] = (),
    ) -> list[dict[str, Any]]:
        """Return what is sent back. A message that can be called is something that happens."""
        scope = {
            "type": kind,
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
            "client": (client, 5),
        }
        waiting, sent = list(messages), []

        async def receive() -> dict[str, Any]:
            while waiting:
                message = waiting.pop(0)
                if not callable(message):
                    return {"type": "websocket.receive", "bytes": message}
                message()
            return {"type": "websocket.disconnect", "code": 1000}

        async def send(message: Any) -> None:
            sent.append(message)

        # In a thread: Playwright, where it was used before, has a loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, self.gate(scope, receive, send)).result()
        return sent

    def status(self, headers: Headers, **how: Any) -> int:
        """Return the status of an answer."""
        status: int = self.knock(headers, **how)[0]["status"]
        return status


def _door(tmp_path: Path, **asked: Any) -> Door:
    people = People(tmp_path, CHEAP)
    access = granted(Asked(**asked), 8501, has_people=True)
    has_token = access.is_this_machine_only
    sessions = Sessions(tmp_path / "sessions.json", people, has_token=has_token)
    behind = Behind()
    gate = Gate(behind, access, sessions, lambda: access.proxy is None)
    return Door(gate, behind, sessions, people, access.cookie)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """Return the gate of this machine's own address."""
    return _door(tmp_path)


@pytest.fixture
def proxied(tmp_path: Path) -> Door:
    """Return the gate behind a proxy at 10.0.0.5."""
    return _door(tmp_path, proxies=["10.0.0.5"], names=["news.example"])


def _signed_in(door: Door, name: str = "Ada") -> tuple[Headers, str]:
    value = door.sessions.begin(door.people.add(name, WORDS))
    host = "127.0.0.1:8501"
    headers = [("host", host), ("origin", f"http://{host}"), ("cookie", f"{door.cookie}={value}")]
    return headers, value


def _at_proxy(*users: str) -> Headers:
    named = [("x-forwarded-user", user) for user in users]
    return [("host", "news.example"), ("origin", "https://news.example"), *named]


def test_nobody_tells_the_app_who_they_are_in_the_gates_words(door: Door) -> None:
    headers, _ = _signed_in(door)
    for name in (PERSON_HEADER, PERSON_HEADER.upper().lower()):
        assert door.status([*headers, (name, _FORGED)]) == 200
        door.knock([*headers, (name, _FORGED)], kind="websocket", path="/_stcore/stream")

    for scope in door.behind.came:
        said = [value for name, value in scope["headers"] if name.decode() == PERSON_HEADER]
        assert scope[PERSON].actor.untrusted_name == "Ada"
        if scope["type"] == "http":
            assert said == []
        else:
            (only,) = said
            assert json.loads(only)["actor"] == {"untrusted_name": "Ada", "known_by": "sign_in"}


@pytest.mark.parametrize("name", ["host", "origin"])
def test_a_doubled_host_or_origin_is_refused(name: str, door: Door) -> None:
    headers, _ = _signed_in(door)
    doubled = [*headers, (name, "evil.example")]

    assert door.status(doubled, method="POST") in (403, 421)
    assert door.status([(name, "evil.example"), *headers], method="POST") in (403, 421)
    assert door.behind.came == []


def test_a_page_under_another_of_our_names_is_not_this_page(door: Door) -> None:
    headers, _ = _signed_in(door)
    from_localhost = [("origin", "http://localhost:8501"), *headers[:1], *headers[2:]]

    assert door.status(from_localhost, method="POST") == 403


def test_https_in_the_origin_is_another_origin(door: Door) -> None:
    headers, _ = _signed_in(door)
    other = [("origin", "https://127.0.0.1:8501"), *headers[:1], *headers[2:]]

    assert door.status(other, method="POST") == 403


def test_a_cookie_laid_beside_ours_signs_nobody_in_as_somebody_else(door: Door) -> None:
    headers, ada = _signed_in(door)
    bea = door.sessions.begin(door.people.add("Bea", WORDS))
    for both in (f"{door.cookie}={ada}; {door.cookie}={bea}", f"{door.cookie}=x; {door.cookie}="):
        assert door.status([*headers[:2], ("cookie", both)]) == 401
    two = [("cookie", f"{door.cookie}={ada}"), ("cookie", f"{door.cookie}={bea}")]
    assert door.status([*headers[:2], *two]) == 401
    assert door.behind.came == []


@pytest.mark.parametrize("path", ["/wb/uploads", "/_stcore/stream", "/case", "/sign-out"])
def test_the_page_to_sign_in_on_opens_no_other_path(path: str, door: Door) -> None:
    headers = [("host", "127.0.0.1:8501"), ("origin", "http://127.0.0.1:8501")]

    assert door.status([*headers, ("accept", "text/html")], path=path) == 303
    assert door.status(headers, path=path, method="POST") == 401
    assert door.status(headers, path="/sign-in") == 200
    assert door.status(headers, path="/sign-in/") == 401
    assert door.status(headers[:1], path="/sign-in", method="POST") == 403


def test_whoever_does_not_come_from_the_proxy_is_not_answered(proxied: Door) -> None:
    forged = [*_at_proxy("ada"), ("x-forwarded-for", "10.0.0.5"), ("forwarded", "for=10.0.0.5")]
    for client in ("10.0.0.6", "127.0.0.1", "::1", ""):
        assert proxied.status(forged, client=client) == 403
        assert proxied.status(forged, client=client, path="/_stcore/health") == 403
        refused = proxied.knock(forged, kind="websocket", client=client)
        assert refused[0]["type"] == "websocket.close"
    assert proxied.behind.came == []


def test_who_the_proxy_names_is_who_it_is(proxied: Door) -> None:
    for named in ("ada@news.example", "L\u00e9a".encode().decode("latin-1")):
        assert proxied.status(_at_proxy(named), client="10.0.0.5") == 200

    actors = [scope[PERSON].actor for scope in proxied.behind.came]
    assert [(one.untrusted_name, one.known_by) for one in actors] == [
        ("ada@news.example", "proxy"),
        ("L\u00e9a", "proxy"),
    ]


@pytest.mark.parametrize(
    "named",
    [(), ("",), (" ",), ("ada", "bea"), ("ada", "ada"), ("a\u0000da",), ("\xe9",), ("x" * 201,)],
)
def test_a_proxy_that_names_nobody_or_two_lets_nobody_in(
    named: tuple[str, ...], proxied: Door
) -> None:
    assert proxied.status(_at_proxy(*named), client="10.0.0.5") == 401
    assert proxied.behind.came == []


def test_a_header_that_only_looks_like_the_proxys_names_nobody(proxied: Door) -> None:
    headers = [("host", "news.example"), ("x_forwarded_user", "ada"), ("x-forwarded-user ", "ada")]

    assert proxied.status(headers, client="10.0.0.5") == 401


def test_no_cookie_counts_behind_a_proxy(proxied: Door) -> None:
    value = proxied.sessions.begin(proxied.people.add("Ada", WORDS))
    headers = [("host", "news.example"), ("cookie", f"{proxied.cookie}={value}")]

    assert proxied.status(headers, client="10.0.0.5") == 401


def test_behind_a_proxy_its_name_is_the_only_one(proxied: Door) -> None:
    for host in ("127.0.0.1:8501", "localhost:8501", "news.example:8501", "10.0.0.5"):
        headers = [
            ("host", host),
            ("x-forwarded-user", "ada"),
            ("x-forwarded-host", "news.example"),
        ]
        assert proxied.status(headers, client="10.0.0.5") == 421


def test_without_a_proxy_its_headers_mean_nothing(door: Door) -> None:
    headers = [
        ("host", "127.0.0.1:8501"),
        ("x-forwarded-user", "ada"),
        ("x-forwarded-for", "10.0.0.5"),
        ("x-forwarded-host", "127.0.0.1:8501"),
        ("x-forwarded-proto", "https"),
    ]
    assert door.status(headers) == 401
    wrong_host = [("host", "evil.example"), *headers[1:]]
    assert door.status(wrong_host) == 421


@pytest.mark.parametrize("what", ["signed out", "removed", "new password"])
def test_an_open_page_ends_with_the_session(what: str, door: Door) -> None:
    headers, value = _signed_in(door)

    def end() -> None:
        if what == "signed out":
            door.sessions.end(value)
        elif what == "removed":
            door.people.remove("Ada")
        else:
            door.people.give_password("Ada", WORDS[::-1])

    sent = door.knock(
        headers, kind="websocket", path="/_stcore/stream", messages=[b"before", end, b"after"]
    )

    assert [one["bytes"] for one in door.behind.heard] == [b"before"]
    assert sent == [
        {"type": "websocket.send", "bytes": b"answer"},
        {"type": "websocket.close", "code": 4403},
    ]


def test_what_is_still_being_drawn_reaches_nobody_who_was_signed_out(door: Door) -> None:
    headers, value = _signed_in(door)

    class Drawing(Behind):
        async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
            await send({"type": "websocket.send", "bytes": b"first"})
            door.sessions.end(value)
            await send({"type": "websocket.send", "bytes": b"second"})
            await send({"type": "websocket.send", "bytes": b"third"})

    door.gate._app = Drawing()
    sent = door.knock(headers, kind="websocket", path="/_stcore/stream")

    assert [one["type"] for one in sent] == ["websocket.send", "websocket.close"]


def test_somebody_elsewhere_is_not_told_where_our_files_lie(tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path)
    door = _door(tmp_path, address="192.0.2.7", tls_certificate=certificate, tls_key=key)
    headers, _ = _signed_in(door)
    headers[0] = ("host", "192.0.2.7:8501")
    assert door.status(headers) == 200
    (tmp_path / "people.json").write_text("broken")

    start, body = door.knock(headers)

    assert start["status"] == 500
    assert str(tmp_path).encode() not in body["body"]
    assert b"whoever runs this server" in body["body"]
