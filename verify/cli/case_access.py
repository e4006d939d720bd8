"""Commands on who may see a case: private, share, invite."""

from typing import TYPE_CHECKING

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.case_reading import CASE
from verify.cli.output import print_json
from verify.cli.parameters import JSON
from verify.domain.errors import shown_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.domain.cases import CaseOpening
    from verify.workbench.archive.shelf import Shelf


@click.command(
    "private",
    short_help="Keep a case to those invited.",
    epilog="Example: verify case private 3f9a",
)
@CASE
@JSON
@on_archive
def make_private(open_shelf: OpenShelf, case: str, as_json: bool) -> None:
    """Keep a case to who opened it, those invited, editors and admins.

    A clip that is in private cases only is kept from the others too. Whoever can read the files of
    this home reads all of it: nothing is encrypted.
    """
    from verify.workbench.cases import access

    _change(open_shelf, case, access.make_private, as_json=as_json)


@click.command(
    "share",
    short_help="Let everybody who signs in see a case.",
    epilog="Example: verify case share 3f9a",
)
@CASE
@JSON
@on_archive
def share(open_shelf: OpenShelf, case: str, as_json: bool) -> None:
    """Let everybody who signs in see a case; that it was private stays in the log."""
    from verify.workbench.cases import access

    _change(open_shelf, case, access.share, as_json=as_json)


@click.command(
    "invite",
    short_help="Let somebody see a private case.",
    epilog="Example: verify case invite 3f9a Samira",
)
@CASE
@click.argument("name")
@click.option("--take-back", is_flag=True, help="Let them see it no more.")
@JSON
@on_archive
def invite(open_shelf: OpenShelf, case: str, name: str, take_back: bool, as_json: bool) -> None:
    """Let somebody of verify people list see a private case; their role says what they may do.

    The name stands in the custody log.
    """
    from verify.workbench.cases import access

    deed = access.take_back if take_back else access.invite
    _change(open_shelf, case, lambda shelf, opened: deed(shelf, opened, name), as_json=as_json)


def _change(
    open_shelf: OpenShelf,
    case: str,
    deed: "Callable[[Shelf, CaseOpening], object]",
    *,
    as_json: bool,
) -> None:
    """Do something on who may see a case, and tell who may from now on."""
    from verify.workbench.cases.access import access
    from verify.workbench.cases.opening import case_meant

    with open_shelf() as shelf:
        opened = case_meant(shelf, case)
        deed(shelf, opened)
        held = access(shelf, opened)
    case_id, names = opened.case_id, [name for name in held.admitted.values() if name]
    if as_json:
        print_json({"case_id": case_id, "is_private": held.is_private, "admitted": names})
        return
    if not held.is_private:
        click.echo(f"Case {case_id} is shared: everybody who signs in sees it.")
        return
    seen_by = ", ".join([*map(shown_name, names), "editors and admins"])
    click.echo(f"Case {case_id} is private: seen by {seen_by}.")


COMMANDS = {"private": make_private, "share": share, "invite": invite}
