"""Commands about the people who may sign in to the app from other machines."""

import sys
from pathlib import Path

import click

from verify import settings
from verify.cli.output import print_json
from verify.cli.parameters import JSON
from verify.domain.errors import shown_name

_HOME = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Home that the app serves.  [default: VERIFY_HOME or the platform's]",
)
_NAME = click.argument("name")


@click.group(
    short_help="Say who may sign in to the app from other machines.",
    epilog="Example: verify people add Samira",
)
def people() -> None:
    """Say who may sign in to the app of a home from other machines, each with a password.

    Whoever signs in sees all cases and clips of the home; what they write carries their name.
    """


@people.command(
    short_help="Let somebody sign in.",
    epilog="Example: verify people add Samira",
)
@_NAME
@_HOME
def add(name: str, home: Path | None) -> None:
    """Let somebody sign in; asks for a password, or reads one line from standard input.

    The name stands in the custody log for good. Give the password to them by another way than mail.
    """
    from verify.workbench.people import People

    added = People(settings.home_folder(home)).add(name, _password())
    click.echo(f"{added.name} can sign in.", err=True)


@people.command("list", epilog="Example: verify people list")
@_HOME
@JSON
def list_people(home: Path | None, as_json: bool) -> None:
    """List who may sign in.

    People whom a proxy signs in are not listed; it alone knows them.
    """
    from verify.workbench.people import People

    known = People(settings.home_folder(home)).signed_up()
    if as_json:
        print_json({"people": [{"name": one.name, "added_utc": one.added_utc} for one in known]})
        return
    for one in known:
        click.echo(f"{one.added_utc:%Y-%m-%d %H:%M} UTC  {shown_name(one.name)}")
    if not known:
        click.echo("Nobody; verify people add NAME lets somebody sign in.", err=True)


@people.command(
    short_help="Give somebody a new password.",
    epilog="Example: verify people password Samira",
)
@_NAME
@_HOME
def password(name: str, home: Path | None) -> None:
    """Give somebody a new password; they are signed out everywhere at once.

    It is asked for, or read as one line from standard input.
    """
    from verify.workbench.people import People

    known = People(settings.home_folder(home))
    known.named(name)
    known.give_password(name, _password())
    click.echo(f"{shown_name(name)} has a new password and is signed out.", err=True)


@people.command(
    short_help="Let somebody in no more.",
    epilog="Example: verify people remove Samira",
)
@_NAME
@_HOME
def remove(name: str, home: Path | None) -> None:
    """Let somebody in no more; they are signed out everywhere at once.

    What they wrote stays in the log under their name.
    """
    from verify.workbench.people import People

    removed = People(settings.home_folder(home)).remove(name)
    click.echo(f"{shown_name(removed.name)} is signed out and cannot sign in any more.", err=True)


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


COMMANDS = (people,)
