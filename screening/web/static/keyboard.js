// Keys for whoever works without a mouse. Every page works without this file.
//
//   data-key="d"         that key, pressed outside of a field, clicks the element or puts the cursor into it; what is
//                        folded away is opened first, and what a key unfolds has the cursor in its first field
//   data-key-label="…"   what the list of keys says of it; else its own words
//   data-row             rows that j and k move through; Enter follows the row's first link, x ticks its box
//
// ? shows the keys of the page. They can be switched off there (WCAG 2.2, 2.1.4), which this browser remembers.
"use strict";

(() => {
  const SWITCH = "screening-keys";
  const isOn = () => localStorage.getItem(SWITCH) !== "off";
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
  const isTypedInto = (element) => element.matches("input:not([type=checkbox], [type=radio], [type=submit]), select, textarea");

  const foldOf = (element) => (element.checkVisibility() ? null : element.closest("details:not([open])"));
  const isOffered = (element) => !element.disabled && (element.checkVisibility() || Boolean(foldOf(element)?.checkVisibility()));

  function press(element) {
    foldOf(element)?.setAttribute("open", "");
    if (isTypedInto(element)) return element.focus();
    element.click();
    if (element.matches("details[open] > summary")) element.parentElement.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    // So that Enter sends what was chosen, and the arrow keys go on from it.
    if (element.matches("input")) element.focus();
  }

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.classList.contains("here"));
    const next = all[Math.min(all.length - 1, Math.max(0, now + step))];
    all.forEach((row) => row.classList.toggle("here", row === next));
    (next.querySelector("a") || next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const here = (selector) => document.querySelector(`[data-row].here ${selector}`);
  const always = {
    "?": { words: "show the keys", act: showKeys },
  };
  const onRows = {
    j: { words: "row below", act: () => move(1) },
    k: { words: "row above", act: () => move(-1) },
    x: { words: "tick the row", act: () => here("input[type=checkbox]")?.click() },
  };
  const offered = () => ({ ...always, ...(rows().length ? onRows : {}) });

  function marked(key) {
    return [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && isOffered(one));
  }

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (isTypedInto(target)) {
      if (key === "Escape") target.blur();
      if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.form) target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (!isOn() && key !== "?") return;
    const element = marked(key);
    const act = element ? () => press(element) : offered()[key]?.act;
    if (!act) return;
    event.preventDefault();
    act();
  });

  function wordsOf(element) {
    const label = element.labels?.[0]?.textContent;
    return element.dataset.keyLabel || element.getAttribute("aria-label") || label || element.textContent.trim();
  }

  function line(key, words) {
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    return [term, Object.assign(document.createElement("dd"), { textContent: words })];
  }

  function showKeys() {
    const dialog = Object.assign(document.createElement("dialog"), { className: "keys" });
    const heading = Object.assign(document.createElement("h2"), { textContent: "Keys of this page", id: "keys-heading" });
    dialog.setAttribute("aria-labelledby", "keys-heading");
    const keys = document.createElement("dl");
    for (const [key, { words }] of Object.entries(offered())) keys.append(...line(key, words));
    for (const one of document.querySelectorAll("[data-key]")) {
      if (isOffered(one)) keys.append(...line(one.dataset.key, wordsOf(one)));
    }
    keys.append(...line("Ctrl+Enter", "send the form that is typed into"), ...line("Esc", "leave a field"));
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: isOn() });
    box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
    label.append(box, " Use single keys in this browser");
    const close = Object.assign(document.createElement("button"), { className: "main", textContent: "Close" });
    close.addEventListener("click", () => dialog.close());
    const last = document.createElement("p");
    last.append(close);
    dialog.append(heading, keys, label, last);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
})();
