// <explore-pointwise>: a 1×1 convolution is one small matrix, used at every pixel.
import { cell, Explorer, frame, grid, words } from "./_explorer.js";
import { array, sum } from "./_ops.js";

const X = array(4, 6, (c, pixel) => ((c * 7 + pixel * 3 + c * pixel) % 9) - 3); // C × (2·3) pixels
const W = array(4, 4, (f, c) => ((f * 5 + c * 3) % 7) - 3);

class Pointwise extends Explorer {
  static label = "1×1 convolution";
  static controls = [
    { name: "C", label: "channels in", from: 1, to: 4, value: 3 },
    { name: "F", label: "channels out", from: 1, to: 4, value: 2 },
    { name: "pixel", label: "pixel", from: 0, to: 5, value: 2 },
    { name: "relu", label: "ReLU behind it", kind: "flag" },
  ];

  show({ C, F, pixel, relu }) {
    const x = X.slice(0, C);
    const weight = W.slice(0, F).map((line) => line.slice(0, C));
    const output = array(F, 6, (f, p) => {
      const value = sum(weight[f].map((w, c) => w * x[c][p]));
      return relu ? Math.max(0, value) : value;
    });
    const planes = (values, left, kind) =>
      values
        .map((line, c) => line.map((v, p) => cell(c * 2.5 + Math.floor(p / 3), left + (p % 3), v, kind)).join("") + frame(c * 2.5 + Math.floor(pixel / 3), left + (pixel % 3), 1, 1))
        .join("");
    const middle = (Math.max(C, F) * 2.5) / 2;
    let drawing = planes(x, 0, "input") + planes(output, 12.2, "output");
    drawing += grid(weight, middle - F / 2, 4.5, "kernel") + words("·", middle, 4.9 + C);
    drawing += x.map((line, c) => cell(middle - C / 2 + c, 5.3 + C, line[pixel], "input")).join("") + words("=", middle, 6.8 + C);
    drawing += output.map((line, f) => cell(middle - F / 2 + f, 7.3 + C - 0.1, line[pixel], "output")).join("");
    return {
      drawing,
      width: 15.5,
      height: Math.max(C, F) * 2.5,
      words: `At every one of the 6 pixels the same ${F}×${C} matrix turns ${C} numbers into ${F}. No pixel sees its neighbours. ${F * C} weights, ${F * C * 6} multiply-adds.`,
      numbers: { x, weight, output, relu, weights: F * C, multiply_adds: F * C * 6 },
    };
  }
}

customElements.define("explore-pointwise", Pointwise);
