// <explore-groups>: which inputs reach an output through grouped layers, with and without a shuffle.
import { cell, CELL, Explorer, words } from "./_explorer.js";

const CHANNELS = 12;

/** Channel c of the shuffled map comes from here: reshape (g, C/g), transpose, flatten. */
const shuffled = (c, g) => (c % g) * (CHANNELS / g) + Math.floor(c / g);

class Groups extends Explorer {
  static label = "Grouped convolutions and channel shuffle";
  static controls = [
    { name: "g", label: "groups", kind: "choice", options: ["1", "2", "3", "4", "6", "12"], value: "3" },
    { name: "layers", label: "layers", from: 1, to: 3, value: 2 },
    { name: "shuffle", label: "shuffle between", kind: "flag" },
    { name: "output", label: "output channel", from: 0, to: CHANNELS - 1, value: 0 },
  ];

  show({ g, layers, shuffle, output }) {
    const groups = Number(g);
    const size = CHANNELS / groups;
    const rows = (level) => level * 2.6 + 0.5;
    let reached = new Set([output]);
    let lines = "";
    const line = (level, from, to, high, low) =>
      `<line class="ray" x1="${(from + 0.5) * CELL}" y1="${(rows(level) + high) * CELL}" x2="${(to + 0.5) * CELL}" y2="${(rows(level) + low) * CELL}"/>`;
    const levels = [reached];
    for (let level = 0; level < layers; level++) {
      const next = new Set();
      for (const c of reached) {
        const group = Math.floor(c / size);
        for (let n = 0; n < size; n++) next.add(group * size + n);
      }
      for (const c of reached) {
        const group = Math.floor(c / size);
        for (let n = 0; n < size; n++) {
          const before = group * size + n;
          const came = shuffle && level < layers - 1 ? shuffled(before, groups) : before;
          lines += line(level, c, came, 0.4, 2.2);
        }
      }
      reached = shuffle && level < layers - 1 ? new Set([...next].map((c) => shuffled(c, groups))) : next;
      levels.push(reached);
    }
    const strip = (level, seen, kind) =>
      [...Array(CHANNELS).keys()].map((c) => cell(rows(level) - 0.4, c + 0.1, c, seen.has(c) ? kind : "zero", 0.8)).join("");
    const drawing = lines + levels.map((seen, n) => strip(n, seen, n === 0 ? "output" : n === layers ? "input" : "kernel")).join("") + words("output channels", -0.3, CHANNELS / 2) + words("input channels", rows(layers) + 1, CHANNELS / 2);
    const weights = (CHANNELS * CHANNELS) / groups;
    return {
      drawing: `<g transform="translate(0 24)">${drawing}</g>`,
      width: CHANNELS,
      height: rows(layers) + 2.2,
      words:
        `${groups} group${groups > 1 ? "s" : ""} of ${size} channels: ${weights * 9} weights in each 3×3 layer, ${CHANNELS * CHANNELS * 9} without groups. ` +
        `Through ${layers} layer${layers > 1 ? "s" : ""} ${reached.size} of ${CHANNELS} input channels reach output ${output}.`,
      numbers: {
        reached: [...reached].sort((a, b) => a - b),
        weights: weights * 9,
        permutation: [...Array(CHANNELS).keys()].map((c) => shuffled(c, groups)),
      },
    };
  }
}

customElements.define("explore-groups", Groups);
