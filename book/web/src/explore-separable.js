// <explore-separable>: what a convolution costs in one step, and in two.
import { CELL, Explorer } from "./_explorer.js";

class Separable extends Explorer {
  static label = "Separable convolutions: what they cost";
  static controls = [
    { name: "size", label: "input size", from: 7, to: 112, value: 7 },
    { name: "k", label: "kernel", from: 1, to: 7, step: 2, value: 3 },
    { name: "C", label: "channels in", from: 1, to: 256, value: 3 },
    { name: "F", label: "channels out", from: 1, to: 256, value: 128 },
  ];

  show({ size, k, C, F }) {
    const places = (size - k + 1) ** 2;
    const standard = C * F * k * k * places;
    const depthwise = C * k * k * places;
    const pointwise = C * F * places;
    // One channel, one kernel of rank 1: column, then row, against all k·k at once.
    const full = places * k * k;
    const two = k * (size - k + 1) * (2 * size - k + 1);
    const bars = [
      ["convolution", [[standard, "input"]]],
      ["depthwise + 1×1", [[depthwise, "kernel"], [pointwise, "output"]]],
    ]; // prettier-ignore
    const most = Math.max(standard, depthwise + pointwise);
    const wide = 15;
    const drawing = bars
      .map(([label, parts], row) => {
        let x = 0;
        const rects = parts
          .map(([value, kind]) => {
            const width = (value / most) * wide * CELL;
            const rect = `<g class="cell ${kind}"><rect x="${x}" y="${(row * 1.9 + 0.8) * CELL}" width="${width}" height="${CELL}"/></g>`;
            x += width;
            return rect;
          })
          .join("");
        const total = parts.reduce((t, [value]) => t + value, 0).toLocaleString("en");
        return `${rects}<text class="words" style="text-anchor:start" x="0" y="${(row * 1.9 + 0.4) * CELL}">${label}: ${total}</text>`;
      })
      .join("");
    const ratio = (depthwise + pointwise) / standard;
    return {
      drawing,
      width: wide,
      height: 3.9,
      words:
        `Multiplications: ${standard.toLocaleString("en")} against ${depthwise.toLocaleString("en")} + ${pointwise.toLocaleString("en")} = ${(depthwise + pointwise).toLocaleString("en")}, ` +
        `which is ${(100 * ratio).toFixed(1)} % (1/${F} + 1/${k * k}). Weights: ${(C * F * k * k).toLocaleString("en")} against ${(C * k * k + C * F).toLocaleString("en")}. ` +
        `Column and row of one rank-1 kernel: ${two.toLocaleString("en")} for ${full.toLocaleString("en")}.`,
      numbers: { standard, depthwise, pointwise, ratio, full, two, weights: [C * F * k * k, C * k * k, C * F] },
    };
  }
}

customElements.define("explore-separable", Separable);
