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
  #ready = false;
  #shown = null;

  // told.touched(touch, its words), told.problem(sentence, or "" when it is over), told.left().
  constructor(stage, told) {
    this.#stage = stage;
    this.#told = told;
    new ResizeObserver(() => this.#fit()).observe(stage);
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
      return;
    }
    if (!this.#frame) {
      this.#frame = el("iframe", { src: "/screen.html", title: "Screen of the device", sandbox: "allow-scripts", allow: "" });
      const idle = el("p", { class: "idle" }, "Nothing is on the screen.");
      this.#stage.replaceChildren(el("div", { class: "bezel" }, el("div", { class: "glass" }, this.#frame, idle)));
    }
    Object.assign(this.#frame, { width: device.width, height: device.height });
    this.#fit();
    this.#draw();
  }

  // Shows what a directive says; null turns the screen off.
  show(directive) {
    this.#shown = directive;
    this.#told.problem("");
    this.#draw();
  }

  #draw() {
    if (!this.#frame) return;
    this.#stage.dataset.on = String(Boolean(this.#shown));
    // What is off can't be reached with the keyboard either.
    this.#frame.inert = !this.#shown;
    if (!this.#ready || !this.#shown) return;
    this.#stage.setAttribute("aria-busy", "true");
    const { width, height, mode, shape } = this.device;
    const viewport = { width, height, dpi: 160, isRound: shape === "ROUND", shape, mode };
    const { document, datasources = {} } = this.#shown;
    this.#frame.contentWindow.postMessage({ type: "draw", document, datasources, viewport, now: Date.now() }, "*");
  }

  #hear({ source, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow) return;
    if (data.type === "ready") {
      this.#ready = true;
      this.#draw();
    } else if (data.type === "touch" && this.#shown) {
      this.#told.touched({ ...data.touch, token: this.#shown.token ?? "" }, data.words);
    } else if (data.type === "problem") {
      this.#stage.removeAttribute("aria-busy");
      this.#told.problem(data.text);
    } else if (data.type === "drawn") {
      this.#stage.removeAttribute("aria-busy");
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
