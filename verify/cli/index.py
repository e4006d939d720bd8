"""Many clips into an archive: index."""

import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from verify import settings
from verify.cli.archive.filling import keeping, looked_through
from verify.cli.archive.options import OpenShelf, filling_archive
from verify.cli.output import failure, print_json, say
from verify.cli.parameters import CLUSTER, JSON, Place
from verify.cli.progress import StatusLine, left_words
from verify.domain.errors import BadParameterError, VerifyError, shown_name
from verify.presentation.wording import counted
from verify.workbench.archive import indexing
from verify.workbench.archive.indexing import (
    Became,
    IndexedFile,
    IndexOptions,
    Standing,
    Wanted,
)
from verify.workbench.archive.resembling import descriptor_here
from verify.workbench.clips import Outcome

_STOPPED = 130
_MOST_WORKERS = 256
_ONE_FAILED = 1


@click.command(
    short_help="Put many clips into the archive, with all cores or a cluster.",
    epilog="Example: verify index samples --workers 2",
)
@click.argument(
    "named", nargs=-1, required=True, metavar="FOLDER|LIST...", type=Place(path_type=Path)
)
@click.option(
    "--workers",
    type=click.IntRange(1, _MOST_WORKERS),
    metavar="NUMBER",
    help="Processes of this machine, one clip and one core each; 1<=x<=256.  [default: one a core]",
)
@CLUSTER
@keeping
@JSON
@filling_archive
def index(
    open_shelf: OpenShelf,
    named: Sequence[Path],
    workers: int | None,
    cluster: str | None,
    wanted: Wanted,
    as_json: bool,
) -> None:
    """Put many clips into the archive at a time, each measured in a process of its own.

    Name folders, or text files with the path of a clip on each line, as seen from that file's
    folder. What is kept is what verify archive add keeps, whoever measured.

    Clips that fail are named, and the rest go on. The same call again goes on where the last one
    was stopped: a clip that is in the archive and lies there unchanged is not opened again.

    On a cluster workers read the clips themselves, and must see them at the same path as this
    machine. Whoever reaches a Dask scheduler can run anything on its workers: keep it in your own
    network, or use tls.
    """
    cluster = settings.cluster_address(cluster) if workers is None else cluster
    if cluster is not None and workers is not None:
        raise BadParameterError("--workers", workers, "nothing beside --cluster, which says it")
    gathered = indexing.gather(named)
    beside = looked_through(gathered, wanted, "a folder or a list of clips")
    weights = settings.descriptor_weights()
    options = IndexOptions(wanted=wanted, descriptor=descriptor_here(weights), weights=weights)
    tally = _Tally(len(gathered.files))
    with open_shelf() as shelf, StatusLine() as line:

        def tell(remark: str) -> None:
            line.clear()
            say(f"Note: {remark}")
            tally.lost.append(remark)

        try:
            with indexing.crew_of(cluster, workers or indexing.usual_workers()) as crew:
                work = indexing.index_files(
                    shelf,
                    gathered.files,
                    beside.records,
                    options,
                    crew,
                    lambda standing: line.show(_standing_words(standing)),
                    tell,
                )
                with closing(work):
                    for outcome in work:
                        tally.take(outcome)
                        if told := _told(outcome):
                            line.clear()
                            say(told)
        except KeyboardInterrupt:
            line.clear()
            say(tally.stopped_words("Stopped"))
            sys.exit(_STOPPED)
        except VerifyError:
            line.clear()
            if tally.has_begun:
                say(tally.stopped_words("Ended early"))
            raise
        held = shelf.store.stats().entries
    if as_json:
        print_json(tally.as_json() | {"entries": held})
    else:
        click.echo(f"{tally.words()}. The archive holds {counted(held, 'entry', 'entries')}.")
    if tally.failed:
        sys.exit(_ONE_FAILED)


class _Tally:
    """What has become of how many."""

    def __init__(self, files: int) -> None:
        self._files = files
        self._became: Counter[Became] = Counter()
        self._not_opened = 0
        self.failed: list[Outcome[IndexedFile]] = []
        self.lost: list[str] = []

    def take(self, outcome: Outcome[IndexedFile]) -> None:
        if outcome.answer is None:
            self.failed.append(outcome)
            return
        self._became[outcome.answer.added.became] += 1
        self._not_opened += not outcome.answer.was_opened

    @property
    def has_begun(self) -> bool:
        return bool(self._became or self.failed)

    def as_json(self) -> dict[str, object]:
        return {
            "files": self._files,
            **{became.value: self._became[became] for became in Became},
            "not_opened": self._not_opened,
            "failed": [failure(outcome) for outcome in self.failed],
            "remarks": self.lost,
        }

    def words(self) -> str:
        words = {
            Became.ADDED: "added",
            Became.COMPLETED: "completed that were known",
            Became.KNOWN: "known before",
        }
        counts = [f"{self._became[became]:,} {said}" for became, said in words.items()]
        counts += [f"{len(self.failed):,} failed"] if self.failed else []
        some = [count for count in counts if not count.startswith("0 ")]
        return f"{counted(self._files, 'clip')}: {', '.join(some)}"

    def stopped_words(self, how: str) -> str:
        return (
            f"{how} with {self._became.total():,} of {counted(self._files, 'clip')} in the "
            "archive; what is there stays, and of the others there is nothing. The same call again "
            "goes on from there."
        )


def _told(outcome: Outcome[IndexedFile]) -> str:
    if outcome.answer is None:
        return f"Error: {outcome.error}"
    name = shown_name(str(outcome.path))
    return "\n".join(f"Note: {name}: {remark}" for remark in outcome.answer.added.remarks)


def _standing_words(standing: Standing) -> str:
    parts = [f"{standing.files_done:,} of {standing.files:,} clips"]
    if standing.per_minute is not None:
        parts.append(
            f"{standing.per_minute:,.0f} a minute with {counted(standing.hands, 'worker')}"
        )
    return ", ".join(parts) + left_words(standing.left_s)


COMMANDS = (index,)
