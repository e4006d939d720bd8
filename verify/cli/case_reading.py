"""Commands that read cases: list, show, log."""

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import print_json
from verify.cli.parameters import JSON
from verify.domain.package_errors import ForeignCaseError
from verify.domain.packages import ForeignCase
from verify.presentation.case_wording import case_lines, opening_words
from verify.presentation.foreign_wording import foreign_fields, foreign_lines, foreign_words
from verify.presentation.wording import counted

CASE = click.argument("case", metavar="ID")


@click.command("list", short_help="List the cases.", epilog="Example: verify case list")
@JSON
@on_archive
def list_cases(open_shelf: OpenShelf, as_json: bool) -> None:
    """List the cases of this home with who opened them, the oldest first, then those of others."""
    from verify.workbench.cases import opening
    from verify.workbench.cases.foreign import foreign

    with open_shelf() as shelf:
        found, theirs = opening.cases(shelf), foreign(shelf)
    if as_json:
        print_json({"cases": found, "of_others": [foreign_fields(one) for one in theirs]})
        return
    for one in found:
        click.echo(opening_words(one))
    for other in theirs:
        click.echo(foreign_words(other))
    if not (found or theirs):
        click.echo("There is no case yet; verify case new TITLE opens one.")


@click.command(
    short_help="Show a case: claims, evidence, notes and verdicts.",
    epilog="Example: verify case show 3f9a",
)
@CASE
@JSON
@on_archive
def show(open_shelf: OpenShelf, case: str, as_json: bool) -> None:
    """Show a case as it stands: articles, clips, claims, hypotheses, and what is still open.

    ID is the beginning of a case's id, 4 digits or more, or its title. Claims that were worded
    anew are shown as they read now; --json gives all that was ever written.
    """
    from verify.casework.recordings import recordings_of
    from verify.workbench.cases.opening import case_meant, read_case

    with open_shelf() as shelf:
        try:
            file = read_case(shelf, case_meant(shelf, case))
        except ForeignCaseError as error:
            _show_foreign(error.case, as_json=as_json)
            return
    if as_json:
        print_json(file)
        return
    for line in case_lines(file, recordings_of(file)):
        click.echo(line)


def _show_foreign(one: ForeignCase, *, as_json: bool) -> None:
    from verify.casework.recordings import recordings_of
    from verify.workbench.archive.sealing import known_keys
    from verify.workbench.cases.foreign import read_foreign

    theirs = read_foreign(one)
    if as_json:
        print_json({"of_others": foreign_fields(one), "case": theirs})
        return
    lines = [] if theirs is None else case_lines(theirs, recordings_of(theirs))
    for line in foreign_lines(one, lines, known_keys()):
        click.echo(line)


@click.command(
    "log", short_help="Tell who did what in a case.", epilog="Example: verify case log 3f9a"
)
@CASE
@JSON
@on_archive
def show_log(open_shelf: OpenShelf, case: str, as_json: bool) -> None:
    """Tell who did what in a case, and when, out of the custody log.

    This reads the log and does not check it; verify check does. Words can be erased by the number
    of their event with verify archive erase, as the law may demand. --json gives all words.
    """
    from verify.workbench.archive.log_lines import event_fields, event_line
    from verify.workbench.cases.opening import case_meant, log_of_case

    with open_shelf() as shelf:
        opening = case_meant(shelf, case)
        told = log_of_case(shelf, opening)
    if as_json:
        print_json({"case_id": opening.case_id, "events": [event_fields(one) for one in told]})
        return
    for one in told:
        click.echo(event_line(one))
    click.echo(f"{counted(len(told), 'event')}.")


COMMANDS = {"list": list_cases, "show": show, "log": show_log}
