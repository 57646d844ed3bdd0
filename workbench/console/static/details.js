// The details of an answer, a tab each.

import { el, icon } from "./dom.js";
import { jsonView } from "./json.js";

const SHOWN_CAUSES = 6;
const ROLES = { denied: "denied", tried: "tried", masked: "harmless here" };

export class Details {
  #panel;
  #tabs;
  #turn = null;
  #told;

  // told.reprompt(turn): its reprompt is to be heard.
  constructor(panel, tabs, told) {
    this.#panel = panel;
    this.#tabs = tabs;
    this.#told = told;
    tabs.forEach((tab) => tab.addEventListener("click", () => this.open(tab.id)));
    tabs[0].parentElement.addEventListener("keydown", (event) => this.#move(event));
    this.show(null);
  }

  // Shows the details of a turn; null for none.
  show(turn) {
    this.#turn = turn;
    this.#fill();
  }

  // Opens a tab by its id.
  open(id) {
    for (const tab of this.#tabs) {
      const chosen = tab.id === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    this.#panel.setAttribute("aria-labelledby", id);
    this.#fill();
  }

  // Arrow keys go from tab to tab, as is usual for tabs.
  #move(event) {
    const at = this.#tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = this.#tabs.at(to % this.#tabs.length);
    tab.focus();
    this.open(tab.id);
  }

  #fill() {
    const chosen = this.#tabs.find((tab) => tab.getAttribute("aria-selected") === "true").id;
    const result = this.#turn?.result;
    const views = {
      "tab-understood": () => understood(result, () => this.#told.reprompt(this.#turn)),
      "tab-why": () => why(result.explain, result.request.session.new),
      "tab-card": () => card(result.response.response.card),
      "tab-request": () => jsonView(result.request),
      "tab-response": () => jsonView(result.response),
      "tab-log": () => log(result.log),
    };
    this.#panel.replaceChildren(result ? views[chosen]() : empty("The details of an answer stand here."));
    this.#panel.scrollTop = 0;
  }
}

const empty = (words) => el("p", { class: "empty" }, words);
const code = (words) => el("code", {}, words);

function understood(result, sayReprompt) {
  const { request, session } = result.request;
  const { response } = result.response;
  const intent = request.intent;
  const prompt = response.reprompt?.outputSpeech?.ssml;
  const elicited = response.directives?.find((one) => one.type === "Dialog.ElicitSlot");
  const asked = el(
    "section",
    {},
    el("h3", {}, "What Alexa understood"),
    facts([
      ["Request", code(request.type)],
      ["Intent", intent && code(intent.name)],
      ["Dialog", request.dialogState && code(request.dialogState)],
      ["Touched", request.arguments && code(JSON.stringify(request.arguments))],
      ["Session", session.new ? "new" : "going on"],
      ["Time", code(request.timestamp)],
    ]),
    intent?.name === "AMAZON.FallbackIntent"
      ? el("p", { class: "note" }, "No sample phrase fits. A device understands more than this page's stand-in for it.")
      : null,
    intent ? slots(intent) : null,
  );
  const answered = el(
    "section",
    {},
    el("h3", {}, "What came back"),
    facts([
      ["Session", result.session ? (result.listening ? "open, and the device listens" : "open as long as the screen is") : "over"],
      ["Takes next", elicited && code(`${elicited.updatedIntent?.name ?? ""} ${elicited.slotToElicit}`.trim())],
      ["Directives", response.directives && response.directives.map((one) => one.type.replace("Alexa.Presentation.", "")).join(", ")],
      ["After silence", prompt && reprompt(prompt, sayReprompt)],
      ["Took", `${result.took_ms} ms`],
    ]),
  );
  return el("div", { class: "columns" }, asked, answered);
}

function reprompt(ssml, say) {
  const words = ssml.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim();
  const again = el("button", { type: "button", class: "icon small", "aria-label": "Say the reprompt", onclick: say }, icon("again"));
  return el("span", { class: "with-button" }, `“${words}”`, again);
}

function facts(pairs) {
  return el("dl", { class: "facts" }, ...pairs.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function slots(intent) {
  const all = Object.values(intent.slots ?? {});
  const filled = all.filter((slot) => slot.value !== undefined || slot.slotValue);
  if (!all.length) return null;
  const unfilled = all.filter((slot) => !filled.includes(slot)).map((slot) => slot.name);
  return el(
    "div",
    {},
    filled.length ? table(["Slot", "Heard", "Resolved to"], filled.flatMap(slotRows)) : el("p", { class: "thin" }, "No slot was filled."),
    unfilled.length ? el("p", { class: "thin" }, "Not filled: ", unfilled.join(", ")) : null,
  );
}

function slotRows(slot) {
  const values = slot.slotValue?.values ?? [slot.slotValue ?? slot];
  return values.map((value) => [code(slot.name), value.value ?? "", resolution(value)]);
}

function resolution(value) {
  const authorities = value.resolutions?.resolutionsPerAuthority ?? [];
  if (!authorities.length) return el("span", { class: "thin" }, "free text");
  return el(
    "span",
    {},
    ...authorities.flatMap((one) =>
      one.values?.length
        ? one.values.map(({ value: known }) => el("span", { class: "resolved" }, code(known.id ?? known.name), known.id ? ` ${known.name}` : ""))
        : [el("span", { class: "thin" }, "no match")],
    ),
  );
}

function table(heads, rows) {
  return el(
    "div",
    { class: "wide" },
    el("table", {}, el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))), el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell) => el("td", {}, cell)))))),
  );
}

// What ``./dev explain`` tells, of the words as a whole.
function why(told, alone) {
  if (!told) return empty("Nothing was said with this: there is nothing to explain.");
  return el(
    "div",
    {},
    alone ? null : el("p", { class: "thin" }, "Of these words alone: an answer also goes by what came before."),
    el("h3", {}, "Read in the words"),
    told.understood.length
      ? el("ul", { class: "findings" }, ...told.understood.map(finding))
      : el("p", { class: "thin" }, "Nothing that the skill knows."),
    told.implied.length ? el("p", { class: "thin" }, "From these follows: ", told.implied.join(", ")) : null,
    guess("Seems to ask for", told.asked),
    guess("Most like the sign", told.sign),
    el("h3", {}, "Red flags"),
    told.red_flags.length ? el("ul", { class: "flags" }, ...told.red_flags.sort(firedFirst).map(flag)) : el("p", { class: "thin" }, "None fired, and none was near."),
    el("h3", {}, "Causes, best first"),
    told.causes.length ? el("ol", { class: "causes" }, ...told.causes.slice(0, SHOWN_CAUSES).map((one) => cause(one, told.causes[0].score))) : el("p", { class: "thin" }, "None."),
  );
}

const finding = (one) =>
  el("li", { "data-as": one.as }, el("q", {}, one.words), " ", code(one.finding), ROLES[one.as] ? el("span", { class: "role" }, ROLES[one.as]) : null);

function guess(title, one) {
  if (!one) return null;
  return el("p", { class: "thin" }, `${title} `, code(one.finding), `, likely ${Math.round(one.share * 100)} %`, one.because.length ? `: ${one.because.join(", ")}` : "");
}

const firedFirst = (one, other) => Boolean(other.urgency) - Boolean(one.urgency);

function flag(one) {
  const met = one.met.flatMap((id, at) => [at ? " and " : "", code(id)]);
  if (one.urgency) return el("li", { "data-fired": one.urgency }, el("strong", {}, `${one.urgency}: ${one.id}`), " ", ...met);
  if (one.in_doubt) return el("li", {}, el("span", { class: "held" }, `in doubt ${one.id}`), " ", ...met, el("span", { class: "thin" }, ", but the whole sentence reads harmless"));
  const held = [...one.lacking.map((id) => `without ${id}`), ...one.blocked_by.map((id) => `but ${id}`)];
  return el("li", {}, el("span", { class: "held" }, `no ${one.id}`), " ", ...met, el("span", { class: "thin" }, `, ${held.join(", ")}`));
}

function cause(one, best) {
  const reasons = [...one.reasons.map((reason) => [reason.finding, reason.weight]), ["how common", one.prior]];
  return el(
    "li",
    {},
    el("span", { class: "cause" }, one.id.replaceAll("_", " ")),
    el("meter", { min: 0, max: Math.max(best, 1), value: Math.max(one.score, 0), "aria-label": `Score ${one.score}` }),
    el("span", { class: "score" }, one.score),
    el("span", { class: "reasons" }, reasons.filter(([, weight]) => weight).map(([name, weight]) => `${name} ${weight > 0 ? "+" : ""}${weight}`).join(", ")),
  );
}

// The card as the Alexa app shows it.
function card(shown) {
  if (!shown) return empty("This answer sends no card to the Alexa app.");
  const text = shown.type === "Simple" ? shown.content : shown.text;
  return el(
    "article",
    { class: "card", "aria-label": "Card" },
    el("header", {}, el("img", { src: "/icons/icon_108.png", alt: "", width: 28, height: 28 }), "Leg Cramp Helper"),
    el("h3", {}, shown.title ?? ""),
    el("p", { class: "card-text" }, text ?? `A card of type ${shown.type}.`),
    el("footer", {}, `${(shown.title ?? "").length + (text ?? "").length} of 8000 characters`),
  );
}

function log(lines) {
  if (!lines.length) return empty("The skill logged nothing.");
  return el(
    "div",
    {},
    el("p", { class: "thin" }, "All that the skill logged of this turn. What was said is never in it."),
    el("ul", { class: "log" }, ...lines.map((line) => el("li", {}, code(typeof line === "string" ? line : JSON.stringify(line))))),
  );
}
