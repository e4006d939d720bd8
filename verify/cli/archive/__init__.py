"""Commands on the archive of a home: `verify archive ...`."""

import click


class _Archive(click.Group):
    """Loads the command that is called: what reads spreadsheets takes longer than a search."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        here = ("accept", "add", "compare", "dedupe", "erase", "export", "import", "list", "log")
        return [*here, "original", "reject", "remove", "search", "stats", "transcribe"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        if cmd_name == "add":
            from verify.cli.archive.adding import COMMANDS
        elif cmd_name == "search":
            from verify.cli.archive.search import COMMANDS
        elif cmd_name == "compare":
            from verify.cli.archive.compare import COMMANDS
        elif cmd_name == "dedupe":
            from verify.cli.archive.dedupe import COMMANDS
        elif cmd_name in ("accept", "reject"):
            from verify.cli.archive.judging import COMMANDS
        elif cmd_name == "transcribe":
            from verify.cli.archive.transcribing import COMMANDS
        elif cmd_name in ("erase", "log", "original"):
            from verify.cli.archive.custody import COMMANDS
        elif cmd_name in ("export", "import"):
            from verify.cli.archive.exchange import COMMANDS
        else:
            from verify.cli.archive.holdings import COMMANDS
        return COMMANDS[cmd_name]


@click.group(
    cls=_Archive,
    short_help="Keep hashes of footage and ask whether a clip was seen before.",
    epilog="Example: verify archive stats",
)
def archive() -> None:
    """Keep hashes of footage and ask whether a clip was seen before.

    An archive knows only what was put into it: that a clip is not found says nothing about the
    rest of the world.
    """


COMMANDS = (archive,)
