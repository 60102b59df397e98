// <course-exercise>: a graded function of the released notebook, to be written and checked in the page.
import { keep, kept, mark, passed } from "./_progress.js";
import { pythonIsBusy, runPython, startPython, startPythonAhead, watchPython } from "./_python.js";

const LONG = 10_000; // milliseconds after which a run may be one that never ends

class Exercise extends HTMLElement {
  connectedCallback() {
    if (this.parts) return;
    const data = JSON.parse(this.querySelector("script").textContent);
    Object.assign(this, data); // notebook, name, starter, setup, test, points
    const plain = this.querySelector("pre");
    const box = document.createElement("div");
    box.className = "exercise";
    box.innerHTML = `
      <div class="exercise-editor"></div>
      <div class="exercise-bar">
        <button type="button" data-do="run" title="Shift+Enter">Run</button>
        <button type="button" data-do="check" class="exercise-main" title="Ctrl+Enter">Check</button>
        <button type="button" data-do="stop" hidden>Stop</button>
        <button type="button" data-do="reset">Reset</button>
        <span class="exercise-status" role="status"></span>
      </div>
      <div class="exercise-verdict" aria-live="polite"></div>
      <pre class="exercise-output" tabindex="0" aria-label="Output" hidden></pre>`;
    this.parts = (name) => box.querySelector(name);
    box.addEventListener("click", (event) => this[event.target.dataset.do]?.());
    box.addEventListener("focusin", () => startPython(), { once: true });
    watchPython((state, words) => this.say(words));
    new IntersectionObserver(async ([seen], observer) => {
      if (!seen.isIntersecting || this.view) return;
      observer.disconnect();
      const { edit } = await import(new URL("./editor.js", import.meta.url));
      this.view = edit(this.parts(".exercise-editor"), {
        text: kept(this.notebook, this.name) ?? this.starter,
        label: `Your code for ${this.name}`,
        changed: (text) => keep(this.notebook, this.name, text),
        run: () => this.run(),
        check: () => this.check(),
      });
      plain.replaceWith(box);
      this.dataset.ready = "yes";
    }, { rootMargin: "600px" }).observe(this);
    if (passed(this.notebook, this.name)) this.dataset.passed = "yes";
  }

  get code() {
    return this.view.state.doc.toString();
  }

  say(words) {
    this.parts(".exercise-status").textContent = words;
  }

  run() {
    return this.go([...this.setup, this.code]);
  }

  check() {
    return this.go([...this.setup, this.code, this.test]);
  }

  stop() {
    this.control?.abort();
  }

  reset() {
    const end = this.view.state.doc.length;
    this.view.dispatch({ changes: { from: 0, to: end, insert: this.starter } });
    keep(this.notebook, this.name, null);
    this.show("", "");
  }

  show(verdict, text) {
    this.parts(".exercise-verdict").innerHTML = verdict;
    const output = this.parts(".exercise-output");
    output.textContent = text;
    output.hidden = !text;
  }

  async go(cells) {
    if (this.busy) return;
    this.busy = true;
    this.show("", "");
    this.parts("[data-do=stop]").hidden = false;
    this.control = new AbortController();
    if (pythonIsBusy()) this.say("Another run comes first …");
    const patience = setTimeout(() => this.say("Still running. If it never ends: Stop."), LONG);
    const output = this.parts(".exercise-output");
    const found = await runPython(
      cells,
      (text) => {
        output.hidden = false;
        output.append(text);
      },
      this.control.signal,
    );
    clearTimeout(patience);
    this.busy = false;
    this.parts("[data-do=stop]").hidden = true;
    const verdict = found.verdicts?.at(-1);
    // The HTML of a verdict escapes everything that came from the reader's code.
    if (verdict) this.parts(".exercise-verdict").innerHTML = verdict.html;
    if (found.error) {
      output.hidden = false;
      output.append(found.error);
    }
    if (verdict) {
      mark(this.notebook, this.name, { points: verdict.points, of: verdict.of });
      this.toggleAttribute("data-passed", verdict.code === "pass");
    }
    this.say(found.seconds === undefined ? "" : `done in ${found.seconds.toFixed(2)} s`);
    this.dataset.runs = Number(this.dataset.runs ?? 0) + 1;
  }
}

customElements.define("course-exercise", Exercise);
// The page itself comes first: it is painted before the next frame is asked for.
requestAnimationFrame(() => requestAnimationFrame(startPythonAhead));
