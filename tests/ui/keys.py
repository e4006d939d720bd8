"""A person who has a keyboard and nothing else: no pointer, no touch, in a real Chromium.

Goes to its place by Tab, and sees at each stop on the way that the focus shows. After a deed always
wait for what came of it: Streamlit says that it rests in the moment before it begins, too.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.passwords import CHEAP, WORDS
from tests.storage.footage import REPORTER, key_of, new_entry
from tests.ui.browsing import a_run, rests, settled
from verify import settings
from verify.workbench.archive.shelf import opened
from verify.workbench.people import People

if TYPE_CHECKING:
    from playwright.sync_api import FileChooser, Page

PATIENCE_MS = 60_000
_MOST_TABS = 250
_MOST_ROUNDS = 3
_MOST_TURNS = 15
_A_RUN_MS = 10_000
# The words of a thing that can have the focus, as it is called; an icon of Streamlit's is letters.
_NAMED = """
  const isIcon = (node) => node.dataset?.testid === "stIconMaterial";
  const words = (node) => node && [...node.childNodes].map((one) =>
    one.nodeType === Node.TEXT_NODE ? one.data : isIcon(one) ? "" : words(one)).join("");
  const byId = (node) => words(document.getElementById(node.getAttribute("aria-labelledby")));
  const told = (node) => node.getAttribute("aria-label") ?? byId(node) ?? words(node.labels?.[0]);
  const called = (node) => (told(node) ?? node.alt ?? words(node)).trim();
  const nameOf = (node) => node === document.body ? "" : called(node);
"""
# The name of what has the focus, through shadow roots, and whether a person sees that it has.
_FOCUSED = f"""() => {{ {_NAMED}
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  const rings = [];
  for (let node = one, up = 0; node instanceof Element && up < 4; node = node.parentElement) {{
    up += 1;
    const {{ outlineStyle, outlineWidth, boxShadow }} = getComputedStyle(node);
    rings.push((outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none");
  }}
  const isField = one.getRootNode() === document && ["INPUT", "TEXTAREA"].includes(one.tagName);
  const part = isField ? "field" : (one.dataset?.testid ?? "");
  return {{ name: nameOf(one), tag: one.tagName, part, seen: rings.some(Boolean) }};
}}"""
_IS_SEEN = f"() => ({_FOCUSED})().seen"
# Streamlit draws a page piece by piece: whether one that is called so is there, and takes a key.
_IS_THERE = f"""(name) => {{ {_NAMED}
  const takes = "a[href], button, input, select, textarea, summary, [tabindex]";
  const within = (root) => [...root.querySelectorAll("*")].some((node) =>
    (node.matches(takes) && !node.disabled && nameOf(node).startsWith(name))
    || (node.shadowRoot && within(node.shadowRoot)));
  return within(document);
}}"""
# A long list narrows down, a short one goes to what is typed; Enter then takes it.
_IS_MARKED = """(text) => {
  const all = [...document.querySelectorAll("[role=option]")];
  const at = document.activeElement.getAttribute("aria-activedescendant");
  const isMarked = (one) => all.length === 1 || one.id === at || one.ariaSelected === "true";
  return all.some((one) => one.textContent.includes(text) && isMarked(one));
}"""
# What a tab opens bears its name, and has the focus where Streamlit sees nothing in it that could.
_IS_PANEL = "() => document.activeElement.role === 'tabpanel'"
# The whole page as something that scrolls, and fields, whose border changes colour instead.
_RINGLESS_OF_STREAMLIT = {"stMain", "field"}


class Keys:
    """A page, and what a person does on it by keyboard.

    Parameters
    ----------
    page : Page
    base : str
        Where the server is.
    """

    def __init__(self, page: "Page", base: str) -> None:
        self.page = page
        self._base = base
        self._choosers: list[FileChooser] = []
        # From the beginning: Chromium is told to hand them over, and a key might be quicker.
        page.on("filechooser", lambda chooser: self._choosers.append(chooser))

    def open(self, path: str, shows: str) -> None:
        """Open a page of the app and wait for a text that it has once it is drawn."""
        self.page.goto(f"{self._base}/{path}")
        self.see(shows)
        # Else the page would be drawn on under the keys.
        self.page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")
        self.rests()

    def see(self, text: str, *, exact: bool = False) -> None:
        """Wait for a text; never one that was typed."""
        from playwright.sync_api import TimeoutError as TooLateError

        try:
            self.page.get_by_text(text, exact=exact).filter(visible=True).first.wait_for()
        except TooLateError:
            shown = " ".join(self.page.inner_text("body").split())
            raise AssertionError(f"{text} is not there, but: {shown}") from None

    def to(self, name: str, *, back: bool = False) -> None:
        """Press Tab until what has the focus is called so, or begins so."""
        self.page.wait_for_function(_IS_THERE, arg=name)
        walked: list[str] = []
        while len(walked) < _MOST_TABS and walked.count("") < _MOST_ROUNDS:
            self.press("Shift+Tab" if back else "Tab")
            at = self.page.evaluate(_FOCUSED)
            walked.append(at["name"][:40])
            if at["tag"] != "BODY" and at["part"] not in _RINGLESS_OF_STREAMLIT and not at["seen"]:
                # A ring may fade in.
                self.page.wait_for_function(_IS_SEEN)
            assert at["tag"] == "BODY" or at["name"], f"nobody is told what this is: {at}"
            # The page as something that scrolls is called by all that it says.
            if at["part"] != "stMain" and at["name"].startswith(name):
                return
        raise AssertionError(f"{name} was not reached: {list(dict.fromkeys(walked))}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def enter(self, name: str, *, back: bool = False) -> None:
        """Go to something and press Enter."""
        self.to(name, back=back)
        self.press("Enter")

    def write(self, name: str, text: str, *, back: bool = False) -> None:
        """Go to a field and type."""
        self.to(name, back=back)
        self.page.keyboard.type(text)

    def choose(self, name: str, text: str, *, back: bool = False) -> None:
        """Go to a list, open it, type what is sought in it and take it."""
        from playwright.sync_api import TimeoutError as TooLateError

        self.to(name, back=back)
        self.rests()
        for _ in range(_MOST_ROUNDS):
            self._wait(self._opens)
            self.page.keyboard.type(text)
            with suppress(TooLateError):
                self.page.wait_for_function(_IS_MARKED, arg=text, timeout=_A_RUN_MS)
                break
            # On a slow machine a page that is drawn late closes the list; a person opens it again.
            self.press("Escape")
            if not self.focused.startswith(name):
                self.to(name, back=back)
        else:
            offered = self.page.locator("[role=option]").all_inner_texts()
            raise AssertionError(f"{text} was not offered by {self.focused}, but: {offered}")
        self.press("Enter")
        self.page.locator("[role=option]").first.wait_for(state="detached")
        # What is chosen is mostly drawn at once.
        self.rests()

    def choose_several(self, name: str, *texts: str) -> None:
        """Go to a list of which several are taken, take each, and leave the list by Escape."""
        self.to(name)
        for text in texts:
            self.page.keyboard.type(text)
            self.page.wait_for_function(_IS_MARKED, arg=text)
            self.press("Enter")
            self.page.locator("[data-tag]").filter(has_text=text).first.wait_for()
        self.press("Escape")
        self.page.locator("[role=option]").first.wait_for(state="detached")

    def pick(self, stands: str, word: str) -> None:
        """Go to a question of which one word stands, or the first, and pick by arrow keys."""
        self.to(stands)
        walked = [self.focused]
        while not self.focused.startswith(word):
            self.press("ArrowDown")
            assert self.focused not in walked, f"{word} was not reached: {walked}"
            walked.append(self.focused)
        # A question of which nothing stands yet: its first word has the focus and is not picked.
        if len(walked) == 1:
            self.press(" ")

    def turn(self, tab: str, to: str, *, by: str = "ArrowRight") -> None:
        """Go back to the tab that is open, and from there to another by arrow keys."""
        from playwright.sync_api import TimeoutError as TooLateError

        settled(self.page)
        self._stand_at(tab)
        for _ in range(_MOST_TURNS):
            if self.focused == to:
                return
            # On a slow machine a page that is drawn under the key may take the focus out of the
            # tabs, and the key with it; a person goes back to the tab that is open.
            with suppress(TooLateError), a_run(self.page, patience_ms=_A_RUN_MS):
                self.press(by)
            if not self.focused:
                self._stand_at(self.page.get_by_role("tab", selected=True).first.inner_text())
        raise AssertionError(f"{to} was not reached from {tab}: {self.focused}")

    def _stand_at(self, tab: str) -> None:
        self.to(tab, back=True)
        if self.page.evaluate(_IS_PANEL):
            self.to(tab, back=True)

    def choose_files(self, name: str, *files: Path) -> None:
        """Go to a field for files, open the chooser by Enter and choose in it."""
        self.chooser_of(name).set_files(files)

    def chooser_of(self, name: str) -> "FileChooser":
        """Go to a field for files and open the chooser by Enter."""
        self.enter(name)
        self._wait(lambda: bool(self._choosers))
        return self._choosers.pop()

    def save(self, name: str) -> Path:
        """Save a file by a link."""
        self.to(name)
        with self.page.expect_download() as saved:
            self.press("Enter")
        return Path(saved.value.path())

    def rests(self) -> None:
        """Wait until no run has been known of for a moment: one closes open lists when it ends."""
        rests(self.page)

    def _opens(self) -> bool:
        """Press what opens the list that has the focus, unless it is open."""
        is_open = self.page.locator("[role=option]").first.is_visible()
        if not is_open:
            self.press("ArrowDown")
        return is_open

    @property
    def focused(self) -> str:
        """The name of what has the focus."""
        name: str = self.page.evaluate(_FOCUSED)["name"]
        return name

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something that shows outside of the page, and until the page is drawn after it.

        A record lies in the store before the page that it changes is drawn: what would be opened
        in between would be closed by that.
        """
        self._wait(is_so)
        self.rests()

    def _wait(self, is_so: Callable[[], bool]) -> None:
        for _ in range(PATIENCE_MS // 50):
            if is_so():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("It did not come to be.")


def lay_people(home: Path) -> People:
    """Let Ada sign in at a home; return who does."""
    people = People(home, CHEAP)
    if not people.signed_up():
        people.add("Ada", WORDS)
    return people


def fill_archive(home: Path, name: str) -> str:
    """Put an entry into the archive of a home; return its key."""
    with opened(home, settings.storage_address(home), REPORTER, makes=True) as shelf:
        shelf.store.add(new_entry(name), REPORTER)
    return key_of(name)
