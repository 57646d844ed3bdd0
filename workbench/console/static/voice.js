// Speaking, by the browser.

// How long a browser may take to start speaking, before it is taken for mute.
const SILENCE = 6000;

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export class Voice {
  muted = false;
  #run = 0;
  #speech = window.speechSynthesis;
  #told;

  // told.began(), told.at(index of a piece, or -1), told.ended(), told.failed(sentence).
  constructor(told) {
    this.#told = told;
    this.#speech?.getVoices(); // some browsers load them only now
    window.addEventListener("pagehide", () => this.stop());
  }

  // Speaks pieces of ssml.js one after another, after stop().
  async speak(pieces, locale) {
    if (this.muted) return;
    if (!this.#speech) return this.#told.failed("This browser can't speak. Read the answer instead.");
    const run = ++this.#run;
    this.#told.began();
    for (const [index, piece] of pieces.entries()) {
      this.#told.at(index);
      const problem = piece.say.trim() ? await this.#utter(piece, locale) : "";
      if (run !== this.#run) return;
      if (problem) {
        this.#finish();
        return this.#told.failed(problem);
      }
      if (piece.pause && index < pieces.length - 1) await wait(piece.pause);
      if (run !== this.#run) return;
    }
    this.#finish();
  }

  stop() {
    this.#run++;
    if (this.#speech?.speaking || this.#speech?.pending) this.#speech.cancel();
    this.#finish();
  }

  #finish() {
    this.#told.at(-1);
    this.#told.ended();
  }

  // Speaks one piece; resolves when that is done, with a sentence if it can't be.
  #utter(piece, locale) {
    const utterance = new SpeechSynthesisUtterance(piece.say.trim());
    utterance.lang = piece.lang || locale;
    const voice = this.#localVoice(utterance.lang);
    if (voice) utterance.voice = voice;
    Object.assign(utterance, { rate: piece.rate, pitch: piece.pitch, volume: piece.volume });
    return new Promise((done) => {
      const late = setTimeout(() => done("This browser has no voice for the answer. Read it instead."), SILENCE);
      utterance.onstart = () => clearTimeout(late);
      utterance.onend = () => (clearTimeout(late), done(""));
      utterance.onerror = ({ error }) => {
        clearTimeout(late);
        if (error === "canceled" || error === "interrupted") done("");
        else if (error === "not-allowed") done("The browser lets a page speak only after you touched it.");
        else done("This browser has no voice for the answer. Read it instead.");
      };
      this.#speech.speak(utterance);
    });
  }

  // A voice that the device itself has: others are made by the browser's maker, who then gets the text.
  #localVoice(lang) {
    const own = this.#speech.getVoices().filter((voice) => voice.localService);
    const same = (voice) => voice.lang.replace("_", "-");
    return own.find((voice) => same(voice) === lang) ?? own.find((voice) => same(voice).split("-")[0] === lang.split("-")[0]);
  }
}
