// Goes on to a page of ours, once: the page that was asked for is drawn without this.
const gone = new WeakSet();

export default function ({ parentElement, data }) {
  if (gone.has(parentElement)) return;
  gone.add(parentElement);
  goTo(data.href);
}
