// In the frame of the screen: draws what screen.js asks for, with Amazon's renderer, and tells of what is touched.
// The frame is of no origin, so there is nothing in it that could leak and nothing that it could reach.
"use strict";

const HARMLESS = /FontUtils|bigger than parent bounds/;
let engine;
let renderer;

const tell = (message) => parent.postMessage(message, "*");

// The renderer brings style sheets with the addresses of fonts: they go before the browser fetches any.
new MutationObserver(() => {
  for (const sheet of document.styleSheets) {
    if (sheet.ownerNode.id === "own") continue;
    for (let at = sheet.cssRules.length - 1; at >= 0; at--) {
      if (sheet.cssRules[at] instanceof CSSFontFaceRule) sheet.deleteRule(at);
    }
  }
}).observe(document.head, { childList: true });

// What the renderer finds wrong with a document it only logs.
for (const level of ["warn", "error"]) {
  const log = console[level].bind(console);
  console[level] = (...words) => {
    const text = words.join(" ");
    if (HARMLESS.test(text)) return;
    log(...words);
    tell({ type: "problem", text });
  };
}

// A screen may move the focus about in itself, but not take it from somebody who types.
const { focus } = HTMLElement.prototype;
HTMLElement.prototype.focus = function (...options) {
  if (document.hasFocus()) focus.apply(this, options);
};

async function draw({ apl, datasources, viewport, now }) {
  await Promise.all([engine, ...[400, 700].map((weight) => document.fonts.load(`${weight} 1em amazon-ember-display`))]);
  renderer?.destroy();
  const view = document.createElement("div"); // a renderer leaves its listeners behind, so each has its own element
  const hadFocus = document.hasFocus();
  document.getElementById("screen").replaceChildren(view);
  const content = AplRenderer.Content.create(JSON.stringify(apl));
  if (!content) throw new Error("the document is no valid APL");
  for (const name of apl.mainTemplate?.parameters ?? []) {
    content.addData(name, JSON.stringify(name === "payload" ? datasources : (datasources[name] ?? {})));
  }
  renderer = AplRenderer.default.create({
    content,
    view,
    viewport,
    mode: viewport.mode,
    theme: "dark",
    environment: { agentName: "Leg Cramp Helper console", agentVersion: "1.0", allowOpenUrl: false, disallowVideo: true },
    onSendEvent: touched,
    onRunTimeError: (errors) => tell({ type: "problem", text: JSON.stringify(errors) }),
    utcTime: now,
    localTimeAdjustment: -new Date(now).getTimezoneOffset() * 60_000,
  });
  await renderer.init();
  renderer.lastPointerEventTimestamp = 0; // else it would take no mouse for its first half second
  if (hadFocus && document.activeElement === document.body) view.focus();
  // To the renderer only a television has keys, and nothing has a role.
  for (const one of view.querySelectorAll(".apl-c")) {
    one.setAttribute("role", "button");
    one.tabIndex = 0;
  }
  for (const thumb of view.querySelectorAll(".ps__thumb-x, .ps__thumb-y")) thumb.tabIndex = -1;
  view.addEventListener("click", press);
  view.addEventListener("keydown", pressByKey, true);
  view.addEventListener("keyup", pressByKey, true);
}

// Presses what has focus. The renderer hears neither of such a key, nor of the release of one that was pressed on the
// screen before: to it that would be a press of its own.
const down = new WeakMap();
function pressByKey(event) {
  const { key, type, target, currentTarget: view } = event;
  const button = target.getAttribute("role") === "button" && ["Enter", " "].includes(key);
  const stray = type === "keyup" && down.get(view) !== key;
  if (type === "keydown") down.set(view, key);
  if (!button && !stray) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (button && type === "keydown" && !event.repeat) target.click();
}

// A click that no pointer made (by a key, or a screen reader) becomes one that a pointer makes.
function press({ detail, target, currentTarget }) {
  const button = target.closest("[role=button]");
  if (detail || !button) return;
  const { left, top, width, height } = button.getBoundingClientRect();
  for (const type of ["mousedown", "mouseup"]) {
    currentTarget.dispatchEvent(new MouseEvent(type, { clientX: left + width / 2, clientY: top + height / 2 }));
  }
}

// The words on what was touched go along, so that the page can say what it was.
function touched({ arguments: given, source }) {
  const words = document.getElementById(source?.uid)?.innerText ?? "";
  tell({ type: "touch", touch: { arguments: given, source }, words: words.replace(/\s+/g, " ").trim() });
}

// One after another: a renderer that is destroyed while it begins fails.
let drawn = Promise.resolve();
addEventListener("message", ({ source, data }) => {
  if (source !== parent || data.type !== "draw") return;
  drawn = drawn
    .then(() => draw(data))
    .then(() => tell({ type: "drawn" }))
    .catch((error) => tell({ type: "problem", text: `This screen could not be drawn: ${error.message ?? error}` }));
});

addEventListener("keydown", ({ key }) => key === "Escape" && tell({ type: "leave" }));

addEventListener("DOMContentLoaded", () => {
  engine = AplRenderer.initEngine();
  tell({ type: "ready" });
});
