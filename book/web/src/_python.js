// Python in a worker: started when it is first wanted, ended to stop a loop, started anew after that.
const LATEST = 200_000; // characters of output that one run may show

let worker = null;
let count = 0;
const waiting = new Map();
const watching = new Set();

/** Call `watch(state, words)` whenever Python's state changes: off, loading, ready, dead. */
export function watchPython(watch) {
  watching.add(watch);
}

function tell(state, words) {
  for (const watch of watching) watch(state, words);
}

/** Have Python ready; does nothing if it is, or is on its way. */
export function startPython() {
  if (worker) return;
  tell("loading", "Fetching Python, about 10 MB the first time …");
  worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.kind === "ready") tell("ready", "Python is ready");
    else if (data.kind === "dead") failed(data.text);
    else answer(data);
  };
  worker.onerror = (event) => failed(event.message);
}

/** End whatever runs. The next run starts Python afresh; nobody's text is touched. */
export function stopPython(words = "Stopped. Python starts afresh at the next run.") {
  worker?.terminate();
  worker = null;
  for (const one of waiting.values()) one.done({ error: words });
  waiting.clear();
  tell("off", "");
}

function failed(text) {
  stopPython(`Python could not start (${text}). Try again; your text is safe.`);
  tell("dead", "Python could not start");
}

/** Run `cells` in one namespace; `output` hears each piece of text. Resolves to what came of it. */
export function runPython(cells, output) {
  startPython();
  const id = ++count;
  return new Promise((resolve) => {
    waiting.set(id, { output, shown: 0, done: resolve });
    worker.postMessage({ id, cells });
  });
}

function answer(message) {
  const one = waiting.get(message.id);
  if (!one) return;
  if (message.kind === "output") {
    if (one.shown < LATEST) one.output(message.text.slice(0, LATEST - one.shown));
    else if (one.shown < Infinity) one.output("\n… and so on. The rest is left out.");
    one.shown = one.shown < LATEST ? one.shown + message.text.length : Infinity;
  } else {
    waiting.delete(message.id);
    one.done(message);
  }
}
