/* Lets single keys press what stands on the page: whatever bears data-key is pressed, or entered where it is a field.

   Nothing else happens here; every key has its button or link. Keys rest while somebody writes, while the list of
   keys is open, and once a form is on its way. */
"use strict";

(() => {
  const help = document.querySelector("dialog[data-keys]");
  const fields = "input:not([type=checkbox], [type=radio]), select, textarea";
  let isSent = false;

  for (const hint of document.querySelectorAll("[data-needs-script]")) hint.hidden = false;
  for (const opener of document.querySelectorAll("[data-opens-keys]")) {
    opener.addEventListener("click", () => help.showModal());
  }
  addEventListener("submit", () => { isSent = true; });
  addEventListener("pageshow", () => { isSent = false; });

  addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat && !event.isComposing;
    if (!isPlain || isSent || help.open) return;
    const field = event.target instanceof Element ? event.target.closest(fields) : null;
    if (field) {
      if (event.key === "Escape") field.blur();
      if (event.key === "Enter" && field.matches("select[data-key]")) field.form.requestSubmit();
      return;
    }
    if (event.key === "?") {
      help.showModal();
      return;
    }
    const key = event.key.toLowerCase();
    const meant = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    if (!meant) return;
    event.preventDefault();
    if (meant.matches(fields)) meant.focus();
    else meant.click();
  });
})();
