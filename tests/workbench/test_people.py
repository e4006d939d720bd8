"""Passwords are kept as scrypt makes them, names are not to be mixed up, and nothing is lost."""

import json
import threading
from pathlib import Path

import pytest

from tests.passwords import CHEAP, WORDS
from verify.domain.people import (
    KnownPersonError,
    PasswordLengthError,
    PersonNameError,
    UnknownPersonError,
)
from verify.domain.roles import Role
from verify.workbench.desk import Comfort, Desk
from verify.workbench.desk_errors import NotAtThisMachineError
from verify.workbench.kept_records import UnreadableRecordsError
from verify.workbench.people import People, at_a_proxy


@pytest.fixture
def people(tmp_path: Path) -> People:
    return People(tmp_path / "home", CHEAP)


def test_who_was_added_is_admitted_with_their_password_only(people: People) -> None:
    people.add("Léa", WORDS)
    people.add("Samira", f"{WORDS} other")

    admitted = people.admitted("Léa", WORDS)

    assert admitted is not None
    assert admitted.person.actor.untrusted_name == "Léa"
    assert admitted.person.actor.known_by == "sign_in"
    for name, password in (("Léa", WORDS[:-1]), ("Samira", WORDS), ("nobody", WORDS), ("Léa", "")):
        assert people.admitted(name, password) is None


@pytest.mark.parametrize("typed", ["le\u0301a", "LÉA", "\uff2c\u00c9\uff21"])
def test_a_name_is_the_same_however_it_is_typed(typed: str, people: People) -> None:
    people.add("Léa", WORDS)

    assert people.admitted(typed, WORDS) is not None
    with pytest.raises(KnownPersonError, match="There is Léa already"):
        people.add(typed.strip(), WORDS)


@pytest.mark.parametrize(
    "name", ["", " ", " Ada", "Ada ", "x" * 65, "Ada\n", "A\u202eda", "A\u200bda", "\ud800"]
)
def test_a_name_that_would_mislead_is_refused(name: str, people: People) -> None:
    with pytest.raises(PersonNameError, match="cannot be a person's name"):
        people.add(name, WORDS)


@pytest.mark.parametrize("password", ["", "short", "x" * 1025])
def test_a_password_is_neither_short_nor_endless(password: str, people: People) -> None:
    with pytest.raises(PasswordLengthError, match="12 to 1,024 characters"):
        people.add("Ada", password)
    assert people.signed_up() == []


def test_the_file_is_for_its_owner_only_and_holds_no_password(
    people: People, tmp_path: Path
) -> None:
    people.add("Ada", WORDS)
    people.add("Bea", WORDS)
    file = tmp_path / "home" / "people.json"

    assert file.stat().st_mode & 0o077 == 0
    assert WORDS not in file.read_text()
    records = json.loads(file.read_text()).values()
    assert len({record["secret"]["digest"] for record in records}) == 2


def test_the_usual_cost_is_one_that_owasp_names_and_reads_back(tmp_path: Path) -> None:
    people = People(tmp_path)
    people.add("Ada", WORDS)

    (record,) = json.loads((tmp_path / "people.json").read_text()).values()

    assert record["secret"]["cost"] == {"blocks": 32768, "block_size": 8, "passes": 3}
    assert People(tmp_path, CHEAP).admitted("Ada", WORDS) is not None


def test_a_new_password_replaces_the_old_one_and_keeps_who_it_is(people: People) -> None:
    before = people.add("Ada", WORDS)

    people.give_password("ada", WORDS[::-1])

    assert people.admitted("Ada", WORDS) is None
    after = people.admitted("Ada", WORDS[::-1])
    assert after is not None
    assert after.person == before.person
    assert after.password_id != before.password_id


def test_who_comes_back_under_a_removed_name_is_another_person(people: People) -> None:
    before = people.add("Ada", WORDS)
    people.remove("Ada")
    assert people.admitted("Ada", WORDS) is None

    after = people.add("Ada", WORDS)

    assert after.person.key != before.person.key


def test_nobody_of_a_name_is_said(people: People) -> None:
    for call in (people.remove, people.named, lambda name: people.give_password(name, WORDS)):
        with pytest.raises(UnknownPersonError, match="Nobody here is called 'Ada'"):
            call("Ada")


def test_another_process_sees_a_change_at_once(people: People, tmp_path: Path) -> None:
    other = People(tmp_path / "home", CHEAP)
    assert other.signed_up() == []

    people.add("Ada", WORDS)
    assert [one.name for one in other.signed_up()] == ["Ada"]
    other.add("bea", WORDS, Role.ADMIN)
    people.remove("Ada")

    assert [one.name for one in other.signed_up()] == ["bea"]


def test_many_at_once_lose_nobody(people: People) -> None:
    names = [f"Person {number}" for number in range(12)]
    threads = [threading.Thread(target=people.add, args=(name, WORDS)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one.name for one in people.signed_up()) == sorted(names)


def test_a_list_of_people_that_cannot_be_read_is_said_and_not_written_over(
    people: People, tmp_path: Path
) -> None:
    people.add("Ada", WORDS)
    file = tmp_path / "home" / "people.json"
    file.write_bytes(b"[]")

    with pytest.raises(UnreadableRecordsError, match="cannot be read"):
        people.add("Bea", WORDS)
    with pytest.raises(UnreadableRecordsError, match="cannot be read"):
        people.admitted("Ada", WORDS)
    assert file.read_bytes() == b"[]"


def test_comfort_is_each_persons_own(people: People, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "home")
    ada = desk.worked_at_by(people.add("Ada", WORDS).person)
    bea = desk.worked_at_by(at_a_proxy("bea@news.example"))

    ada.set_comfort(Comfort(blur=True))

    assert ada.comfort() == Comfort(blur=True)
    assert bea.comfort() == desk.comfort() == Comfort()


def test_only_the_account_of_a_machine_allows_decoding_without_walls_there(
    people: People, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "home")
    ada = desk.worked_at_by(people.add("Ada", WORDS).person)

    with pytest.raises(NotAtThisMachineError, match="at the machine itself"):
        ada.allow_weak_sandbox(allowed=True)

    ada.allow_weak_sandbox(allowed=False)
    desk.allow_weak_sandbox(allowed=True)


def test_comfort_from_before_there_were_people_is_that_of_this_account(
    people: People, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "comfort.json").write_text('{"grey": true}')

    desk = Desk(home)

    assert desk.comfort() == Comfort(grey=True)
    assert desk.worked_at_by(people.add("Ada", WORDS).person).comfort() == Comfort()
