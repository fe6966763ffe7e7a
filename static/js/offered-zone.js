// <offered-zone data-usual="Europe/Berlin"> wraps a <select>: offers the zone that this browser lives in, and chooses nothing by itself.
class OfferedZone extends HTMLElement {
  connectedCallback() {
    const select = this.querySelector("select");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const isOffered = [...select.options].some((option) => option.value === zone);
    if (!isOffered || zone === (select.value || this.dataset.usual)) return;
    const offer = document.createElement("p");
    const use = document.createElement("button");
    offer.className = "hint";
    use.type = "button";
    use.className = "link-button";
    use.textContent = "Use it";
    use.addEventListener("click", () => {
      select.value = zone;
      select.focus();
      offer.remove();
    });
    offer.append(`Your browser says ${zone}. `, use);
    this.append(offer);
  }
}

customElements.define("offered-zone", OfferedZone);
