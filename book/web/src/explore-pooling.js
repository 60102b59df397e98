// <explore-pooling>: maximum or mean of a window, with padding and stride.
import { cell, Explorer, frame, grid, words } from "./_explorer.js";
import { array, outputSize, sum } from "./_ops.js";

const X = [
  [-3, 1, 4, -1, 5, -2], [2, -6, -5, 3, -8, 0], [7, 1, -2, -4, 6, 3], [-1, 8, 2, 5, -7, -3], [0, -2, 9, -6, 1, 4],
]; // prettier-ignore
const [HEIGHT, WIDTH] = [X.length, X[0].length];
const places = (n, s) => outputSize(n, s.k, s.stride, s.padding);

class Pooling extends Explorer {
  static label = "Pooling";
  static controls = [
    { name: "kind", label: "take the", kind: "choice", options: ["maximum", "mean", "mean without padding"] },
    { name: "k", label: "window", from: 1, to: 4, value: 2 },
    { name: "stride", label: "stride", from: 1, to: 3, value: 2 },
    { name: "padding", label: "padding", from: 0, to: (s) => Math.floor(s.k / 2), value: 0 },
    { name: "row", label: "window, row", from: 0, to: (s) => places(HEIGHT, s) - 1, value: 0 },
    { name: "column", label: "window, column", from: 0, to: (s) => places(WIDTH, s) - 1, value: 0 },
  ];

  show(s) {
    const inside = (i, j) =>
      array(s.k, s.k, (a, b) => X[i * s.stride + a - s.padding]?.[j * s.stride + b - s.padding])
        .flat()
        .filter((v) => v !== undefined);
    const value = (i, j) => {
      const seen = inside(i, j);
      if (s.kind === "maximum") return Math.max(...seen);
      return sum(seen) / (s.kind === "mean" ? s.k * s.k : seen.length);
    };
    const output = array(places(HEIGHT, s), places(WIDTH, s), value);
    const p = s.padding;
    let drawing = "";
    for (let i = 0; i < HEIGHT + 2 * p; i++) {
      for (let j = 0; j < WIDTH + 2 * p; j++) {
        const x = X[i - p]?.[j - p];
        drawing += cell(i, j, x ?? (s.kind === "maximum" ? "−∞" : 0), x === undefined ? "zero" : "input");
      }
    }
    drawing += frame(s.row * s.stride, s.column * s.stride, s.k, s.k);
    const left = WIDTH + 2 * p + 1;
    const size = 1.3;
    drawing += grid(output, 0, left, "output", size);
    drawing += frame(s.row * size, left + s.column * size, size, size);
    drawing += words("input", HEIGHT + 2 * p + 0.6, WIDTH / 2 + p);
    drawing += words("output", output.length * size + 0.6, left + (output[0].length * size) / 2);
    const seen = inside(s.row, s.column).join(", ").replaceAll("-", "−");
    return {
      drawing,
      width: left + output[0].length * size + 0.4,
      height: Math.max(HEIGHT + 2 * p, output.length * size) + 1,
      words: `The ${s.kind.split(" ")[0]} of ${seen} is ${String(Number(output[s.row][s.column].toFixed(3))).replace("-", "−")}. ${HEIGHT}×${WIDTH} numbers become ${output.length}×${output[0].length}, and nothing is learned.`,
      numbers: { x: X, output },
    };
  }
}

customElements.define("explore-pooling", Pooling);
