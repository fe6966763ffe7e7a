// <support-picker> wraps a search and the choices that it finds: Enter looks for them, the arrow down goes to them.
// Whoever has chosen meanwhile keeps her choice.
class SupportPicker extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", ({ target }) => target.matches("[type=radio]") && htmx.trigger(this.search, "htmx:abort"));
    this.addEventListener("keydown", (event) => {
      if (event.target !== this.search || !["Enter", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      const isNew = this.search.value !== this.querySelector("[name=q_shown]").value;
      if (event.key === "Enter" && isNew) htmx.trigger(this.search, "find");
      else (this.querySelector("[type=radio]:checked") ?? this.querySelector("[type=radio]")).focus();
    });
  }

  get search() {
    return this.querySelector("[type=search]");
  }
}

customElements.define("support-picker", SupportPicker);
