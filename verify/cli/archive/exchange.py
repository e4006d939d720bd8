"""Lists of hashes and spreadsheets, in and out: import, export."""

import sys
from pathlib import Path

import click

from verify.cli.archive.options import OpenShelf, filling_archive, on_archive
from verify.cli.output import print_json, progress_line, say
from verify.cli.parameters import FORCE, JSON, Place
from verify.workbench.archive import exchanging, handing_out, sheets, told_lines
from verify.workbench.archive.exchanging import Imported, ListForm
from verify.workbench.archive.sheets import SheetImported, SheetReading

_SOME_LEFT_OUT = 1


@click.command(
    "import",
    short_help="Take in hashes that others made, and the desk's own spreadsheet.",
    epilog="Example: verify archive import hashes.csv --sheet log.xlsx --unmatched rest.csv",
)
@click.argument("file", metavar="[FILE]", required=False, type=Place(path_type=Path))
@click.option(
    "--form",
    type=click.Choice([form.value for form in ListForm]),
    help="How FILE is written.  [default: told by its content]",
)
@click.option(
    "--name",
    metavar="NAME",
    help="Names the footage where FILE does not.  [default: the name of FILE]",
)
@click.option(
    "--skip-bad", is_flag=True, help="Take the other entries if some are bad, and say which are."
)
@click.option(
    "--sheet",
    type=Place(path_type=Path),
    help="The desk's own spreadsheet, CSV or xlsx: what it says of each clip is added.",
)
@click.option(
    "--columns",
    default="",
    metavar="LIST",
    help='What its columns say, such as name=A,address="Link",date=C,note=Notes,sha256=E.  '
    "[default: guessed from its first row, and said]",
)
@click.option(
    "--worksheet", metavar="TITLE", help="Of a workbook.  [default: the first that is not hidden]"
)
@click.option(
    "--encoding",
    type=click.Choice(sheets.ENCODINGS),
    help="Of a CSV.  [default: told by its bytes, and said]",
)
@click.option(
    "--unmatched",
    type=Place(path_type=Path),
    help="A CSV to write the rows to that are of no single entry.",
)
@click.option("--force", is_flag=True, help="Replace the file of --unmatched if it is there.")
@JSON
@filling_archive
def import_(
    open_shelf: OpenShelf,
    file: Path | None,
    form: str | None,
    name: str | None,
    skip_bad: bool,
    sheet: Path | None,
    columns: str,
    worksheet: str | None,
    encoding: str | None,
    unmatched: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Take in hashes of footage that others have, and what the desk's spreadsheet says of it.

    What a list says was not measured here: a match with it leads to whoever made the list. An
    import that was stopped is simply repeated; nothing comes in twice.
    """
    if file is None and sheet is None:
        raise click.UsageError("Name a list of hashes, or a spreadsheet with --sheet, or both.")
    entries = log = None
    with open_shelf() as shelf:
        if file is not None:
            with progress_line(file) as on_progress:
                entries = exchanging.import_list(
                    shelf,
                    file,
                    form=None if form is None else ListForm(form),
                    name=name,
                    skip_bad=skip_bad,
                    on_progress=on_progress,
                )
            # Taken in, whatever becomes of the sheet.
            if not as_json:
                _show_import(entries)
        if sheet is not None:
            with progress_line(sheet) as on_progress:
                log = sheets.import_sheet(
                    shelf,
                    sheet,
                    SheetReading(columns, worksheet, encoding),
                    unmatched_to=unmatched,
                    force=force,
                    on_progress=on_progress,
                )
    if as_json:
        print_json({"list": entries, "sheet": log and _counts(log)})
    elif log is not None:
        _show_sheet(log)
    if entries is not None and entries.left_out:
        sys.exit(_SOME_LEFT_OUT)


def _counts(log: SheetImported) -> dict[str, object]:
    return {
        "rows": log.rows,
        "matched": log.matched,
        "entries": log.entries,
        "notes": log.notes,
        "remarks": log.remarks,
        "unmatched": [
            {"row": row.number, "untrusted_name": row.untrusted_name, "why": row.why}
            for row in log.unmatched
        ],
    }


def _show_sheet(log: SheetImported) -> None:
    _echo(told_lines.sheet_lines(log), told_lines.sheet_problems(log))


def _show_import(answer: Imported) -> None:
    _echo(told_lines.import_lines(answer), told_lines.import_problems(answer))


def _echo(lines: list[str], problems: list[str]) -> None:
    for line in lines:
        click.echo(line)
    for line in problems:
        say(line)


@click.command(
    short_help="Write the archive's entries to a file for others.",
    epilog="Example: verify archive export archive.jsonl",
)
@click.argument("file", metavar="[FILE]", required=False, type=Place(path_type=Path))
@click.option(
    "--sheet",
    type=Place(path_type=Path),
    help="Write a log with a row for each entry, as .csv or .xlsx.",
)
@FORCE
@JSON
@on_archive
def export(
    open_shelf: OpenShelf, file: Path | None, sheet: Path | None, force: bool, as_json: bool
) -> None:
    """Write every entry to FILE: .jsonl or .jsonl.gz whole, .csv its hashes and name alone.

    What your sources said and where they are stands in a .jsonl and a log: think before you pass
    it on. Stills and files as received stay here.
    """
    if file is None and sheet is None:
        raise click.UsageError("Name a file to write, or a spreadsheet with --sheet, or both.")
    written = []
    with open_shelf() as shelf:
        for place, write in ((file, handing_out.export_entries), (sheet, sheets.export_sheet)):
            if place is not None:
                with progress_line(place) as on_progress:
                    written.append(
                        (place, write(shelf, place, force=force, on_progress=on_progress))
                    )
    if as_json:
        print_json({"written": [answer for _, answer in written]})
        return
    for place, answer in written:
        _echo(told_lines.export_lines(answer, str(place)), [])


COMMANDS = {"import": import_, "export": export}
