// JSON as a tree that can be folded.

import { el } from "./dom.js";

// How deep a tree is open at first.
const OPEN_DEPTH = 3;

export function jsonView(value) {
  const tree = el("div", { class: "json" }, ...rows(value, 0));
  const fold = (open) => () => tree.querySelectorAll(":scope > details").forEach((one) => foldAll(one, open));
  return el(
    "div",
    {},
    el(
      "div",
      { class: "json-tools" },
      el("button", { type: "button", class: "quiet", onclick: fold(true) }, "Unfold all"),
      el("button", { type: "button", class: "quiet", onclick: fold(false) }, "Fold all"),
      copyButton(() => JSON.stringify(value, null, 2)),
    ),
    tree,
  );
}

function rows(value, depth) {
  const entries = Array.isArray(value) ? value.map((one) => [null, one]) : Object.entries(value);
  return entries.map(([key, one]) => row(key, one, depth));
}

function row(key, value, depth) {
  const name = key === null ? [] : [el("span", { class: "key" }, key), ": "];
  if (value === null || typeof value !== "object") {
    return el("div", { class: "leaf" }, ...name, el("span", { class: value === null ? "null" : typeof value }, JSON.stringify(value)));
  }
  const count = Object.keys(value).length;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (!count) return el("div", { class: "leaf" }, ...name, open + close);
  const hint = el("span", { class: "hint" }, `${open} ${count} ${close}`);
  const details = el("details", { open: depth < OPEN_DEPTH }, el("summary", {}, ...name, hint));
  // What is folded is made when it is unfolded: a document may have thousands of rows.
  details.fill = () => details.childElementCount === 1 && details.append(el("div", { class: "inner" }, ...rows(value, depth + 1)));
  if (details.open) details.fill();
  else details.addEventListener("toggle", details.fill, { once: true });
  return details;
}

// Folds or unfolds a part of the tree, with all that is in it.
function foldAll(details, open) {
  if (open) details.fill();
  details.open = open;
  details.querySelectorAll(":scope > .inner > details").forEach((one) => foldAll(one, open));
}

function copyButton(text) {
  const button = el("button", { type: "button", class: "quiet", onclick: copy }, "Copy");
  async function copy() {
    button.textContent = (await copied(text())) ? "Copied" : "Could not copy";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  }
  return button;
}

// Copies a text; where a page may not use the clipboard (over plain HTTP), by way of a selection.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
