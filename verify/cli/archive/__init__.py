"""Commands on the archive of a home: `verify archive ...`."""

import click


class _Archive(click.Group):
    """Loads its commands when it is called: a database takes longer than most commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        from verify.cli.archive import adding, exchange, holdings, search

        for module in (adding, search, holdings, exchange):
            self.commands.update(module.COMMANDS)


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
