// <undo-offer> wraps an Undo button, and takes it away after ten seconds in which nobody points at it or has its focus.
const SECONDS = 10;

class UndoOffer extends HTMLElement {
  connectedCallback() {
    this.left = SECONDS;
    this.clock = setInterval(this.tick, 1000);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
  }

  tick = () => {
    if (document.hidden || this.matches(":hover, :focus-within")) return;
    this.left -= 1;
    if (this.left <= 0) this.remove();
  };
}

customElements.get("undo-offer") || customElements.define("undo-offer", UndoOffer);
