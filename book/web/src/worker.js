// The worker that Python lives in. In: {id, cells}. Out: ready, dead, output, done.
const home = new URL("../pyodide/", import.meta.url).href;
let current = 0;

// The cells run as a notebook's do. A verdict is shown in the page instead of printed.
const SETUP = `
import ast, linecache, traceback
from autograder import checking

_verdicts = []
checking.show = lambda verdict: _verdicts.append(
    {"html": verdict._repr_html_(), "text": verdict.text(), **verdict.as_dict()}
)

def _run(cells):
    """Run each in one namespace; returns the error of the first that fails, from its own lines."""
    import json
    _verdicts.clear()
    space = {"__name__": "__main__"}
    error = None
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
            break
    return json.dumps({"error": error, "verdicts": _verdicts})
`;

async function boot() {
  const { loadPyodide } = await import(`${home}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: home, packages: ["numpy", "autograder"] });
  python.runPython(SETUP);
  const decoder = new TextDecoder();
  const write = (bytes) => {
    postMessage({ kind: "output", id: current, text: decoder.decode(bytes, { stream: true }) });
    return bytes.length;
  };
  python.setStdout({ write });
  python.setStderr({ write });
  return python.globals.get("_run");
}

const ready = boot();
ready.then(
  () => postMessage({ kind: "ready" }),
  (error) => postMessage({ kind: "dead", text: String(error.message ?? error) }),
);

onmessage = async ({ data: { id, cells } }) => {
  const run = await ready;
  current = id;
  const began = performance.now();
  try {
    const found = JSON.parse(run(cells));
    postMessage({ kind: "done", id, seconds: (performance.now() - began) / 1000, ...found });
  } catch (error) {
    // Python itself has gone down (out of memory, say): the page starts it anew.
    postMessage({ kind: "done", id, crashed: true, error: String(error.message ?? error) });
  }
};
