"""Commands about this machine: doctor and ui."""

import contextlib
import os
import platform
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verify import __version__, settings
from verify.cli.output import print_json
from verify.domain.errors import shown_name
from verify.presentation.wording import LEVEL_WORDS, promise_words

if TYPE_CHECKING:
    from verify.workbench import machine

_HOME = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that keeps received clips and results.  [default: VERIFY_HOME or the platform's]",
)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(epilog="Example: verify doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def doctor(as_json: bool) -> None:
    """Say what works on this machine: versions, sandbox, free space.

    The sandbox line tells what a hostile clip could still do while it is decoded.
    """
    # Imported here: it loads the decoders, which no other command needs in this process.
    from verify.workbench import machine

    condition = machine.condition(settings.home_folder(), settings.descriptor_weights())
    if as_json:
        print_json(condition)
        return
    click.echo(f"Verify      {__version__} on Python {platform.python_version()}, {sys.platform}")
    click.echo(f"FFmpeg      {condition.ffmpeg_libraries} (libraries), {condition.ffmpeg_program}")
    for hole in condition.ffmpeg_known_holes:
        click.echo(f"  known hole in the {hole}")
    sandbox = condition.sandbox
    click.echo(f"Sandbox     level {sandbox.level}: {sandbox.mechanism}")
    click.echo(f"  {'means':<10}{LEVEL_WORDS[sandbox.level]}")
    for label, promises in (
        ("denied", sandbox.denied),
        ("possible", sandbox.not_denied),
    ):
        words = ", ".join(promise_words(name) for name in promises) or "nothing"
        click.echo(f"  {label:<10}{words}")
    for failing in sandbox.passed_over:
        click.echo(f"  {'failed':<10}{failing}")
    landlock = "missing" if condition.landlock_abi is None else f"ABI {condition.landlock_abi}"
    bubblewrap = condition.bubblewrap or "missing"
    click.echo(f"  {'here':<10}bubblewrap {bubblewrap}, Landlock {landlock}")
    for line in _descriptor_lines(condition):
        click.echo(line)
    click.echo(f"Home        {shown_name(condition.home)}, {condition.free_bytes >> 30} GiB free")


def _descriptor_lines(condition: "machine.Condition") -> Iterator[str]:
    """Yield what there is of the optional frame descriptor."""
    facts = condition.descriptor
    if facts is None:
        said = condition.descriptor_refused or "none; optional, and nothing is missing without it"
        yield f"Descriptor  {said}"
        return
    yield f"Descriptor  {shown_name(facts.name)}, ONNX Runtime {condition.descriptor_runtime}"
    for label, value in (
        ("file", facts.weights),
        ("SHA-256", facts.weights_sha256),
        ("licence", facts.licence),
        ("origin", facts.origin),
    ):
        yield f"  {label:<10}{shown_name(value)}"


@click.command(
    short_help="Serve the app on this machine; Ctrl-C ends it.",
    epilog="Example: verify ui samples/night-strike.mp4",
)
@click.argument("clip", required=False, metavar="[CLIP]", type=click.Path(path_type=Path))
@_HOME
@click.option(
    "--port",
    type=click.IntRange(1024, 65535),
    help="Port on this machine.  [default: 8501, or the next free one]",
)
@click.option(
    "--address",
    default="127.0.0.1",
    show_default=True,
    help="IP address to listen at. Others than this machine's own take people and TLS, or a proxy.",
)
@click.option("--tls-cert", type=_FILE, help="Certificate, with those up to its root, as PEM.")
@click.option("--tls-key", type=_FILE, help="Key of the certificate, as PEM, without a password.")
@click.option(
    "--host",
    "names",
    multiple=True,
    metavar="NAME[:PORT]",
    help="Name under which people open the app; can be given more than once.",
)
@click.option(
    "--trust-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="IP address of a proxy that signs people in and has TLS; nobody else is answered then.",
)
@click.option(
    "--user-header",
    metavar="HEADER",
    help="Header in which the proxy names who it is.  [default: X-Forwarded-User]",
)
@click.option(
    "--role-header",
    metavar="HEADER",
    help="Header in which the proxy says as what they come: viewer, journalist, editor or admin.  "
    "[default: none; verify people gives roles]",
)
def ui(
    clip: Path | None,
    home: Path | None,
    port: int | None,
    address: str,
    tls_cert: Path | None,
    tls_key: Path | None,
    names: tuple[str, ...],
    proxies: tuple[str, ...],
    user_header: str | None,
    role_header: str | None,
) -> None:
    """Serve the app on this machine and print its address; Ctrl-C ends it.

    With a CLIP, that clip is copied into the app's home, analysed, and its page opens first.

    The address holds a secret for one sign-in: who has it, and can reach this machine's loopback,
    sees your clips.

    For a newsroom: add people (verify people add NAME), then give --address, --tls-cert and
    --tls-key; or let a proxy that signs people in stand before it.
    """
    # Imported here: the app's framework takes a second to load, which no other command needs.
    from ui.access import Asked
    from ui.server import Watched, serve

    def announce(address: str) -> None:
        click.echo(f"Verify is at {address} (Ctrl-C ends it)")
        if _has_screen():
            with contextlib.suppress(webbrowser.Error):
                webbrowser.open(address)

    asked = Asked(address, tls_cert, tls_key, names, proxies, user_header, role_header)
    watched = Watched(settings.writes_log(), settings.metrics_token())
    folder = settings.home_folder(home)
    serve(folder, port, asked=asked, watched=watched, clip=clip, on_ready=announce)


def _has_screen() -> bool:
    """Whether a browser window could be shown to somebody here."""
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


COMMANDS = (doctor, ui)
