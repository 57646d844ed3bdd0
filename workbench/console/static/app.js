// The console: brings its parts together.

import * as api from "./api.js";
import { Conversation, levelOf } from "./conversation.js";
import { Details } from "./details.js";
import { byId, el } from "./dom.js";
import { deaf, Ear } from "./ear.js";
import { Keys } from "./keys.js";
import { Screen, screenOf } from "./screen.js";
import { paragraphsOf } from "./ssml.js";
import { Voice } from "./voice.js";

const HELD = 400; // a press that lasts longer, in milliseconds, is a hold: talk until it ends
const THINKING = 150; // an answer that comes sooner shows no waiting light

let setup;
let session = null;
let busy = false;
let last = null; // the last turn that was answered
let speaking = null; // the turn that is being spoken
const history = [];
let recalled = 0;

const conversation = new Conversation(byId("turns"), byId("scroll"), {
  chose: (turn) => {
    choose(turn);
    view("details");
  },
  replay: (turn) => speak(turn),
  retry: (turn) => {
    conversation.remove(turn);
    take(turn.doing, turn.words, turn.done);
  },
});
const tabs = [...document.querySelectorAll("[role=tab]")];
const details = new Details(byId("panel"), tabs, {
  reprompt: (turn) => speak(turn, paragraphsOf(turn.result.response.response.reprompt.outputSpeech.ssml)),
});
const screen = new Screen(byId("stage"), {
  touched: (touch, words) => take("touch", words || touch.arguments.join(" "), { touch }),
  problem: (sentence) => tell(byId("screen-problem"), sentence),
  left: () => byId("said").focus(),
});
const voice = new Voice({
  began: () => {
    byId("stop").hidden = false;
    ring("speaking");
  },
  at: (index) => conversation.speaking(speaking, index),
  ended: () => {
    byId("stop").hidden = true;
    speaking = null;
    if (!busy) ring("ready");
  },
  failed: (sentence) => tell(byId("hearing"), sentence),
});
const ear = new Ear({
  changed: (listening) => {
    byId("talk-button").setAttribute("aria-pressed", String(listening));
    byId("talk-button").setAttribute("aria-label", listening ? "Stop listening" : "Talk");
    ring(listening ? "listening" : "ready");
    if (listening) tell(byId("hearing"), "Listening …");
    else tell(byId("hearing"), "");
  },
  hearing: (words) => (byId("said").value = words),
  heard: (words) => say(words),
  failed: (sentence) => tell(byId("hearing"), sentence),
});

// Does something: says, touches or opens. ``words`` stand in the bubble, ``done`` goes to the server.
async function take(doing, words, done) {
  if (busy) return;
  busy = true;
  voice.stop();
  tell(byId("hearing"), "");
  byId("welcome").hidden = true;
  const turn = { doing, words, done: { ...done, locale: byId("locale").value, at: timestamp() }, session };
  conversation.begin(turn);
  const waiting = setTimeout(() => ring("thinking"), THINKING);
  byId("send").setAttribute("aria-disabled", "true");
  try {
    await answer(turn);
    if (turn.result.request.session.new && last) conversation.note("New session", turn);
    last = turn;
    choose(turn);
    announce(turn);
    clearTimeout(waiting);
    speak(turn);
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    conversation.fail(turn, error.message);
    byId("alarm").textContent = error.message;
    ring("ready");
  } finally {
    clearTimeout(waiting);
    busy = false;
    byId("send").removeAttribute("aria-disabled");
  }
}

// Asks the server, and shows what it answers.
async function answer(turn) {
  turn.result = await api.take({ ...turn.done, device: screen.device.id, session: turn.session });
  turn.paragraphs = paragraphsOf(turn.result.response.response.outputSpeech?.ssml ?? "<speak/>");
  session = turn.result.session;
  conversation.answer(turn);
  showSession();
  const shown = screenOf(turn.result.response.response);
  if (shown || !session) screen.show(shown ?? null);
}

function say(words) {
  const said = words.trim();
  if (!said || busy) return;
  byId("said").value = "";
  if (history.at(-1) !== said) history.push(said);
  recalled = history.length;
  view("talk");
  take("say", said, { say: said });
}

function open() {
  session = null;
  take("open", "", { open: true });
}

// Forgets the conversation.
function fresh() {
  if (busy) return;
  voice.stop();
  session = null;
  last = null;
  conversation.clear();
  choose(null);
  screen.show(null);
  showSession();
  byId("welcome").hidden = false;
  byId("said").focus();
}

function choose(turn) {
  conversation.choose(turn);
  details.show(turn);
}

// Speaks an answer, or other paragraphs in its place.
function speak(turn, paragraphs = turn.paragraphs) {
  voice.stop();
  if (paragraphs === turn.paragraphs) speaking = turn;
  voice.speak(paragraphs.flat(), turn.done.locale);
}

// Tells a screen reader; an emergency at once.
function announce(turn) {
  const words = turn.paragraphs.flat().map((piece) => piece.text).join(" ");
  byId(levelOf(turn.result) === "emergency" ? "alarm" : "announcer").textContent = words;
}

// The time of day of the requests, today: null is now.
function timestamp() {
  const hour = byId("time").value;
  if (!hour) return null;
  const at = new Date();
  at.setHours(hour, 0, 0, 0);
  return at.toISOString();
}

function showSession() {
  byId("session").dataset.open = String(Boolean(session));
  byId("session").textContent = session ? "Session open" : "No session";
  byId("session").title = session ? "What you say next goes on with it" : `What you say next is “Alexa, ask ${setup.name} …”`;
}

function ring(state) {
  document.body.dataset.ring = state;
  byId("ring-state").textContent = { ready: "Ready", thinking: "Thinking …", speaking: "Speaking", listening: "Listening" }[state];
}

function tell(element, sentence) {
  element.textContent = sentence;
  element.hidden = !sentence;
}

// Which part a small window shows.
function view(name) {
  document.querySelector("main").dataset.view = name;
  for (const button of document.querySelectorAll(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }
}

// Another device: the last answer is asked for again as that device would have, since screens differ.
async function changeDevice() {
  const device = setup.devices.find((one) => one.id === byId("device-choice").value);
  byId("device-title").textContent = device.width ? "Screen" : "Speaker";
  byId("device-size").textContent = device.width ? `${device.width} × ${device.height}` : "";
  screen.use(device);
  if (!last || busy) return;
  busy = true;
  try {
    await answer(last);
    choose(last);
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    tell(byId("screen-problem"), error.message);
  } finally {
    busy = false;
  }
}

function changeLocale() {
  voice.stop();
  if (!last) return;
  session = null;
  last = null;
  showSession();
  screen.show(null);
  conversation.note(`Now in ${byId("locale").value}`);
}

function toggleMute() {
  voice.muted = !voice.muted;
  if (voice.muted) voice.stop();
  byId("mute").setAttribute("aria-pressed", String(voice.muted));
  byId("mute").querySelector("use").setAttribute("href", voice.muted ? "#icon-mute" : "#icon-sound");
}

// The screen of the device in the full window, or not any more.
function enlarge() {
  if (document.fullscreenElement) document.exitFullscreen();
  else byId("stage").requestFullscreen?.();
}

const darkPreferred = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (darkPreferred.matches ? "dark" : "light")) === "dark";

function showTheme() {
  byId("theme").setAttribute("aria-label", isDark() ? "Switch to light" : "Switch to dark");
  byId("theme").querySelector("use").setAttribute("href", isDark() ? "#icon-light" : "#icon-dark");
}

function toggleTheme() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  showTheme();
}

function toggleTalk() {
  if (byId("talk-button").hidden) return;
  if (ear.listening) return ear.stop();
  voice.stop();
  ear.start(byId("locale").value);
}

// A press starts listening, which ends by itself, by another press, or with a press that was held.
function listenToTalkButton() {
  const button = byId("talk-button");
  let pressed = 0;
  let held = false;
  button.addEventListener("pointerdown", (event) => {
    if (event.button || ear.listening) return;
    pressed = event.timeStamp;
    button.setPointerCapture(event.pointerId);
    toggleTalk();
  });
  button.addEventListener("pointerup", (event) => {
    held = Boolean(pressed) && event.timeStamp - pressed > HELD;
    if (held) ear.stop();
  });
  button.addEventListener("click", () => {
    if (!pressed) toggleTalk(); // by the keyboard, or to stop
    pressed = 0;
  });
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long touch is no menu
}

function listenToQuestion() {
  const said = byId("said");
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    say(said.value);
  });
  said.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !history.length) return;
    event.preventDefault();
    recalled = Math.min(Math.max(recalled + step, 0), history.length);
    said.value = history[recalled] ?? "";
  });
}

function listenToDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.querySelector(".close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
  byId("help-open").addEventListener("click", () => byId("help").showModal());
  byId("examples-open").addEventListener("click", () => byId("examples").showModal());
}

function addExamples(groups) {
  for (const place of document.querySelectorAll(".examples")) {
    for (const { title, say: examples } of groups) {
      const buttons = examples.map((example) =>
        el("li", {}, el("button", { type: "button", class: "example", onclick: () => (byId("examples").close(), say(example)) }, example)),
      );
      place.append(el("h3", {}, title), el("ul", {}, ...buttons));
    }
  }
}

function addKeys() {
  const keys = new Keys(
    [
      ["/", "Go to the question", () => byId("said").focus()],
      ["T", "Talk, or stop listening", toggleTalk],
      ["S", "Stop speaking", () => voice.stop()],
      ["M", "Mute, or not", toggleMute],
      ["O", "Open the skill", open],
      ["N", "New session", fresh],
      ["E", "Examples", () => byId("examples").showModal()],
      ["F", "The screen in the full window, or not", enlarge],
      ["D", "Light or dark", toggleTheme],
      ...tabs.map((tab, at) => [String(at + 1), `Details: ${tab.textContent}`, () => (view("details"), details.open(tab.id))]),
      ["?", "This help", () => byId("help").showModal()],
      ["↑ ↓", "In the question: what was said before"],
      ["Esc", "Stop speaking; leave the screen of the device"],
    ],
    byId("keys"),
  );
  byId("keys-on").addEventListener("change", (event) => (keys.on = event.target.checked));
  document.addEventListener("keydown", (event) => event.key === "Escape" && voice.stop());
}

async function start() {
  const reason = deaf();
  byId("talk-button").hidden = Boolean(reason);
  tell(byId("hearing"), reason);
  showTheme();
  darkPreferred.addEventListener("change", showTheme);
  listenToTalkButton();
  listenToQuestion();
  listenToDialogs();
  try {
    const [found, examples] = await Promise.all([api.setup(), fetch("/examples.json").then((response) => response.json())]);
    setup = found;
    addExamples(examples);
  } catch (error) {
    tell(byId("hearing"), error instanceof api.Problem ? error.message : "The console's server is gone. Start ./dev console, then reload.");
    return;
  }
  byId("shared").hidden = !setup.shared;
  for (const place of document.querySelectorAll(".skill-name")) place.textContent = setup.name;
  byId("device-choice").append(...setup.devices.map((one) => el("option", { value: one.id }, one.name)));
  if (matchMedia("(max-width: 600px)").matches) byId("device-choice").value = "phone";
  byId("locale").append(...setup.locales.map((one) => el("option", { value: one }, one)));
  byId("device-choice").addEventListener("change", changeDevice);
  byId("locale").addEventListener("change", changeLocale);
  byId("settings").addEventListener("submit", (event) => event.preventDefault());
  byId("settings-toggle").addEventListener("click", (event) => {
    const shown = byId("settings").classList.toggle("shown");
    event.currentTarget.setAttribute("aria-expanded", String(shown));
  });
  byId("mute").addEventListener("click", toggleMute);
  byId("theme").addEventListener("click", toggleTheme);
  byId("enlarge").hidden = !document.fullscreenEnabled;
  byId("enlarge").addEventListener("click", enlarge);
  byId("stop").addEventListener("click", () => voice.stop());
  byId("open").addEventListener("click", open);
  byId("fresh").addEventListener("click", fresh);
  document.querySelectorAll(".views button").forEach((button) => button.addEventListener("click", () => view(button.dataset.view)));
  addKeys();
  await changeDevice();
  ring("ready");
  document.body.dataset.ready = "true";
}

start();
