"""Commands that hand cases out and take them in: export, import."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.cli.archive.options import OpenShelf, filling_archive, on_archive
from verify.cli.case_reading import CASE
from verify.cli.output import print_json, say
from verify.cli.parameters import FORCE, JSON, Place
from verify.domain.errors import shown_name
from verify.domain.packages import Edition, ExportForm
from verify.domain.store_faults import Fault
from verify.presentation.wording import counted, listed

if TYPE_CHECKING:
    from verify.workbench.cases.exporting import Packed
    from verify.workbench.cases.handing_over import HandedOver

_REVIEWS = (ExportForm.CLAIM_REVIEW, ExportForm.MEDIA_REVIEW)
_MARKERS = (ExportForm.VTT, ExportForm.CSV)


@click.command(
    short_help="Write a case for others.",
    epilog="Example: verify case export 3f9a -o case.zip --internal",
)
@CASE
@click.option(
    "-o",
    "--output",
    type=Place(path_type=Path),
    metavar="FILE|FOLDER",
    required=True,
    help="Where it is to lie; a package whose name ends in .zip is one file, else a folder.",
)
@click.option(
    "--form",
    type=click.Choice([form.value for form in ExportForm]),
    default=ExportForm.BAG.value,
    show_default=True,
    help="bag: the whole case, with what it takes to check it; the others: parts of it, for "
    "other programs.",
)
@click.option(
    "--internal/--public",
    "is_internal",
    default=False,
    help="With notes, names and what sources said, or without.  [default: --public]",
)
@click.option(
    "--at",
    metavar="TIME",
    help="As it stood then, with zone: 2020-02-28T18:00+03:00.  [default: as it stands]",
)
@click.option(
    "--analysis",
    "analyses",
    type=Place(path_type=Path),
    multiple=True,
    metavar="FOLDER",
    help="What verify inspect left of a clip of the case: for the report, and in full with "
    "--internal (bag; may be repeated), or for the markers (vtt, csv).",
)
@click.option(
    "--with-footage", is_flag=True, help="Clips that are kept here as received go along (bag)."
)
@click.option(
    "--report/--no-report",
    "with_report",
    default=True,
    help="The report goes along, as HTML and PDF (bag).  [default: yes]",
)
@click.option(
    "--clip", metavar="NAME|SHA256", help="Whose markers (vtt, csv).  [default: the only one]"
)
@click.option(
    "--url", metavar="ADDRESS", help="Page on which the review is published (claim-, mediareview)."
)
@click.option(
    "--publisher",
    metavar="NAME",
    help="Who publishes the review, in the place of the verdict's author.",
)
@FORCE
@JSON
@on_archive
def export(
    open_shelf: OpenShelf,
    case: str,
    output: Path,
    form: str,
    is_internal: bool,
    at: str | None,
    analyses: tuple[Path, ...],
    with_footage: bool,
    with_report: bool,
    clip: str | None,
    url: str | None,
    publisher: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write a case as a package that others can check without Verify, by its README.

    The package tells of the case up to its newest event, or to --at, and not of exports; the same
    state is the same bytes. It is signed with your key (verify key), and that it was made stands in
    the log. In public it leaves out notes, names of people other than authors of verdicts, and
    what people were told. Reviews have only what a person concluded.
    """
    from verify.workbench.cases import exporting, handing_over
    from verify.workbench.cases.opening import case_meant

    wanted = ExportForm(form)
    _refuse_unfit(
        wanted,
        analyses=analyses,
        with_footage=with_footage,
        clip=clip,
        publication=(url, publisher),
    )
    moment = None if at is None else _moment(at)
    edition = Edition.INTERNAL if is_internal else Edition.PUBLIC
    with open_shelf() as shelf:
        opened = case_meant(shelf, case)
        made: Packed | HandedOver
        if wanted is ExportForm.BAG:
            made = exporting.export_package(
                shelf,
                opened,
                output,
                edition,
                at=moment,
                analyses=analyses,
                with_footage=with_footage,
                with_report=with_report,
                force=force,
            )
        else:
            made = handing_over.hand_over(
                shelf,
                opened,
                output,
                wanted,
                edition,
                at=moment,
                clip=clip,
                analyses=analyses,
                publication=handing_over.Publication(url, publisher),
                force=force,
            )
    if as_json:
        print_json(made)
        return
    of_case = f"case {made.case_id} up to event {made.told_to} (event {made.event})"
    if isinstance(made, handing_over.HandedOver):
        click.echo(f"Wrote {shown_name(made.file)}, {made.form} of {of_case}.")
        if made.left_out:
            say(f"Left out: {listed(made.left_out)}.")
        return
    files = counted(made.files, "file")
    click.echo(f"Wrote {shown_name(made.file)}, {files}, {made.edition} edition of {of_case}.")
    click.echo(f"Known by:  {made.package_sha256} (SHA-256 of its tagmanifest-sha256.txt)")
    if made.edition is Edition.PUBLIC:
        say("Left out: notes, names, what people were told; --internal writes all of it.")


def _moment(text: str) -> datetime:
    # Imported here: it loads the tables by which articles are read.
    from verify.workbench.articles import publication_time

    return publication_time(text, "--at")


def _refuse_unfit(
    form: ExportForm,
    *,
    analyses: tuple[Path, ...],
    with_footage: bool,
    clip: str | None,
    publication: tuple[str | None, str | None],
) -> None:
    if with_footage and form is not ExportForm.BAG:
        raise click.UsageError("--with-footage goes with --form bag.")
    if analyses and form not in (ExportForm.BAG, *_MARKERS):
        raise click.UsageError("--analysis goes with --form bag, vtt or csv.")
    if clip is not None and form not in _MARKERS:
        raise click.UsageError("--clip goes with --form vtt or csv.")
    if any(publication) and form not in _REVIEWS:
        raise click.UsageError("--url and --publisher go with claimreview and mediareview.")


@click.command(
    "import",
    short_help="Take in a case of others from a package.",
    epilog="Example: verify case import case.zip",
)
@click.argument("package", type=Place(path_type=Path), metavar="PACKAGE")
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="LINE",
    help="Key that you know to be the sender's; verify key prints the line there.",
)
@JSON
@filling_archive
def import_case(open_shelf: OpenShelf, package: Path, keys: tuple[str, ...], as_json: bool) -> None:
    """Take in the history of a case from a package that verify case export --internal wrote.

    All of the package is checked before anything is kept. What others wrote stays theirs: verify
    case show tells it apart from cases of yours, and nobody writes into it here. Files stay in the
    package. A second time nothing is taken in.
    """
    from verify.workbench.archive.sealing import known_keys
    from verify.workbench.archive.told_lines import fault_words
    from verify.workbench.cases import importing

    def tell(fault: Fault) -> None:
        say(f"{fault_words(fault)}\n")

    with open_shelf() as shelf:
        taken = importing.import_package(shelf, package, known_keys(keys), tell)
    one = taken.case
    if as_json:
        print_json(
            {
                "case_id": one.case_id,
                "event": one.event,
                "is_new": taken.is_new,
                "is_key_known": taken.check.is_key_known,
                "package_sha256": taken.check.package_sha256,
                "last_event": one.last_event,
            }
        )
        return
    if taken.is_new:
        click.echo(
            f"Took in case {one.case_id} of others, up to their event {one.last_event} (event "
            f"{one.event}); verify case show {one.case_id} shows it as theirs."
        )
    else:
        click.echo(
            f"Case {one.case_id} of others was here up to their event {one.last_event} (event "
            f"{one.event}); nothing was taken in."
        )


COMMANDS = {"export": export, "import": import_case}
