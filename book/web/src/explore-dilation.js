// <explore-dilation>: what the last layer of a stack sees, and what a constant dilation leaves out.
import { cell, CELL, Explorer, words } from "./_explorer.js";

const N = 33;
const MIDDLE = (N - 1) / 2;
const dilation = (n, value) => ({ name: `d${n}`, label: `dilation, layer ${n}`, from: 1, to: 8, value });

class Dilation extends Explorer {
  static label = "Dilation and receptive field";
  static controls = [
    { name: "layers", label: "layers", from: 1, to: 3, value: 3 },
    { name: "k", label: "kernel", from: 2, to: 5, value: 3 },
    dilation(1, 1),
    dilation(2, 2),
    dilation(3, 4),
  ];

  show(s) {
    const dilations = [s.d1, s.d2, s.d3].slice(0, s.layers);
    // Offsets from the output to what it sees, with the number of ways to get there; last layer first.
    const levels = [new Map([[0, 1]])];
    for (const d of dilations.toReversed()) {
      const next = new Map();
      for (const [offset, ways] of levels.at(-1)) {
        for (let a = 0; a < s.k; a++) next.set(offset + a * d, (next.get(offset + a * d) ?? 0) + ways);
      }
      levels.push(next);
    }
    const field = 1 + (s.k - 1) * dilations.reduce((total, d) => total + d, 0);
    const shift = MIDDLE - (field - 1) / 2;
    const unit = Math.min(1, N / Math.max(field, N));
    const x = (offset, level) => {
      // Each layer is drawn so that its middle lies above the middle of the input.
      const used = dilations.slice(s.layers - level);
      const span = (s.k - 1) * used.reduce((total, d) => total + d, 0);
      return (MIDDLE - span / 2 + offset + 0.5) * unit;
    };
    const y = (level) => level * 2.2 + 0.5;
    let lines = "";
    let dots = "";
    levels.forEach((level, n) => {
      for (const offset of level.keys()) {
        if (n < s.layers) {
          const d = dilations[s.layers - 1 - n];
          for (let a = 0; a < s.k; a++) {
            lines += `<line class="ray" x1="${x(offset, n) * CELL}" y1="${y(n) * CELL}" x2="${x(offset + a * d, n + 1) * CELL}" y2="${y(n + 1) * CELL}"/>`;
          }
        }
        dots += cell(y(n) - 0.35, x(offset, n) - 0.35, "", n === 0 ? "output" : n === s.layers ? "input" : "kernel", 0.7);
      }
    });
    const seen = levels.at(-1);
    let ground = "";
    for (let offset = 0; offset < field; offset++) {
      if (!seen.has(offset)) ground += cell(y(s.layers) - 0.35, x(offset, s.layers) - 0.35, "", "zero", 0.7);
    }
    const missing = field - seen.size;
    return {
      drawing: lines + ground + dots + words("output", y(0), x(0, 0) + 1.6) + words("input", y(s.layers) + 0.9, MIDDLE * unit),
      width: Math.max(N, field) * unit,
      height: y(s.layers) + 1.4,
      words:
        `${s.layers} layer${s.layers > 1 ? "s" : ""} of ${s.k} weights, dilations ${dilations.join(", ")}: one output sees as far as ${field} inputs, and uses ${seen.size} of them` +
        (missing ? `; ${missing} in between are never seen.` : "."),
      numbers: { dilations, k: s.k, receptive_field: field, paths: [...Array(field).keys()].map((o) => seen.get(o) ?? 0), shift },
    };
  }
}

customElements.define("explore-dilation", Dilation);
