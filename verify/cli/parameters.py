"""Options and kinds of values that commands share."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from verify.domain.errors import VerifyError
from verify.domain.timing import parse_timecode

FORCE = click.option("--force", is_flag=True, help="Replace a result that is already there.")
JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."
)
HOME = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the archive.  [default: VERIFY_HOME or the platform's]",
)
STORAGE = click.option(
    "--storage",
    metavar="ADDRESS",
    help="Where entries and log are kept.  [default: VERIFY_STORAGE or verify.db in the home]",
)
CLUSTER = click.option(
    "--cluster",
    metavar="URL",
    help="Dask scheduler that has the work done by its workers, such as tcp://host:8786; local:4 "
    "starts four here.  [default: VERIFY_CLUSTER or this machine alone]",
)
PNG = click.option("--png", "with_png", is_flag=True, help="Write each drawing as PNG too.")
WEAK = click.option(
    "--allow-weak-sandbox",
    "weak_allowed",
    is_flag=True,
    help="Decode even where nothing keeps a hostile file from the network and from other files.",
)


Command = TypeVar("Command", bound=Callable[..., Any])


class Place(click.Path):
    """A file or folder as typed. Nothing typed, as from an unset variable, is not this folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; refuse an empty one."""
        if not value:
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


class Number(click.FloatRange):
    """A number in a range. What is none, nan, is outside no range and is refused by itself."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number."""
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{number} is no number", param, ctx)
        return number


class Seconds(click.ParamType[str]):
    """A time as people write it, kept exact."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the time as a fraction of seconds in text."""
        try:
            return str(parse_timecode(str(value)))
        except VerifyError as error:
            self.fail(str(error), param, ctx)


def output_folder(default: str) -> Callable[[Command], Command]:
    """Return the option for the folder of a result; `default` says what happens without it."""
    return click.option(
        "-o",
        "--output",
        type=Place(path_type=Path, file_okay=False),
        help=f"Folder for the result.  [default: {default}]",
    )


OUTPUT_ON_REQUEST = output_folder("none; the answer is printed")
