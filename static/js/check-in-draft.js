// <check-in-draft> is the quiet line of a row that saves itself while somebody types: what fails is said there, not aloud.
const KEPT = "What you typed is still here.";

class CheckInDraft extends HTMLElement {
  // After signing in again in another tab, the token that the page came with is too old.
  static token = "";

  connectedCallback() {
    this.addEventListener("htmx:configRequest", ({ detail }) => {
      if (CheckInDraft.token) detail.headers["x-csrftoken"] = CheckInDraft.token;
    });
    this.addEventListener("htmx:beforeRequest", (event) => event.stopPropagation());
    this.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && (this.isSecondTry = false));
    this.addEventListener("htmx:responseError", this.onTrouble);
    this.addEventListener("htmx:sendError", this.onTrouble);
  }

  onTrouble = (event) => {
    event.stopPropagation();
    const { xhr } = event.detail;
    const token = xhr.getResponseHeader("x-csrftoken");
    if (token && !this.isSecondTry) {
      CheckInDraft.token = token;
      this.isSecondTry = true;
      htmx.trigger(this, "again");
      return;
    }
    this.isSecondTry = false;
    if (xhr.status === 401) this.innerHTML = xhr.responseText;
    else this.textContent = `${xhr.status ? "The draft was not saved." : "Not saved: the server cannot be reached."} ${KEPT}`;
    document.getElementById("announcer").textContent = this.textContent;
  };
}

customElements.define("check-in-draft", CheckInDraft);
