"""People who sign in over TLS, or at a proxy: over the wire, to the real server."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.passwords import CHEAP, WORDS
from tests.ui.conftest import Answer, Served, add_clip, free_port, serving
from verify.domain.roles import Role
from verify.workbench.house_rules import HouseRules
from verify.workbench.people import People

_ANNOUNCED = {"untrusted_name": "a.mp4", "size_bytes": 5, "changed_ms": 1}


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve behind a proxy at 127.0.0.2; everybody else comes from 127.0.0.1."""
    home, port = tmp_path_factory.mktemp("proxied"), free_port()
    HouseRules(home).set(unknown_role=Role.JOURNALIST)
    with serving(home, port, proxies=["127.0.0.2"], names=["news.example"]) as link:
        assert link == "https://news.example/"
        ours = {"Host": "news.example", "Origin": "https://news.example"}
        yield Served(port, home, link, ours=ours)


def _send_form(served: Served, headers: dict[str, str] | None = None, **fields: str) -> Answer:
    sent = served.ours | {"Content-Type": "application/x-www-form-urlencoded"} | (headers or {})
    return served.ask("POST", "/sign-in", sent, urlencode(fields).encode(), signed_in=False)


def _signed_in(served: Served, name: str) -> Served:
    answer = _send_form(served, name=name, password=WORDS)
    assert answer.status == 303
    return replace(served, cookie=answer.headers["set-cookie"].partition(";")[0])


def test_who_is_not_signed_in_is_led_to_the_form_and_back(newsroom: Served) -> None:
    asked = newsroom.ask("GET", "/case?case=7&part=For+anybody", {"Accept": "text/html"})
    assert asked.status == 303
    form = newsroom.ask("GET", asked.headers["location"])

    assert form.status == 200
    (goal,) = re.findall(r'name="to" value="([^"]*)"', form.body.decode())
    assert goal == "/case?case=7&amp;part=For+anybody"
    sent = _send_form(newsroom, name="ada", password=WORDS, to=goal.replace("&amp;", "&"))
    assert sent.headers["location"] == "/case?case=7&part=For+anybody"


def test_the_form_runs_nothing_and_sends_to_nobody_else(newsroom: Served) -> None:
    headers = newsroom.ask("GET", "/sign-in").headers

    policy = headers["content-security-policy"]
    assert "script" not in policy
    assert policy.startswith("default-src 'none'")
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "goal",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%2f/evil.example",
        "javascript:alert(1)",
        "/case\r\nSet-Cookie: a=b",
        "/wb/uploads",
        "evil",
        "",
    ],
)
def test_sign_in_leads_to_no_other_place(goal: str, newsroom: Served) -> None:
    answer = _send_form(newsroom, name="Ada", password=WORDS, to=goal)

    assert answer.status == 303
    assert answer.headers["location"] == "/"


def test_the_cookie_is_for_this_host_and_tls_and_out_of_scripts_reach(newsroom: Served) -> None:
    kept = _send_form(newsroom, name="Ada", password=WORDS).headers["set-cookie"]

    assert kept.startswith(f"__Host-verify_session_{newsroom.port}=")
    words = {one.strip().lower() for one in kept.split(";")[1:]}
    assert words == {"httponly", "secure", "samesite=lax", "path=/"}


@pytest.mark.parametrize(
    ("name", "password"), [("Ada", WORDS[:-1]), ("Nobody", WORDS), ("<b>", WORDS), ("x" * 500, "y")]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    name: str, password: str, newsroom: Served
) -> None:
    answer = _send_form(newsroom, name=name, password=password)

    assert answer.status == 403
    assert b"Name or password is wrong." in answer.body
    assert "set-cookie" not in answer.headers
    assert b"<b>" not in answer.body
    assert password.encode() not in answer.body or password == "y"


def test_a_form_without_its_fields_or_too_long_is_said(newsroom: Served) -> None:
    assert _send_form(newsroom, name="Ada").status == 400
    assert _send_form(newsroom, password=WORDS).status == 400
    assert _send_form(newsroom, name="Ada", password="x" * 20_000).status == 400
    assert _send_form(newsroom, None, **dict.fromkeys("abcdefghi", "x")).status == 400


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "none"}]
)
def test_a_page_of_others_signs_nobody_in(headers: dict[str, str], newsroom: Served) -> None:
    answer = _send_form(newsroom, headers, name="Ada", password=WORDS)

    assert answer.status == 403
    assert "set-cookie" not in answer.headers


def test_a_session_that_a_browser_came_with_is_not_taken_over(newsroom: Served) -> None:
    planted = f"__Host-verify_session_{newsroom.port}=planted"
    answer = _send_form(newsroom, {"Cookie": planted}, name="Ada", password=WORDS)

    assert "planted" not in answer.headers["set-cookie"]
    assert newsroom.ask("GET", "/", {"Cookie": planted}).status == 401
    bea = _signed_in(newsroom, "Bea")
    assert _send_form(newsroom, {"Cookie": bea.cookie}, name="Ada", password=WORDS).status == 303
    assert bea.ask("GET", "/").status == 401


def test_no_token_opens_a_server_that_others_reach(newsroom: Served) -> None:
    assert newsroom.ask("GET", "/?token=x").status == 401


def test_the_page_to_leave_on_ends_the_session(newsroom: Served) -> None:
    ada = _signed_in(newsroom, "Ada")
    assert b"You are Ada." in ada.ask("GET", "/sign-out").body
    assert ada.ask("POST", "/sign-out", {"Origin": "https://evil.example"}, b"").status == 403
    assert ada.ask("GET", "/").status == 200

    left = ada.ask("POST", "/sign-out", ada.ours, b"")

    assert left.status == 303
    assert "Max-Age=0" in left.headers["set-cookie"]
    assert ada.ask("GET", "/").status == 401


def test_an_upload_is_its_persons_own(newsroom: Served) -> None:
    ada, bea = _signed_in(newsroom, "Ada"), _signed_in(newsroom, "Bea")
    announced = json.dumps(_ANNOUNCED).encode()
    begun = json.loads(ada.ask("POST", "/wb/uploads", ada.ours, announced).body)
    place = f"/wb/uploads/{begun['id']}"
    assert ada.ask("PUT", place, ada.ours | {"X-Offset": "0"}, b"abc").status == 204

    forged = json.dumps({"key": "account", "actor": {"untrusted_name": "A", "known_by": "none"}})
    for headers in ({}, {"X-Verify-Person": forged}, {"X-Forwarded-User": "Ada"}):
        assert bea.ask("HEAD", place, headers).status == 404
        slice_of_hers = bea.ours | headers | {"X-Offset": "3"}
        assert bea.ask("PUT", place, slice_of_hers, b"de").status == 404
        assert bea.ask("POST", f"{place}/finish", bea.ours | headers, b"").status == 404
    hers = json.loads(bea.ask("POST", "/wb/uploads", bea.ours, announced).body)
    assert hers["id"] != begun["id"]
    again = _signed_in(newsroom, "Ada")
    resumed = json.loads(again.ask("POST", "/wb/uploads", again.ours, announced).body)
    assert resumed == {"id": begun["id"], "offset": 3}


def test_who_guesses_has_to_wait(newsroom: Served) -> None:
    people = People(newsroom.home, CHEAP)
    people.add("Guessed", WORDS)
    answers = [_send_form(newsroom, name="guessed", password=f"{n}") for n in range(11)]

    assert [one.status for one in answers] == [403] * 10 + [429]
    assert b"Too many wrong passwords" in answers[-1].body
    assert 0 < int(answers[-1].headers["retry-after"]) <= 300
    assert _send_form(newsroom, name="Guessed", password=WORDS).status == 429
    assert _send_form(newsroom, name="Ada", password=WORDS).status == 303


def test_tls_is_spoken_and_nothing_else(newsroom: Served) -> None:
    with pytest.raises(ConnectionResetError):
        replace(newsroom, tls=None).ask("GET", "/sign-in")


def test_whoever_only_says_to_come_from_the_proxy_is_refused(proxied: Served) -> None:
    named = proxied.ours | {"X-Forwarded-User": "ada", "Accept": "text/html"}
    for forged in (
        {},
        {"X-Forwarded-For": "127.0.0.2"},
        {"X-Forwarded-For": "127.0.0.2, 127.0.0.1"},
        {"Forwarded": "for=127.0.0.2"},
        {"X-Real-IP": "127.0.0.2"},
    ):
        answer = proxied.ask("GET", "/", named | forged)
        assert answer.status == 403
        assert b"its proxy only" in answer.body


def test_through_the_proxy_come_those_whom_it_names(proxied: Served) -> None:
    proxy = replace(proxied, comes_from="127.0.0.2")
    clip = add_clip(proxied.home, None)
    named = proxy.ours | {"X-Forwarded-User": "ada@news.example", "X-Forwarded-For": "10.1.1.1"}

    assert proxy.ask("GET", "/", named).status == 200
    assert proxy.ask("GET", f"/wb/clips/{clip}/hashes.csv", named).status == 404
    assert b"says the proxy" in proxy.ask("GET", "/sign-out", named).body
    unnamed = proxy.ask("GET", "/", proxy.ours | {"Accept": "text/html"})
    assert unnamed.status == 401
    assert b"x-forwarded-user" in unnamed.body
    assert proxy.ask("GET", "/sign-in", proxy.ours).status == 401
    begun = proxy.ask("POST", "/wb/uploads", named, json.dumps(_ANNOUNCED).encode())
    place = f"/wb/uploads/{json.loads(begun.body)['id']}"
    assert proxy.ask("HEAD", place, named).status == 200
    assert proxy.ask("HEAD", place, named | {"X-Forwarded-User": "bea@news.example"}).status == 404


def test_the_websocket_takes_the_proxys_word_and_nobody_elses(proxied: Served) -> None:
    upgrade = proxied.ours | {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    named = upgrade | {"X-Forwarded-User": "ada"}
    proxy = replace(proxied, comes_from="127.0.0.2")

    assert proxy.ask("GET", "/_stcore/stream", named).status == 101
    assert proxy.ask("GET", "/_stcore/stream", upgrade).status == 403
    assert proxied.ask("GET", "/_stcore/stream", named).status == 403
    cross = named | {"Origin": "https://evil.example"}
    assert proxy.ask("GET", "/_stcore/stream", cross).status == 403


def test_comfort_files_and_people_are_for_the_owner_of_the_home_only(newsroom: Served) -> None:
    _signed_in(newsroom, "Ada")
    for name in ("people.json", "sessions.json"):
        assert (newsroom.home / name).stat().st_mode & 0o077 == 0
    assert Path(newsroom.home / "comfort").stat().st_mode & 0o077 == 0
