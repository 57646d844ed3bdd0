// The conversation as bubbles.

import { el, icon } from "./dom.js";

const BADGES = { emergency: "Emergency", urgent: "Today", soon: "Soon" };
const DOING = { open: "Opened the skill", touch: "Touched" };

// How much an answer warns: "emergency", "urgent", "soon" or nothing, as the skill keeps it in the session.
export function levelOf(result) {
  const answer = result.response.sessionAttributes?.answer ?? {};
  const warns = answer.kind === "red_flag" ? ["emergency", "urgent"] : ["soon"];
  return warns.includes(answer.urgency) ? answer.urgency : "";
}

export class Conversation {
  #list;
  #scroll;
  #told;

  // told.chose(turn), told.replay(turn), told.retry(turn).
  constructor(list, scroll, told) {
    this.#list = list;
    this.#scroll = scroll;
    this.#told = told;
  }

  // A turn that was begun. ``turn.words`` is what was said or touched; ``turn.paragraphs`` are added by the answer.
  begin(turn) {
    const doing = DOING[turn.doing];
    const said = el("p", { class: "said", "data-doing": turn.doing }, el("span", { class: "unseen" }, "You: "), doing ? el("em", {}, doing) : "", turn.words ? ` ${turn.words}` : "");
    turn.bubble = el("div", { class: "answer waiting", role: "status" }, el("span", { class: "unseen" }, "Waiting for the answer"), el("i"), el("i"), el("i"));
    turn.item = el("li", {}, said, turn.bubble);
    this.#list.append(turn.item);
    this.#down();
  }

  // The answer to a turn, in the place of what stood there.
  answer(turn) {
    const level = levelOf(turn.result);
    turn.spans = turn.paragraphs.flat().map((piece) => el("span", {}, piece.text));
    let at = 0;
    const paragraphs = turn.paragraphs.map((pieces) => el("p", {}, ...pieces.map(() => turn.spans[at++])));
    const failed = turn.result.log.find((line) => line.event === "error");
    this.#replace(
      turn,
      el(
        "article",
        { class: "answer", "data-level": level || null, "aria-label": "Answer" },
        level ? el("p", { class: "badge" }, BADGES[level]) : null,
        ...(paragraphs.length ? paragraphs : [el("p", { class: "thin" }, "Nothing is said.")]),
        failed ? el("p", { class: "note problem" }, `The skill failed: ${failed.type} in ${failed.at}.`) : null,
        el(
          "footer",
          {},
          el("button", { type: "button", class: "choose", "aria-pressed": "false", onclick: () => this.#told.chose(turn) }, summary(turn.result)),
          paragraphs.length
            ? el("button", { type: "button", class: "icon small", "aria-label": "Say it again", title: "Say it again", onclick: () => this.#told.replay(turn) }, icon("again"))
            : null,
        ),
      ),
    );
  }

  // What went wrong with a turn.
  fail(turn, sentence) {
    const retry = el("button", { type: "button", onclick: () => this.#told.retry(turn) }, "Try again");
    this.#replace(turn, el("div", { class: "answer failed" }, el("p", {}, sentence), el("footer", {}, retry)));
  }

  // A line before a turn, or at the end.
  note(words, turn = null) {
    this.#list.insertBefore(el("li", { class: "divider" }, words), turn?.item ?? null);
    this.#down();
  }

  // Marks the turn of which the details are shown.
  choose(turn) {
    for (const button of this.#list.querySelectorAll(".choose")) button.setAttribute("aria-pressed", "false");
    turn?.bubble.querySelector(".choose")?.setAttribute("aria-pressed", "true");
  }

  // Marks the piece that is being spoken; -1 for none.
  speaking(turn, index) {
    turn?.spans?.forEach((span, at) => span.classList.toggle("speaking", at === index));
  }

  remove(turn) {
    turn.item.remove();
  }

  clear() {
    this.#list.replaceChildren();
  }

  #replace(turn, bubble) {
    turn.bubble.replaceWith(bubble);
    turn.bubble = bubble;
    this.#down();
  }

  #down() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }
}

// The intent and the kind of answer, in short.
function summary(result) {
  const { type, intent } = result.request.request;
  const asked = intent?.name.replace("AMAZON.", "") ?? type.split(".").at(-1);
  const kind = result.response.sessionAttributes?.answer?.kind;
  return [asked, kind?.replaceAll("_", " "), `${Math.round(result.took_ms)} ms`].filter(Boolean).join(" · ");
}
