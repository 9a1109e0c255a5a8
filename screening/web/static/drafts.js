// Keeps what is typed into an alert until it was sent: nobody types twice because a session ended.
//
//   <body data-drafts="ALERT USER">   whose drafts these are
//   <textarea data-draft>             a field that is kept, by its name
//   <span data-if-kept hidden>        is shown where the form that was sent last had such a field, which is kept
//
// In this tab alone (sessionStorage); gone with the tab, once it was sent, and when its user signs out.
"use strict";

(() => {
  const PREFIX = "screening-draft ";
  const SENT = "screening-draft-sent";
  const owner = document.body.dataset.drafts;
  const key = (field) => `${PREFIX}${owner} ${field.name}`;
  const ours = () => Object.keys(sessionStorage).filter((one) => one.startsWith(PREFIX));

  // A page that says what was done is the answer to the form that was sent last.
  const sent = sessionStorage.getItem(SENT);
  if (sent && document.querySelector(".notice")) sessionStorage.removeItem(sent);
  else if (sent && sessionStorage.getItem(sent) !== null) document.querySelector("[data-if-kept]")?.removeAttribute("hidden");
  sessionStorage.removeItem(SENT);

  document.querySelector(".account")?.addEventListener("submit", () => ours().forEach((one) => sessionStorage.removeItem(one)));
  if (!owner) return;

  for (const field of document.querySelectorAll("[data-draft]")) {
    const kept = sessionStorage.getItem(key(field));
    if (kept !== null && kept !== field.value) restore(field, kept);
    field.addEventListener("input", () => sessionStorage.setItem(key(field), field.value));
    field.form.addEventListener("submit", () => sessionStorage.setItem(SENT, key(field)));
  }

  function restore(field, kept) {
    field.value = kept;
    field.closest("details")?.setAttribute("open", "");
    const said = Object.assign(document.createElement("p"), { className: "hint restored", textContent: "What you had typed is here again." });
    said.setAttribute("role", "status");
    field.after(said);
  }
})();
