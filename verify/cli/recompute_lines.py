"""Evidence run again: each finding as it comes, then what all came to; fields for programs."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from verify.cli.output import say
from verify.cli.progress import StatusLine
from verify.domain.errors import shown_name
from verify.presentation.recomputed_wording import recomputed_lines, rerun_words

if TYPE_CHECKING:
    from verify.domain.case_file import CaseFile
    from verify.workbench.cases.recomputing import PlacesOf, Rerun


def run_again(
    cases: Iterable["CaseFile"],
    places_of: "PlacesOf",
    rerun: "Rerun",
    *,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Run each finding again that these cases hold up, and tell of each as it comes."""
    from verify.workbench import clips
    from verify.workbench.cases import recomputing

    if weak_allowed and (warning := clips.weak_sandbox_note()) is not None:
        say(warning)
    with StatusLine() as line:
        for one in recomputing.recompute(
            cases,
            places_of,
            rerun,
            weak_allowed=weak_allowed,
            on_progress=lambda progress: line.show(f"Analysing a clip again: {progress.message}"),
        ):
            if not as_json:
                line.clear()
                click.echo("\n".join(recomputed_lines(one)) + "\n")
    if not as_json:
        for unread in rerun.unread:
            click.echo(f"NOT RUN AGAIN: {shown_name(unread)}\n")


def rerun_lines(rerun: "Rerun | None") -> Iterator[str]:
    """Yield what all came to; nothing where nothing was to be run again."""
    if rerun is not None:
        yield rerun_words(rerun.findings, len(rerun.clips), rerun.others)


def rerun_fields(rerun: "Rerun | None") -> dict[str, Any] | None:
    """Return what findings came to that were run again."""
    if rerun is None:
        return None
    return {
        "is_same": rerun.is_same,
        "findings": rerun.findings,
        "clips_analysed": len(rerun.clips),
        "others_held_up": rerun.others,
        "cases": rerun.cases,
        "cases_not_read": rerun.unread,
    }
