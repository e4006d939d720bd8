"""Options that all commands on an archive share, and the archive that they name."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from verify import settings
from verify.cli.output import say
from verify.cli.parameters import HOME, STORAGE
from verify.workbench.archive.shelf import Shelf, acting_as, opened
from verify.workbench.people import permit_of

OpenShelf = Callable[[], AbstractContextManager[Shelf]]
"""Opens the archive that the options name, once the rest of the call is known to be right."""

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


def on_archive(
    command: Callable[Concatenate[OpenShelf, Parameters], Answer], *, makes: bool = False
) -> Callable[..., Answer]:
    """Give a command the options that name an archive, and as its first argument what opens it.

    With `makes`, an archive that is not there is made; see `shelf.opened`.
    """

    @HOME
    @STORAGE
    @click.option(
        "--as",
        "own_word",
        metavar="NAME",
        help="Who you are, for the custody log. As somebody of verify people list you may do no "
        "more than their role allows.  [default: your account on this machine]",
    )
    @wraps(command)
    def with_archive(
        *args: Any, home: Path | None, storage: str | None, own_word: str | None, **kwargs: Any
    ) -> Answer:
        folder = settings.home_folder(home)
        address = settings.storage_address(folder, storage)
        actor, permit = acting_as(own_word), permit_of(folder, own_word)
        return command(
            lambda: opened(
                folder,
                address,
                actor,
                makes=makes,
                on_unsealed=lambda problem: say(f"Note: {problem}"),
                permit=permit,
            ),
            *args,
            **kwargs,
        )

    return with_archive


def filling_archive(
    command: Callable[Concatenate[OpenShelf, Parameters], Answer],
) -> Callable[..., Answer]:
    """Do as `on_archive` for a command that puts something in: the archive is made if need be."""
    return on_archive(command, makes=True)
