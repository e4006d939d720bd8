"""Stills for search engines of others, and what these gave: `verify reverse ...`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from verify import settings
from verify.cli.archive.options import OpenShelf, filling_archive, on_archive
from verify.cli.output import print_json, progress_line, say
from verify.cli.parameters import FORCE, JSON, WEAK, Place
from verify.domain.archive_errors import NoStoreError
from verify.domain.errors import VerifyError, shown_name
from verify.domain.reverse_search import Answer, Asked, Packet
from verify.presentation.reverse_wording import VARIANT_WORDS, asked_words
from verify.workbench import clips

_PACKET = "packet"
_ENGINES = click.option(
    "--engines",
    "engines_file",
    type=Place(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Your own list of search engines.  [default: engines.toml in the home, else Verify's]",
)


class _Reverse(click.Group):
    """Takes a clip for the command that is mostly meant."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_other = bool(args) and args[0] not in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, [_PACKET, *args] if is_other else args)


@click.group(
    cls=_Reverse,
    short_help="Make stills for search engines of others; record what they gave.",
    epilog="Example: verify reverse samples/night-strike.mp4",
)
def reverse() -> None:
    """Make stills of a clip for search engines of others, and record what these gave.

    `verify reverse CLIP` is short for `verify reverse packet CLIP`. Verify sends nothing: your
    browser does, when you press a button on the page.
    """


@click.command(
    _PACKET,
    short_help="Make the stills of a clip and a page to send them from.",
    epilog="Example: verify reverse packet samples/night-strike.mp4 -o stills",
)
@click.argument("clip", metavar="CLIP", type=Place(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=Place(path_type=Path, file_okay=False),
    help="Folder for the packet.  [default: CLIP.reverse beside you]",
)
@_ENGINES
@FORCE
@WEAK
@JSON
@on_archive
def packet(
    open_shelf: OpenShelf,
    clip: Path,
    output: Path | None,
    engines_file: Path | None,
    force: bool,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Make up to three stills of a clip, and a page from which you send one to a search engine.

    Each comes as it is, mirrored and, where need be, without borders and brightened. Nothing leaves
    before you press a button there, which says what leaves and to whom. That an engine finds
    nothing is silence, not support. Stills that were made before stay; the page shows what was
    recorded since.
    """
    from verify.workbench import reverse as workbench

    if weak_allowed and (warning := clips.weak_sandbox_note()) is not None:
        say(warning)
    home = settings.home_folder(_home_of(click.get_current_context()))
    listed = workbench.engines(home, engines_file)
    with progress_line(clip) as on_progress:
        made = workbench.reverse_packet(
            clip,
            output or workbench.packet_place(clip),
            listed,
            lambda sha256: _asked(open_shelf, sha256),
            workbench.PacketSettings(
                force=force, weak_allowed=weak_allowed, on_progress=on_progress
            ),
        )
    if as_json:
        answer = {"packet": made.packet, "asked": made.asked, "page": shown_name(str(made.page))}
        print_json(answer)
        return
    click.echo("\n".join(_lines(made.packet, made.asked, made.page, is_new=made.is_new)))


@click.command(
    "record",
    short_help="Write down what a search engine gave.",
    epilog="Example: verify reverse record night-strike.mp4 --engine TinEye --result nothing",
)
@click.argument("clip", metavar="CLIP|SHA256|NAME")
@click.option("--engine", "engine_name", required=True, metavar="NAME", help="Which one you asked.")
@click.option(
    "--result",
    required=True,
    type=click.Choice([answer.value.replace("_", "-") for answer in Answer]),
    help="What it gave. That nothing was found is silence, not support.",
)
@click.option(
    "--still",
    metavar="FILE|SHA256",
    help="The very picture that you sent.  [default: not said]",
)
@click.option("--address", default="", metavar="URL", help="Where something was found.")
@click.option("--note", default="", metavar="TEXT", help="What else to know.")
@_ENGINES
@JSON
@filling_archive
def record(
    open_shelf: OpenShelf,
    clip: str,
    engine_name: str,
    result: str,
    still: str | None,
    address: str,
    note: str,
    engines_file: Path | None,
    as_json: bool,
) -> None:
    """Write down in the custody log which engine you asked for a clip and what it gave.

    It is shown the next time that verify reverse makes the page of this clip. What you write is not
    checked; addresses are kept as text and never opened.
    """
    from verify.workbench import reverse as workbench

    home = settings.home_folder(_home_of(click.get_current_context()))
    engine = workbench.engine_meant(workbench.engines(home, engines_file), engine_name)
    with open_shelf() as shelf:
        sha256 = workbench.clip_meant(clip, shelf)
        asked = workbench.record(
            shelf,
            sha256,
            engine,
            Answer(result.replace("-", "_")),
            still_sha256=None if still is None else workbench.still_meant(still, sha256),
            address=address,
            note=note,
        )
    if as_json:
        print_json(asked)
        return
    click.echo(f"Recorded as event {asked.event}: {asked_words(asked)}")


def _asked(open_shelf: OpenShelf, sha256: str) -> Sequence[Asked]:
    """Return what was recorded; the stills are made even if that cannot be read."""
    from verify.workbench import reverse as workbench

    try:
        with open_shelf() as shelf:
            return workbench.asked(shelf, sha256)
    except NoStoreError:
        return ()
    except VerifyError as error:
        say(f"Note: what was recorded before is not shown. {error}")
        return ()


def _home_of(context: click.Context) -> Path | None:
    home: Path | None = context.params.get("home")
    return home


def _lines(packet: Packet, asked: Sequence[Asked], page: Path, *, is_new: bool) -> Iterator[str]:
    footage = packet.footage
    yield f"{footage.untrusted_name}: stills to search by, SHA-256 {footage.sha256}"
    for still in packet.stills:
        variants = ", ".join(VARIANT_WORDS[picture.variant] for picture in still.pictures)
        yield f"Still {still.number}:   {still.timecode}, {variants}"
        yield f"           {still.reason}"
    for note in packet.notes:
        yield f"Note:      {note}"
    for one in asked:
        yield f"Asked:     {asked_words(one)}"
    if not is_new:
        yield "Made:      before; the page is new. --force makes the stills again."
    yield "Sent:      nothing. On the page you choose what goes to whom."
    yield f"Page:      {shown_name(str(page))}"


reverse.add_command(packet)
reverse.add_command(record)
COMMANDS = (reverse,)
