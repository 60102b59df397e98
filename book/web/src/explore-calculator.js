// <explore-calculator>: sizes, parameters, multiply-adds and receptive field of a stack of layers.
import { outputSize } from "./_ops.js";

const KINDS = ["convolution", "depthwise", "1×1", "pooling", "transposed"];
const FIELDS = ["k", "stride", "padding", "dilation", "groups", "out"];
const LABELS = { k: "kernel", stride: "stride", padding: "padding", dilation: "dilation", groups: "groups", out: "channels out" };
const START = [
  { kind: "convolution", k: 3, stride: 2, padding: 1, dilation: 1, groups: 1, out: 32 },
  { kind: "depthwise", k: 3, stride: 1, padding: 1, dilation: 1, groups: 1, out: 32 },
  { kind: "1×1", k: 1, stride: 1, padding: 0, dilation: 1, groups: 1, out: 64 },
];

/** Each layer with what it makes of its input; `wrong` says why it cannot be. */
export function count(input, channels, layers) {
  let [n, C, field, jump] = [input, channels, 1, 1];
  return layers.map((given) => {
    const layer = { ...given };
    if (layer.kind === "1×1") Object.assign(layer, { k: 1, padding: 0, dilation: 1 });
    if (layer.kind === "pooling") Object.assign(layer, { out: C, groups: C });
    if (layer.kind === "depthwise") Object.assign(layer, { groups: C });
    const { kind, k, stride, padding, dilation, groups, out } = layer;
    const size =
      kind === "transposed" ? (n - 1) * stride + dilation * (k - 1) + 1 - 2 * padding : outputSize(n, k, stride, padding, dilation);
    let wrong = "";
    if (!(size >= 1)) wrong = "nothing is left of the picture";
    else if (C % groups || out % groups) wrong = `${groups} groups do not divide ${C} and ${out} channels`;
    const learned = kind !== "pooling";
    const weights = learned ? (C * out * k * k) / groups : 0;
    const places = kind === "transposed" ? n * n : size * size;
    // A transposed layer goes the other way: what one output sees grows in steps of jump / stride.
    field = kind === "transposed" ? field + (Math.ceil((dilation * (k - 1) + 1) / stride) - 1) * jump : field + dilation * (k - 1) * jump;
    jump = kind === "transposed" ? jump / stride : jump * stride;
    const found = { kind, size, channels: out, parameters: learned ? weights + out : 0, multiply_adds: weights * places, field, wrong };
    [n, C] = [size, out];
    return found;
  });
}

class Calculator extends HTMLElement {
  connectedCallback() {
    if (this.table) return;
    this.classList.add("explorer");
    this.state = { input: 224, channels: 3, layers: structuredClone(START) };
    this.innerHTML = "";
    this.table = document.createElement("div");
    this.table.className = "calculator";
    this.words = Object.assign(document.createElement("p"), { className: "explorer-words" });
    this.words.setAttribute("aria-live", "polite");
    this.append(this.table, this.words);
    this.addEventListener("change", ({ target }) => this.changed(target));
    this.addEventListener("click", ({ target }) => this.clicked(target));
    this.update();
  }

  set(state) {
    Object.assign(this.state, state);
    this.update();
  }

  changed({ dataset, value }) {
    if (dataset.layer === undefined) this.state[dataset.field] = Number(value);
    else this.state.layers[dataset.layer][dataset.field] = dataset.field === "kind" ? value : Number(value);
    this.update();
  }

  clicked({ dataset }) {
    const { layers } = this.state;
    if (dataset.do === "add") layers.push({ ...(layers.at(-1) ?? START[0]) });
    else if (dataset.do === "drop") layers.splice(Number(dataset.layer), 1);
    else return;
    this.update();
  }

  update() {
    const { input, channels, layers } = this.state;
    const found = count(input, channels, layers);
    this.numbers = found;
    const box = (label, field, value, layer) =>
      `<label><span>${label}</span><input type="number" min="0" max="4096" data-field="${field}" ${layer === undefined ? "" : `data-layer="${layer}"`} value="${value}"></label>`;
    const kinds = (chosen, layer) =>
      `<label><span>layer ${layer + 1}</span><select data-field="kind" data-layer="${layer}">${KINDS.map((kind) => `<option${kind === chosen ? " selected" : ""}>${kind}</option>`).join("")}</select></label>`;
    const focus = document.activeElement?.dataset ?? {};
    this.table.innerHTML =
      `<fieldset>${box("input size", "input", input)}${box("channels", "channels", channels)}</fieldset>` +
      layers
        .map((layer, n) => {
          const of = found[n];
          const told = of.wrong
            ? `<strong>${of.wrong}</strong>`
            : `${of.size}×${of.size}×${of.channels} · ${of.parameters.toLocaleString("en")} parameters · ${of.multiply_adds.toLocaleString("en")} multiply-adds · sees ${of.field}×${of.field}`;
          return `<fieldset>${kinds(layer.kind, n)}${FIELDS.map((field) => box(LABELS[field], field, layer[field], n)).join("")}<button type="button" data-do="drop" data-layer="${n}">Remove</button><output>${told}</output></fieldset>`;
        })
        .join("") +
      `<button type="button" data-do="add">Add a layer</button>`;
    if (focus.field) this.querySelector(`[data-field="${focus.field}"]${focus.layer === undefined ? "" : `[data-layer="${focus.layer}"]`}`)?.focus();
    const total = (what) => found.reduce((sum, of) => sum + of[what], 0).toLocaleString("en");
    const bad = found.find((of) => of.wrong);
    this.words.textContent = bad ? `Not possible: ${bad.wrong}.` : `In all ${total("parameters")} parameters (biases included) and ${total("multiply_adds")} multiply-adds for one picture.`;
  }
}

customElements.define("explore-calculator", Calculator);
