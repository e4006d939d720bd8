"""A person's browser as tests use it: signed in, patient, and sure that what was done is done.

Streamlit draws a page by running a script on the server. That none runs says nothing after a deed:
so it is, too, until the run that the deed asks for begins. Wait for what a deed shows; where it
shows nothing, do it within `a_run`. What is read without waiting is read too early somewhere.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import pytest

from tests.passwords import WORDS
from tests.ui.witness import witnessed
from ui.theme import DARK, LIGHT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, WebSocket
    from playwright.sync_api import expect as expect

    from tests.ui.conftest import Served

PATIENCE_MS = 60_000
"""Costs nothing where a test passes: a slow machine shows the same, only later."""
_SIZE = {"width": 1280, "height": 1000}
_SERVERS_WORD = "/_stcore/stream"
# A deed may have a second run right behind the first, and none is known of in between. What loads
# late, such as a part of ours or a font, moves what stands below it from under a pointer.
_BEGIN_TO_REST = "() => { window.restlessAt = performance.now(); window.stoodAt = ''; }"
_RESTS = """() => {
  const state = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
  const place = (one) => { const { x, y } = one.getBoundingClientRect(); return `${x} ${y}`; };
  const standAt = [...document.querySelectorAll("button, input, textarea, a")].map(place).join();
  const now = performance.now();
  if ((state && state !== "notRunning") || standAt !== window.stoodAt) window.restlessAt = now;
  window.stoodAt = standAt;
  return now - window.restlessAt > 300;
}"""
_AFTER_DRAWING = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
)
# What is drawn anew is pale for a moment.
_AT_FULL_STRENGTH = (
    "() => [...document.querySelectorAll('[data-stale]')]"
    ".every(one => getComputedStyle(one).opacity === '1')"
)
OF_STREAMLIT = {
    "presentation-role-conflict": "stFileUploaderDropzone",
    # What opens over a page, such as help beside a field, stands outside of its landmarks.
    "region": 'id="stFloatingOverlayPortal"',
    # The head of its calendar; nothing of ours has such a class.
    "landmark-banner-is-top-level": '<header class="st-emotion-cache-',
    "landmark-no-duplicate-banner": '<header class="st-emotion-cache-',
}
"""What Streamlit's own parts break: each rule, with the part of a page where it may be broken."""
# What is still moving or fading in is neither placed nor coloured as it will be.
_AT_REST = (
    "() => document.getAnimations().every((one) => one.playState !== 'running'"
    " || one.effect.getTiming().iterations === Infinity)"
)
# A page of ours, without the app, has its colours at once.
_IS_COLOURED = """colour => {
  const app = document.querySelector("[data-testid=stApp]"), wanted = document.createElement("i");
  wanted.style.color = colour;
  return !app || getComputedStyle(app).backgroundColor === wanted.style.color;
}"""
_LOOKS = """([part, rules]) => axe.run(
  part ? { include: [part] } : document, rules.length ? { runOnly: rules } : {}
).then((found) => found.violations)"""
_sockets: "WeakKeyDictionary[Page, WebSocket]" = WeakKeyDictionary()


@contextmanager
def signed_in(browser: "Browser", served: "Served", **how: Any) -> Iterator["BrowserContext"]:
    """Open a browser that has the cookie of a session."""
    name, _, value = served.cookie.partition("=")
    cookie: Any = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}
    with closing(browser.new_context(**{"viewport": _SIZE} | how)) as context:
        context.add_cookies([cookie | {"sameSite": "Strict"}])
        yield context


def new_page(context: "BrowserContext") -> "Page":
    """Open a page that is waited for with patience, and whose runs `a_run` knows of."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    witnessed(page)

    def note(socket: "WebSocket") -> None:
        if _SERVERS_WORD in socket.url:
            _sockets[page] = socket

    page.on("websocket", note)
    return page


@contextmanager
def signed_in_page(browser: "Browser", served: "Served", **how: Any) -> Iterator["Page"]:
    """Open a page in a browser that has the cookie of a session."""
    with signed_in(browser, served, **how) as context:
        yield new_page(context)


@contextmanager
def entrance(browser: "Browser", newsroom: "Served") -> Iterator[Callable[[str, str], "Page"]]:
    """Give what opens a browser of its own, signs somebody in by name and leads to a page."""
    contexts = []

    def enter(name: str, goal: str) -> "Page":
        how: Any = {"viewport": _SIZE, "ignore_https_errors": True}
        contexts.append(browser.new_context(**how))
        page = new_page(contexts[-1])
        page.goto(f"{newsroom.link.rstrip('/')}{goal}")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(WORDS)
        page.get_by_role("button", name="Sign in").click()
        # Drawn by the entry script, before any page.
        page.get_by_role("link", name="You").wait_for()
        settled(page)
        return page

    try:
        yield enter
    finally:
        for context in contexts:
            context.close()


if not TYPE_CHECKING:

    def expect(what):
        """Return what is waited for of a page, or of a part of it, with the patience of all."""
        from playwright.sync_api import expect as waiting

        waiting.set_options(timeout=PATIENCE_MS)
        return waiting(what)


def settled(page: "Page") -> None:
    """Wait until a page that was just opened is drawn and stays so; after a deed see `a_run`."""
    _drawn(page)
    rests(page)


def rests(page: "Page") -> None:
    """Wait until no run has been known of for a moment: what opens over a page is closed by one."""
    page.evaluate(_BEGIN_TO_REST)
    page.wait_for_function(_RESTS)


def _drawn(page: "Page") -> None:
    page.get_by_role("heading").first.wait_for()
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function(_AT_FULL_STRENGTH)


@contextmanager
def a_run(page: "Page", *, patience_ms: int = PATIENCE_MS) -> Iterator[None]:
    """Wait for the end of the run which the deed inside asks for, and until its page is drawn."""
    _drawn(page)
    with _sockets[page].expect_event("framereceived", _ends_a_run, timeout=patience_ms):
        yield
    page.evaluate(_AFTER_DRAWING)
    _drawn(page)


def _ends_a_run(frame: str | bytes) -> bool:
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    if isinstance(frame, str):
        return False
    told = ForwardMsg.FromString(frame)
    if told.WhichOneof("type") != "script_finished":
        return False
    return bool(told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN)


def open_at(page: "Page", address: str) -> None:
    """Go to an address and wait until its page is drawn."""
    page.goto(address)
    settled(page)


def barriers(
    page: "Page", part: str | None = None, rules: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Return what axe-core finds on a page that is not Streamlit's own: the rule, and where.

    Parameters
    ----------
    part : str, optional
        Selects the part of the page to look at.
    rules : sequence of str
        Those to look for; all if none is named.
    """
    pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    page.wait_for_function(_AT_REST)
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    broken: list[dict[str, Any]] = page.evaluate(_LOOKS, [part, list(rules)])
    found = [(rule["id"], node["html"]) for rule in broken for node in rule["nodes"]]
    return [(rule, html) for rule, html in found if OF_STREAMLIT.get(rule, "\0") not in html]


def by_day_and_night(page: "Page") -> Iterator[Literal["light", "dark"]]:
    """Give each scheme of colours once a page is drawn in it."""
    schemes: list[tuple[Literal["light", "dark"], dict[str, str]]]
    schemes = [("light", LIGHT), ("dark", DARK)]
    for colours, palette in schemes:
        page.emulate_media(color_scheme=colours)
        page.wait_for_function(_IS_COLOURED, arg=palette["backgroundColor"])
        yield colours


def noted(page: "Page") -> list[str]:
    """Return the list to which all that a page asks for is added from now on."""
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    return asked_for


def elsewhere(asked_for: list[str], served: "Served") -> list[str]:
    """Return what was asked of others than the server."""
    host = f"127.0.0.1:{served.port}"
    ours = (f"http://{host}/", f"ws://{host}/", "blob:", "data:")
    return [address for address in asked_for if not address.startswith(ours)]
