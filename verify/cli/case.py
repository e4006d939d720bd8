"""Commands on a case: what an article claims."""

from pathlib import Path

import click

from verify.cli.output import print_json
from verify.cli.parameters import JSON, Place
from verify.domain.errors import shown_name


@click.group(
    short_help="Read what an article claims.",
    epilog="Example: verify case claims samples/idlib-2020/article.md",
)
def case() -> None:
    """Work on an article and the footage that goes with it."""


@case.command(
    short_help="List what an article claims, sentence by sentence.",
    epilog="Example: verify case claims samples/idlib-2020/article.md",
)
@click.argument("article", metavar="ARTICLE", type=Place(path_type=Path, dir_okay=False))
@click.option(
    "--published",
    metavar="TIME",
    help="When it was published, with its zone: 2020-02-28T18:00+03:00. Words such as yesterday "
    "have no date without it.  [default: what the article says]",
)
@click.option(
    "--language",
    metavar="CODE",
    help="Language of the article (ISO 639-1), such as en or ar.  [default: told from its text]",
)
@JSON
def claims(article: Path, published: str | None, language: str | None, as_json: bool) -> None:
    """List the claims of an article with who, where, when, how many, who says so and how surely.

    ARTICLE is plain text or Markdown in UTF-8. Claims are read in English; in other languages the
    sentences are split and nothing is looked for. For each claim it says whether footage can
    support or contradict it. A claim is what somebody says happened; nothing is checked here, and
    what rules read wrongly has to be seen by a person.
    """
    # Imported here: tables of words and places take longer to load than other commands need.
    from verify.cli.claim_lines import claim_lines
    from verify.workbench.articles import claims_of_file, publication_time

    moment = None if published is None else publication_time(published)
    text, read = claims_of_file(article, published_at=moment, language=language)
    if as_json:
        print_json(read)
        return
    for line in claim_lines(shown_name(article.name), text, read):
        click.echo(line)


COMMANDS = (case,)
