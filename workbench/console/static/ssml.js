// SSML to what a browser can speak: pieces with a rate, a pitch and a volume each, and pauses between them.
// https://developer.amazon.com/docs/alexa/custom-skills/speech-synthesis-markup-language-ssml-reference.html

const AMAZON = "https://developer.amazon.com/ssml";
const PLAIN = { rate: 1, pitch: 1, volume: 0.9, lang: "", as: "" };
const RATES = { "x-slow": 0.5, slow: 0.75, medium: 1, fast: 1.25, "x-fast": 1.6 };
const PITCHES = { "x-low": 0.6, low: 0.8, medium: 1, high: 1.2, "x-high": 1.5 };
const VOLUMES = { silent: 0, "x-soft": 0.3, soft: 0.6, medium: 0.9, loud: 1, "x-loud": 1 };
const BREAKS = { none: 0, "x-weak": 0, weak: 200, medium: 350, strong: 700, "x-strong": 1200 };
const EMPHASES = {
  strong: { rate: 0.85, volume: 1.15 },
  moderate: { rate: 0.92, volume: 1.1 },
  reduced: { rate: 1.08, volume: 0.75 },
};
const WHISPER = { rate: 0.9, pitch: 0.8, volume: 0.35 };
const SENTENCE_PAUSE = 150;
const PARAGRAPH_PAUSE = 450;
const LONGEST_BREAK = 10_000;
const SENTENCE_END = /(?<=[.!?]["”’]?)\s+(?=\S)/;

// Paragraphs of pieces. A piece: its text as it is shown ("text") and spoken ("say"), rate, pitch, volume, language
// (empty: that of the answer), and the pause after it in milliseconds. Markup that isn't well formed is read as text.
export function paragraphsOf(ssml) {
  const xml = ssml.trim().replace(/^<speak\b/, `<speak xmlns:amazon="${AMAZON}"`);
  const root = new DOMParser().parseFromString(xml, "application/xml").documentElement;
  if (root.tagName !== "speak" || root.querySelector("parsererror")) return [[piece(ssml.replace(/<[^>]+>/g, " ").trim(), PLAIN)]];
  const reader = new Reader();
  reader.read(root, PLAIN);
  reader.endParagraph();
  return reader.paragraphs;
}

function piece(text, style, say = spoken(text, style.as)) {
  return { text, say, rate: style.rate, pitch: style.pitch, volume: style.volume, lang: style.lang, pause: 0 };
}

class Reader {
  paragraphs = [];
  #pieces = [];

  read(element, style) {
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) this.#add(node.data, style);
      else if (node.nodeType === Node.ELEMENT_NODE) this.#enter(node, style);
    }
  }

  endParagraph() {
    this.pause(PARAGRAPH_PAUSE);
    if (this.#pieces.some((one) => one.text.trim())) this.paragraphs.push(this.#pieces);
    this.#pieces = [];
  }

  // A pause after what was read; the longer one counts.
  pause(milliseconds) {
    const last = this.#pieces.at(-1) ?? this.paragraphs.at(-1)?.at(-1);
    if (last) last.pause = Math.max(last.pause, milliseconds);
  }

  #enter(element, style) {
    const value = (name) => element.getAttribute(name) ?? "";
    switch (element.tagName) {
      case "p":
        this.endParagraph();
        this.read(element, style);
        this.endParagraph();
        break;
      case "s":
        this.read(element, style);
        this.pause(SENTENCE_PAUSE);
        break;
      case "break":
        this.pause(breakOf(value("time"), value("strength")));
        break;
      case "sub":
        this.#pieces.push(piece(element.textContent, style, value("alias") || element.textContent));
        break;
      case "audio":
        this.#pieces.push(piece("♪", style, ""));
        this.pause(BREAKS.strong);
        break;
      default:
        this.read(element, { ...style, ...changed(element.tagName, value, style) });
    }
  }

  #add(text, style) {
    const words = text.replace(/\s+/g, " ");
    if (!words.trim()) {
      if (words && this.#pieces.length) this.#pieces.at(-1).text += " ";
      return;
    }
    words.split(SENTENCE_END).forEach((sentence, index, all) => {
      const last = index === all.length - 1;
      this.#pieces.push(piece(last ? sentence : `${sentence} `, style));
    });
  }
}

// What an element changes of the style around it.
function changed(tag, value, style) {
  const scaled = (factors) => ({
    rate: style.rate * (factors.rate ?? 1),
    pitch: style.pitch * (factors.pitch ?? 1),
    volume: Math.min(1, style.volume * (factors.volume ?? 1)),
  });
  if (tag === "emphasis") return scaled(EMPHASES[value("level")] ?? EMPHASES.moderate);
  if (tag === "amazon:effect" && value("name") === "whispered") return scaled(WHISPER);
  if (tag === "say-as") return { as: value("interpret-as") };
  if (tag === "lang") return { lang: value("xml:lang") };
  if (tag !== "prosody") return {};
  return {
    rate: RATES[value("rate")] ?? percent(value("rate"), style.rate),
    pitch: PITCHES[value("pitch")] ?? (/^[+-]/.test(value("pitch")) ? 1 + parseFloat(value("pitch")) / 100 : style.pitch),
    volume: VOLUMES[value("volume")] ?? decibels(value("volume"), style.volume),
  };
}

const percent = (text, otherwise) => (/^\d+%$/.test(text) ? Math.max(0.2, parseFloat(text) / 100) : otherwise);

const decibels = (text, volume) =>
  /^[+-][\d.]+dB$/.test(text) ? Math.min(1, volume * 10 ** (parseFloat(text) / 20)) : volume;

function breakOf(time, strength) {
  const [, number, unit] = /^([\d.]+)(ms|s)$/.exec(time) ?? [];
  if (!unit) return BREAKS[strength] ?? BREAKS.medium;
  return Math.min(LONGEST_BREAK, number * (unit === "s" ? 1000 : 1));
}

// A text as it is to be spoken. What isn't named here browsers speak as it should be: numbers, dates, units, times.
function spoken(text, as) {
  switch (as) {
    case "characters":
    case "spell-out":
    case "digits":
      return [...text.replace(/\s/g, "")].join(" ");
    case "telephone":
      return text.split(/\D+/).filter(Boolean).map((group) => [...group].join(" ")).join(", ");
    case "ordinal":
      return /^\d+$/.test(text.trim()) ? text.trim() + suffix(Number(text)) : text;
    case "expletive":
      return "beep";
    case "interjection":
      return /[.!?]\s*$/.test(text) ? text : `${text}!`;
    default:
      return text;
  }
}

function suffix(number) {
  if (number % 100 >= 11 && number % 100 <= 13) return "th";
  return { 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th";
}
