// <browser-time-zone> wraps a <select>: chooses the zone that this browser lives in, when it is offered.
class BrowserTimeZone extends HTMLElement {
  connectedCallback() {
    const select = this.querySelector("select");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...select.options].some((option) => option.value === zone)) select.value = zone;
  }
}

customElements.define("browser-time-zone", BrowserTimeZone);
