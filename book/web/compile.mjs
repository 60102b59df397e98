// node compile.mjs PYODIDE FOLDER: compile what a first check imports, in the archives in FOLDER (compile.py).
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [home, folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(home, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: home });
const wheels = fs.readdirSync(folder).filter((name) => name.endsWith(".whl"));
const quiet = { messageCallback() {} };
await python.loadPackage(wheels.map((name) => path.join(folder, name)), quiet);
python.mountNodeFS("/archives", folder);
try {
  python.runPython(fs.readFileSync(new URL("compile.py", import.meta.url), "utf8"));
} catch (error) {
  console.error(error.message); // without it Node prints all of Pyodide's source
  process.exit(1);
}
