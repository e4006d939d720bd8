"""No text of ours judges: machines find, people decide. Holds for every word that can be printed.

Looks at all strings in the code but those that nobody is shown, at the help of commands and
options, at the pages' templates and scripts. The words of a case's verdict are a person's.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click

from tests.conftest import REPOSITORY
from verify.cli import main as verify_command

# Names of an option, --keep-original, and of a command, verify archive original, are no words on
# footage; their help says what is kept.
_COMMAND = "original"
_JUDGING = re.compile(
    r"\b(?<!--keep-)(?<!verify archive )"
    r"(verified|authentic\w*|genuine\w*|fake[ds]?|prove[sn]?|confirms that|originals?)\b",
    re.IGNORECASE,
)
_ROOTS = (REPOSITORY / "verify", REPOSITORY / "ui")
# Words that articles are read by: what is shown of them is the article's own text.
_READ_NOT_SAID = REPOSITORY / "verify" / "casework" / "claims" / "words"
# Words of a verdict, which a person gives: they stand in this module alone.
_A_PERSONS = REPOSITORY / "verify" / "domain" / "verdicts.py"


def _strings(module: ast.Module) -> Iterator[tuple[int, str]]:
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    never_shown: set[ast.AST] = set()
    # What holds a docstring or a pattern is met before it.
    for node in ast.walk(module):
        if isinstance(node, ast.Constant):
            is_text = isinstance(node.value, str) and node.value != _COMMAND
            if is_text and node not in never_shown:
                yield node.lineno, node.value
        elif isinstance(node, described) and node.body and isinstance(node.body[0], ast.Expr):
            never_shown.add(node.body[0].value)
        elif isinstance(node, ast.Call) and _is_compile(node.func):
            never_shown.update(ast.walk(node))


def _is_compile(called: ast.expr) -> bool:
    match called:
        case ast.Attribute(value=ast.Name(id="re"), attr="compile"):
            return True
        case _:
            return False


def _judging_strings(file: Path) -> list[str]:
    text = file.read_text("utf-8")
    strings = (
        _strings(ast.parse(text)) if file.suffix == ".py" else enumerate(text.splitlines(), start=1)
    )
    name = file.relative_to(REPOSITORY) if file.is_relative_to(REPOSITORY) else file.name
    return [f"{name}:{line}: {said}" for line, said in strings if _JUDGING.search(said)]


def test_the_check_sees_what_a_user_would_read(tmp_path: Path) -> None:
    file = tmp_path / "words.py"
    file.write_text(
        '"""An original docstring."""\nX = f"the clip {1} is Authentic"\n'
        'READ = re.compile(rf"{NOT} verified|fake")\nSAID = say("a fake")\n'
    )

    assert _judging_strings(file) == ["words.py:2:  is Authentic", "words.py:4: a fake"]


def test_no_text_of_ours_judges() -> None:
    files = [
        file
        for root in _ROOTS
        for file in sorted(root.rglob("*"))
        if file.suffix in {".py", ".j2", ".js", ".html", ".css"}
        and not file.is_relative_to(_READ_NOT_SAID)
        and file != _A_PERSONS
    ]

    assert len(files) > 700
    assert [said for file in files for said in _judging_strings(file)] == []


def test_a_share_is_told_with_a_space_before_the_percent_sign() -> None:
    """Python's own format leaves it out; `percent` writes it."""
    files = [file for root in _ROOTS for file in sorted(root.rglob("*.py"))]
    formats = [
        f"{file.relative_to(REPOSITORY)}:{node.lineno}"
        for file in files
        # To parse a file takes longer than to see that no format in it ends so.
        if "%}" in (text := file.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FormattedValue)
        and node.format_spec is not None
        and ast.unparse(node.format_spec).rstrip("'\"").endswith("%")
    ]

    assert formats == []


def _help_texts(command: click.Command) -> Iterator[str]:
    yield from filter(None, (command.help, command.short_help, command.epilog))
    for option in command.params:
        yield getattr(option, "help", None) or ""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from _help_texts(inner)


def test_no_help_of_a_command_judges() -> None:
    assert [text for text in _help_texts(verify_command) if _JUDGING.search(text)] == []
