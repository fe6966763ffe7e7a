// <milestone-rows> adds and removes rows in place: its buttons would otherwise load the form again, with what was typed.
class MilestoneRows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.name === "add_milestone") this.add(event, button);
      if (button?.name === "remove_milestone") this.remove_(event, button);
    });
  }

  get rows() {
    return [...this.querySelectorAll(".milestone-row")];
  }

  add(event, button) {
    event.preventDefault();
    const places = this.rows.map((row) => Number(row.querySelector("button").value));
    const place = Math.max(-1, ...places) + 1;
    const template = this.querySelector("template").innerHTML;
    const named = template.replaceAll("milestone-__n__", `milestone-${place}`).replaceAll('value="__n__"', `value="${place}"`);
    button.parentElement.insertAdjacentHTML("beforebegin", named.replaceAll("__n__", place + 1));
    this.focusOn(this.rows.at(-1));
  }

  remove_(event, button) {
    event.preventDefault();
    const row = button.closest(".milestone-row");
    const at = this.rows.indexOf(row);
    row.remove();
    this.focusOn(this.rows[at] || this.rows.at(-1));
  }

  focusOn(row) {
    (row?.querySelector("[name$=-title]") || this.querySelector("[name=add_milestone]")).focus();
  }
}

customElements.define("milestone-rows", MilestoneRows);
