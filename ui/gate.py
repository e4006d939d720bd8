"""The one gate before everything that the server answers: pages, bytes and the WebSocket.

A browser sends a cookie along with requests that other sites make it send, and a name of theirs may
point at this machine. So each request must name us as its host, and what changes anything must
come from our own page. Who it comes from is found out here and nowhere else: by the session's
cookie, or by the word of a trusted proxy. Routes read it in the connection's scope, pages in a
header that nobody but this gate can set.
"""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote

import msgspec
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access import Access
from ui.sessions import Sessions
from verify.domain.errors import VerifyError
from verify.domain.people import Person, PersonNameError
from verify.workbench.people import Role, at_a_proxy

PERSON = "verify.person"
"""Key of the connection's scope under which routes find who it comes from."""
PERSON_HEADER = "x-verify-person"
"""Header in which the WebSocket tells pages who looks at them."""
OPEN_PATH = "/_stcore/health"
SIGN_IN_PATH = "/sign-in"
_CLIP_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
_REFUSED = 4403

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
_CANNOT_TELL = "Who you are cannot be looked up; whoever runs this server has to see to it."


class Gate:
    """Lets a connection through to `app`, or answers it.

    Parameters
    ----------
    app : ASGI application
        What stands behind the gate.
    access : Access
        Where the server is reached, and by what names.
    sessions : Sessions
        Who may pass.
    takes_passwords : callable
        Returns whether there is a page to sign in on.
    unknown_role : callable
        Returns what somebody is as whom the proxy names no role.
    """

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        sessions: Sessions,
        takes_passwords: Callable[[], bool],
        unknown_role: Callable[[], Role] = lambda: Role.VIEWER,
    ) -> None:
        self._app = app
        self._access = access
        self._sessions = sessions
        self._takes_passwords = takes_passwords
        self._unknown_role = unknown_role

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        send = _with_headers(send)
        # Nobody tells us who they are in our own words.
        named = [one for one in scope["headers"] if one[0] != PERSON_HEADER.encode()]
        scope = {**scope, "headers": named}
        try:
            refusal = self._refusal(scope)
        except VerifyError as error:
            # Who knocks from elsewhere is not told how our folders are called.
            said = str(error) if self._access.is_this_machine_only else _CANNOT_TELL
            refusal = PlainTextResponse(f"{said}\n", 500)
        if refusal is None and scope["type"] == "http":
            await self._app(scope, receive, send)
        elif refusal is None:
            await self._talk(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _REFUSED})
        else:
            await refusal(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the answer to a connection that may not pass, or None; note whose it is."""
        headers, proxy = Headers(scope=scope), self._access.proxy
        if proxy is not None and not proxy.is_at((scope.get("client") or ("",))[0]):
            return PlainTextResponse("This server answers its proxy only.\n", 403)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self._access.hosts:
            return PlainTextResponse("This server answers to its own address only.\n", 421)
        if scope["path"] == OPEN_PATH and scope["type"] == "http":
            return None
        person = self._person(headers)
        scope[PERSON] = person
        if scope["type"] == "http" and scope["path"] == "/" and scope["method"] == "GET":
            asked = parse_qs(scope["query_string"].decode("latin-1"))
            token = asked.get("token")
            if token is not None and (answer := self._sign_in(token[0], person, _goal(asked))):
                return answer
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if changes and not self._is_ours(headers):
            return PlainTextResponse("Only the app's own page may do this.\n", 403)
        if person is None:
            return self._sign_in_needed(scope, headers)
        return None

    def _person(self, headers: Headers) -> Person | None:
        proxy = self._access.proxy
        if proxy is None:
            return self._sessions.person(cookie_of(headers, self._access.cookie))
        named = headers.getlist(proxy.header)
        if len(named) != 1:
            return None
        role = None if proxy.role_header is None else self._role(headers, proxy.role_header)
        try:
            # Headers are read as Latin-1; a proxy sends UTF-8.
            return at_a_proxy(named[0].encode("latin-1").decode(), role)
        except (PersonNameError, UnicodeDecodeError):
            return None

    def _role(self, headers: Headers, name: str) -> Role:
        """Return what the proxy says; what it does not say in due form is a stranger's role."""
        said = headers.getlist(name)
        try:
            (role,) = said
            return Role(role.strip().lower())
        except ValueError:
            return self._unknown_role()

    def _sign_in_needed(self, scope: Scope, headers: Headers) -> Response | None:
        if self._access.proxy is not None:
            named = f"exactly one {self._access.proxy.header} header with a name"
            return PlainTextResponse(f"The proxy has to send {named} in it.\n", 401)
        if not self._takes_passwords():
            return PlainTextResponse(_SIGN_IN, 401)
        if scope["type"] == "http" and scope["path"] == SIGN_IN_PATH:
            return None
        is_page = scope["type"] == "http" and scope["method"] == "GET"
        if is_page and "text/html" in headers.get("accept", ""):
            asked_for = scope["path"]
            if scope["query_string"]:
                asked_for += f"?{scope['query_string'].decode('latin-1')}"
            goal = f"{SIGN_IN_PATH}?to={quote(asked_for, safe='')}"
            return RedirectResponse(goal, 303, {"cache-control": "no-store"})
        return PlainTextResponse(f"Sign-in needed: open {SIGN_IN_PATH} here.\n", 401)

    def _sign_in(self, token: str, person: Person | None, goal: str) -> Response | None:
        answer = RedirectResponse(goal, 303, {"cache-control": "no-store"})
        if person is not None:
            return answer
        value = self._sessions.sign_in(token)
        if value is None:
            return None
        give_cookie(answer, self._access, value)
        return answer

    def _is_ours(self, headers: Headers) -> bool:
        """Whether the browser says that our own page asks; a browser that says nothing is not."""
        site = headers.get("sec-fetch-site", "same-origin")
        ours = f"{self._access.scheme}://{headers['host']}"
        return site == "same-origin" and headers.getlist("origin") == [ours]

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a WebSocket through, for as long as it is of the same person."""
        headers, person = Headers(scope=scope), scope[PERSON]
        # In Latin-1, as headers are read.
        named = (PERSON_HEADER.encode(), msgspec.json.encode(person))
        is_closed = False

        async def close_unless_theirs() -> bool:
            nonlocal is_closed
            if not is_closed and self._person(headers) != person:
                is_closed = True
                await send({"type": "websocket.close", "code": _REFUSED})
            return is_closed

        async def receive_from_them() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and await close_unless_theirs():
                return {"type": "websocket.disconnect", "code": _REFUSED}
            return message

        async def send_to_them(message: Message) -> None:
            if message["type"] != "websocket.send" or not await close_unless_theirs():
                await send(message)

        theirs = {**scope, "headers": [*scope["headers"], named]}
        await self._app(theirs, receive_from_them, send_to_them)


def give_cookie(answer: Response, access: Access, value: str) -> None:
    """Have a browser keep the value of a session for this server alone, out of scripts' reach.

    Where colleagues send each other addresses of pages, the cookie goes along with a click on one;
    never with what another site's page does by itself.
    """
    answer.set_cookie(
        access.cookie,
        value,
        httponly=True,
        secure=access.tls is not None,
        samesite="strict" if access.is_this_machine_only else "lax",
        path="/",
    )


def cookie_of(headers: Headers, name: str) -> str:
    """Return the value of a cookie; none if there are several: one of them is not from us."""
    found: set[str] = set()
    for header in headers.getlist("cookie"):
        # As a browser reads it: what another server of this machine left there, such as JSON, would
        # make the standard library's strict reader give up on ours too.
        for part in header.split(";"):
            found.update(value for key, value in cookie_parser(part).items() if key == name)
    return found.pop() if len(found) == 1 else ""


def _goal(asked: dict[str, list[str]]) -> str:
    """Return the page to open after sign-in: that of the clip that was named, else the first."""
    clip_id = asked.get("clip", [""])[0]
    return f"/clip?clip={clip_id}" if _CLIP_ID.fullmatch(clip_id) else "/"


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
