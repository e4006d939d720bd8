"""Sign-in works once, sessions outlive a restart, and their file opens nothing."""

import json
import time
from pathlib import Path

import pytest

from tests.passwords import CHEAP, WORDS
from ui.sessions import Sessions
from verify.workbench.people import People


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sessions.json"


@pytest.fixture
def people(tmp_path: Path) -> People:
    return People(tmp_path, CHEAP)


def test_a_token_opens_one_session(file: Path, people: People) -> None:
    sessions = Sessions(file, people)
    token = sessions.token

    assert sessions.sign_in("guess") is None
    value = sessions.sign_in(token)
    assert value is not None
    person = sessions.person(value)
    assert person is not None
    assert person.actor.known_by == "system_account"
    assert sessions.sign_in(token) is None


def test_an_open_page_finds_its_way_back_after_a_restart(file: Path, people: People) -> None:
    before = Sessions(file, people)
    value = before.sign_in(before.token)
    assert value is not None

    after = Sessions(file, people)

    assert after.person(value) == before.person(value) is not None
    assert after.token != before.token


def test_who_reads_the_file_cannot_sign_in_with_it(file: Path, people: People) -> None:
    sessions = Sessions(file, people)
    value = sessions.sign_in(sessions.token)
    assert value is not None

    assert value not in file.read_text()
    (digest,) = json.loads(file.read_text())
    assert sessions.person(digest) is None
    assert file.stat().st_mode & 0o077 == 0


def test_a_session_ends_after_a_week(
    file: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = Sessions(file, people)
    value = sessions.sign_in(sessions.token)
    assert value is not None
    now_s = time.time()

    monkeypatch.setattr(time, "time", lambda: now_s + 8 * 24 * 3600)

    assert sessions.person(value) is None


def test_two_servers_of_one_home_keep_each_others_sessions(file: Path, people: People) -> None:
    one, other = Sessions(file, people), Sessions(file, people)
    values = [sessions.sign_in(sessions.token) for sessions in (one, other)]

    after = Sessions(file, people)

    assert all(value is not None and after.person(value) is not None for value in values)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"0": 12.5}'])
def test_a_file_that_cannot_be_read_costs_a_new_sign_in_and_no_more(
    content: bytes, file: Path, people: People
) -> None:
    file.write_bytes(content)
    sessions = Sessions(file, people)

    value = sessions.sign_in(sessions.token)
    assert value is not None
    assert sessions.person(value) is not None


def test_a_session_is_that_of_the_person_who_signed_in(file: Path, people: People) -> None:
    sessions = Sessions(file, people)
    ada, bea = people.add("Ada", WORDS), people.add("Bea", WORDS)

    values = [sessions.begin(one) for one in (ada, bea, ada)]

    assert len(set(values)) == 3
    assert [sessions.person(value) for value in values] == [ada.person, bea.person, ada.person]


def test_who_signs_out_is_signed_out_at_every_server_of_the_home(
    file: Path, people: People
) -> None:
    one, other = Sessions(file, people), Sessions(file, people)
    ada = people.add("Ada", WORDS)
    here, there = one.begin(ada), other.begin(ada)
    assert other.person(here) == ada.person

    one.end(here)

    assert other.person(here) is None
    assert one.person(there) == ada.person
    other.begin(ada)
    assert one.person(here) is None


def test_sessions_end_with_the_person_and_with_their_password(file: Path, people: People) -> None:
    sessions = Sessions(file, people)
    ada, bea = (sessions.begin(people.add(name, WORDS)) for name in ("Ada", "Bea"))

    people.give_password("Ada", WORDS[::-1])
    assert sessions.person(ada) is None
    assert sessions.person(bea) is not None
    people.remove("Bea")
    people.add("Bea", WORDS)

    assert sessions.person(bea) is None


def test_where_there_is_no_token_this_account_has_no_session_either(
    file: Path, people: People
) -> None:
    on_this_machine = Sessions(file, people)
    value = on_this_machine.sign_in(on_this_machine.token)
    assert value is not None

    in_the_network = Sessions(file, people, has_token=False)

    assert in_the_network.sign_in(in_the_network.token) is None
    assert in_the_network.person(value) is None
