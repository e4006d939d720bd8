// Tells who was signed out, in a page that was open, what that means and where to go on.
const ASKED = "/_stcore/host-config";
const watched = new WeakSet();

async function isSignedOut() {
  try { return (await fetch(ASKED, { cache: "no-store" })).status === 401; }
  catch { return false; }
}
// The framework's own word for it, which covers what was typed.
const theirs = () => [...document.querySelectorAll("[data-testid=stDialog]")].filter((one) => one.textContent.includes("Connection error"));
function tellThem() {
  for (const one of theirs()) one.style.display = "none";
  if (document.querySelector("dialog.verify-door")) return;
  const stay = element("button", { type: "button", style: "font: inherit; padding: .4rem .8rem;", onclick: () => told.close() }, "Stay on this page");
  const told = element("dialog", { class: "verify-door", "data-react-aria-top-layer": "true", "aria-labelledby": "verify-door", style: "color-scheme: light dark; max-width: 32rem; font: 1rem/1.5 sans-serif; border: 1px solid GrayText; border-radius: 6px; padding: 1.5rem;" },
    element("h2", { id: "verify-door", style: "margin-top: 0;" }, "You are signed out"),
    element("p", {}, "Nothing that you do here is kept any more. What you typed and did not send is still on this page: copy it before you go on."),
    element("p", { style: "display: flex; gap: 1rem; align-items: center; margin-bottom: 0;" },
      element("a", { href: location.href, style: "font-weight: 600;" }, "Sign in again"), stay));
  // By Escape too: a page behind a dialog that nobody sees would take nothing more.
  told.addEventListener("close", () => { for (const one of theirs()) one.querySelector("button")?.click(); });
  // Its dialogs make all else on the page inert, but for what says that it lies on top.
  document.body.append(told);
  told.showModal();
}
export default function () {
  if (watched.has(document.body)) return;
  watched.add(document.body);
  // The framework says by a dialog that its connection is gone, with nothing but a number.
  const ask = async () => { if (await isSignedOut()) tellThem(); };
  const isDialog = (node) => node instanceof Element && (node.matches("[data-testid=stDialog]") || node.querySelector("[data-testid=stDialog]"));
  new MutationObserver((changes) => {
    if (changes.some((one) => [...one.addedNodes].some(isDialog))) ask();
  }).observe(document.body, { childList: true, subtree: true });
}
