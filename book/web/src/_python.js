// Python in a worker: started when it is first wanted, ended to stop a loop, started anew after that.
// Runs stand in line, because Python does one thing at a time; one that is stopped holds up no other.
import { isKept, keep } from "./_offline.js";

const SAFE = "Python starts afresh at the next run, and your text is as it was.";

let worker = null;
let running = null;
const line = [];
const watching = new Set();

/** Call `watch(state, words)` whenever Python's state changes: off, loading, ready, dead. */
export function watchPython(watch) {
  watching.add(watch);
}

function tell(state, words) {
  for (const watch of watching) watch(state, words);
}

/** Have Python ready; does nothing if it is, or is on its way. */
export function startPython(words = "Fetching Python, about 10 MB the first time …") {
  if (worker) return;
  tell("loading", words);
  const started = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  started.onmessage = ({ data }) => started === worker && hear(data);
  started.onerror = (event) => started === worker && hear({ kind: "dead", text: event.message });
  worker = started;
}

/** Start it before it is wanted, for a reader who has used it before: it is here, and needs no network. */
export async function startPythonAhead() {
  if (await isKept(new URL("../pyodide/pyodide.asm.wasm", import.meta.url))) startPython("Starting Python …");
}

/** Whether a run that begins now would have to wait for another. */
export const pythonIsBusy = () => running !== null;

/**
 * Run `cells` in one namespace; `output` hears each piece of text. Resolves to what came of it:
 * {error, verdicts, seconds}. An abort of `signal` ends the run, or takes it out of the line.
 */
export function runPython(cells, output, signal) {
  return new Promise((done) => {
    const run = { cells, output, done };
    signal?.addEventListener("abort", () => stop(run), { once: true });
    line.push(run);
    next();
  });
}

function next() {
  if (running || !line.length) return;
  running = line.shift();
  startPython();
  worker.postMessage(running.cells);
}

function stop(run) {
  if (run === running) {
    end();
    finish({ error: `Stopped. ${SAFE}` });
  } else if (line.includes(run)) {
    line.splice(line.indexOf(run), 1);
    run.done({ error: "Stopped before it began." });
  }
}

function end() {
  worker?.terminate();
  worker = null;
  tell("off", "");
}

function finish(found) {
  const { done } = running;
  running = null;
  done(found);
  next();
}

function hear(message) {
  if (message.kind === "ready") {
    tell("ready", "Python is ready");
    keep(message.parts);
  } else if (message.kind === "output") {
    running.output(message.text);
  } else if (message.kind === "dead") {
    end();
    tell("dead", "Python could not start");
    if (running) finish({ error: `Python could not start (${message.text}). Try again; your text is safe.` });
  } else {
    if (message.spent) end(); // its memory is not given back in any other way
    const error = message.spent ? `${message.error}\n${SAFE}` : message.error;
    finish({ ...message, error });
  }
}
