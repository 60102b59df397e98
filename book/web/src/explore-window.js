// <explore-window>: a kernel slides over an input, with every setting of a convolution layer.
import { cell, Explorer, frame, grid, words } from "./_explorer.js";
import { correlate, outputSize } from "./_ops.js";

const X = [
  [3, 0, 1, 2, 7, 4, 2], [1, 5, 8, 9, 3, 1, 6], [2, 7, 2, 5, 1, 3, 0],
  [0, 1, 3, 1, 7, 8, 5], [4, 2, 1, 6, 2, 8, 3], [2, 4, 5, 2, 3, 9, 1],
]; // prettier-ignore
const W = [[1, 2, -1, 0], [0, 3, 1, -2], [-1, 1, 2, 1], [2, 0, -1, 1]];
const [HEIGHT, WIDTH] = [X.length, X[0].length];

const rows = (s) => outputSize(HEIGHT, s.kH, s.sH, s.pH, s.dilation);
const columns = (s) => outputSize(WIDTH, s.kW, s.sW, s.pW, s.dilation);

class Window extends Explorer {
  static label = "Sliding window";
  static controls = [
    { name: "kH", label: "kernel rows", from: 1, to: 4, value: 3 },
    { name: "kW", label: "kernel columns", from: 1, to: 4, value: 3 },
    { name: "sH", label: "stride down", from: 1, to: 3, value: 1 },
    { name: "sW", label: "stride across", from: 1, to: 3, value: 1 },
    { name: "pH", label: "padding, rows", from: 0, to: 2, value: 0 },
    { name: "pW", label: "padding, columns", from: 0, to: 2, value: 0 },
    { name: "dilation", label: "dilation", from: 1, to: (s) => (Math.max(s.kH, s.kW) < 4 ? 2 : 1), value: 1 },
    { name: "flip", label: "flip the kernel", kind: "flag" },
    { name: "row", label: "window, row", from: 0, to: (s) => rows(s) - 1, value: 0 },
    { name: "column", label: "window, column", from: 0, to: (s) => columns(s) - 1, value: 0 },
  ];

  show(s) {
    const kernel = W.slice(0, s.kH).map((line) => line.slice(0, s.kW));
    const turned = s.flip ? kernel.map((line) => line.toReversed()).toReversed() : kernel;
    const at = (i, j) => X[i - s.pH]?.[j - s.pW];
    const taps = (i, j) =>
      turned.flatMap((line, a) =>
        line.map((w, b) => [i * s.sH + a * s.dilation, j * s.sW + b * s.dilation, w]),
      );
    const output = correlate(X, turned, [s.sH, s.sW], [s.pH, s.pW], [s.dilation, s.dilation]);
    const [tall, wide] = [HEIGHT + 2 * s.pH, WIDTH + 2 * s.pW];
    const size = 1.15; // sums have three digits
    let drawing = "";
    for (let i = 0; i < tall; i++) {
      for (let j = 0; j < wide; j++) {
        const x = at(i, j);
        drawing += cell(i, j, x ?? 0, x === undefined ? "zero" : "input");
      }
    }
    for (const [i, j] of taps(s.row, s.column)) drawing += frame(i, j, 1, 1, "tap");
    const [spanH, spanW] = [(s.kH - 1) * s.dilation + 1, (s.kW - 1) * s.dilation + 1];
    drawing += frame(s.row * s.sH, s.column * s.sW, spanH, spanW);
    drawing += words("input", tall + 0.6, wide / 2);
    const left = wide + 1;
    drawing += grid(turned, 0, left, "kernel") + words(s.flip ? "kernel, flipped" : "kernel", s.kH + 0.6, left + s.kW / 2);
    const top = s.kH + 1.6;
    drawing += grid(output, top, left, "output", size);
    drawing += frame(top + s.row * size, left + s.column * size, size, size);
    const high = Math.max(tall + 1, top + output.length * size + 1);
    drawing += words("output", top + output.length * size + 0.6, left + (columns(s) * size) / 2);
    const terms = taps(s.row, s.column)
      .map(([r, c, w]) => `${at(r, c) ?? 0}·${w < 0 ? `(−${-w})` : w}`)
      .join(" + ");
    return {
      drawing,
      width: left + Math.max(s.kW, columns(s) * size) + 0.4,
      height: high,
      words:
        `A ${s.kH}×${s.kW} kernel on ${HEIGHT}×${WIDTH} numbers gives ${rows(s)}×${columns(s)}. ` +
        `Row ${s.row}, column ${s.column}: ${terms} = ${String(output[s.row][s.column]).replace("-", "−")}.`,
      numbers: { x: X, kernel: turned, output },
    };
  }
}

customElements.define("explore-window", Window);
