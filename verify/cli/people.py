"""Commands about the people who may sign in to the app from other machines."""

import sys
from pathlib import Path

import click

from verify import settings
from verify.cli.output import print_json
from verify.cli.parameters import JSON
from verify.domain.errors import shown_name
from verify.domain.roles import Role

_HOME = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Home that the app serves.  [default: VERIFY_HOME or the platform's]",
)
_NAME = click.argument("name")
_ROLE = click.Choice([role.value for role in Role])


@click.group(
    short_help="Say who may sign in to the app from other machines.",
    epilog="Example: verify people add Samira",
)
def people() -> None:
    """Say who may sign in to the app of a home from other machines, and as what.

    A viewer reads; a journalist opens cases, adds footage and gives verdicts; an editor sees
    private cases too, rules, releases and closes; an admin keeps people and settings.
    """


@people.command(
    short_help="Let somebody sign in.",
    epilog="Example: verify people add Samira",
)
@_NAME
@click.option(
    "--role",
    type=_ROLE,
    help="What they are.  [default: journalist; admin while there is none]",
)
@click.option(
    "--at-proxy",
    is_flag=True,
    help="A proxy signs them in, under this very name: no password is asked for.",
)
@_HOME
def add(name: str, role: str | None, at_proxy: bool, home: Path | None) -> None:
    """Let somebody sign in; asks for a password, or reads one line from standard input.

    The name stands in the custody log for good. Give the password to them by another way than mail.
    """
    from verify.workbench.people import People

    password = None if at_proxy else _password()
    added = People(settings.home_folder(home)).add(name, password, Role(role) if role else None)
    click.echo(f"{shown_name(added.name)} can sign in, as {added.role}.", err=True)


@people.command(
    "role",
    short_help="Make somebody viewer, journalist, editor or admin.",
    epilog="Example: verify people role Samira editor",
)
@_NAME
@click.argument("role", type=_ROLE)
@_HOME
def give_role(name: str, role: str, home: Path | None) -> None:
    """Make somebody something else; it holds from their next click on, in open pages too.

    One admin at least stays.
    """
    from verify.workbench.people import People

    changed = People(settings.home_folder(home)).give_role(name, Role(role))
    click.echo(f"{shown_name(changed.name)} is {changed.role} now.", err=True)


@people.command(
    "rules",
    short_help="Show or set what holds for the whole house.",
    epilog="Example: verify people rules --new-cases private",
)
@click.option(
    "--new-cases",
    type=click.Choice(["shared", "private"]),
    help="Who sees a case that is opened: everybody, or who opened it, those invited and editors.  "
    "[default: as it is; shared at first]",
)
@click.option(
    "--unknown-role",
    type=_ROLE,
    help="What somebody is whom a proxy names, and nobody gave a role.  [default: as it is; viewer "
    "at first]",
)
@_HOME
@JSON
def rules(
    new_cases: str | None, unknown_role: str | None, home: Path | None, as_json: bool
) -> None:
    """Show or set whether new cases are private, and what somebody unknown is.

    Cases that are there stay as they are: verify case private and share change those.
    """
    from verify.workbench.house_rules import HouseRules

    kept = HouseRules(settings.home_folder(home))
    if new_cases is not None:
        kept.set(opens_private=new_cases == "private")
    if unknown_role is not None:
        kept.set(unknown_role=Role(unknown_role))
    cases = "private" if kept.opens_private else "shared"
    if as_json:
        print_json({"new_cases": cases, "unknown_role": kept.unknown_role})
        return
    click.echo(f"New cases     {cases}")
    click.echo(f"Unknown role  {kept.unknown_role}")


@people.command("list", epilog="Example: verify people list")
@_HOME
@JSON
def list_people(home: Path | None, as_json: bool) -> None:
    """List who may sign in, and as what.

    Whom a proxy signs in is listed only if they were given a role here; it alone knows the others.
    """
    from verify.workbench.people import People

    known = People(settings.home_folder(home)).signed_up()
    if as_json:
        listed = [
            {
                "name": one.name,
                "role": one.role,
                "signs_in": "proxy" if one.password_id is None else "password",
                "added_utc": one.added_utc,
            }
            for one in known
        ]
        print_json({"people": listed})
        return
    for one in known:
        where = "  (at a proxy)" if one.password_id is None else ""
        added = f"{one.added_utc:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{added}  {one.role:<10}  {shown_name(one.name)}{where}")
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
