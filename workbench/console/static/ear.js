// Listening, by the browser.

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const REASONS = {
  "not-allowed": "The browser doesn't let this page use the microphone. Allow it in the address bar, or type.",
  "service-not-allowed": "The browser doesn't let this page listen. Type, or use your keyboard's microphone.",
  "audio-capture": "No microphone was found. Type instead.",
  network: "The browser's speech recognition can't be reached. Type instead.",
  "language-not-supported": "The browser's speech recognition doesn't know this locale. Type instead.",
};

// Why this browser can't listen; empty if it can.
export function deaf() {
  if (!Recognition) return "This browser has no speech recognition. Type, or use your keyboard's microphone.";
  if (!window.isSecureContext)
    return "Browsers listen only on pages of this machine or over HTTPS. Type, or use your keyboard's microphone.";
  return "";
}

export class Ear {
  listening = false;
  #recognition;
  #told;

  // told.changed(listening), told.hearing(words so far), told.heard(words), told.failed(sentence).
  constructor(told) {
    this.#told = told;
  }

  start(locale) {
    if (this.listening) return;
    const recognition = new Recognition();
    Object.assign(recognition, { lang: locale, interimResults: true, continuous: false, maxAlternatives: 1 });
    let words = "";
    let failed = "";
    recognition.onresult = ({ results }) => {
      words = [...results].map((result) => result[0].transcript).join(" ").trim();
      this.#told.hearing(words);
    };
    recognition.onerror = ({ error }) => {
      if (error === "no-speech") failed = "Nothing was heard.";
      else if (error !== "aborted") failed = REASONS[error] ?? "The browser's speech recognition failed. Type instead.";
    };
    recognition.onend = () => {
      this.#set(false);
      if (words) this.#told.heard(words);
      else if (failed) this.#told.failed(failed);
    };
    this.#recognition = recognition;
    try {
      recognition.start();
      this.#set(true);
    } catch {
      this.#told.failed("The browser's speech recognition could not be started. Type instead.");
    }
  }

  // Stops listening; what was heard so far counts.
  stop() {
    this.#recognition?.stop();
  }

  #set(listening) {
    this.listening = listening;
    this.#told.changed(listening);
  }
}
