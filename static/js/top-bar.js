// What stands at the top of every page: its menus and the search.

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

// <search-box> wraps a search field and what it has found: / goes to it, arrows go through what was found, Escape closes it.
class SearchBox extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.onSlash);
    document.addEventListener("pointerdown", this.onPointerdown);
    this.addEventListener("keydown", this.onKeydown);
    this.addEventListener("focusout", this.onFocusout);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onSlash);
    document.removeEventListener("pointerdown", this.onPointerdown);
  }

  get field() {
    return this.querySelector("input");
  }

  get found() {
    return this.querySelector(".search-found");
  }

  close() {
    this.found.replaceChildren();
  }

  onSlash = (event) => {
    const types = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || types || !this.field.checkVisibility()) return;
    event.preventDefault();
    this.field.focus();
    this.field.select();
  };

  onKeydown = (event) => {
    if (event.key === "Escape" && this.found.childElementCount) {
      event.preventDefault();
      this.close();
      this.field.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [this.field, ...this.found.querySelectorAll("a")];
    if (!step || stops.length < 2) return;
    event.preventDefault();
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  };

  onFocusout = (event) => {
    if (event.relatedTarget && !this.contains(event.relatedTarget)) this.close();
  };

  onPointerdown = (event) => {
    if (!this.contains(event.target)) this.close();
  };
}

customElements.define("search-box", SearchBox);
