// <mention-field> wraps a text: after an @ it offers the people who may be meant; the arrow down goes to them, Enter or a
// click takes one, Escape goes on typing. Without it one types the full name.
class MentionField extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", () => this.offer());
    this.addEventListener("keydown", (event) => this.move(event));
    this.addEventListener("click", ({ target }) => this.take(target.closest(".mention-choice")));
    this.addEventListener("focusout", ({ relatedTarget }) => this.contains(relatedTarget) || this.close());
  }

  get text() {
    return this.querySelector("textarea");
  }

  get choices() {
    return [...this.querySelectorAll(".mention-choice")];
  }

  // What has been typed behind the last @, on the same line; null where there is none.
  get begun() {
    const typed = this.text.value.slice(0, this.text.selectionStart);
    return typed.match(/(?:^|[\s("'[])@([^\s@][^@\n]{0,39})$/)?.[1] ?? null;
  }

  async offer() {
    const begun = this.begun;
    this.asked = begun;
    if (begun === null) return this.close();
    try {
      const answer = await fetch(`${this.dataset.people}?q=${encodeURIComponent(begun)}`, { headers: { "HX-Request": "true" } });
      const html = answer.status === 200 ? await answer.text() : "";
      if (this.asked === begun && this.isConnected) this.show(html);
    } catch {
      // One types the name.
    }
  }

  show(html) {
    this.list ??= this.appendChild(Object.assign(document.createElement("div"), { className: "mention-list" }));
    this.list.innerHTML = html;
    const count = this.choices.length;
    if (!count) return this.close();
    document.getElementById("announcer").textContent = `${count} ${count === 1 ? "person" : "people"}: press the arrow down to choose.`;
  }

  move(event) {
    const at = this.choices.indexOf(document.activeElement);
    if (!this.choices.length || !["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return;
    event.preventDefault();
    const next = event.key === "Escape" ? null : this.choices[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) next.focus();
    else if (event.key !== "ArrowDown") this.text.focus();
    if (event.key === "Escape") this.close();
  }

  take(choice) {
    if (!choice) return;
    const end = this.text.selectionStart;
    this.text.setRangeText(`${choice.dataset.words} `, end - (this.begun ?? "").length, end, "end");
    this.text.focus();
    this.close();
  }

  // The focus has left the list by now: what has it cannot be taken away.
  close() {
    this.list?.remove();
    this.list = null;
  }
}

customElements.define("mention-field", MentionField);
