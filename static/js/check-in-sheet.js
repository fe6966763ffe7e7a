// The keyboard on the check-ins page: a digit says the confidence, Enter saves its row, and the next row has the focus.
class CheckInSheet extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => (event.key === "Enter" ? this.save(event) : this.say(event)));
    this.addEventListener("focusin", ({ target }) => target.matches("input[type=text]") && target.select());
    this.addEventListener("htmx:afterSwap", ({ target }) => target.matches("check-in-draft") || this.goOn());
    if (!this.querySelector("[aria-invalid=true]")) this.focusOn(this);
  }

  save(event) {
    const row = event.target.closest(".check-in-row");
    if (!row || event.target.matches("button, a, summary") || (event.target.matches("textarea") && event.shiftKey)) return;
    event.preventDefault();
    this.next = row.nextElementSibling;
    row.querySelector("button[name=save]").click();
  }

  say(event) {
    if (!event.target.matches("input[type=radio][name$=-confidence]") || !/^[0-9]$/.test(event.key)) return;
    const value = event.key === "0" && event.target.value === "1" && event.target.checked ? "10" : event.key;
    const choice = event.target.closest(".check-in-row").querySelector(`[name$=-confidence][value="${value}"]`);
    choice.checked = true;
    choice.focus();
    choice.dispatchEvent(new Event("input", { bubbles: true }));
  }

  goOn() {
    const wrong = this.querySelector("[aria-invalid=true]");
    if (wrong) return wrong.focus();
    if (!this.next) return;
    let row = this.next;
    this.next = null;
    while (row && !row.matches(".check-in-row")) row = row.nextElementSibling;
    if (!this.focusOn(row || this)) [...this.querySelectorAll("form a[href$='/check-in/']")].pop()?.focus();
  }

  focusOn(place) {
    const field = place.querySelector(".check-in-row [name$=-value], [name$=-value]");
    field?.focus({ preventScroll: place === this });
    return field;
  }
}

customElements.define("check-in-sheet", CheckInSheet);
