"""Lists of hashes and spreadsheets, in and out: import, export."""

from pathlib import Path

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import print_json, progress_line, say
from verify.cli.parameters import FORCE, JSON, Place
from verify.domain.errors import shown_name
from verify.presentation.wording import counted
from verify.workbench.archive import exchanging
from verify.workbench.archive.exchanging import Exported, Imported, ListForm

_MOST_LINES_SHOWN = 20


@click.command(
    "import",
    short_help="Take in hashes that others made.",
    epilog="Example: verify archive import hashes.csv --name strike.mp4",
)
@click.argument("file", metavar="FILE", type=Place(path_type=Path))
@click.option(
    "--form",
    type=click.Choice([form.value for form in ListForm]),
    help="How the list is written.  [default: told by its content]",
)
@click.option(
    "--name",
    metavar="NAME",
    help="Names the footage where the list does not.  [default: the list's own name]",
)
@click.option(
    "--skip-bad", is_flag=True, help="Take the other entries if some are bad, and say which are."
)
@JSON
@on_archive
def import_(
    open_shelf: OpenShelf,
    file: Path,
    form: str | None,
    name: str | None,
    skip_bad: bool,
    as_json: bool,
) -> None:
    """Take in the hashes of footage that others have: tables, vPDQ text, PDQ lists, JSON lines.

    What a list says was not measured here: a match with it leads to whoever made the list. An
    import that was stopped is simply repeated; nothing comes in twice.
    """
    with open_shelf() as shelf, progress_line(file) as on_progress:
        answer = exchanging.import_list(
            shelf,
            file,
            form=None if form is None else ListForm(form),
            name=name,
            skip_bad=skip_bad,
            on_progress=on_progress,
        )
    if as_json:
        print_json(answer)
    else:
        _show_import(answer)
    if answer.left_out:
        raise click.exceptions.Exit(1)


def _show_import(answer: Imported) -> None:
    click.echo(f"New        {counted(answer.new, 'entry', 'entries')}, {answer.hashes:,} hashes")
    click.echo(f"Known      {answer.known:,} were there already, perhaps under another name")
    if answer.mended_lines:
        shown = ", ".join(f"{line:,}" for line in answer.mended_lines[:_MOST_LINES_SHOWN])
        rest = " ..." if len(answer.mended_lines) > _MOST_LINES_SHOWN else ""
        count = counted(len(answer.mended_lines), "hash", "hashes")
        click.echo(f"Mended     leading zeros put back in {count}, lines {shown}{rest}")
    for key in answer.with_other_hashes[:_MOST_LINES_SHOWN]:
        say(f"Careful: entry {key} is there with other hashes; they were left as they are.")
    if answer.left_out:
        say(f"Left out: {counted(len(answer.left_out), 'bad entry', 'bad entries')}")
        for bad in answer.left_out[:_MOST_LINES_SHOWN]:
            say(f"  line {bad.line:,}: {shown_name(bad.problem)}")


@click.command(
    short_help="Write the archive's entries to a file for others.",
    epilog="Example: verify archive export archive.jsonl",
)
@click.argument("file", metavar="FILE", type=Place(path_type=Path))
@FORCE
@JSON
@on_archive
def export(open_shelf: OpenShelf, file: Path, force: bool, as_json: bool) -> None:
    """Write every entry to FILE: .jsonl whole, .csv hashes alone.

    Names, captions and addresses of your sources are in a .jsonl: think before you pass it on.
    Stills and files as received stay here.
    """
    with open_shelf() as shelf, progress_line(file) as on_progress:
        answer = exchanging.export_entries(shelf, file, force=force, on_progress=on_progress)
    _show_export(answer, file, as_json=as_json)


def _show_export(answer: Exported, file: Path, *, as_json: bool) -> None:
    if as_json:
        print_json(answer)
        return
    click.echo(
        f"Written    {counted(answer.entries, 'entry', 'entries')} to {shown_name(str(file))}"
    )
    click.echo(f"SHA-256    {answer.sha256}, in the custody log too")


COMMANDS = {"import": import_, "export": export}
