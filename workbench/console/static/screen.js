// The device: its screen, drawn by Amazon's renderer in a frame of its own, or a speaker that has none.

import { el } from "./dom.js";

const RENDER = "Alexa.Presentation.APL.RenderDocument";

// The directive of a response that shows a screen, if any.
export const screenOf = (response) => response.directives?.find((one) => one.type === RENDER);

export class Screen {
  device;
  #stage;
  #told;
  #frame;
  #idle;
  #ready = false;
  #shown = null;
  #waiting = false; // for the stage to be seen

  // told.touched(touch, its words), told.problem(sentence, or "" when it is over), told.left().
  constructor(stage, told) {
    this.#stage = stage;
    this.#told = told;
    new ResizeObserver(() => (this.#waiting && stage.clientWidth ? this.#draw() : this.#fit())).observe(stage);
    window.addEventListener("message", (event) => this.#hear(event));
  }

  // Shows another device; what its screen showed is drawn again for it.
  use(device) {
    this.device = device;
    this.#stage.dataset.shape = device.width ? device.shape.toLowerCase() : "none";
    if (!device.width) {
      this.#frame = null;
      this.#ready = false;
      this.#stage.replaceChildren(el("div", { class: "speaker" }, el("div", { class: "light" })));
    }
    this.#draw();
  }

  // Shows what a directive says; null turns the screen off.
  show(directive) {
    this.#shown = directive;
    this.#told.problem("");
    if (!directive && document.activeElement === this.#frame) this.#told.left();
    this.#draw();
  }

  #draw() {
    // The renderer can measure fonts and text only where they can be seen, which in a small window may be later.
    this.#waiting = !this.#stage.clientWidth;
    if (!this.device.width || this.#waiting) return;
    if (!this.#frame) this.#build();
    const { width, height, mode, shape } = this.device;
    Object.assign(this.#frame, { width, height });
    this.#fit();
    this.#frame.inert = !this.#shown; // what is off can't be reached with the keyboard either
    this.#stage.setAttribute("aria-busy", String(Boolean(this.#shown)));
    this.#idle.textContent = this.#shown ? "Drawing the screen …" : "Nothing is on the screen.";
    if (!this.#shown) this.#stage.dataset.on = "false";
    if (!this.#ready || !this.#shown) return;
    const viewport = { width, height, dpi: 160, isRound: shape === "ROUND", shape, mode };
    const { document: apl, datasources = {} } = this.#shown;
    this.#frame.contentWindow.postMessage({ type: "draw", apl, datasources, viewport, now: Date.now() }, "*");
  }

  #build() {
    this.#frame = el("iframe", { src: "/screen.html", title: "Screen of the device", sandbox: "allow-scripts", allow: "" });
    this.#idle = el("p", { class: "idle" });
    this.#stage.dataset.on = "false";
    this.#stage.replaceChildren(el("div", { class: "bezel" }, el("div", { class: "glass" }, this.#frame, this.#idle)));
  }

  #hear({ source, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow) return;
    if (data.type === "ready") {
      this.#ready = true;
      this.#draw();
    } else if (data.type === "touch" && this.#shown) {
      this.#told.touched({ ...data.touch, token: this.#shown.token ?? "" }, data.words);
    } else if (data.type === "problem") {
      this.#told.problem(data.text);
    } else if (data.type === "drawn") {
      this.#stage.setAttribute("aria-busy", "false");
      this.#stage.dataset.on = String(Boolean(this.#shown));
    } else if (data.type === "leave") {
      this.#told.left();
    }
  }

  // Scales the device so that all of it can be seen.
  #fit() {
    const glass = this.#frame?.parentElement;
    if (!glass) return;
    const style = getComputedStyle(this.#stage);
    const room = (size, from, to) => size - parseFloat(style[from]) - parseFloat(style[to]) - 2 * BEZEL;
    const scale = Math.min(
      1,
      room(this.#stage.clientWidth, "paddingLeft", "paddingRight") / this.device.width,
      room(this.#stage.clientHeight, "paddingTop", "paddingBottom") / this.device.height,
    );
    if (scale <= 0) return;
    this.#frame.style.transform = `scale(${scale})`;
    glass.style.width = `${this.device.width * scale}px`;
    glass.style.height = `${this.device.height * scale}px`;
  }
}

// The width of the edge around the screen, as in style.css.
const BEZEL = 10;
