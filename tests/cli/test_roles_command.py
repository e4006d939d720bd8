"""Roles and private cases on the command line: given, shown, and kept to under a person's name."""

import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from tests.passwords import CHEAP, WORDS
from verify.cli import main
from verify.domain.roles import Role
from verify.workbench.people import People

Tell = Callable[..., click.testing.Result]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Return what calls `verify` on a home where Ada, Jo and Vi sign in."""
    people = People(tmp_path, CHEAP)
    for name, role in {"Ada": Role.ADMIN, "Jo": Role.JOURNALIST, "Vi": Role.VIEWER}.items():
        people.add(name, WORDS, role)

    def call(*arguments: str, said: str = "") -> click.testing.Result:
        home = ["--home", str(tmp_path)]
        return click.testing.CliRunner().invoke(main, [*arguments, *home], input=said)

    return call


def test_roles_are_given_and_listed_and_an_admin_stays(tell: Tell) -> None:
    added = tell("people", "add", "Ed", "--role", "editor", said=f"{WORDS}\n")
    assert added.stderr == "Ed can sign in, as editor.\n"
    assert tell("people", "add", "bea@news.example", "--at-proxy").exit_code == 0
    assert tell("people", "role", "vi", "journalist").stderr == "Vi is journalist now.\n"

    listed = json.loads(tell("people", "list", "--json").stdout)["people"]
    roles = {one["name"]: (one["role"], one["signs_in"]) for one in listed}
    assert roles["Vi"] == ("journalist", "password")
    assert roles["bea@news.example"] == ("journalist", "proxy")
    for deed in (("role", "Ada", "viewer"), ("remove", "Ada")):
        refused = tell("people", *deed)
        assert refused.exit_code == 2
        assert "Without Ada as admin there would be none" in refused.stderr


def test_the_rules_of_the_house_are_shown_and_set(tell: Tell) -> None:
    assert tell("people", "rules").stdout == "New cases     shared\nUnknown role  viewer\n"
    tell("people", "rules", "--new-cases", "private", "--unknown-role", "journalist")

    shown = json.loads(tell("people", "rules", "--json").stdout)
    assert shown == {"new_cases": "private", "unknown_role": "journalist"}


def test_under_a_persons_name_no_more_is_done_than_their_role_allows(tell: Tell) -> None:
    opened = tell("case", "new", "Strike", "--as", "Jo", "--json")
    case_id = json.loads(opened.stdout)["case_id"]

    refused = tell("case", "note", case_id, "x", "--as", "Vi")
    assert refused.exit_code != 0
    assert "takes the role journalist; yours is viewer" in refused.stderr
    closed = tell("case", "close", case_id, "--reason", "x", "--as", "Jo")
    assert "takes the role editor; yours is journalist" in closed.stderr
    assert tell("case", "close", case_id, "--reason", "x").exit_code == 0
    assert tell("case", "note", case_id, "x", "--as", "somebody else").exit_code == 0


def test_a_case_is_made_private_shared_and_people_are_invited(tell: Tell) -> None:
    case_id = json.loads(tell("case", "new", "Strike", "--as", "Jo", "--json").stdout)["case_id"]
    assert tell("case", "private", case_id, "--as", "Jo").stdout == (
        f"Case {case_id} is private: seen by Jo, editors and admins.\n"
    )
    assert "is private: its owner" in tell("case", "show", case_id, "--as", "Vi").stderr
    assert "Strike" not in tell("case", "list", "--as", "Vi").stdout

    invited = json.loads(tell("case", "invite", case_id, "Vi", "--json").stdout)
    assert invited == {"case_id": case_id, "is_private": True, "admitted": ["Jo", "Vi"]}
    assert "Strike" in tell("case", "show", case_id, "--as", "Vi").stdout
    tell("case", "invite", case_id, "Vi", "--take-back")
    assert "Strike" not in tell("case", "list", "--as", "Vi").stdout
    assert "everybody who signs in" in tell("case", "share", case_id, "--as", "Jo").stdout
    assert "Strike" in tell("case", "list", "--as", "Vi").stdout
