// <choice-fields data-choice="measure"> wraps a choice: shows the parts whose data-chosen names what is chosen, hides the others.
class ChoiceFields extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this.update);
    this.update();
  }

  update = () => {
    const chosen = this.querySelector(`input[name="${this.dataset.choice}"]:checked`);
    if (!chosen) return;
    for (const part of this.querySelectorAll("[data-chosen]")) {
      part.hidden = !part.dataset.chosen.split(" ").includes(chosen.value);
    }
  };
}

customElements.define("choice-fields", ChoiceFields);
