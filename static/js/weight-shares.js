// <weight-shares data-way="counting"> wraps fields with weights: while one types, each hint says what share its weight comes to.
class WeightShares extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.update);
    this.addEventListener("change", this.update);
  }

  update = () => {
    const parts = [...this.querySelectorAll("[data-part]")];
    const weights = parts.map((part) => this.weightOf(part));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const shares = this.inWholePerCent(weights.map((weight) => (whole ? (weight / whole) * 100 : 0)));
    parts.forEach((part, n) => {
      const hint = part.querySelector("[id$='_helptext'], .hint");
      if (hint) hint.textContent = weights[n] ? `Counts ${shares[n]}\u00a0%.` : "Counts nothing.";
    });
  };

  weightOf(part) {
    const way = this.querySelector(`input[name="${this.dataset.way}"]:checked`)?.value ?? "together";
    const counts = part.dataset.part === "together" ? way !== "key_results" : way !== "supporters";
    if (!counts) return 0;
    if (part.dataset.part === "together" && way === "supporters") return 1;
    const typed = Number(part.querySelector("input").value.trim().replace(",", "."));
    return Number.isFinite(typed) && typed > 0 ? typed : 0;
  }

  // What is left over goes where most was cut off, so that all add up to 100.
  inWholePerCent(exact) {
    const floors = exact.map(Math.floor);
    let left = 100 - floors.reduce((sum, floor) => sum + floor, 0);
    const byCut = exact.map((_, n) => n).sort((a, b) => (exact[b] % 1) - (exact[a] % 1));
    for (const n of byCut) if (left > 0 && exact[n] > 0) [floors[n], left] = [floors[n] + 1, left - 1];
    return floors;
  }
}

customElements.define("weight-shares", WeightShares);
