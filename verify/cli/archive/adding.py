"""Footage into an archive: add."""

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import msgspec

from verify import settings
from verify.cli.archive.filling import keeping, looked_through
from verify.cli.archive.options import OpenShelf, filling_archive
from verify.cli.output import exit_code_of, failure, print_json, say
from verify.cli.parameters import JSON, Place
from verify.cli.progress import StatusLine, left_words
from verify.cli.several import are_several
from verify.domain.errors import VerifyError, shown_name
from verify.presentation.entry_wording import date_words, holdings_words, kind_words, source_words
from verify.presentation.wording import counted
from verify.workbench import clips
from verify.workbench.archive import adding
from verify.workbench.archive.adding import AddedFile, AddOptions, Became, Standing, Wanted
from verify.workbench.archive.resembling import descriptor_here
from verify.workbench.clips import Outcome

_STOPPED = 130
_MOST_JOBS = 64


@click.command(
    short_help="Put clips and pictures in, to be found again.",
    epilog="Example: verify archive add samples --jobs 2",
)
@click.argument(
    "named", nargs=-1, required=True, metavar="FILE|FOLDER...", type=Place(path_type=Path)
)
@click.option(
    "--jobs",
    type=click.IntRange(1, _MOST_JOBS),
    metavar="NUMBER",
    help="Files at a time, each in a process of its own; 1<=x<=64.  [default: half the cores]",
)
@keeping
@click.option(
    "--keep-original", is_flag=True, help="Keep the file itself too, as received and read-only."
)
@JSON
@filling_archive
def add(
    open_shelf: OpenShelf,
    named: Sequence[Path],
    jobs: int | None,
    keep_original: bool,
    wanted: Wanted,
    as_json: bool,
) -> None:
    """Put clips and pictures into the archive: their hashes through time, small stills, the light.

    What lies beside a clip says where it came from: a Telegram export, a downloader's note, an
    archiver's table; all of it is somebody's word. Nothing is uploaded and the file is not altered.

    The same call again goes on where the last one was stopped: known footage is not decoded again.
    """
    gathered = clips.gather(named)
    beside = looked_through(gathered, wanted, "a video or picture file")
    options = AddOptions(
        jobs=jobs or adding.usual_jobs(),
        wanted=wanted,
        keep_file=keep_original,
        descriptor=descriptor_here(settings.descriptor_weights()),
    )
    done: list[Outcome[AddedFile]] = []
    kept = 0

    def show(standing: Standing) -> None:
        nonlocal kept
        kept = standing.files_kept
        line.show(_standing_words(standing))

    with open_shelf() as shelf, StatusLine() as line:
        work = adding.add_files(shelf, gathered.files, beside.records, options, show)
        try:
            with closing(work):
                for outcome in work:
                    line.clear()
                    done.append(outcome)
                    _tell(outcome, quiet=as_json)
        except KeyboardInterrupt:
            line.clear()
            say(_stopped_words("Stopped", kept, len(gathered.files)))
            sys.exit(_STOPPED)
        except VerifyError:
            line.clear()
            say(_stopped_words("Ended early", kept, len(gathered.files)))
            raise
        held = shelf.store.stats().entries
    _conclude(done, held, are_many=are_several(named), as_json=as_json)


def _tell(outcome: Outcome[AddedFile], *, quiet: bool) -> None:
    if outcome.error is not None:
        say(f"Error: {outcome.error}")
    added = outcome.answer
    if added is None:
        return
    for remark in added.remarks:
        say(f"Note: {shown_name(str(added.path))}: {remark}")
    if not quiet:
        click.echo(_line(added))


def _line(added: AddedFile) -> str:
    entry = added.entry
    parts = [f"{added.became.value:<9}", shown_name(added.path.name)]
    if added.became is Became.KNOWN:
        first = shown_name(entry.untrusted_names[0])
        parts.append("nothing new" if first == parts[1] else f"nothing new, as {first}")
    else:
        parts += [kind_words(entry), date_words(entry.source.dates), holdings_words(entry)]
        parts.append(source_words(entry.source))
    return "  ".join(filter(None, parts))


def _conclude(done: list[Outcome[AddedFile]], held: int, *, are_many: bool, as_json: bool) -> None:
    failed = [outcome for outcome in done if outcome.error is not None]
    if not are_many and failed and failed[0].error is not None:
        # Said already, so the exit code is all that is left to give.
        sys.exit(exit_code_of(failed[0].error))
    if as_json:
        results = [_as_json(outcome.answer) for outcome in done if outcome.answer is not None]
        print_json(
            {"results": results, "failed": [failure(outcome) for outcome in failed]}
            if are_many
            else results[0]
        )
    else:
        click.echo(f"{_counts_words(done)}. The archive holds {counted(held, 'entry', 'entries')}.")
    if failed:
        sys.exit(1)


def _as_json(added: AddedFile) -> dict[str, Any]:
    return {
        "file": shown_name(str(added.path)),
        "became": added.became.value,
        "was_decoded": added.was_decoded,
        "remarks": list(added.remarks),
        "entry": msgspec.to_builtins(added.entry),
    }


def _counts_words(done: list[Outcome[AddedFile]]) -> str:
    words = {
        Became.ADDED: "added",
        Became.COMPLETED: "completed that were known",
        Became.KNOWN: "known before",
    }
    counts = [
        f"{number:,} {said}"
        for became, said in words.items()
        if (number := sum(one.answer is not None and one.answer.became is became for one in done))
    ]
    failed = sum(outcome.error is not None for outcome in done)
    counts += [f"{failed:,} failed"] if failed else []
    return f"{counted(len(done), 'file')}: {', '.join(counts)}"


def _standing_words(standing: Standing) -> str:
    return f"{standing.files_done:,} of {standing.files:,} files{left_words(standing.left_s)}"


def _stopped_words(how: str, kept: int, files: int) -> str:
    return (
        f"{how} with {kept:,} of {counted(files, 'file')} in the archive; what is there stays, and "
        "of the others there is nothing. The same call again goes on from there."
    )


COMMANDS = {"add": add}
