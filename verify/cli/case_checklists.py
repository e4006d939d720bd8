"""The command on what to ask of footage: checklist."""

from pathlib import Path

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.case_reading import CASE
from verify.cli.case_writing import write_into
from verify.cli.output import print_json
from verify.cli.parameters import JSON, Place
from verify.domain.checklist import MOST_ITEMS, AnswerStatus, checklist_of


@click.command(
    short_help="Show the checklist, answer an item, or set its items.",
    epilog="Example: verify case checklist 3f9a 1 --status partly --note 'Sent by Omar; call him'",
)
@CASE
@click.argument("number", required=False, type=click.IntRange(1, MOST_ITEMS), metavar="[ITEM]")
@click.option(
    "--status",
    type=click.Choice([one.value for one in AnswerStatus]),
    help="How far it is done; partly and open stay listed as open.",
)
@click.option("--note", metavar="TEXT", help="The answer; at most 10,000 characters.")
@click.option(
    "--items",
    type=Place(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Text file in UTF-8 with items of your own, one on each line, in the place of those here. "
    "As checklist.txt in the home, it is that of every case opened there.",
)
@JSON
@on_archive
def checklist(
    open_shelf: OpenShelf,
    case: str,
    number: int | None,
    status: str | None,
    note: str | None,
    items: Path | None,
    as_json: bool,
) -> None:
    """Show what to ask of the footage and what people answered, or answer ITEM by its number.

    Earlier answers stay readable. Where the items are set anew, answers to the same words stay. An
    answer is a person's word; that all items have one is no clearance.
    """
    from verify.presentation.checklist_wording import checklist_lines
    from verify.workbench.cases import checklists
    from verify.workbench.cases.items import items_in
    from verify.workbench.cases.opening import case_meant, read_case

    if len({number is None, status is None, note is None}) > 1:
        raise click.UsageError("An answer needs ITEM, --status and --note.")
    if number is not None and items is not None:
        raise click.UsageError("Set the items first, then answer them.")
    if number is not None and status is not None and note is not None:
        write_into(
            open_shelf,
            case,
            lambda shelf, opened: checklists.answer(
                shelf, opened, number, AnswerStatus(status), note
            ),
            as_json=as_json,
        )
        if as_json:
            return
    elif items is not None:
        own = items_in(items)
        write_into(
            open_shelf,
            case,
            lambda shelf, opened: checklists.set_items(shelf, opened, own),
            as_json=as_json,
        )
        if as_json:
            return
    with open_shelf() as shelf:
        file = read_case(shelf, case_meant(shelf, case))
    if as_json:
        checked = checklist_of(file.checklists, file.answers)
        items_of = [
            {"untrusted_asked": one.untrusted_asked, "is_open": one.is_open, "answers": one.answers}
            for one in checked.items
        ]
        print_json({"case_id": file.case_id, "items": items_of})
        return
    for line in checklist_lines(file, with_history=True):
        click.echo(line)


COMMANDS = {"checklist": checklist}
