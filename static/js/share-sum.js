// <share-sum data-total="120000" data-unit="$"> wraps boxes with shares: shows the shares of what is ticked, shares out
// evenly while nobody has typed one, and says what is missing or too much.
class ShareSum extends HTMLElement {
  connectedCallback() {
    this.total = this.numberIn(this.dataset.total);
    this.isTyped = this.shares().some((input) => input.value.trim() !== "");
    this.addEventListener("change", this.update);
    this.addEventListener("input", (event) => {
      if (event.target.closest("[data-share]")) this.isTyped = this.shares().some((input) => input.value.trim() !== "");
      this.update();
    });
    this.show();
  }

  update = () => {
    if (!this.isTyped) this.shareEvenly();
    this.show();
  };

  shares() {
    return this.parts().map((part) => part.querySelector("[data-share] input"));
  }

  parts(ticked = false) {
    const parts = [...this.querySelectorAll("[data-part]")];
    return ticked ? parts.filter((part) => part.querySelector("input[type=checkbox]").checked) : parts;
  }

  // Placeholders alone: what is sent empty is shared out evenly by the server.
  shareEvenly() {
    for (const input of this.shares()) input.placeholder = "";
    const ticked = this.parts(true);
    const each = (this.total - this.kept()) / (ticked.length || 1);
    for (const part of ticked) part.querySelector("[data-share] input").placeholder = this.words(each, "");
  }

  show() {
    const ticked = this.parts(true);
    for (const part of this.parts()) part.querySelector("[data-share]").hidden = !ticked.includes(part);
    if (!ticked.length) return;
    const shared = ticked.map((part) => this.numberIn(part.querySelector("[data-share] input").value));
    const sum = this.isTyped ? shared.reduce((whole, share) => whole + share, this.kept()) : this.total;
    const missing = Math.round((this.total - sum) * 1e6) / 1e6;
    const come = `The shares come to ${this.words(sum)} of ${this.words(this.total)}`;
    const wrong = `${this.words(Math.abs(missing))} ${missing > 0 ? "is missing" : "is too much"}`;
    const says = Number.isNaN(sum) ? "One of the shares is not a number yet." : missing ? `${come}: ${wrong}.` : `${come}.`;
    const output = this.querySelector("[data-sum]");
    if (output.textContent !== says) output.textContent = says;
  }

  kept() {
    return this.numberIn(this.querySelector("[name=kept]").value);
  }

  numberIn(text) {
    const plain = text.replace(/[\s\u00a0\u202f$€£¥%]/g, "").replace("\u2212", "-").replace(",", ".");
    const [, digits, suffix] = /^(-?[\d.]*)(k|m|bn)?$/i.exec(plain) ?? [null, "x", ""];
    return Number(digits) * ({ k: 1e3, m: 1e6, bn: 1e9 }[suffix?.toLowerCase()] ?? 1);
  }

  words(number, unit = this.dataset.unit) {
    const text = Math.abs(Math.round(number * 100) / 100).toLocaleString("en").replaceAll(",", "\u202f");
    const sign = number < 0 ? "\u2212" : "";
    if (["$", "€", "£", "¥"].includes(unit)) return `${sign}${unit}${text}`;
    return `${sign}${text}${unit ? `\u00a0${unit}` : ""}`;
  }
}

customElements.define("share-sum", ShareSum);
