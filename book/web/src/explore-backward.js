// <explore-backward>: one value of the gradient from above at a time, sent back to input and kernel.
import { Explorer, frame, grid, words } from "./_explorer.js";
import { array, outputSize } from "./_ops.js";

const X = [[1, 2, 0, 3, 1], [0, 1, 2, 1, 0], [2, 1, 1, 0, 3], [1, 0, 2, 2, 1]]; // prettier-ignore
const W = [[1, -1, 2], [0, 2, 1], [-1, 1, 0]]; // prettier-ignore
const DELTA = array(4, 5, (i, j) => [2, -1, 3, 1, -2][(i * 2 + j) % 5]);
const places = (s) => [outputSize(4, s.k, s.stride), outputSize(5, s.k, s.stride)];

class Backward extends Explorer {
  static label = "The gradient, backwards";
  static controls = [
    { name: "k", label: "kernel", from: 2, to: 3, value: 2 },
    { name: "stride", label: "stride", from: 1, to: 2, value: 1 },
    { name: "step", label: "values sent back", from: 1, to: (s) => places(s)[0] * places(s)[1], value: 1 },
  ];

  show(s) {
    const w = W.slice(0, s.k).map((line) => line.slice(0, s.k));
    const [rows, columns] = places(s);
    const dy = array(rows, columns, (i, j) => DELTA[i][j]);
    const dx = array(4, 5, () => 0);
    const dw = array(s.k, s.k, () => 0);
    for (let n = 0; n < s.step; n++) {
      const [i, j] = [Math.floor(n / columns), n % columns];
      for (let a = 0; a < s.k; a++) {
        for (let b = 0; b < s.k; b++) {
          dx[i * s.stride + a][j * s.stride + b] += dy[i][j] * w[a][b];
          dw[a][b] += dy[i][j] * X[i * s.stride + a][j * s.stride + b];
        }
      }
    }
    const [i, j] = [Math.floor((s.step - 1) / columns), (s.step - 1) % columns];
    const [top, left] = [i * s.stride, j * s.stride];
    const second = 5.9;
    let drawing = words("input x", -0.5, 2.5) + grid(X, 0, 0) + frame(top, left, s.k, s.k);
    drawing += words("kernel w", -0.5, 6 + s.k / 2) + grid(w, 0, 6, "kernel");
    drawing += words("δ, from above", -0.5, 10.2 + columns / 2) + grid(dy, 0, 10.2, "output") + frame(i, 10.2 + j, 1, 1);
    drawing += words("∂L/∂x so far", second - 0.5, 2.5) + grid(dx, second, 0) + frame(second + top, left, s.k, s.k);
    drawing += words("∂L/∂w so far", second - 0.5, 6 + s.k / 2 + 0.3) + grid(dw, second, 6, "kernel", 1.1);
    const value = String(dy[i][j]).replace("-", "−");
    return {
      drawing: `<g transform="translate(0 30)">${drawing}</g>`,
      width: 14.6,
      height: second + 5.2,
      words:
        `δ = ${value} at row ${i}, column ${j}: it adds ${value} times the kernel to the framed part of ∂L/∂x, and ${value} times the framed window of x to ∂L/∂w. ` +
        `${s.step} of ${rows * columns} values are sent back.`,
      numbers: { x: X, w, dy, dx, dw, done: s.step === rows * columns },
    };
  }
}

customElements.define("explore-backward", Backward);
