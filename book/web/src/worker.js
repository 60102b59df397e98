// The worker that Python lives in. In: cells to run. Out: ready, dead, output, done.
const home = new URL("../pyodide/", import.meta.url).href;
const MEMORY = 512 * 2 ** 20; // bytes that Python may take; an exercise needs a tenth
const MOST = 200_000; // characters of output that one run may show
const EVERY = 100; // milliseconds between two pieces of it, so that the page can keep up

// The cells run as a notebook's do. A verdict is shown in the page instead of printed.
const SETUP = `
import ast, linecache, sys, traceback
from autograder import checking

_verdicts = []
checking.show = lambda verdict: _verdicts.append(
    {"html": verdict._repr_html_(), "text": verdict.text(), **verdict.as_dict()}
)

def _run(cells):
    """Run each in one namespace; tells of the first error, from the cells' own lines."""
    import json
    _verdicts.clear()
    space = {"__name__": "__main__"}
    error, spent = None, False
    for number, source in enumerate(cells, 1):
        name = f"<cell {number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        try:
            tree = ast.parse(source, name)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, name, "exec"), space)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), name, "eval"), space)
                if value is not None and not isinstance(value, checking.Points):
                    print(repr(value))
        except BaseException as failure:
            told = traceback.TracebackException.from_exception(failure)
            told.stack = traceback.StackSummary.from_list(
                [frame for frame in told.stack if frame.filename.startswith("<cell")]
            )
            error = "".join(told.format())
            if isinstance(failure, MemoryError):
                error += "Python in the page has ${MEMORY / 2 ** 20} MB, and they are used up. Does something grow without end?"
                spent = True
            break
    sys.stdout.flush()
    sys.stderr.flush()
    return json.dumps({"error": error, "spent": spent, "verdicts": _verdicts})
`;

// Pyodide would take up to 2 GB, which is more than many a phone has. What grows past the bound
// gets a MemoryError in Python.
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * 65536 > MEMORY) throw new RangeError("out of memory");
  return grow.call(this, pages);
};

const output = { decoder: new TextDecoder(), held: "", shown: 0, last: 0 };

function write(bytes) {
  if (output.shown < MOST) {
    output.held += output.decoder.decode(bytes, { stream: true });
    if (output.held.length > 20_000 || performance.now() - output.last > EVERY) flush();
  }
  return bytes.length;
}

function flush() {
  const room = MOST - output.shown;
  let text = output.held.slice(0, room);
  if (output.held.length > room) text += "\n… and so on. The rest is left out.";
  output.shown += output.held.length;
  output.held = "";
  output.last = performance.now();
  if (text) postMessage({ kind: "output", text });
}

async function boot() {
  const { loadPyodide } = await import(`${home}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: home, packages: ["numpy", "autograder"] });
  python.runPython(SETUP);
  python.setStdout({ write });
  python.setStderr({ write });
  return python.globals.get("_run");
}

const ready = boot();
ready.then(
  () => {
    const parts = performance.getEntriesByType("resource").map((entry) => entry.name);
    postMessage({ kind: "ready", parts: [location.href, ...parts] });
  },
  (error) => postMessage({ kind: "dead", text: String(error.message ?? error) }),
);

/** What to say when Python itself went down. */
function downfall(error) {
  const deep = /call stack|recursion/i.test(error.message);
  return deep ? "Python went down: calls lay too deep in each other." : `Python went down: ${error.message ?? error}`;
}

onmessage = async ({ data: cells }) => {
  const run = await ready;
  Object.assign(output, { held: "", shown: 0, last: 0 });
  const began = performance.now();
  let found;
  try {
    found = JSON.parse(run(cells));
  } catch (error) {
    found = { spent: true, error: downfall(error) };
  }
  flush();
  postMessage({ kind: "done", seconds: (performance.now() - began) / 1000, ...found });
};
