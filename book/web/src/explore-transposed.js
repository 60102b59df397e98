// <explore-transposed>: stamps that overlap, or zeros in between: the same numbers, and the checkerboard.
import { cell, Explorer, frame, grid, words } from "./_explorer.js";
import { array, correlate, stamp } from "./_ops.js";

const X = [[1, 2, 3], [4, -1, 2]]; // prettier-ignore
const W = [[1, 2, 0, 1], [0, 1, 3, -1], [2, 0, 1, 1], [1, -1, 0, 2]]; // prettier-ignore

class Transposed extends Explorer {
  static label = "Transposed convolution";
  static controls = [
    { name: "k", label: "kernel", from: 1, to: 4, value: 3 },
    { name: "stride", label: "stride", from: 1, to: 3, value: 2 },
    { name: "padding", label: "padding", from: 0, to: (s) => Math.max(0, Math.floor((s.k - 1) / 2)), value: 0 },
    { name: "view", label: "seen as", kind: "choice", options: ["stamps", "zeros in between", "overlap map"] },
    { name: "row", label: "pixel, row", from: 0, to: X.length - 1, value: 0 },
    { name: "column", label: "pixel, column", from: 0, to: X[0].length - 1, value: 1 },
  ];

  show({ k, stride, padding, view, row, column }) {
    const w = W.slice(0, k).map((line) => line.slice(0, k));
    const output = stamp(X, w, stride, padding);
    const ones = (a) => a.map((line) => line.map(() => 1));
    const overlap = stamp(ones(X), ones(w), stride, padding);
    const spread = array((X.length - 1) * stride + 1, (X[0].length - 1) * stride + 1, (i, j) =>
      i % stride || j % stride ? 0 : X[i / stride][j / stride],
    );
    const border = k - 1 - padding;
    const turned = w.map((line) => line.toReversed()).toReversed();
    const by_zeros = correlate(spread, turned, [1, 1], [border, border]);
    const shown = view === "overlap map" ? overlap : output;
    const size = 0.95;
    let left = 0;
    let drawing = "";
    let high = 0;
    if (view === "zeros in between") {
      const [tall, wide] = [spread.length + 2 * border, spread[0].length + 2 * border];
      for (let i = 0; i < tall; i++) {
        for (let j = 0; j < wide; j++) {
          const [r, c] = [i - border, j - border];
          const real = r >= 0 && c >= 0 && r % stride === 0 && c % stride === 0 && X[r / stride]?.[c / stride] !== undefined;
          drawing += cell(i * size, j * size, spread[r]?.[c] ?? 0, real ? "input" : "zero", size);
        }
      }
      drawing += words("input with zeros", tall * size + 0.6, (wide * size) / 2);
      left = wide * size + 0.8;
      high = tall * size + 1;
      drawing += grid(turned, 0, left, "kernel", size) + words("kernel, turned", k * size + 0.6, left + (k * size) / 2);
      left += Math.max(k * size, 3) + 0.8;
    } else {
      drawing += grid(X, 0, 0) + frame(row, column, 1, 1) + words("input", X.length + 0.6, X[0].length / 2);
      drawing += grid(w, X.length + 1.4, 0, "kernel") + words("kernel", X.length + k + 2, k / 2);
      left = Math.max(X[0].length, k) + 1;
      high = X.length + k + 2.4;
    }
    drawing += shown
      .map((line, i) =>
        line.map((v, j) => cell(i, left + j, v, view === "overlap map" && v === Math.max(...overlap.flat()) ? "strong" : "output")).join(""),
      )
      .join("");
    if (view === "stamps") drawing += frame(row * stride - padding, left + column * stride - padding, k, k);
    drawing += words(view === "overlap map" ? "stamps on each place" : "output", output.length + 0.6, left + output[0].length / 2);
    const uneven = new Set(overlap.flat()).size > 1;
    return {
      drawing,
      width: left + output[0].length + 0.4,
      height: Math.max(high, output.length + 1),
      words:
        `2×3 numbers, a ${k}×${k} kernel, stride ${stride}, padding ${padding}: ${output.length}×${output[0].length}. ` +
        (view === "stamps"
          ? `The pixel ${String(X[row][column]).replace("-", "−")} stamps its multiple of the kernel on the frame; where stamps overlap they add up.`
          : view === "overlap map"
            ? `Places are reached by ${Math.min(...overlap.flat())} to ${Math.max(...overlap.flat())} kernel values${uneven && k % stride ? ": the kernel is no multiple of the stride, and a checkerboard follows" : ""}.`
            : `${stride - 1} zeros between neighbours and a border of ${border}; then the kernel, turned by half a turn, slides over it with stride 1.`),
      numbers: { x: X, w, output, overlap, by_zeros },
    };
  }
}

customElements.define("explore-transposed", Transposed);
