"""The pages to sign in and out on: plain forms of our own, without a script, before the app begins.

Only our own page may send them (the gate sees to that), so nobody is signed in as somebody else by
a page of others. Each sign-in begins a session of its own; a value that a browser came with is
never made one.
"""

import re
from collections.abc import Awaitable, Callable
from html import escape
from http import HTTPStatus
from math import ceil
from string import Template
from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from ui.access import Access
from ui.attempts import Attempts
from ui.gate import PERSON, SIGN_IN_PATH, cookie_of, give_cookie
from ui.sessions import Sessions
from ui.theme import DARK, LIGHT, THEME
from verify.domain.errors import shown_name
from verify.domain.people import LONGEST_NAME, LONGEST_PASSWORD, Person, folded
from verify.workbench.people import HomeFolderError, People

SIGN_OUT_PATH = "/sign-out"
_LARGEST_FORM_BYTES = 16 << 10
# What looking at a password takes is much; so many at a time.
_LOOKED_AT_AT_A_TIME = 2
# A page of ours with what it shows, and no other place: one word, and letters that hide nothing.
_GOAL = re.compile(r"/[a-z]*(\?[A-Za-z0-9=&%+._~:,-]{0,2000})?", re.ASCII)
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": _POLICY,
    # Else a browser would not say whose form it sends.
    "referrer-policy": "same-origin",
}
_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title - Verify</title>
<style>
:root { color-scheme: light dark; --strong: #0b57a4; --on-strong: #fff; --edge: #767a82; $light }
@media (prefers-color-scheme: dark) {
:root { --strong: #8cc2ff; --on-strong: #16181b; --edge: #8b9099; $dark }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--background); color: var(--text); font: 16px/1.5 $font; }
main { max-width: 24rem; margin: 12vh auto 2rem; padding: 0 1rem; }
h1 { font: 600 2rem/1.2 $heading; margin: 0 0 1rem; }
label { display: block; margin: 1rem 0 .25rem; }
input, button { width: 100%; font: inherit; padding: .5rem .75rem; border-radius: 4px; }
input { background: var(--field); color: inherit; border: 1px solid var(--edge); }
button { margin-top: 1.5rem; border: 0; background: var(--strong);
 color: var(--on-strong); cursor: pointer; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
a { color: var(--link); }
[role=alert] { border-left: 4px solid var(--strong); padding-left: .75rem; }
</style>
</head>
<body><main>
<h1>$title</h1>
$content
</main></body>
</html>
""")
_FORM = Template("""$said
<form method="post" action="$action">
<input type="hidden" name="to" value="$goal">
<label for="name">Name</label>
<input id="name" name="name" value="$name" autocomplete="username" maxlength="$longest_name"
 autocapitalize="none" spellcheck="false" required $name_first>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 maxlength="$longest_password" required $password_first>
<button>Sign in</button>
</form>
<p>Forgotten your password? Whoever runs this server gives you another.</p>""")
_LEAVE = Template("""<p>You are $name.</p>
<form method="post" action="$action"><button>Sign out</button></form>
<p><a href="/">Back to the app</a></p>""")

Handler = Callable[[Request], Awaitable[Response]]


def routes(access: Access, sessions: Sessions, people: People) -> list[Route]:
    """Return the routes of signing in and out."""
    door = _Door(access, sessions, people)
    table: list[tuple[str, str, Handler]] = [
        ("GET", SIGN_IN_PATH, door.ask),
        ("POST", SIGN_IN_PATH, door.sign_in),
        ("GET", SIGN_OUT_PATH, door.ask_to_leave),
        ("POST", SIGN_OUT_PATH, door.sign_out),
    ]
    return [Route(path, handler, methods=[method]) for method, path, handler in table]


class _Door:
    """Where people come in and leave."""

    def __init__(self, access: Access, sessions: Sessions, people: People) -> None:
        self._access = access
        self._sessions = sessions
        self._people = people
        self._attempts = Attempts()
        self._looking: CapacityLimiter | None = None

    async def ask(self, request: Request) -> Response:
        """Show the form; who is in already goes on."""
        goal = _goal(request.query_params.get("to", ""))
        if _person(request) is not None:
            return _to(goal)
        left = "left" in request.query_params
        return _form(goal, said="You are signed out." if left else "")

    async def sign_in(self, request: Request) -> Response:
        """Look at a name and a password."""
        sent = await _sent(request)
        if sent is None:
            return _page("Sign in", "<p>This form is too long.</p>", HTTPStatus.BAD_REQUEST)
        name, goal = sent.get("name", "").strip(), _goal(sent.get("to", ""))
        if not name or not sent.get("password"):
            said = "Give your name and your password."
            return _form(goal, name, problem=said, status=HTTPStatus.BAD_REQUEST)
        peer = request.client.host if request.client else ""
        wait_s = self._attempts.begin(folded(name), peer)
        if wait_s > 0:
            said = f"Too many wrong passwords. Try again in {_minutes(wait_s)}."
            answer = _form(goal, name, problem=said, status=HTTPStatus.TOO_MANY_REQUESTS)
            answer.headers["retry-after"] = str(ceil(wait_s))
            return answer
        self._looking = self._looking or CapacityLimiter(_LOOKED_AT_AT_A_TIME)
        signed_up = await to_thread.run_sync(
            self._people.admitted, name, sent["password"], limiter=self._looking
        )
        if signed_up is None:
            said = "Name or password is wrong."
            return _form(goal, name, problem=said, status=HTTPStatus.FORBIDDEN)
        self._attempts.was_right(folded(name), peer)
        try:
            self._sessions.end(cookie_of(request.headers, self._access.cookie))
            value = self._sessions.begin(signed_up)
        except HomeFolderError:
            said = "The server has no room to let you in; whoever runs it has to see to it."
            return _form(goal, name, problem=said, status=HTTPStatus.INSUFFICIENT_STORAGE)
        answer = _to(goal)
        give_cookie(answer, self._access, value)
        return answer

    async def ask_to_leave(self, request: Request) -> Response:
        """Show who is in, and a button to leave."""
        name = escape(shown_name(request.scope[PERSON].actor.untrusted_name))
        if self._access.proxy is not None:
            said = f"<p>You are {name}, says the proxy. Sign out there.</p>"
            return _page("Sign out", said)
        return _page("Sign out", _LEAVE.substitute(name=name, action=SIGN_OUT_PATH))

    async def sign_out(self, request: Request) -> Response:
        """End this browser's session."""
        self._sessions.end(cookie_of(request.headers, self._access.cookie))
        answer = _to(f"{SIGN_IN_PATH}?left")
        answer.delete_cookie(
            self._access.cookie, path="/", secure=self._access.tls is not None, httponly=True
        )
        return answer


def _person(request: Request) -> Person | None:
    person: Person | None = request.scope[PERSON]
    return person


async def _sent(request: Request) -> dict[str, str] | None:
    """Return the fields of a form; None if it is longer than any of ours."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_FORM_BYTES:
            return None
    try:
        fields = parse_qs(body.decode("latin-1"), max_num_fields=8, errors="replace")
    except ValueError:
        return None
    return {name: values[0] for name, values in fields.items()}


def _goal(asked_for: str) -> str:
    """Return where to go on to: a page of ours, or the first one."""
    return asked_for if _GOAL.fullmatch(asked_for) else "/"


def _to(goal: str) -> Response:
    return RedirectResponse(goal, HTTPStatus.SEE_OTHER, {"cache-control": "no-store"})


def _minutes(wait_s: float) -> str:
    minutes = ceil(wait_s / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def _form(
    goal: str,
    name: str = "",
    *,
    said: str = "",
    problem: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    told = f'<p role="status">{escape(said)}</p>' if said else ""
    if problem:
        told = f'<p role="alert">{escape(problem)}</p>'
    content = _FORM.substitute(
        said=told,
        action=SIGN_IN_PATH,
        goal=escape(goal),
        name=escape(shown_name(name[:LONGEST_NAME])),
        name_first="" if name else "autofocus",
        password_first="autofocus" if name else "",
        longest_name=LONGEST_NAME,
        longest_password=LONGEST_PASSWORD,
    )
    return _page("Sign in", content, status)


def _page(title: str, content: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    page = _PAGE.substitute(
        title=title,
        content=content,
        light=_palette(LIGHT),
        dark=_palette(DARK),
        font=THEME["theme.font"],
        heading=THEME["theme.headingFont"],
    )
    return HTMLResponse(page, status, _HEADERS)


def _palette(colours: dict[str, str]) -> str:
    return (
        f"--background: {colours['backgroundColor']}; --field: "
        f"{colours['secondaryBackgroundColor']}; --text: {colours['textColor']}; "
        f"--link: {colours['linkColor']};"
    )
