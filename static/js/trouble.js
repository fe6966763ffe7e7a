// <trouble-note> says in words when an htmx request failed, so that nobody believes that something was saved.
const WORDS = {
  0: "The server cannot be reached. Nothing was saved; what you typed is still here.",
  403: "This was refused, and nothing was saved. Reload the page and try again.",
  404: "This is no longer here, and nothing was saved. Reload the page to see what changed.",
  429: "That was too often in a short time. Nothing was saved; wait a minute and try again.",
};
const OTHERWISE = "Something went wrong on our side. Nothing was saved; what you typed is still here.";
const NOT_LOADED = "This could not be loaded. Try again in a moment.";

class TroubleNote extends HTMLElement {
  connectedCallback() {
    document.addEventListener("htmx:responseError", this.onTrouble);
    document.addEventListener("htmx:sendError", this.onTrouble);
    document.addEventListener("htmx:beforeRequest", this.onRequest);
  }

  // What loads by itself, such as a refresh, fails quietly; what somebody asked for does not.
  onTrouble = ({ detail }) => {
    const asked = detail.requestConfig.triggeringEvent?.isTrusted;
    if (detail.requestConfig.verb !== "get") this.textContent = WORDS[detail.xhr.status] ?? OTHERWISE;
    else if (asked) this.textContent = NOT_LOADED;
  };

  onRequest = () => {
    this.textContent = "";
  };
}

customElements.define("trouble-note", TroubleNote);
