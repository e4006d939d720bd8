"""The command that lists what an archive holds more than once, and remembers what was decided."""

import time
from collections.abc import Iterator, Sequence

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import print_json, say
from verify.cli.parameters import JSON
from verify.cli.progress import StatusLine, left_words
from verify.domain.duplicates import Duplicates, Group
from verify.domain.judgements import LONGEST_NOTE
from verify.presentation.duplicate_wording import (
    KEY_DIGITS,
    apart_words,
    best_words,
    copy_words,
    earliest_words,
    heading_words,
    member_words,
    part_words,
    settlement_words,
    size_words,
)
from verify.presentation.wording import counted, duration_words
from verify.workbench.archive import deduping, holdings, searching, settling
from verify.workbench.archive.deduping import Compared


@click.command(
    short_help="List entries that show one recording.",
    epilog="Example: verify archive dedupe --json",
)
@click.argument("entries", nargs=-1, metavar="[ENTRY...]")
@click.option(
    "--keep",
    metavar="ENTRY",
    help="Remember this one as the copy to keep of those named; nothing is removed.",
)
@click.option(
    "--ignore", is_flag=True, help="Remember that those named need no more notice as copies."
)
@click.option(
    "--note",
    default="",
    metavar="TEXT",
    help=f"Why, with --keep or --ignore; at most {LONGEST_NOTE:,} characters.",
)
@click.option(
    "--possible",
    "with_apart",
    is_flag=True,
    help="Also list pairs that form no group: only possible, same view, a stretch in common.",
)
@click.option("--all", "all_groups", is_flag=True, help="Also list groups that are ignored.")
@JSON
@on_archive
def dedupe(
    open_shelf: OpenShelf,
    entries: Sequence[str],
    keep: str | None,
    ignore: bool,
    note: str,
    with_apart: bool,
    all_groups: bool,
    as_json: bool,
) -> None:
    """List entries that show one recording, which copy is the best by size, and the earliest date.

    No footage is decoded and nothing is ever removed. The best is the one with the largest picture,
    then the longest, then with most bytes: a larger picture may have been enlarged. The date is a
    claim. With ENTRY names or keys and --keep or --ignore, what you decide goes into the custody
    log; where another copy has come since, the group is shown anew.
    """
    if keep is not None or ignore:
        _settle(open_shelf, entries, keep, note, ignore=ignore, as_json=as_json)
        return
    if entries or note:
        raise click.UsageError("ENTRY and --note go with --keep or --ignore.")
    with open_shelf() as shelf, searching.searching(shelf) as searcher, StatusLine() as line:
        begun_s = time.monotonic()
        found = deduping.find(shelf, searcher, _Standing(line, begun_s), all_groups=all_groups)
        took_s = time.monotonic() - begun_s
    if as_json:
        print_json(found)
        return
    for text in _lines(found, with_apart=with_apart):
        click.echo(text)
    say(f"It took {duration_words(took_s)}.")


class _Standing:
    """Shows how far the work has come, and about how long it takes."""

    def __init__(self, line: StatusLine, begun_s: float) -> None:
        self._line, self._begun_s = line, begun_s
        self._is_closer = False

    def __call__(self, compared: Compared) -> None:
        now_s = time.monotonic()
        if compared.is_closer is not self._is_closer:
            self._is_closer, self._begun_s = compared.is_closer, now_s
        left_s = None
        if compared.done:
            left_s = (now_s - self._begun_s) * (compared.of - compared.done) / compared.done
        what = "Looking closer at" if compared.is_closer else "Comparing"
        how_far = f"{what} {compared.done + 1:,} of {counted(compared.of, 'entry', 'entries')}"
        self._line.show(f"{how_far}{left_words(left_s)}")


def _settle(
    open_shelf: OpenShelf,
    entries: Sequence[str],
    keep: str | None,
    note: str,
    *,
    ignore: bool,
    as_json: bool,
) -> None:
    if keep is not None and ignore:
        raise click.UsageError("Either --keep or --ignore.")
    if len(note) > LONGEST_NOTE:
        reason = f"it has {len(note):,} characters; {LONGEST_NOTE:,} are the most"
        raise click.BadParameter(reason, param_hint="--note")
    with open_shelf() as shelf:
        kept = None if keep is None else holdings.entry_meant(shelf, keep)
        named = [holdings.entry_meant(shelf, text) for text in entries]
        copies = named if kept is None else [kept, *named]
        if len({entry.key for entry in copies}) < 2:
            raise click.UsageError("Name all the copies: two entries or more.")
        settlement = settling.settle(shelf, copies, kept, note)
    if as_json:
        print_json(settlement)
        return
    number = counted(len(settlement.copies_sha256), "copy", "copies")
    whose = number if kept is None else f"{kept.key[:KEY_DIGITS]} of {number}"
    click.echo(f"{whose}: {settlement_words(settlement)} (event {settlement.event}).")


def _lines(found: Duplicates, *, with_apart: bool) -> Iterator[str]:
    for number, group in enumerate(found.groups, start=1):
        yield f"{number}. {heading_words(group)}"
        yield from (f"   {text}" for text in _group_lines(group))
        yield ""
    if not found.groups:
        yield "No two entries were found to show one recording."
    if with_apart:
        yield from (f"Apart: {apart_words(each)}" for each in found.apart)
    elif found.apart:
        pairs = counted(len(found.apart), "pair looks", "pairs look")
        yield f"{pairs} alike but form no group; --possible lists them."
    if found.groups_ignored:
        groups = counted(found.groups_ignored, "group")
        yield f"{groups} left out, as was decided; --all lists them."
    yield size_words(found)


def _group_lines(group: Group) -> Iterator[str]:
    best, *others = group.copies
    yield f"best      {member_words(best)}"
    if others:
        yield f"          because: {best_words(group)}"
    for member in others:
        yield f"copy      {member_words(member)} ({copy_words(group, member)})"
    for member in group.parts:
        yield f"part      {member_words(member)}"
        yield f"          {part_words(group, member)}"
    yield f"earliest  {earliest_words(group)}"
    if group.is_ignored and group.settlement is not None:
        yield f"decided   {settlement_words(group.settlement)}"
    elif group.settlement is None:
        keys = [each.sha256[:KEY_DIGITS] for each in (*group.copies, *group.parts)]
        yield f"decide    verify archive dedupe --keep {' '.join(keys)}"
        yield f"      or  verify archive dedupe --ignore {' '.join(keys)}"


COMMANDS = {"dedupe": dedupe}
