"""Commands on the report of a case: report, release."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.case_reading import CASE
from verify.cli.output import print_json, say
from verify.cli.parameters import JSON, Place
from verify.domain.errors import shown_name
from verify.domain.packages import Edition
from verify.domain.releasing import Release
from verify.presentation.wording import counted

if TYPE_CHECKING:
    from verify.workbench.cases.releasing import ToDecide

_ANALYSIS = click.option(
    "--analysis",
    "analyses",
    type=Place(path_type=Path),
    multiple=True,
    metavar="FOLDER",
    help="What verify inspect left of a clip of the case; may be repeated, once for each clip.",
)
_WORDS = {Release.KEEP: "kept", Release.BLUR: "covered", Release.DROP: "left out"}


@click.command(
    short_help="Write a case as a report: HTML and PDF.",
    epilog="Example: verify case report 3f9a -o report --analysis night-strike.verify",
)
@CASE
@click.option(
    "-o",
    "--output",
    type=Place(path_type=Path),
    metavar="FOLDER",
    required=True,
    help="Folder to come into being, for report.html and report.pdf.",
)
@click.option(
    "--internal/--public",
    "is_internal",
    default=False,
    help="With notes, names and what sources said, or without.  [default: --public]",
)
@click.option("--pdf/--no-pdf", "with_pdf", default=True, help="Write the PDF too.  [default: yes]")
@click.option(
    "--at",
    metavar="TIME",
    help="As it stood then, with zone: 2020-02-28T18:00+03:00.  [default: as it stands]",
)
@_ANALYSIS
@JSON
@on_archive
def report(
    open_shelf: OpenShelf,
    case: str,
    output: Path,
    is_internal: bool,
    with_pdf: bool,
    at: str | None,
    analyses: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Write a case as a page that needs nothing else, and as a PDF that says the same.

    Page one is people's: the question, their answer with its author, the strongest reasons, what
    speaks against, what was not established. What was measured follows, with its uncertainty.
    Pictures and curves come from --analysis. In public only pictures that are held up as evidence
    are shown, and each of them, marks on it and names of accounts wait for verify case release.
    The same state of a case gives the same bytes.
    """
    from verify.workbench.articles import publication_time
    from verify.workbench.cases import reporting
    from verify.workbench.cases.opening import case_meant

    moment = None if at is None else publication_time(at, "--at")
    with open_shelf() as shelf:
        done = reporting.write_report(
            shelf,
            case_meant(shelf, case),
            output,
            Edition.INTERNAL if is_internal else Edition.PUBLIC,
            at=moment,
            analyses=analyses,
            with_pdf=with_pdf,
        )
    if as_json:
        print_json(done)
        return
    files = " and ".join(done.sha256s)
    click.echo(
        f"Wrote {files} into {shown_name(done.folder)}, {done.edition} edition of case "
        f"{done.case_id} up to event {done.told_to} (event {done.event})."
    )
    if is_internal:
        say("It holds notes, names and sources; it is not for passing on.")


@click.command(
    short_help="Decide what anybody may see of a case.",
    epilog="Example: verify case release 3f9a --analysis night-strike.verify "
    "--keep still-0f3a21c4b5d6",
)
@CASE
@_ANALYSIS
@click.option("--keep", multiple=True, metavar="NAME", help="It is shown. May be repeated.")
@click.option(
    "--blur",
    multiple=True,
    metavar="NAME",
    help="It is covered: a mark whole, of a still what --box says, an account in its letters.",
)
@click.option(
    "--drop",
    multiple=True,
    metavar="NAME",
    help="What it stands in is left out: the still, or the whole text.",
)
@click.option(
    "--box",
    "boxes",
    type=(str, int, int, int, int),
    multiple=True,
    metavar="NAME LEFT TOP WIDTH HEIGHT",
    help="Part of a still that --blur covers, in pixels of the clip's picture. May be repeated.",
)
@JSON
@on_archive
def release(
    open_shelf: OpenShelf,
    case: str,
    analyses: tuple[Path, ...],
    keep: tuple[str, ...],
    blur: tuple[str, ...],
    drop: tuple[str, ...],
    boxes: tuple[tuple[str, int, int, int, int], ...],
    as_json: bool,
) -> None:
    """List what a public report would show of people and pictures, and decide on each by name.

    Stills that are held up, marks laid over them and names of accounts: look at each, for faces,
    plates and names too, which nothing here looks for. What is covered is one grey, of which
    nothing can be got back. Your decision is written into the case and holds until you give
    another.
    """
    from verify.workbench.cases import releasing
    from verify.workbench.cases.opening import case_meant

    said: dict[str, Release] = {}
    for names, word in ((keep, Release.KEEP), (blur, Release.BLUR), (drop, Release.DROP)):
        for name in names:
            if name in said:
                raise click.UsageError(f"{shown_name(name)} is named twice.")
            said[name] = word
    boxes_px = {name: [one[1:] for one in boxes if one[0] == name] for name, *_ in boxes}
    with open_shelf() as shelf:
        opened = case_meant(shelf, case)
        events = releasing.decide(shelf, opened, analyses, said, boxes_px) if said or boxes else []
        found = releasing.to_decide(shelf, opened, analyses)
    if as_json:
        print_json({"case_id": opened.case_id, "to_decide": found})
        return
    if events:
        numbers = ", ".join(str(event.sequence) for event in events)
        say(f"Written into case {opened.case_id} (event {numbers}).")
    _echo(found)


def _echo(found: "Sequence[ToDecide]") -> None:
    for one in found:
        state = "undecided" if one.decision is None else _WORDS[one.decision.release]
        click.echo(f"{one.name:<20}{state:<11}{one.what}")
    still = sum(one.decision is None for one in found)
    if not found:
        click.echo("A public report would show no still and no account.")
    elif still:
        click.echo(f"{counted(still, 'decision')} missing before a public report is written.")
    else:
        click.echo("All is decided.")


COMMANDS = {"report": report, "release": release}
