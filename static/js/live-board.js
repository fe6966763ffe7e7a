// Asks quietly, every few seconds while somebody can see it, whether the board has changed. Nothing moves when nothing did.
class LiveBoard extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.ask(), Number(this.dataset.every || 5) * 1000);
    this.addEventListener("htmx:configRequest", (event) => {
      if (event.detail.elt === this) event.detail.headers["If-None-Match"] = this.dataset.etag;
    });
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  ask() {
    if (document.visibilityState === "visible") this.dispatchEvent(new CustomEvent("refresh"));
  }
}

customElements.define("live-board", LiveBoard);
