// What opens over the page has the focus then: it lies behind all else of the page, and a keyboard would have to walk there.
const OPENED = "[data-testid=stPopoverBody]", OPENS = "[data-testid=stPopoverButton]";
const FILES = "[data-testid=stFileUploader]", UPLOADS = `${FILES} [data-testid=stFileUploaderDropzone] button`;
const watched = new WeakSet();

function enter(opened) {
  if (!document.activeElement?.matches(OPENS)) return;
  opened.tabIndex = -1;
  opened.focus({ preventScroll: true });
}
// The button of a field for files is called "Upload", whatever the field is called: it says of what.
function name(button) {
  const called = button.querySelector("[data-testid=stMarkdownContainer]"), of = button.closest(FILES).querySelector("[data-testid=stWidgetLabel]");
  if (called && of && !button.ariaLabel) button.ariaLabel = `${called.textContent}: ${of.textContent}`;
}
export default function () {
  if (watched.has(document.body)) return;
  watched.add(document.body);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((one) => [...one.addedNodes])) {
      const opened = node instanceof Element && (node.matches(OPENED) ? node : node.querySelector(OPENED));
      if (opened) enter(opened);
      if (node instanceof Element) node.querySelectorAll(UPLOADS).forEach(name);
    }
  }).observe(document.body, { childList: true, subtree: true });
}
