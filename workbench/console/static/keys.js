// Keyboard shortcuts.

import { el } from "./dom.js";

// Listens for keys; a shortcut is [key, what it does in words, what is done].
export class Keys {
  on = true;

  constructor(shortcuts, list) {
    for (const [key, words] of shortcuts) list.append(el("dt", {}, el("kbd", {}, key)), el("dd", {}, words));
    const byKey = new Map(shortcuts.filter(([, , act]) => act).map(([key, , act]) => [key.toLowerCase(), act]));
    document.addEventListener("keydown", (event) => {
      if (!this.on || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.target.closest("input, select, textarea, dialog")) return;
      const act = byKey.get(event.key.toLowerCase());
      if (!act) return;
      event.preventDefault();
      act();
    });
  }
}
