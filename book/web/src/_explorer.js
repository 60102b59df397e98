// What every explorer shares: controls, a drawing, the same in words, and numbers for the tests.
//
// An explorer says which `controls` it has and how to `show(settings)` them: it returns
//   {drawing, words, numbers}
// `drawing` is the inside of an SVG, measured in cells; `words` say what there is to see, for those who do
// not; `numbers` are all the numbers that it shows, by name, which the tests compare with the course's
// reference. Controls are plain HTML inputs, so that mouse, finger and keyboard work without further ado.

const SVG = "http://www.w3.org/2000/svg";
export const CELL = 30;

export class Explorer extends HTMLElement {
  connectedCallback() {
    if (this.form) return;
    const controls = this.constructor.controls;
    this.settings = Object.fromEntries(controls.map((c) => [c.name, this.read(c)]));
    this.innerHTML = "";
    this.classList.add("explorer");
    this.form = document.createElement("form");
    this.form.className = "explorer-controls";
    this.form.setAttribute("aria-label", `${this.constructor.label}: settings`);
    this.form.append(...controls.map((c) => this.field(c)));
    this.form.addEventListener("input", (event) => this.changed(event.target));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("role", "img");
    this.caption = document.createElement("p");
    this.caption.className = "explorer-words";
    this.caption.setAttribute("aria-live", "polite");
    this.append(this.form, this.svg, this.caption);
    this.update();
  }

  /** The first value of a control: from the element's attribute of that name, if there is one. */
  read(control) {
    const given = this.getAttribute(control.name);
    if (control.kind === "choice") return given ?? control.value ?? control.options[0];
    if (control.kind === "flag") return given === null ? Boolean(control.value) : given !== "no";
    return Number(given ?? control.value);
  }

  field(control) {
    const label = document.createElement("label");
    label.className = `explorer-${control.kind ?? "number"}`;
    let input;
    if (control.kind === "choice") {
      input = document.createElement("select");
      input.append(...control.options.map((option) => new Option(option)));
    } else {
      input = document.createElement("input");
      input.type = control.kind === "flag" ? "checkbox" : "range";
    }
    input.name = control.name;
    const shown = document.createElement("output");
    label.append(Object.assign(document.createElement("span"), { textContent: control.label }), input);
    if (!control.kind) label.append(shown);
    return label;
  }

  changed(input) {
    const control = this.constructor.controls.find((c) => c.name === input.name);
    const value =
      control.kind === "flag" ? input.checked : control.kind === "choice" ? input.value : Number(input.value);
    this.set({ [control.name]: value });
  }

  /** Change some settings, as a reader or a test does. */
  set(settings) {
    Object.assign(this.settings, settings);
    this.update();
  }

  update() {
    for (const control of this.constructor.controls) {
      const input = this.form.elements[control.name];
      if (control.kind === "flag") input.checked = this.settings[control.name];
      else if (control.kind === "choice") input.value = this.settings[control.name];
      else {
        // A limit may depend on the other settings: no window outside of the input.
        const [low, high] = [control.from, control.to].map((end) =>
          typeof end === "function" ? end(this.settings) : end,
        );
        this.settings[control.name] = Math.max(low, Math.min(high, this.settings[control.name]));
        Object.assign(input, { min: low, max: high, step: control.step ?? 1, value: this.settings[control.name] });
        input.disabled = low >= high;
        input.nextElementSibling.value = this.settings[control.name];
      }
    }
    const { drawing, words, numbers, width, height } = this.show(this.settings);
    this.numbers = numbers;
    this.svg.setAttribute("viewBox", `-4 -4 ${width * CELL + 8} ${height * CELL + 8}`);
    this.svg.style.maxWidth = `${width * CELL + 8}px`;
    this.svg.setAttribute("aria-label", words);
    this.svg.innerHTML = drawing;
    this.caption.textContent = words;
  }
}

/** A number as people write it: a real minus sign, and three digits at most behind the point. */
export const shown = (value) =>
  typeof value === "number" ? String(Number(value.toFixed(3))).replace("-", "−") : String(value);

/** One cell at (row, column), of a kind that the style sheet knows: input, kernel, output, zero. */
export function cell(row, column, value = "", kind = "input", size = 1) {
  const [x, y, side] = [column * CELL, row * CELL, size * CELL];
  const text =
    value === ""
      ? ""
      : `<text x="${x + side / 2}" y="${y + side / 2}" font-size="${Math.min(14, 14 * size)}">${shown(value)}</text>`;
  return `<g class="cell ${kind}"><rect x="${x}" y="${y}" width="${side}" height="${side}"/>${text}</g>`;
}

/** A grid of numbers with its top left corner at (row, column). */
export function grid(values, row, column, kind = "input", size = 1) {
  return values
    .map((line, i) => line.map((value, j) => cell(row + i * size, column + j * size, value, kind, size)).join(""))
    .join("");
}

/** A thick frame round cells. */
export function frame(row, column, height, width, kind = "here") {
  return `<rect class="frame ${kind}" x="${column * CELL}" y="${row * CELL}" width="${width * CELL}" height="${height * CELL}"/>`;
}

/** Words in the drawing, centred at (row, column). */
export function words(text, row, column) {
  return `<text class="words" x="${column * CELL}" y="${row * CELL}">${text}</text>`;
}
