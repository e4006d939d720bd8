"""`verify people`: who may sign in, said on the command line; and what `verify ui` refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from tests.passwords import CHEAP, WORDS
from verify.cli import main
from verify.workbench.people import People

Tell = Callable[..., click.testing.Result]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Return what calls `verify` on a home, with words on its standard input."""

    def call(*arguments: str, said: str = "") -> click.testing.Result:
        home = ["--home", str(tmp_path)]
        return click.testing.CliRunner().invoke(main, [*arguments, *home], input=said)

    return call


def test_somebody_is_added_listed_and_removed(tell: Tell, tmp_path: Path) -> None:
    added = tell("people", "add", "Léa", said=f"{WORDS}\n")
    assert (added.exit_code, added.stderr) == (0, "Léa can sign in, as admin.\n")
    assert People(tmp_path).admitted("Léa", WORDS) is not None

    listed = json.loads(tell("people", "list", "--json").stdout)
    assert [one["name"] for one in listed["people"]] == ["Léa"]
    assert "Léa" in tell("people", "list").stdout

    assert tell("people", "remove", "léa").exit_code == 0
    assert "Nobody" in tell("people", "list").stderr


def test_a_new_password_holds_at_once(tell: Tell, tmp_path: Path) -> None:
    People(tmp_path, CHEAP).add("Ada", WORDS)

    changed = tell("people", "password", "ada", said=f"{WORDS[::-1]}\n")

    assert changed.exit_code == 0
    assert People(tmp_path).admitted("Ada", WORDS[::-1]) is not None


@pytest.mark.parametrize(
    ("call", "said", "problem"),
    [
        (("add", "Ada"), "short\n", "12 to 1,024 characters"),
        (("add", "Ada"), "", "12 to 1,024 characters"),
        (("add", "A\u202eda"), f"{WORDS}\n", "cannot be a person's name"),
        (("password", "Ada"), f"{WORDS}\n", "Nobody here is called 'Ada'"),
        (("remove", "Ada"), "", "Nobody here is called 'Ada'"),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(
    call: tuple[str, ...], said: str, problem: str, tell: Tell, tmp_path: Path
) -> None:
    result = tell("people", *call, said=said)

    assert result.exit_code == 2
    assert problem in result.stderr
    assert "\u202e" not in result.stderr
    assert not (tmp_path / "people.json").exists()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--address", "0.0.0.0"), "verify people add NAME"),
        (("--address", "0.0.0.0", "--trust-proxy", "10.0.0.5"), "--host NAME is missing"),
        (("--user-header", "X-User"), "anybody could send it"),
        (("--tls-cert", "none.pem"), "--tls-key FILE is missing"),
    ],
)
def test_what_would_not_be_safe_is_not_served(
    options: tuple[str, ...], problem: str, tell: Tell
) -> None:
    result = tell("ui", *options)

    assert result.exit_code == 2
    assert problem in result.stderr
