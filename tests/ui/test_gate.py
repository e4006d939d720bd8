"""Nothing passes the gate without a session, under another name, or for another site's page."""

from pathlib import Path

import pytest

from tests.ui.conftest import Served
from verify.domain.errors import BadParameterError

_PATHS = [
    ("GET", "/"),
    ("GET", "/clip"),
    ("GET", "/static/js/none.js"),
    ("GET", "/_stcore/host-config"),
    ("GET", "/_stcore/stream"),
    ("POST", "/_stcore/agent/interact"),
    ("GET", "/media/x"),
    ("POST", "/wb/uploads"),
    ("PUT", "/wb/uploads/" + "0" * 32),
    ("HEAD", "/wb/uploads/" + "0" * 32),
    ("GET", "/wb/clips/" + "0" * 16 + "/report.html"),
    ("GET", "/nowhere"),
]
_UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.mark.parametrize(("method", "path"), _PATHS)
def test_without_a_session_every_path_is_closed(method: str, path: str, person: Served) -> None:
    for cookie in ("", f"verify_session_{person.port}=guess", "verify_session_1=x; broken="):
        answer = person.ask(method, path, {"Cookie": cookie, **person.ours})
        assert answer.status == 401
        assert method == "HEAD" or b"verify ui" in answer.body


def test_only_the_health_check_is_open(served: Served) -> None:
    assert served.ask("GET", "/_stcore/health", signed_in=False).status == 200


def test_the_printed_address_works_once(person: Served) -> None:
    again = person.ask("GET", person.link.partition(str(person.port))[2], signed_in=False)

    assert again.status == 401
    assert "set-cookie" not in again.headers


def test_who_signed_in_may_follow_the_old_address(person: Served) -> None:
    answer = person.ask("GET", "/?token=used")

    assert answer.status == 303
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("clip", "goal"),
    [("0123456789abcdef", "/clip?clip=0123456789abcdef"), ("//evil.example", "/"), ("0", "/")],
)
def test_the_address_may_lead_to_a_clip_and_nowhere_else(
    clip: str, goal: str, person: Served
) -> None:
    answer = person.ask("GET", f"/?token=used&clip={clip}")

    assert answer.headers["location"] == goal


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "[::1]", ""])
def test_another_name_for_this_machine_is_refused(host: str, person: Served) -> None:
    for path in ("/", "/_stcore/health", "/wb/clips/x/report.html"):
        assert person.ask("GET", path, {"Host": host}).status in (400, 421)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "OURS", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "OURS", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_write_or_websocket_for_another_page_is_refused(
    headers: dict[str, str], person: Served
) -> None:
    sent = {name: value.replace("OURS", person.ours["Origin"]) for name, value in headers.items()}

    assert person.ask("POST", "/wb/uploads", sent, b"{}").status == 403
    assert person.ask("GET", "/_stcore/stream", sent | _UPGRADE).status == 403


def test_our_own_page_gets_its_websocket(person: Served) -> None:
    assert person.ask("GET", "/_stcore/stream", person.ours | _UPGRADE).status == 101


def test_a_websocket_without_a_session_is_refused(person: Served) -> None:
    headers = person.ours | _UPGRADE | {"Cookie": ""}
    assert person.ask("GET", "/_stcore/stream", headers).status == 403


def test_every_answer_carries_the_policies(person: Served, clip: str) -> None:
    for path in ("/", "/nowhere", f"/wb/clips/{clip}/hashes.csv", "/_stcore/health"):
        headers = person.ask("GET", path).headers
        policy = headers["content-security-policy"]
        assert "unsafe-eval" not in policy
        assert "connect-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_another_address_than_loopback_is_refused_in_one_sentence(tmp_path: Path) -> None:
    from ui.access import Asked
    from ui.server import serve  # Here: collecting the tests would load the server.

    with pytest.raises(BadParameterError, match="serves this machine only"):
        serve(tmp_path, asked=Asked(address="0.0.0.0"), on_ready=print)


@pytest.mark.parametrize("others", ['prefs={"a": 1, "b": [2]}', "x y=1", 'half="open', "=; ;"])
def test_cookies_of_other_servers_on_this_machine_lock_nobody_out(
    others: str, person: Served
) -> None:
    for cookie in (f"{others}; {person.cookie}", f"{person.cookie}; {others}"):
        assert person.ask("GET", "/", {"Cookie": cookie}).status == 200
