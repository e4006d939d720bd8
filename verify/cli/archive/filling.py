"""What the commands that put footage in share: which clips, and what is kept of each."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from verify.cli.output import say
from verify.cli.parameters import WEAK
from verify.domain.errors import InputError
from verify.workbench import clips
from verify.workbench.archive import adding
from verify.workbench.archive.adding import Beside, Wanted
from verify.workbench.clips import Gathered

Answer = TypeVar("Answer")


def keeping(command: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a command the options on what is kept of each clip, and as `wanted` what they mean."""

    @click.option(
        "--hashes-only",
        is_flag=True,
        help="Keep neither stills nor the light curve; far less room.",
    )
    @click.option(
        "--no-stills",
        is_flag=True,
        help="Keep no small grey stills; a match then ends at likely, for want of pictures.",
    )
    @WEAK
    @wraps(command)
    def with_wanted(
        *args: Any, hashes_only: bool, no_stills: bool, weak_allowed: bool, **kwargs: Any
    ) -> Answer:
        wanted = Wanted(
            stills=not (hashes_only or no_stills),
            light_curve=not hashes_only,
            sound=not hashes_only,
            weak_allowed=weak_allowed,
        )
        return command(*args, wanted=wanted, **kwargs)

    return with_wanted


def looked_through(gathered: Gathered, wanted: Wanted, to_name: str) -> Beside:
    """Say what is left out and what weakness was allowed; return what lies beside the clips.

    Parameters
    ----------
    gathered : Gathered
        The clips that were named.
    wanted : Wanted
        What is to be kept of each.
    to_name : str
        What there is to name, for a call that named no footage.

    Raises
    ------
    InputError
        If there is no footage in what was named.
    """
    for note in gathered.left_out:
        say(note)
    if not gathered.files:
        raise InputError(f"There is no footage in what you named. Name {to_name}.")
    if wanted.weak_allowed and (warning := clips.weak_sandbox_note()) is not None:
        say(warning)
    beside = adding.what_lies_beside(gathered.files)
    for remark in beside.remarks:
        say(remark)
    return beside
