"""What stands before the gate: who watches the server is answered, each request is counted.

Health tells no more than which part fails, so whoever asks is answered. Figures are for this
machine, or for who has their token; behind a proxy of this machine everybody seems to come from
here, so there they take the token.
"""

import contextlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Sequence

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access import Access
from ui.health import LIVE_PATH, READY_PATH, Health
from ui.logbook import Logbook, Stopwatch
from ui.metrics import CONTENT_TYPE, Metrics

METRICS_PATH = "/metrics"
_REQUEST_ID = "x-request-id"
_UPLOAD = "/wb/uploads/{upload_id}"
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"))
_OF_THIS_MACHINE = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?", re.ASCII)
_ASKED_WHILE_WAITING = "/standing"
_GAVE_UP = 499
"""Written down for a request whose sender left before the answer."""


class Watch:
    """Answers who watches, passes all else on, and takes note of it.

    Parameters
    ----------
    app : ASGI application
        The gate and what stands behind it.
    access : Access
    health : Health
    metrics : Metrics
    routes : sequence of Route
        Whose patterns name what was asked for.
    token : str or None
        Who sends it gets the figures from anywhere.
    logbook : Logbook or None
        Where each request is written down.
    """

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        health: Health,
        metrics: Metrics,
        routes: Sequence[Route],
        token: str | None,
        logbook: Logbook | None,
    ) -> None:
        self._app, self._access = app, access
        self._health, self._metrics, self._logbook = health, metrics, logbook
        self._patterns = [(route.path_regex, route.path) for route in routes]
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._page(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        watch, request_id = Stopwatch(), secrets.token_hex(8)
        status, uploaded_bytes = _GAVE_UP, 0
        route = self._route(scope["path"])
        method = scope["method"] if scope["method"] in _METHODS else "other"

        async def receive_counted() -> Message:
            nonlocal uploaded_bytes
            message = await receive()
            if route == _UPLOAD and method == "PUT":
                uploaded_bytes += len(message.get("body", b""))
            return message

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[_REQUEST_ID] = request_id
            await send(message)

        try:
            answer = await self._own_answer(scope)
            await (answer or self._app)(scope, receive_counted, send_with_id)
        except Exception:
            status = 500
            raise
        finally:
            self._metrics.answered(route, method, status, watch.passed_s, uploaded_bytes)
            # A page that waits asks three times a second, which would bury all else.
            if status != 200 or not route.endswith(_ASKED_WHILE_WAITING):
                self._write("request", request_id, status, watch, method=method, route=route)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a page's connection through; it is written down when it ends."""
        watch, request_id = Stopwatch(), secrets.token_hex(8)
        with self._metrics.pages.track_inprogress():
            try:
                await self._app(scope, receive, send)
            finally:
                self._write("page", request_id, None, watch)

    def _write(
        self, event: str, request_id: str, status: int | None, watch: Stopwatch, **facts: str
    ) -> None:
        if self._logbook is None:
            return
        level = "info" if status is None or status < 400 else "warning"
        took_ms = round(watch.passed_s * 1000, 1)
        self._logbook.write(
            event,
            "error" if (status or 0) >= 500 else level,
            request_id=request_id,
            status=status,
            duration_ms=took_ms,
            **facts,
        )

    async def _own_answer(self, scope: Scope) -> Response | None:
        path = scope["path"]
        if path not in (LIVE_PATH, READY_PATH, METRICS_PATH):
            return None
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Only GET.\n", 405, {"allow": "GET, HEAD"})
        if path != METRICS_PATH:
            return await self._health.answer(path)
        if not self._may_see_figures(scope):
            said = "Figures are for this machine, or for who has their token.\n"
            return PlainTextResponse(said, 403)
        text = await anyio.to_thread.run_sync(self._metrics.text)
        return Response(text, media_type=CONTENT_TYPE, headers={"cache-control": "no-store"})

    def _may_see_figures(self, scope: Scope) -> bool:
        headers, peer = Headers(scope=scope), (scope.get("client") or ("",))[0]
        given = headers.get("authorization", "").removeprefix("Bearer ")
        if self._token is not None and hmac.compare_digest(given.encode(), self._token.encode()):
            return True
        if self._access.proxy is not None and self._access.proxy.is_at(peer):
            return False
        with contextlib.suppress(ValueError):
            # A name that somebody else's page gave this machine is none of its own.
            is_named_so = _OF_THIS_MACHINE.fullmatch(headers.get("host", "")) is not None
            return ipaddress.ip_address(peer).is_loopback and is_named_so
        return False

    def _route(self, path: str) -> str:
        if path in (LIVE_PATH, READY_PATH, METRICS_PATH):
            return path
        for pattern, name in self._patterns:
            if pattern.match(path):
                return name
        if path.startswith("/_stcore/"):
            return "/_stcore"
        return "/static" if path.startswith("/static/") else "page"
