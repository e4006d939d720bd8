"""Commands on what a clip may be: hypothesis, weigh."""

from collections.abc import Sequence

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.case_reading import CASE
from verify.cli.case_writing import NUMBER, write_into
from verify.cli.parameters import JSON
from verify.domain.evidence import Stance


@click.command(
    short_help="Write what a clip may be, beside other hypotheses.",
    epilog="Example: verify case hypothesis 3f9a --clip strike.mp4 'Filmed in 2018, elsewhere'",
)
@CASE
@click.argument("text")
@click.option("--clip", required=True, metavar="NAME|SHA256", help="Clip of the case.")
@click.option(
    "--instead-of", type=NUMBER, metavar="EVENT", help="Event of the hypothesis worded anew."
)
@JSON
@on_archive
def hypothesis(
    open_shelf: OpenShelf, case: str, text: str, clip: str, instead_of: int | None, as_json: bool
) -> None:
    """Write what a clip may be. Write at least two: one alone is only ever found to fit.

    verify case weigh holds evidence against them; verify case show draws the table. What was
    weighed on earlier words stays, and is marked. verify case withdraw takes one back.
    """
    from verify.workbench.cases import weighing

    write_into(
        open_shelf,
        case,
        lambda shelf, opened: weighing.write_hypothesis(
            shelf, opened, clip, text, instead_of=instead_of
        ),
        as_json=as_json,
    )


@click.command(
    short_help="Hold evidence against the hypotheses on a clip.",
    epilog="Example: verify case weigh 3f9a 31 --against 41 --for 42 --note 'no snow in 2018'",
)
@CASE
@click.argument("evidence", type=NUMBER, metavar="EVENT")
@click.option(
    "--against",
    type=NUMBER,
    multiple=True,
    metavar="HYPOTHESIS",
    help="Event of a hypothesis that it speaks against.",
)
@click.option(
    "--for",
    "in_favour",
    type=NUMBER,
    multiple=True,
    metavar="HYPOTHESIS",
    help="Event of a hypothesis that it speaks for.",
)
@click.option(
    "--beside",
    type=NUMBER,
    multiple=True,
    metavar="HYPOTHESIS",
    help="Event of a hypothesis of which it says neither.",
)
@click.option("--note", default="", metavar="TEXT", help="Why; at most 10,000 characters.")
@JSON
@on_archive
def weigh(
    open_shelf: OpenShelf,
    case: str,
    evidence: int,
    against: Sequence[int],
    in_favour: Sequence[int],
    beside: Sequence[int],
    note: str,
    as_json: bool,
) -> None:
    """Hold one piece of evidence, or a place, against hypotheses, by the numbers of their events.

    Weigh each piece against all of them: what fits them all tells nothing between them. Ask first
    what it speaks against. The last word on each holds.
    """
    from verify.workbench.cases import weighing

    named = [*against, *in_favour, *beside]
    if not named or len(set(named)) < len(named):
        raise click.UsageError("Name each hypothesis once: --against, --for or --beside EVENT.")
    stances = dict.fromkeys(against, Stance.CONTRADICTS)
    stances |= dict.fromkeys(in_favour, Stance.SUPPORTS) | dict.fromkeys(beside, Stance.CONTEXT)
    write_into(
        open_shelf,
        case,
        lambda shelf, opened: weighing.weigh(shelf, opened, evidence, stances, note),
        as_json=as_json,
    )


COMMANDS = {"hypothesis": hypothesis, "weigh": weigh}
