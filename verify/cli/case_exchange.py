"""Commands that hand cases out and take them in: export, import."""

from pathlib import Path

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.case_reading import CASE
from verify.cli.output import print_json, say
from verify.cli.parameters import FORCE, JSON, Place
from verify.domain.errors import shown_name
from verify.domain.packages import Edition

_EDITION = click.option(
    "--internal/--public",
    "is_internal",
    default=False,
    help="With notes, names and what sources said, or without.  [default: --public]",
)


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
@_EDITION
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
    help="What verify inspect left of a clip of the case goes along. May be repeated.",
)
@click.option("--with-footage", is_flag=True, help="Clips that are kept here as received go along.")
@FORCE
@JSON
@on_archive
def export(
    open_shelf: OpenShelf,
    case: str,
    output: Path,
    is_internal: bool,
    at: str | None,
    analyses: tuple[Path, ...],
    with_footage: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write a case as a package that others can check without Verify, by its README.

    The package tells of the case up to its newest event, or to --at, and not of exports; the same
    state is the same bytes. It is signed with your key (verify key), and that it was made stands in
    the log. In public it leaves out notes, names of people other than authors of verdicts, and
    what people were told.
    """
    from verify.workbench.articles import publication_time
    from verify.workbench.cases import exporting
    from verify.workbench.cases.opening import case_meant

    moment = None if at is None else publication_time(at, "--at")
    with open_shelf() as shelf:
        packed = exporting.export_package(
            shelf,
            case_meant(shelf, case),
            output,
            Edition.INTERNAL if is_internal else Edition.PUBLIC,
            at=moment,
            analyses=analyses,
            with_footage=with_footage,
            force=force,
        )
    if as_json:
        print_json(packed)
        return
    click.echo(
        f"Wrote {shown_name(packed.file)}, {packed.edition} edition of case {packed.case_id} up to "
        f"event {packed.told_to}: {packed.files} files (event {packed.event})."
    )
    click.echo(f"Known by SHA-256 {packed.package_sha256} of its tagmanifest-sha256.txt.")
    if packed.edition is Edition.PUBLIC:
        say("Left out: notes, names, what people were told; --internal writes all of it.")


COMMANDS = {"export": export}
