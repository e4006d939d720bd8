"""The app's server: Streamlit's application, our byte routes and the gate, one process, one port.

It serves this machine only. Sign-in of several people and TLS come with a later version.
"""

import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from uvicorn.config import LOGGING_CONFIG

from ui import current
from ui.gate import Gate
from ui.routes import routes
from ui.sessions import Sessions
from ui.theme import THEME
from verify.domain.errors import BadParameterError, UnavailableError
from verify.workbench.desk import Desk

LOOPBACK = "127.0.0.1"
_DEFAULT_PORT = 8501
_PORTS_TRIED = 50
_APP = Path(__file__).with_name("app.py")

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
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 1,
    "server.showEmailPrompt": False,
    "server.disconnectedSessionTTL": 600,
    **THEME,
}


class PortTakenError(UnavailableError):
    """Something else listens where the app was to be."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(
            f"Port {port} on this machine is taken. Verify may be running already; choose another "
            "with --port, or leave --port out and a free one is found."
        )


def serve(
    home: Path,
    port: int | None = None,
    *,
    address: str = LOOPBACK,
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
    address : str
        Where to listen. Only this machine's loopback address is taken.
    clip : Path, optional
        A file to take in, unless it is here already; the address then leads to its page.
    on_ready : callable
        Called once with the address to open, token included, when the server answers.

    Raises
    ------
    BadParameterError
        If the address is another.
    PortTakenError
        If the port, or every port tried, is taken.
    InputError
        If `clip` cannot be footage.
    """
    if address != LOOPBACK:
        expected = f"{LOOPBACK}: this version serves this machine only, as it has no sign-in or TLS"
        raise BadParameterError("address", address, expected)
    chosen = _free_port(port)
    desk = Desk(home)
    sessions = Sessions(home / "sessions.json")
    current.use(desk)
    link = f"http://{LOOPBACK}:{chosen}/?token={sessions.token}"
    if clip is not None:
        link += f"&clip={desk.take_in(clip)}"

    @contextlib.asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        desk.queue.move_on()
        # The socket listens before the application starts: an early browser waits a moment.
        on_ready(link)
        yield

    application = st.App(
        _APP,
        routes=routes(desk),
        middleware=[Middleware(Gate, sessions=sessions, port=chosen)],
        lifespan=lifespan,
    )
    for logger in LOGGING_CONFIG["loggers"].values():
        logger["level"] = "WARNING"
    here = {
        "server.address": LOOPBACK,
        "server.port": chosen,
        "server.allowedHosts": [LOOPBACK, "localhost"],
    }
    with contextlib.suppress(KeyboardInterrupt):
        application.run(config=CONFIG | here)


def _free_port(asked_for: int | None) -> int:
    candidates = (
        [asked_for] if asked_for is not None else range(_DEFAULT_PORT, _DEFAULT_PORT + _PORTS_TRIED)
    )
    for port in candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise PortTakenError(asked_for or _DEFAULT_PORT)
