// The console's server.

const PATIENCE = 30_000;

// What went wrong, in a sentence to be shown.
export class Problem extends Error {}

// How the console is set up: the locales and devices, and if the network can reach it.
export const setup = () => ask("/api/setup");

// Takes a turn; the answer is that of the server.
export const take = (turn) =>
  ask("/api/turn", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(turn) });

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    if (error.name === "TimeoutError") throw new Problem("The console's server took too long to answer.");
    throw new Problem("The console's server is gone. Start ./dev console again, then try again.");
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer) throw new Problem(answer?.error ?? `The console's server answered with status ${response.status}.`);
  return answer;
}
