"""The `verify` command and what every subcommand shares: options, error boundary, exit codes.

Exit codes: 0 done; 1 failed, or one bad file among several; 2 your input or call is wrong; 3
something needed is missing or was refused for safety; 130 stopped by Ctrl-C, `kill` or a
closed terminal.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator

import click

from verify import __version__
from verify.cli import (
    archive,
    case,
    check,
    copies,
    footage,
    index,
    machine,
    overlays,
    panorama,
    people,
    reverse,
    sky,
    sound,
    storage,
    sync,
    triage,
)
from verify.cli.output import exit_code_of
from verify.domain.errors import NO_ROOM, VerifyError

_INTERRUPTED = 130
_COMES_AGAIN_S = 0.01


class _ErrorBoundary(click.Group):
    """Show a user's mistake as one sentence; anything else is our fault and keeps its traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            with _ending_in_order():
                return super().invoke(ctx)
        except VerifyError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(exit_code_of(error))
        except BrokenPipeError:
            # The reader of a pipe, such as `head`, has seen enough.
            _drop_what_is_unprinted()
            ctx.exit(0)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            _drop_what_is_unprinted()
            click.echo("Error: There is no room left where the answer is written to.", err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("Stopped. Nothing half-written was left.", err=True)
            ctx.exit(_INTERRUPTED)


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """Let a closed terminal or `kill` end the work as Ctrl-C does: cleared up, and said.

    Where an interrupt meets what Python does in passing, such as the end of an object, Python
    drops it and goes on. It comes again then, by the alarm.
    """
    before = {
        number: signal.signal(number, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
        # What `nohup` has told us to ignore stays ignored.
        if signal.getsignal(number) is signal.SIG_DFL
    }
    say_unraisable = sys.unraisablehook

    def come_again(dropped: "sys.UnraisableHookArgs") -> None:
        if issubclass(dropped.exc_type, KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, _COMES_AGAIN_S)
        else:
            say_unraisable(dropped)

    sys.unraisablehook = come_again
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = say_unraisable
        for number, handler in before.items():
            signal.signal(number, handler)


def _drop_what_is_unprinted() -> None:
    """Keep the interpreter from another attempt, and another complaint, as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=_ErrorBoundary,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: verify inspect samples/night-strike.mp4",
)
@click.version_option(__version__, prog_name="verify")
def main() -> None:
    """See what a clip shows, measured: keyframes, hashes, light through time.

    Machines find, people judge: Verify gives figures with their uncertainty, never a verdict.
    """


for group in (
    *(
        footage,
        triage,
        overlays,
        panorama,
        copies,
        sky,
        sound,
        sync,
        archive,
        index,
        reverse,
        case,
        storage,
    ),
    check,
    machine,
    people,
):
    for command in group.COMMANDS:
        main.add_command(command)
