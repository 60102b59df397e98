// <course-predict>: a question to be answered before anything is run; then its reason, and the code that proves it.
import { read } from "./_answers.js";
import { keep, kept } from "./_progress.js";
import { runPython, watchPython } from "./_python.js";

const HINTS = {
  number: "a number",
  shape: "a shape, such as 3×4",
  row: "numbers, such as 1 2 3",
  set: "one or more numbers",
};

function element(tag, properties = {}, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

/** One thing to answer: a line to type in, or circles to choose from. */
class Reply {
  constructor(place, id) {
    Object.assign(this, place.dataset); // kind, within
    this.answer = JSON.parse(place.dataset.answer);
    this.id = id;
    this.label = [...place.querySelector(".predict-label").childNodes];
    this.known = [...place.querySelectorAll(".predict-words")].map((said) => ({
      value: JSON.parse(said.dataset.value),
      said,
      shown: said.parentElement.querySelector("p"),
    }));
    this.field = this.kind === "choice" || this.kind === "yes-no" ? this.circles() : this.line();
    place.replaceWith(this.field);
  }

  line() {
    this.input = element("input", { type: "text", id: this.id, autocomplete: "off", spellcheck: false });
    this.input.setAttribute("aria-describedby", `${this.id}-hint`);
    const label = element("label", { htmlFor: this.id }, ...this.label);
    const hint = element("span", { className: "predict-hint", id: `${this.id}-hint` }, HINTS[this.kind]);
    return element("div", { className: "predict-field" }, label, this.input, hint);
  }

  circles() {
    const choices =
      this.kind === "choice"
        ? this.known.map(({ value, shown }) => [value, shown.childNodes])
        : ["yes", "no"].map((value) => [value, [value === "yes" ? "Yes" : "No"]]);
    const set = element("fieldset", { className: "predict-field" }, element("legend", {}, ...this.label));
    for (const [value, shown] of choices) {
      const input = element("input", { type: "radio", name: this.id, value });
      set.append(element("label", { className: "predict-choice" }, input, element("span", {}, ...shown)));
    }
    if (this.kind === "yes-no") set.classList.add("predict-short");
    return set;
  }

  get text() {
    return this.input ? this.input.value.trim() : (this.field.querySelector(":checked")?.value ?? "");
  }

  set text(text) {
    if (this.input) this.input.value = text;
    for (const circle of this.field.querySelectorAll("[type=radio]")) circle.checked = circle.value === text;
  }

  /** {state: empty, unread, right or wrong; said: what the author says to this wrong answer}. */
  judge() {
    if (!this.text) return { state: "empty" };
    const is = read(this.kind, this.text);
    if (!is) return { state: "unread" };
    if (is(this.answer, Number(this.within ?? 0))) return { state: "right" };
    return { state: "wrong", said: this.known.find(({ value }) => is(value))?.said };
  }

  /** The right answer, as the reader would have written it. */
  give() {
    const join = { shape: "×", row: " ", set: ", " }[this.kind];
    const short = (value) => String(Number.isInteger(value) ? value : Number(value.toPrecision(4))).replace("-", "−");
    if (join) this.text = this.answer.map(short).join(join);
    else this.text = this.kind === "number" ? short(this.answer) : this.answer;
  }

  show(state, locked) {
    this.field.dataset.state = state;
    for (const input of this.field.querySelectorAll("input")) {
      input.setAttribute("aria-invalid", state === "wrong");
      if (input.type === "text") input.readOnly = locked;
      else input.disabled = locked;
    }
  }
}

class Predict extends HTMLElement {
  connectedCallback() {
    if (this.form) return;
    Object.assign(this, JSON.parse(this.querySelector("script").textContent)); // name, chapter, setup, code
    const places = [...this.querySelectorAll(".predict-reply")];
    this.form = element("form", { className: "predict-form", noValidate: true });
    const inside = [...this.children]; // all that stands between the first reply and the last
    places[0].before(this.form);
    this.form.append(...inside.slice(inside.indexOf(places[0]), inside.indexOf(places.at(-1)) + 1));
    this.replies = places.map((place, n) => new Reply(place, `${this.id}-${n}`));
    this.said = element("div", { className: "predict-said" });
    this.said.setAttribute("role", "status");
    this.bar = element("div", { className: "predict-bar" });
    this.bar.innerHTML = `
      <button class="predict-main" data-do="check">Check</button>
      <button type="button" data-do="give">Show me</button>
      <button type="button" data-do="run">Run it</button>
      <button type="button" data-do="again">Start over</button>
      <span class="predict-status" role="status"></span>`;
    this.form.append(this.said, this.bar);
    this.reason = this.querySelector(".predict-reason");
    this.reason.querySelector("summary").textContent = "Why";
    this.reason.tabIndex = -1;
    this.cells = [...this.querySelectorAll(".cell")]; // the first is what the editor shows, once it is there
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.check()));
    this.bar.addEventListener("click", (event) => {
      const what = event.target.dataset.do;
      if (what && what !== "check") this[what]();
    });
    this.restore();
  }

  button(what) {
    return this.bar.querySelector(`[data-do=${what}]`);
  }

  /** Before the answer, no reason and no code; after it, nothing more to check. */
  settle(settled) {
    this.toggleAttribute("data-settled", settled);
    this.reason.hidden = !settled;
    this.reason.open = settled;
    this.cells.forEach((cell, n) => (cell.hidden = !settled || (n === 0 && Boolean(this.view))));
    for (const what of ["check", "give"]) this.button(what).hidden = settled;
    this.button("again").hidden = !settled;
    this.button("run").hidden = !settled || !this.code;
    if (this.box) this.box.hidden = !settled;
  }

  restore() {
    const { texts = [], given = false } = JSON.parse(kept(this.chapter, this.key) ?? "{}");
    this.replies.forEach((reply, n) => (reply.text = texts[n] ?? ""));
    this.settle(false);
    if (given) this.give(false);
    else if (texts.length) this.check(false);
  }

  get key() {
    return `predict-${this.name}`;
  }

  remember(given) {
    keep(this.chapter, this.key, JSON.stringify({ texts: this.replies.map((reply) => reply.text), given }));
  }

  /** Judge what is there. `now` is false when a page comes back: then nothing takes the focus. */
  check(now = true) {
    const found = this.replies.map((reply) => ({ reply, ...reply.judge() }));
    const open = found.find(({ state }) => state !== "right");
    for (const { reply, state } of found) reply.show(state, !open);
    if (found.every(({ state }) => state === "empty")) return this.say("A guess is enough. What do you expect?", open);
    if (now) this.remember(false);
    this.settle(!open);
    if (!open) this.say("Right.");
    else this.say(found.flatMap((one) => this.words(one)), now && open);
    if (now && !open) this.reason.focus({ preventScroll: true });
  }

  /** A paragraph on one reply, in the author's words where there are some. */
  words({ reply, state, said }) {
    if (state === "right" && this.replies.length === 1) return [];
    const told = element("p");
    if (this.replies.length > 1) told.append(element("b", {}, ...reply.label.map((one) => one.cloneNode(true)), ": "));
    if (state === "right") told.append("right.");
    else if (state === "empty") told.append("still to be answered.");
    else if (state === "unread") told.append(`“${reply.text}” does not read as ${HINTS[reply.kind]}.`);
    else if (!said?.childNodes.length) told.append(`${reply.input ? reply.text : "That"} is not it. Try again.`);
    else {
      if (reply.input) told.append(`${reply.text}: `);
      for (const part of said.children) told.append(...part.cloneNode(true).childNodes, " ");
      told.append("Try again.");
    }
    return [told];
  }

  say(what, at) {
    this.said.replaceChildren(...(typeof what === "string" ? [element("p", {}, what)] : what));
    if (at) at.reply.field.querySelector("input").focus({ preventScroll: true });
  }

  give(now = true) {
    for (const reply of this.replies) {
      reply.give();
      reply.show("given", true);
    }
    if (now) this.remember(true);
    this.settle(true);
    this.say("This is the answer.");
    if (now) this.reason.focus({ preventScroll: true });
  }

  again() {
    keep(this.chapter, this.key, null);
    for (const reply of this.replies) {
      reply.text = "";
      reply.show("", false);
    }
    this.settle(false);
    this.say("");
    this.replies[0].field.querySelector("input").focus({ preventScroll: true });
  }

  /** The proof in an editor, to be run and to be changed. */
  async run() {
    if (this.busy) return;
    this.busy = true;
    if (!this.view) await this.open();
    this.output.textContent = "";
    const cells = [this.setup, this.view.state.doc.toString()];
    const found = await runPython(cells, (text) => (this.output.textContent += text));
    this.output.textContent += found.error ?? "";
    if (!this.output.textContent) this.output.textContent = "It ran, and every assert held.";
    this.bar.querySelector(".predict-status").textContent = "";
    this.busy = false;
  }

  async open() {
    const { edit } = await import(new URL("./editor.js", import.meta.url));
    const place = element("div");
    this.output = element("pre", { className: "exercise-output", tabIndex: 0 });
    this.output.setAttribute("aria-label", "Output");
    this.output.setAttribute("aria-live", "polite");
    this.box = element("div", { className: "exercise predict-proof" }, place, this.output);
    this.cells[0].after(this.box);
    this.cells[0].hidden = true;
    const run = () => this.run();
    this.view = edit(place, { text: this.code.trim(), label: "The code that proves it", changed: () => {}, run, check: run });
    this.button("run").textContent = "Run it again";
    watchPython((state, words) => {
      if (this.busy) this.bar.querySelector(".predict-status").textContent = words;
    });
  }
}

customElements.define("course-predict", Predict);
