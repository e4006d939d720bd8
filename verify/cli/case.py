"""Commands on a case: what an article claims; the others are in `case_*`."""

from pathlib import Path

import click

from verify.cli import (
    case_access,
    case_checking,
    case_checklists,
    case_evidence,
    case_exchange,
    case_hypotheses,
    case_places,
    case_reading,
    case_recordings,
    case_report,
    case_writing,
)
from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.case_writing import PUBLISHED
from verify.cli.output import print_json, say
from verify.cli.parameters import JSON, Place
from verify.domain.errors import shown_name


@click.group(
    short_help="Keep a case: claims, notes, verdicts; read what an article claims.",
    epilog="Example: verify case new 'Night strike, Idlib'",
)
def case() -> None:
    """Work on an article and the footage that goes with it.

    Whatever is written into a case stands in the custody log, under the name of who wrote it.
    Nothing is written over: what is worded anew, or concluded otherwise, takes the place of what
    stays readable.
    """


@case.command(
    short_help="List what an article claims, sentence by sentence.",
    epilog="Example: verify case claims samples/idlib-2020/article.md",
)
@click.argument("article", metavar="ARTICLE", type=Place(path_type=Path, dir_okay=False))
@PUBLISHED
@click.option(
    "--language",
    metavar="CODE",
    help="Language of the article (ISO 639-1), such as en or ar.  [default: told from its text]",
)
@click.option("--case", "case_text", metavar="ID", help="Put article and claims into this case.")
@JSON
@on_archive
def claims(
    open_shelf: OpenShelf,
    article: Path,
    published: str | None,
    language: str | None,
    case_text: str | None,
    as_json: bool,
) -> None:
    """List the claims of an article with who, where, when, how many, who says so and how surely.

    ARTICLE is plain text or Markdown in UTF-8, or a saved page (HTML), whose main text is taken out
    in the sandbox; nothing in it is run or fetched. Claims are read in English; in other languages
    the sentences are split and nothing is looked for. For each claim it says whether footage can
    support or contradict it. A claim is what somebody says happened; nothing is checked here, and
    what rules read wrongly has to be seen by a person. With --case, what the machine read stays
    beside what people make of it.
    """
    # Imported here: tables of words and places take longer to load than other commands need.
    from verify.cli.claim_lines import claim_lines
    from verify.workbench.articles import claims_of_file, publication_time

    moment = None if published is None else publication_time(published)
    text, read = claims_of_file(article, published_at=moment, language=language)
    if case_text is not None:
        from verify.workbench.cases.opening import case_meant
        from verify.workbench.cases.writing import add_article

        with open_shelf() as shelf:
            opened = case_meant(shelf, case_text)
            event = add_article(shelf, opened, article, published_at=moment, language=language)
        say(f"Put into case {opened.case_id} (event {event.sequence}).")
    if as_json:
        print_json(read)
        return
    for line in claim_lines(shown_name(article.name), text, read):
        click.echo(line)


for group in (
    case_reading,
    case_writing,
    case_evidence,
    case_checking,
    case_places,
    case_recordings,
    case_hypotheses,
    case_checklists,
    case_exchange,
    case_report,
    case_access,
):
    for name, command in group.COMMANDS.items():
        case.add_command(command, name)

COMMANDS = (case,)
