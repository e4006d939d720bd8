"""The one gate before everything that the server answers: pages, bytes and the WebSocket.

A browser sends a cookie along with requests that other sites make it send, and a name of theirs may
point at this machine. So each request must name us as its host, and what changes anything must
come from our own page. Cookies do not tell ports apart: the cookie's name carries ours.
"""

import re
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.sessions import Sessions

OWNER = "verify.owner"
"""Key of the connection's scope under which routes find the session's name."""
OPEN_PATH = "/_stcore/health"
_CLIP_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
_WEBSOCKET_REFUSED = 4403

# What Streamlit needs: styles that it sets by script, components whose script it hands over as a
# blob. No eval, no inline script, no host but this one. `'self'` covers the WebSocket of this port.
_CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self' blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": _CONTENT_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_SIGN_IN = (
    "Sign-in needed. Open the address that `verify ui` printed; it works once, in one browser. "
    "If it was used already, end `verify ui` with Ctrl-C and start it again.\n"
)


class Gate:
    """Lets a connection through to `app`, or answers it.

    Parameters
    ----------
    app : ASGI application
        What stands behind the gate.
    sessions : Sessions
        Who may pass.
    port : int
        The port that we serve, part of our name.
    """

    def __init__(self, app: ASGIApp, sessions: Sessions, port: int) -> None:
        self._app = app
        self._sessions = sessions
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._cookie = cookie_name(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        send = _with_headers(send)
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _WEBSOCKET_REFUSED})
        else:
            await refusal(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the answer to a connection that may not pass, or None; note whose it is."""
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            return PlainTextResponse("This server answers to its own address only.\n", 421)
        if scope["path"] == OPEN_PATH and scope["type"] == "http":
            return None
        owner = self._sessions.owner(_cookie(headers, self._cookie))
        if scope["type"] == "http" and scope["path"] == "/" and scope["method"] == "GET":
            asked = parse_qs(scope["query_string"].decode("latin-1"))
            token = asked.get("token")
            if token is not None and (answer := self._sign_in(token[0], owner, _goal(asked))):
                return answer
        if owner is None:
            return PlainTextResponse(_SIGN_IN, 401)
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if changes and not self._is_ours(headers):
            return PlainTextResponse("Only the app's own page may do this.\n", 403)
        scope[OWNER] = owner
        return None

    def _sign_in(self, token: str, owner: str | None, goal: str) -> Response | None:
        answer = RedirectResponse(goal, 303, {"cache-control": "no-store"})
        if owner is not None:
            return answer
        value = self._sessions.sign_in(token)
        if value is None:
            return None
        answer.set_cookie(self._cookie, value, httponly=True, samesite="strict", path="/")
        return answer

    def _is_ours(self, headers: Headers) -> bool:
        """Whether the browser says that our own page asks; a browser that says nothing is not."""
        site = headers.get("sec-fetch-site", "same-origin")
        return site == "same-origin" and headers.get("origin") in {
            f"http://{host}" for host in self._hosts
        }


def _goal(asked: dict[str, list[str]]) -> str:
    """Return the page to open after sign-in: that of the clip that was named, else the first."""
    clip_id = asked.get("clip", [""])[0]
    return f"/clip?clip={clip_id}" if _CLIP_ID.fullmatch(clip_id) else "/"


def cookie_name(port: int) -> str:
    """Return the name of the session's cookie for a server on this port."""
    return f"verify_session_{port}"


def _cookie(headers: Headers, name: str) -> str:
    for header in headers.getlist("cookie"):
        # As a browser reads it: what another server of this machine left there, such as JSON, would
        # make the standard library's strict reader give up on ours too.
        value = cookie_parser(header).get(name)
        if value is not None:
            return value
    return ""


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
