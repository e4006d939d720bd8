"""What a person makes of a match: accept, reject."""

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import print_json
from verify.cli.parameters import JSON
from verify.domain.errors import shown_name
from verify.domain.judgements import LONGEST_NOTE, Judgement
from verify.presentation.match_wording import judgement_words
from verify.workbench.archive import holdings, judging

_QUERY = click.argument("query", metavar="CLIP|SHA256")
_MATCH = click.argument("match", metavar="ENTRY")
_NOTE = click.option(
    "--note",
    default="",
    metavar="TEXT",
    help=f"Why, for whoever searches next; at most {LONGEST_NOTE:,} characters.",
)


@click.command(
    short_help="Say that a clip and an entry show the same footage.",
    epilog="Example: verify archive accept new.mp4 night-fire.mp4 --note 'same crack in the wall'",
)
@_QUERY
@_MATCH
@_NOTE
@JSON
@on_archive
def accept(open_shelf: OpenShelf, query: str, match: str, note: str, as_json: bool) -> None:
    """Say that a clip and an entry show the same footage; the next search shows who said so.

    CLIP is the file that was searched for, which need not be in the archive and is not decoded;
    ENTRY a name or key. It goes into the custody log under your name. Who thinks otherwise later
    says so: the last word holds, the others stay.
    """
    _judge(open_shelf, query, match, note, accepted=True, as_json=as_json)


@click.command(
    short_help="Say that a clip and an entry only look alike.",
    epilog="Example: verify archive reject new.mp4 night-fire.mp4 --note 'another hill'",
)
@_QUERY
@_MATCH
@_NOTE
@JSON
@on_archive
def reject(open_shelf: OpenShelf, query: str, match: str, note: str, as_json: bool) -> None:
    """Say that a clip and an entry do not show the same footage; the next search shows who said so.

    The match stays listed, last of its grade and with your note: nothing is hidden. CLIP is the
    file that was searched for; ENTRY a name or key. The last word on the two holds.
    """
    _judge(open_shelf, query, match, note, accepted=False, as_json=as_json)


def _judge(
    open_shelf: OpenShelf, query: str, match: str, note: str, *, accepted: bool, as_json: bool
) -> None:
    if len(note) > LONGEST_NOTE:
        reason = f"it has {len(note):,} characters; {LONGEST_NOTE:,} are the most"
        raise click.BadParameter(reason, param_hint="--note")
    with open_shelf() as shelf:
        sha256 = judging.sha256_meant(shelf, query)
        entry = holdings.entry_meant(shelf, match)
        before = judging.standing(judging.judgements(shelf, sha256), sha256).get(entry.key)
        judgement = judging.judge(shelf, sha256, entry.key, accepted=accepted, note=note)
    if as_json:
        print_json({"judgement": judgement, "instead_of": before})
        return
    click.echo(
        f"{shown_name(query)} and {shown_name(entry.untrusted_names[0])} ({entry.key[:12]}): "
        f"{_said(judgement)}"
    )
    if before is not None:
        click.echo(f"This holds now instead of: {_said(before)}")


def _said(judgement: Judgement) -> str:
    return f"{judgement_words(judgement)} (event {judgement.event})"


COMMANDS = {"accept": accept, "reject": reject}
