"""Sign-in works once, sessions outlive a restart, and their file opens nothing."""

from pathlib import Path

import pytest

from ui import sessions as module
from ui.sessions import Sessions


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sessions.json"


def test_a_token_opens_one_session(file: Path) -> None:
    sessions = Sessions(file)
    token = sessions.token

    assert sessions.sign_in("guess") is None
    value = sessions.sign_in(token)
    assert value is not None
    assert sessions.owner(value) is not None
    assert sessions.sign_in(token) is None


def test_an_open_page_finds_its_way_back_after_a_restart(file: Path) -> None:
    before = Sessions(file)
    value = before.sign_in(before.token)
    assert value is not None

    after = Sessions(file)

    assert after.owner(value) == before.owner(value)
    assert after.token != before.token


def test_who_reads_the_file_cannot_sign_in_with_it(file: Path) -> None:
    sessions = Sessions(file)
    value = sessions.sign_in(sessions.token)
    assert value is not None
    digest = sessions.owner(value)
    assert digest is not None

    assert value not in file.read_text()
    assert sessions.owner(digest) is None
    assert file.stat().st_mode & 0o077 == 0


def test_a_session_ends_after_a_week(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(file)
    value = sessions.sign_in(sessions.token)
    assert value is not None
    now_s = module.time.time()

    monkeypatch.setattr(module.time, "time", lambda: now_s + 8 * 24 * 3600)

    assert sessions.owner(value) is None


def test_two_servers_of_one_home_keep_each_others_sessions(file: Path) -> None:
    one, other = Sessions(file), Sessions(file)
    values = [sessions.sign_in(sessions.token) for sessions in (one, other)]

    after = Sessions(file)

    assert all(value is not None and after.owner(value) is not None for value in values)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff"])
def test_a_file_that_cannot_be_read_costs_a_new_sign_in_and_no_more(
    content: bytes, file: Path
) -> None:
    file.write_bytes(content)
    sessions = Sessions(file)

    assert sessions.sign_in(sessions.token) is not None
