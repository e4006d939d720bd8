"""Commands on the archive of a home: `verify archive ...`."""

from importlib import import_module

import click

_PLACES = {
    "stats": "holdings",
}
"""Each command's module here, loaded when called: a database takes longer than most commands."""


class _Archive(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _PLACES:
            return None
        module = import_module(f"{__name__}.{_PLACES[cmd_name]}")
        found: click.Command = module.COMMANDS[cmd_name]
        return found


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
