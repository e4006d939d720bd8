"""The app's server: Streamlit's application, our byte routes and the gate, one process, one port.

It serves this machine unless there are people to sign in and TLS, or a proxy that sees to both; see
`access`.
"""

import asyncio
import contextlib
import errno
import ipaddress
import os
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

import msgspec
import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from uvicorn.config import LOGGING_CONFIG

from ui import current, signing_in
from ui.access import Asked, granted
from ui.gate import PERSON_HEADER, Gate
from ui.health import Health
from ui.logbook import Logbook, take_over_logging
from ui.metrics import Metrics
from ui.routes import routes
from ui.sessions import Sessions
from ui.theme import THEME
from ui.watch import Watch
from verify.domain.errors import UnavailableError
from verify.workbench.connections import stay_connected
from verify.workbench.desk import Desk
from verify.workbench.people import People, Person, Role

_DEFAULT_PORT = 8501
_PORTS_TRIED = 50
_GRACE_S = 2.0
_APP = Path(__file__).with_name("app.py")

_PERSON = "person"

CONFIG: dict[str, object] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.showSidebarNavigation": False,
    "global.developmentMode": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
    "runner.magicEnabled": False,
    # A tenth of a second each time that a page was drawn; Python sees to it by itself.
    "runner.postScriptGC": False,
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 1,
    "server.showEmailPrompt": False,
    "server.disconnectedSessionTTL": 600,
    # Of the gate's own making. Streamlit gives a page back to nobody else than it was drawn for.
    "server.trustedUserHeaders": {PERSON_HEADER: _PERSON},
    **THEME,
}


@dataclass(frozen=True, slots=True)
class Watched:
    """What a server tells whoever runs it.

    Attributes
    ----------
    writes_log : bool
        Whether each request is written down, as JSON on standard error.
    metrics_token : str or None
        Who sends it gets figures from beyond this machine too.
    """

    writes_log: bool = False
    metrics_token: str | None = None


class PortTakenError(UnavailableError):
    """Something else listens where the app was to be."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(
            f"Port {port} on this machine is taken. Verify may be running already; choose another "
            "with --port, or leave --port out and a free one is found."
        )


class AddressError(UnavailableError):
    """The address is none of this machine's, or the system keeps it from us."""

    def __init__(self, address: str, cause: OSError) -> None:
        self.address = address
        super().__init__(
            f"The app cannot listen at {address}: {cause.strerror or cause}. "
            "Give an address of this machine with --address."
        )


def serve(
    home: Path,
    port: int | None = None,
    *,
    asked: Asked | None = None,
    watched: Watched | None = None,
    clip: Path | None = None,
    on_ready: Callable[[str], None],
) -> None:
    """Serve the app until it is interrupted.

    Parameters
    ----------
    home : Path
        Where clips, uploads and results lie; made if it is missing.
    port : int, optional
        The port to serve; by default 8501, or the next free one.
    asked : Asked, optional
        From where it is to be reached; by default from this machine only.
    watched : Watched, optional
        What is told to whoever runs it; by default no log is written, and figures are for this
        machine.
    clip : Path, optional
        A file to take in, unless it is here already; the address then leads to its page.
    on_ready : callable
        Called once with the address to open when the server answers; it has a token in it where
        that lets in whoever has this account.

    Raises
    ------
    BadParameterError, MissingOptionError, TlsFileError
        If it would not be safe to be reached like that; see `access.granted`.
    PortTakenError, AddressError
        If the port, or every port tried, is taken; if the address cannot be listened at.
    InputError
        If `clip` cannot be footage.
    """
    asked, people, watched = asked or Asked(), People(home), watched or Watched()
    # Looked at before the port, which is then known to be one of an address that may be used.
    granted(asked, _DEFAULT_PORT, has_people=people.takes_passwords())
    chosen = _free_port(asked.address, port)
    access = granted(asked, chosen, has_people=people.takes_passwords())
    desk = Desk(home)
    stay_connected(home)
    sessions = Sessions(home / "sessions.json", people, has_token=access.is_this_machine_only)
    current.use(desk, _who_the_gate_let_in)
    link = f"{access.link}/"
    if access.is_this_machine_only:
        link += f"?token={sessions.token}"
        if clip is not None:
            link += f"&clip={desk.take_in(clip)}"
    elif clip is not None:
        link += f"clip?clip={desk.take_in(clip)}"

    @contextlib.asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        _end_soon_when_told()
        desk.queue.move_on()
        # The socket listens before the application starts: an early browser waits a moment.
        on_ready(link)
        threading.Thread(target=current.load_cases, daemon=True).start()
        yield

    def takes_passwords() -> bool:
        return access.proxy is None and people.takes_passwords()

    def unknown_role() -> Role:
        return desk.house_rules.unknown_role

    table = [*routes(desk), *signing_in.routes(access, sessions, people)]
    metrics, logbook = Metrics(desk), Logbook(sys.stderr) if watched.writes_log else None
    application = st.App(
        _APP,
        routes=table,
        middleware=[
            Middleware(
                Watch,
                access=access,
                health=Health(desk, metrics.failed),
                metrics=metrics,
                routes=table,
                token=watched.metrics_token,
                logbook=logbook,
            ),
            Middleware(
                Gate,
                access=access,
                sessions=sessions,
                takes_passwords=takes_passwords,
                unknown_role=unknown_role,
            ),
        ],
        lifespan=lifespan,
    )
    for logger in LOGGING_CONFIG["loggers"].values():
        logger["level"] = "WARNING"
    here: dict[str, object] = {}
    if logbook is not None:
        take_over_logging()
        LOGGING_CONFIG["formatters"]["default"]["fmt"] = "%(message)s"
        here["logger.messageFormat"] = "%(message)s"
    # Else headers such as X-Forwarded-For would change from where a connection seems to come.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    here["server.address"] = access.address
    here["server.port"] = chosen
    here["server.allowedHosts"] = sorted(access.names)
    if access.tls is not None:
        here["server.sslCertFile"] = str(access.tls.certificate)
        here["server.sslKeyFile"] = str(access.tls.key)
    with contextlib.suppress(KeyboardInterrupt):
        application.run(config=CONFIG | here)


def _end_soon_when_told() -> None:
    """Let Ctrl-C and `kill` end the server although somebody still reads.

    A player asks for a whole clip and reads on only as it plays; the server would wait for that.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        server = getattr(signal.getsignal(number), "__self__", None)
        if isinstance(server, uvicorn.Server):
            signal.signal(number, partial(_end_soon, server, loop))


def _end_soon(
    server: uvicorn.Server,
    loop: asyncio.AbstractEventLoop,
    number: int,
    frame: FrameType | None,
) -> None:
    def wait_no_longer() -> None:
        for connection in list(server.server_state.connections):
            connection.transport.abort()

    server.handle_exit(number, frame)
    loop.call_soon_threadsafe(loop.call_later, _GRACE_S, wait_no_longer)


def _who_the_gate_let_in() -> Person:
    """Return who looks at the page that is being drawn."""
    return msgspec.json.decode(str(st.user[_PERSON]).encode("latin-1"), type=Person)


def _free_port(address: str, asked_for: int | None) -> int:
    family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
    candidates = (
        [asked_for] if asked_for is not None else range(_DEFAULT_PORT, _DEFAULT_PORT + _PORTS_TRIED)
    )
    for port in candidates:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise AddressError(address, error) from error
                continue
            return port
    raise PortTakenError(asked_for or _DEFAULT_PORT)
