// <drop-down> wraps a <details class="menu">: Escape, a click elsewhere and leaving by Tab close it.
class DropDown extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.onKeydown);
    this.addEventListener("focusout", this.onFocusout);
    document.addEventListener("pointerdown", this.onPointerdown);
  }

  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.onPointerdown);
  }

  get details() {
    return this.querySelector("details");
  }

  onKeydown = (event) => {
    if (event.key !== "Escape" || !this.details.open) return;
    this.details.open = false;
    this.details.querySelector("summary").focus();
  };

  onFocusout = (event) => {
    if (event.relatedTarget && !this.contains(event.relatedTarget)) this.details.open = false;
  };

  onPointerdown = (event) => {
    if (!this.contains(event.target)) this.details.open = false;
  };
}

customElements.define("drop-down", DropDown);
