"""What the pages of a test lived through, for whoever reads why it failed in a browser.

A browser is slower or quicker each time: what made a test fail may never be seen again.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakSet

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PATIENCE_MS = 5_000
_MOST_SHOWN = 6_000
_WITNESS = """() => {
  const opens = "[data-testid=stPopoverBody], [role=dialog], [role=listbox]";
  const lived = window.livedThrough = [];
  const note = (what) => {
    lived.push(`${(performance.now() / 1000).toFixed(2)} s ${what}`);
    if (lived.length > 60) lived.shift();
  };
  const words = (node) => (node.ariaLabel || node.textContent || node.tagName || "").slice(0, 60);
  for (const kind of ["pointerdown", "click", "keydown", "focusin"]) {
    const tell = (event) => note(`${kind} ${event.key ?? ""} ${words(event.composedPath()[0])}`);
    document.addEventListener(kind, tell, true);
  }
  let state;
  new MutationObserver((changes) => {
    const now = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
    if (now !== state) note(`script ${state = now}`);
    for (const { addedNodes, removedNodes } of changes) {
      for (const [did, nodes] of [["opened", addedNodes], ["closed", removedNodes]]) {
        for (const node of nodes) {
          if (!(node instanceof Element)) continue;
          if (node.matches(opens) || node.querySelector(opens)) note(`${did} ${words(node)}`);
        }
      }
    }
  }).observe(document, { childList: true, subtree: true, attributes: true });
}"""
_pages: "WeakSet[Page]" = WeakSet()


def witnessed(page: "Page") -> None:
    """Note from now on what is done on a page, what opens and closes, and when it is drawn."""
    page.add_init_script(f"({_WITNESS})()")
    _pages.add(page)


def testimony() -> Iterator[tuple[str, str]]:
    """Give of each page that is open its address, and what it lived through and shows."""
    for page in [one for one in _pages if not one.is_closed()]:
        lived = page.evaluate("() => (window.livedThrough ?? []).join('\\n')")
        shown = page.locator("body").aria_snapshot(timeout=_PATIENCE_MS)
        yield page.url, f"{lived}\n\n{shown[:_MOST_SHOWN]}"
