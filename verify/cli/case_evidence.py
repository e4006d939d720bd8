"""Commands on evidence in cases: evidence, withdraw."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.case_reading import CASE
from verify.cli.case_writing import NUMBER, write_into
from verify.cli.parameters import JSON, Place, Seconds
from verify.domain.cases import LONGEST_TEXT
from verify.domain.evidence import Stance, Weight
from verify.workbench.archive.shelf import Shelf

if TYPE_CHECKING:
    from verify.workbench.cases.giving_evidence import ItemOf

_BOX = click.Tuple([int, int, int, int])


@click.command(
    short_help="Hold something up for or against a claim.",
    epilog="Example: verify case evidence 3f9a --claim 7 --stance context --finding "
    "night-strike.verify/analysis.json#/flashes/0",
)
@CASE
@click.option("--claim", type=NUMBER, required=True, metavar="N", help="Claim that it is about.")
@click.option(
    "--stance",
    type=click.Choice([one.value for one in Stance]),
    required=True,
    help="What you hold it to say of the claim; context: neither for it nor against it.",
)
@click.option(
    "--weight",
    type=click.Choice([one.value for one in Weight]),
    help="How much it weighs for you.  [default: not said]",
)
@click.option("--note", default="", metavar="TEXT", help="Why; at most 10,000 characters.")
@click.option(
    "--finding",
    metavar="FILE#/PLACE",
    help="A finding: the analysis.json and its place in it, such as #/flashes/0, counted from 0.",
)
@click.option(
    "--clip", metavar="NAME|SHA256", help="Clip of the case, with --from or with --match."
)
@click.option(
    "--from", "start", type=Seconds(), metavar="TIMECODE", help="Picture of --clip, or its start."
)
@click.option("--to", "end", type=Seconds(), metavar="TIMECODE", help="Where a stretch ends.")
@click.option(
    "--box",
    type=_BOX,
    metavar="LEFT TOP WIDTH HEIGHT",
    help="Part of the picture, in pixels as shown.",
)
@click.option(
    "--offset",
    metavar="FILE#/PLACE",
    help="An offset of two clips of the case: what verify sync --json printed, and its place in "
    "it, such as #/pairs/0/light, or /sound.",
)
@click.option("--match", metavar="ENTRY", help="Entry of the archive to be held beside --clip.")
@click.option(
    "--file",
    "path",
    type=Place(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Any file, by its SHA-256; it is not kept.",
)
@click.option("--link", metavar="ADDRESS", help="An address, kept as text; nothing is fetched.")
@click.option("--reverse", type=NUMBER, metavar="EVENT", help="Of verify reverse record.")
@click.option("--observation", metavar="TEXT", help="What you saw, heard or were told.")
@JSON
@on_archive
def evidence(
    open_shelf: OpenShelf,
    case: str,
    claim: int,
    stance: str,
    weight: str | None,
    note: str,
    finding: str | None,
    clip: str | None,
    start: str | None,
    end: str | None,
    box: tuple[int, int, int, int] | None,
    offset: str | None,
    match: str | None,
    path: Path | None,
    link: str | None,
    reverse: int | None,
    observation: str | None,
    as_json: bool,
) -> None:
    """Hold one thing up for or against a claim.

    It is a finding, a picture or a stretch of a clip, a match, how the clocks of two clips lie, a
    file, a link, the outcome of a reverse search, or what you observed. Stance and weight are
    yours. A finding and an offset are kept with their value and what made them, so that they can
    be run again. What most clips would show, such as that it is dark, is context.
    """
    from verify.workbench.cases import giving_evidence as giving

    moment = (start, end, box)
    named = [finding, start, offset, match, path, link, reverse, observation]
    if sum(one is not None for one in named) != 1:
        raise click.UsageError(
            "Name one thing: --finding, --clip with --from, --clip with --match, --offset, --file, "
            "--link, --reverse or --observation."
        )
    if (clip is None) != (start is None and match is None) or (start is None and any(moment)):
        raise click.UsageError("--clip goes with --from or --match; --to and --box with --from.")

    def item_of(shelf: Shelf) -> "ItemOf":
        if finding is not None:
            return giving.finding(finding)
        if offset is not None:
            return giving.offset_at(offset)
        if clip is not None and start is not None:
            until = None if end is None else Fraction(end)
            known = giving.measured_in(shelf)
            return giving.moment(clip, Fraction(start), until, box, measured=known)
        if clip is not None and match is not None:
            return giving.match(shelf, clip, match)
        if path is not None:
            return giving.file(path)
        if link is not None:
            return giving.link(link)
        if reverse is not None:
            return giving.reverse_search(shelf, reverse)
        return giving.observation(observation or "")

    write_into(
        open_shelf,
        case,
        lambda shelf, opened: giving.give_evidence(
            shelf,
            opened,
            claim,
            Stance(stance),
            item_of(shelf),
            weight=None if weight is None else Weight(weight),
            note=note,
        ),
        as_json=as_json,
    )


@click.command(
    short_help="Say that evidence does not count any more.",
    epilog="Example: verify case withdraw 3f9a 31 --reason 'the frame is of another clip'",
)
@CASE
@click.argument("number", type=NUMBER, metavar="EVENT")
@click.option(
    "--reason", required=True, metavar="TEXT", help=f"Why; at most {LONGEST_TEXT:,} characters."
)
@JSON
@on_archive
def withdraw(open_shelf: OpenShelf, case: str, number: int, reason: str, as_json: bool) -> None:
    """Say that evidence does not count any more, by the number of its event; it stays readable.

    So with a place, a hypothesis, what was weighed, and a word on two recordings.
    """
    from verify.workbench.cases import giving_evidence as giving

    write_into(
        open_shelf,
        case,
        lambda shelf, opened: giving.withdraw_evidence(shelf, opened, number, reason),
        as_json=as_json,
    )


COMMANDS = {"evidence": evidence, "withdraw": withdraw}
