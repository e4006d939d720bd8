"""What a person reads in an overlay of an entry: transcribe."""

import re
from fractions import Fraction

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import print_json
from verify.cli.parameters import JSON, Seconds
from verify.domain.errors import shown_name
from verify.domain.transcriptions import LANGUAGE_TAG, LONGEST_TRANSCRIPTION
from verify.presentation.transcription_wording import transcription_words
from verify.workbench.archive import holdings, transcribing


@click.command(
    short_help="Write down what is written on the picture of an entry.",
    epilog="Example: verify archive transcribe night-fire.mp4 'Смотрите на небо' --language ru "
    "--translation 'Look at the sky'",
)
@click.argument("named", metavar="ENTRY")
@click.argument("text", required=False, metavar="[TEXT]")
@click.option(
    "--translation",
    default="",
    metavar="TEXT",
    help=f"What it means; at most {LONGEST_TRANSCRIPTION:,} characters, as TEXT.",
)
@click.option(
    "--language",
    metavar="TAG",
    help="Of TEXT, such as ar, ru, or sr-Latn where the script is not the usual one.",
)
@click.option(
    "--at", type=Seconds(), metavar="TIMECODE", help="When it is shown, such as 12.5 or 1:02.5."
)
@JSON
@on_archive
def transcribe(
    open_shelf: OpenShelf,
    named: str,
    text: str | None,
    translation: str,
    language: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Write down what you read in a caption or mark of an entry, in its own script.

    It goes into the custody log under your name, and `verify archive list --text WORDS` finds it
    again, upper or lower case, with vowel signs or without. The machine reads nothing by itself.
    Without TEXT, what was written down of the entry is listed.
    """
    if language is not None and not re.fullmatch(LANGUAGE_TAG, language):
        raise click.BadParameter("it is no tag such as ar, ru or sr-Latn", param_hint="--language")
    if text is None and (translation or language or at):
        raise click.UsageError("TEXT is missing: what is written on the picture.")
    with open_shelf() as shelf:
        entry = holdings.entry_meant(shelf, named)
        if text is None:
            listed = transcribing.transcriptions(shelf, entry)
        else:
            listed = [
                transcribing.transcribe(
                    shelf,
                    entry,
                    text,
                    translation=translation,
                    language=language,
                    at_s=None if at is None else float(Fraction(at)),
                )
            ]
    if as_json:
        print_json({"entry": entry.key, "transcriptions": listed})
        return
    click.echo(f"{shown_name(entry.untrusted_names[0])} ({entry.key[:12]}):")
    for one in listed:
        click.echo(f"  {transcription_words(one)}")
    if not listed:
        click.echo("  Nobody has written down what is written on its picture.")


COMMANDS = {"transcribe": transcribe}
