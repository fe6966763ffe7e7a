// Asks quietly, every few seconds while somebody can see it, whether it has changed. What did not change stays the very
// same element: with its focus, with what was typed, and with what was unfolded. Nothing moves when nothing did.
class LiveBoard extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(this.ask, Number(this.dataset.every || 5) * 1000);
    document.addEventListener("visibilitychange", this.ask);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.ask);
  }

  // Somebody types in it, or answers a question: it waits.
  get isInUse() {
    return this.querySelector("input:focus, select:focus, textarea:focus") || document.querySelector("dialog[open]");
  }

  ask = async () => {
    if (!this.dataset.etag || this.isAsking || this.isInUse || document.visibilityState !== "visible") return;
    const address = location.href;
    this.isAsking = true;
    try {
      const headers = { "HX-Request": "true", "HX-Trigger": this.id, "If-None-Match": this.dataset.etag };
      const answer = await fetch(address, { cache: "no-store", headers });
      const text = answer.status === 200 ? await answer.text() : "";
      // Somebody may have opened a row meanwhile: then this board is gone, or answers another address.
      if (text && this.isConnected && !this.isInUse && address === location.href) this.take(text);
    } catch {
      // It asks again soon.
    } finally {
      this.isAsking = false;
    }
  };

  take(text) {
    const focused = document.activeElement;
    const said = this.dataset.says;
    let words = "";
    for (const part of [...new DOMParser().parseFromString(text, "text/html").body.children]) {
      const old = part.id && document.getElementById(part.id);
      part.removeAttribute("hx-swap-oob");
      if (part.id === "announcer") words = part.textContent.trim();
      else if (old) become(old, part);
    }
    htmx.process(this);
    if (document.activeElement !== focused) (document.getElementById(focused.id) ?? focused).focus({ preventScroll: true });
    if (this.dataset.says !== said) words = this.dataset.says;
    if (words) document.getElementById("announcer").textContent = words;
  }
}

customElements.define("live-board", LiveBoard);

// What somebody has unfolded, typed and chosen is theirs.
const THEIRS = { DETAILS: ["open"], INPUT: ["value", "checked"], OPTION: ["selected"] };

function become(old, now) {
  if (old.isEqualNode(now)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = now.data;
    return;
  }
  const isTheirs = ({ name }) => (THEIRS[old.nodeName] ?? []).includes(name);
  for (const each of [...old.attributes]) if (!now.hasAttribute(each.name) && !isTheirs(each)) old.removeAttribute(each.name);
  // A link whose address is set, be it to the same one, loses the focus.
  const differs = (each) => old.getAttribute(each.name) !== each.value && !isTheirs(each);
  for (const each of [...now.attributes].filter(differs)) old.setAttribute(each.name, each.value);
  const left = [...old.childNodes].filter(isSomething);
  const children = [...now.childNodes].filter(isSomething);
  const names = children.map(nameOf);
  let at = null;
  children.forEach((child, index) => {
    const found = left.findIndex((each) => nameOf(each) === names[index]);
    // What has no id is known by its place: it is not looked for behind what comes later.
    const skipped = left.slice(0, found).map(nameOf);
    const isThere = found >= 0 && (idOf(child) || !skipped.some((name) => names.includes(name, index + 1)));
    const twin = isThere ? left.splice(found, 1)[0] : child;
    const space = child.nextSibling;
    // What is moved loses the focus: it stays, and what goes anyway stands before it for a moment.
    if (!isThere || !comesAfter(at, twin)) old.insertBefore(twin, at ? at.nextSibling : old.firstChild);
    if (isThere) become(twin, child);
    else if (space && !isSomething(space)) twin.after(space);
    at = twin;
  });
  left.forEach((each) => each.remove());
}

const comesAfter = (one, other) => !one || one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;

const isSomething = (node) => node.nodeType !== Node.TEXT_NODE || node.data.trim() !== "";

// A row is known by the first thing in it that has an id.
const idOf = (node) => node.id || (["LI", "TR"].includes(node.nodeName) && node.querySelector("[id]")?.id) || "";
const nameOf = (node) => `${node.nodeName} ${idOf(node)}`;
