"""Commands that write into cases: new, add, note, claim, verdict, close."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from verify.cli.archive.options import OpenShelf, filling_archive, on_archive
from verify.cli.case_reading import CASE
from verify.cli.output import print_json, say
from verify.cli.parameters import JSON, Place
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.custody import Event
from verify.domain.errors import shown_name
from verify.domain.linking import names_a_clip
from verify.domain.proposals import Subject
from verify.domain.verdicts import VerdictWord
from verify.presentation.wording import counted, listed
from verify.workbench.archive.shelf import Shelf

NUMBER = click.IntRange(1, 2**53 - 1)
"""Of a claim or an event."""

PUBLISHED = click.option(
    "--published",
    metavar="TIME",
    help="When it was published, with its zone: 2020-02-28T18:00+03:00. Words such as yesterday "
    "have no date without it.  [default: what the article says]",
)


@click.command(
    short_help="Open a case.",
    epilog="Example: verify case new 'Night strike, Idlib' --article samples/idlib-2020/article.md",
)
@click.argument("title")
@click.option(
    "--article",
    type=Place(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Article whose claims are read into the case; plain text or Markdown in UTF-8.",
)
@PUBLISHED
@JSON
@filling_archive
def new(
    open_shelf: OpenShelf, title: str, article: Path | None, published: str | None, as_json: bool
) -> None:
    """Open a case, under a title by which a desk knows it, and print its id.

    It opens with four questions on what ties a clip to an event: is it a copy, who filmed it,
    where, when. An article that cannot be read is said before anything is opened.
    """
    from verify.workbench.articles import claims_of_file, publication_time
    from verify.workbench.cases import opening, writing

    if published is not None and article is None:
        raise click.UsageError("--published is the time of an article: add --article FILE.")
    moment = None if published is None else publication_time(published)
    if article is not None:
        claims_of_file(article, published_at=moment)
    with open_shelf() as shelf:
        opened = opening.open_case(shelf, title).opening
        if article is not None:
            writing.add_article(shelf, opened, article, published_at=moment)
        case = opening.read_case(shelf, opened)
    if as_json:
        print_json(case)
        return
    click.echo(f"Opened case {case.case_id} with {counted(len(case.claims), 'claim')}.")


@click.command(
    short_help="Put clips into a case.",
    epilog="Example: verify case add 3f9a samples/night-strike.mp4",
)
@CASE
@click.argument("clips", nargs=-1, required=True, metavar="CLIP...")
@JSON
@on_archive
def add(open_shelf: OpenShelf, case: str, clips: Sequence[str], as_json: bool) -> None:
    """Put clips into a case by their SHA-256; nothing is decoded, copied or kept.

    CLIP is a file, which is hashed, an entry of the archive, or a SHA-256. Footage need not be in
    the archive; verify archive add puts it there.
    """
    from verify.workbench.archive.judging import sha256_meant
    from verify.workbench.cases import opening, writing

    with open_shelf() as shelf:
        opened = opening.case_meant(shelf, case)
        for clip in clips:
            sha256_meant(shelf, clip)
        added = [(clip, writing.add_clip(shelf, opened, clip)) for clip in clips]
    if as_json:
        events = [event.sequence for _, event in added if event]
        print_json({"case_id": opened.case_id, "events": events})
        return
    for clip, event in added:
        what = "was in it before" if event is None else f"put in (event {event.sequence})"
        click.echo(f"{shown_name(clip)}: {what}")


@click.command(
    short_help="Write a note into a case.",
    epilog="Example: verify case note 3f9a --claim 5 'The mayor of the town says 21, by phone'",
)
@CASE
@click.argument("text")
@click.option("--claim", type=NUMBER, metavar="N", help="Claim that it belongs to.")
@JSON
@on_archive
def note(open_shelf: OpenShelf, case: str, text: str, claim: int | None, as_json: bool) -> None:
    """Write a note into a case, under your name; it stands in the custody log."""
    from verify.workbench.cases import writing

    write_into(
        open_shelf,
        case,
        lambda shelf, opened: writing.note(shelf, opened, text, claim=claim),
        as_json=as_json,
    )


@click.command(
    short_help="Word a claim: add, edit, split, merge.",
    epilog="Example: verify case claim 3f9a 'Four bombs fell' --instead-of 7 --instead-of 9",
)
@CASE
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option(
    "--instead-of",
    type=NUMBER,
    multiple=True,
    metavar="N",
    help="Claim whose place it takes; more than one are merged.",
)
@click.option(
    "--about",
    type=click.Choice([one.value for one in Subject]),
    help="What it is about; link: that this clip shows that event.  [default: as those replaced, "
    "else event]",
)
@JSON
@on_archive
def claim(
    open_shelf: OpenShelf,
    case: str,
    texts: Sequence[str],
    instead_of: Sequence[int],
    about: str | None,
    as_json: bool,
) -> None:
    """Add claims to a case, or word claims anew: one by one edited, one by several split.

    What stood there stays readable, with its notes and verdicts; a verdict on the old words is not
    one on the new. With one --instead-of and --about but no TEXT, its words stay and what it is
    about is put right. If somebody worded the same claim anew meanwhile, nothing is written, and
    you see theirs and yours.
    """
    from verify.workbench.cases import writing

    if not texts and (len(instead_of) != 1 or about is None):
        raise click.UsageError(
            "Give a TEXT; without one, --instead-of N --about WHAT keeps its words."
        )
    write_into(
        open_shelf,
        case,
        lambda shelf, opened: writing.word_claims(
            shelf,
            opened,
            texts,
            instead_of=instead_of,
            about=None if about is None else Subject(about),
        ),
        as_json=as_json,
    )


@click.command(
    short_help="Give your verdict on a claim or a clip.",
    epilog="Example: verify case verdict 3f9a disputed --claim 5 --reason 'two counts, two sides'",
)
@CASE
@click.argument("word", type=click.Choice([word.value for word in VerdictWord]))
@click.option("--claim", type=NUMBER, metavar="N", help="Claim that it is on.")
@click.option(
    "--clip",
    metavar="NAME|SHA256",
    help="Clip of the case that it is on, in place of --claim; or beside it, of a claim about the "
    "link, which clip it is of.",
)
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help=f"Why; at most {LONGEST_TEXT:,} characters.",
)
@click.option(
    "--instead-of",
    type=NUMBER,
    metavar="EVENT",
    help="Event of the verdict that stands, which yours replaces.",
)
@JSON
@on_archive
def verdict(
    open_shelf: OpenShelf,
    case: str,
    word: str,
    claim: int | None,
    clip: str | None,
    reason: str,
    instead_of: int | None,
    as_json: bool,
) -> None:
    """Give your verdict on a claim or a clip, with your reason; a person does, never the machine.

    The first seven words are for claims, the others for clips. Where a verdict stands, yours is
    refused until you name it, so that nobody overrules another unaware; all stay readable. Once
    verdicts settle where and when a clip was filmed, what is measured on it may support claims on
    the event.
    """
    from verify.workbench.cases import writing
    from verify.workbench.cases.opening import read_case

    if claim is None and clip is None:
        raise click.UsageError("Say what the verdict is on: --claim N or --clip NAME.")

    def give(shelf: Shelf, opened: CaseOpening) -> Event:
        given = writing.give_verdict(
            shelf,
            opened,
            VerdictWord(word),
            reason,
            claim=claim,
            clip=clip,
            instead_of=instead_of,
        )
        file = read_case(shelf, opened)
        concern = None if claim is None else file.claim(claim)
        if clip is None and concern is not None and names_a_clip(file, concern):
            say("Note: the case has several clips, so this verdict settles none of them (--clip).")
        return given

    write_into(open_shelf, case, give, as_json=as_json)


def write_into(
    open_shelf: OpenShelf,
    case: str,
    writing: Callable[[Shelf, CaseOpening], Event],
    *,
    as_json: bool,
) -> None:
    """Write into the case that is meant, and tell in which event."""
    from verify.workbench.cases.opening import case_meant

    with open_shelf() as shelf:
        opened = case_meant(shelf, case)
        event = writing(shelf, opened)
    words = event.payload or {}
    first, count = words.get("first_claim"), words.get("claim_count", 0)
    numbers = [] if first is None else [*range(first, first + count)]
    if as_json:
        print_json({"case_id": opened.case_id, "event": event.sequence, "claims": numbers})
        return
    named = f" as claim {listed([str(number) for number in numbers])}" if numbers else ""
    click.echo(f"Written into case {opened.case_id}{named} (event {event.sequence}).")


@click.command(
    short_help="Say that work on a case has ended, or goes on.",
    epilog="Example: verify case close 3f9a --reason 'published on 3 March'",
)
@CASE
@click.option("--reason", required=True, metavar="TEXT", help="Why, for those who look later.")
@click.option("--reopen", is_flag=True, help="Work on it goes on.")
@JSON
@on_archive
def close(open_shelf: OpenShelf, case: str, reason: str, reopen: bool, as_json: bool) -> None:
    """Say that work on a case has ended; it stands apart in the list of cases.

    Nothing is locked or removed: what is written into it later is taken.
    """
    from verify.workbench.cases import writing

    write_into(
        open_shelf,
        case,
        lambda shelf, opened: writing.close_case(shelf, opened, reason, is_closed=not reopen),
        as_json=as_json,
    )


COMMANDS = {
    "new": new,
    "add": add,
    "note": note,
    "claim": claim,
    "verdict": verdict,
    "close": close,
}
