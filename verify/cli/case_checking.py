"""Commands that propose evidence in a case, and what people make of it: check, accept, reject."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.case_reading import CASE
from verify.cli.case_writing import NUMBER, write_into
from verify.cli.output import print_json, say
from verify.cli.parameters import JSON, WEAK, Place
from verify.domain.cases import LONGEST_TEXT
from verify.domain.evidence import Stance, Weight

_PROPOSALS = click.argument("proposals", nargs=-1, required=True, metavar="PROPOSAL...")
_INSTEAD_OF = click.option(
    "--instead-of",
    multiple=True,
    type=NUMBER,
    metavar="EVENT",
    help="Event that turned one of them down, which you decide anew; repeat it.",
)


@click.command(
    short_help="Hold the claims against what was found; proposes evidence.",
    epilog="Example: verify case check 3f9a night-strike.verify",
)
@CASE
@click.argument("results", nargs=-1, metavar="[RESULT]...", type=Place(path_type=Path))
@click.option(
    "--outdoors/--indoors",
    default=None,
    help="You say that it was filmed outdoors, or inside.  [default: as you said last]",
)
@click.option(
    "--event-day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="First day of the event, for claims such as new footage.  [default: as you said last]",
)
@click.option(
    "--footage",
    multiple=True,
    type=Place(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The clip that a RESULT is of: the archive is asked about it now.  [default: its answer "
    "when the clip was inspected]",
)
@WEAK
@JSON
@on_archive
def check(
    open_shelf: OpenShelf,
    case: str,
    results: Sequence[Path],
    outdoors: bool | None,
    event_day: datetime | None,
    footage: tuple[Path, ...],
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Hold every claim of a case against what was found in a clip, and propose evidence.

    RESULT is a folder that verify inspect left, or its analysis.json, of a clip of the case;
    without one, claims are held against calendar, Sun and Moon alone. Every claim ends as
    contradicted, supported, fits, cannot tell or silent, with the reason. These are proposals, kept
    in the log; a person takes them up or turns them down, by their numbers. Where and when the clip
    was filmed no measurement settles: until verdicts do, nothing measured supports a claim on the
    event.
    """
    from verify.presentation.check_wording import check_lines
    from verify.workbench.cases.checking import check_case
    from verify.workbench.cases.opening import case_meant, read_case

    with open_shelf() as shelf:
        opened = case_meant(shelf, case)
        day = None if event_day is None else event_day.date()
        checked = check_case(
            shelf,
            opened,
            results,
            outdoors=outdoors,
            event_day=day,
            footage=footage,
            weak_allowed=weak_allowed,
        )
        file = read_case(shelf, opened)
    if as_json:
        made = [one.made for one in checked]
        print_json({"case_id": opened.case_id, "checks": made})
        return
    for number, one in enumerate(checked):
        click.echo("\n" * bool(number) + "\n".join(check_lines(file, one.made)))
        if not one.is_new:
            say(f"As at the last check (event {one.made.event}); nothing new was written.")


@click.command(
    short_help="Take proposals up as evidence.",
    epilog="Example: verify case accept 3f9a 31.4 --note 'dark in every shot'",
)
@CASE
@_PROPOSALS
@click.option(
    "--stance",
    type=click.Choice([one.value for one in Stance]),
    help="What it says of the claim for you.  [default: as proposed; what merely fits is context]",
)
@click.option(
    "--weight",
    type=click.Choice([one.value for one in Weight]),
    help="How much it weighs for you.  [default: not said]",
)
@click.option("--note", default="", metavar="TEXT", help="Why; at most 10,000 characters.")
@_INSTEAD_OF
@JSON
@on_archive
def accept(
    open_shelf: OpenShelf,
    case: str,
    proposals: Sequence[str],
    stance: str | None,
    weight: str | None,
    note: str,
    instead_of: Sequence[int],
    as_json: bool,
) -> None:
    """Take proposals up as evidence under your name, each with the findings that it rests on.

    PROPOSAL is a number that verify case check prints, such as 31.4. What supports a claim on the
    event is refused while nobody has settled where and when the clip was filmed.
    """
    from verify.workbench.cases.deciding import accept as take_up
    from verify.workbench.cases.opening import case_meant

    with open_shelf() as shelf:
        opened = case_meant(shelf, case)
        events = take_up(
            shelf,
            opened,
            proposals,
            stance=None if stance is None else Stance(stance),
            weight=None if weight is None else Weight(weight),
            note=note,
            instead_of=instead_of,
        )
    numbers = [event.sequence for event in events]
    if as_json:
        print_json({"case_id": opened.case_id, "events": numbers})
        return
    for name, event in zip(dict.fromkeys(proposals), events, strict=True):
        words = event.payload or {}
        click.echo(
            f"{name}: evidence on claim {words['claim']}, {words['stance']} "
            f"(event {event.sequence})."
        )


@click.command(
    short_help="Turn proposals down.",
    epilog="Example: verify case reject 3f9a 31.4 --reason 'the article speaks of another clip'",
)
@CASE
@_PROPOSALS
@click.option(
    "--reason", required=True, metavar="TEXT", help=f"Why; at most {LONGEST_TEXT:,} characters."
)
@_INSTEAD_OF
@JSON
@on_archive
def reject(
    open_shelf: OpenShelf,
    case: str,
    proposals: Sequence[str],
    reason: str,
    instead_of: Sequence[int],
    as_json: bool,
) -> None:
    """Turn proposals down, with your reason; they stay readable, and may be taken up later.

    PROPOSAL is a number that verify case check prints, such as 31.4.
    """
    from verify.workbench.cases.deciding import decline

    write_into(
        open_shelf,
        case,
        lambda shelf, opened: decline(shelf, opened, proposals, reason, instead_of=instead_of),
        as_json=as_json,
    )


COMMANDS = {"check": check, "accept": accept, "reject": reject}
