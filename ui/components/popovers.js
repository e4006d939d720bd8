// What opens over the page has the focus then: it lies behind all else of the page, and a keyboard would have to walk there.
const OPENED = "[data-testid=stPopoverBody]", OPENS = "[data-testid=stPopoverButton]";
const watched = new WeakSet();

function enter(opened) {
  if (!document.activeElement?.matches(OPENS)) return;
  opened.tabIndex = -1;
  opened.focus({ preventScroll: true });
}
export default function () {
  if (watched.has(document.body)) return;
  watched.add(document.body);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((one) => [...one.addedNodes])) {
      const opened = node instanceof Element && (node.matches(OPENED) ? node : node.querySelector(OPENED));
      if (opened) enter(opened);
    }
  }).observe(document.body, { childList: true, subtree: true });
}
