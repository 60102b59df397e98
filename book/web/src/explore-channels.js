// <explore-channels>: several channels in, several filters out: one kernel for each pair, summed.
import { Explorer, frame, grid, words } from "./_explorer.js";
import { array, correlate, sum } from "./_ops.js";

const X = [
  [[1, 2, 0], [0, 1, 3], [2, 1, 1]],
  [[0, 1, 1], [2, 0, 1], [1, 3, 0]],
  [[2, 0, 1], [1, 1, 0], [0, 2, 2]],
]; // prettier-ignore
const W = [
  [[[1, 0], [2, 1]], [[0, 1], [1, -1]], [[1, 1], [0, 2]]],
  [[[0, 2], [-1, 1]], [[1, 1], [2, 0]], [[-1, 0], [1, 1]]],
  [[[2, 1], [0, -1]], [[1, -2], [0, 1]], [[0, 1], [1, 0]]],
]; // prettier-ignore
const BIAS = [1, -2, 3];

class Channels extends Explorer {
  static label = "Channels and filters";
  static controls = [
    { name: "C", label: "channels in", from: 1, to: 3, value: 3 },
    { name: "F", label: "filters", from: 1, to: 3, value: 2 },
    { name: "filter", label: "look at filter", from: 0, to: (s) => s.F - 1, value: 0 },
    { name: "row", label: "output, row", from: 0, to: 1, value: 0 },
    { name: "column", label: "output, column", from: 0, to: 1, value: 1 },
    { name: "bias", label: "with a bias", kind: "flag", value: true },
  ];

  show({ C, F, filter, row, column, bias }) {
    const x = X.slice(0, C);
    const weight = W.slice(0, F).map((one) => one.slice(0, C));
    const maps = weight.map((one) => one.map((w, c) => correlate(x[c], w)));
    const output = maps.map((parts, f) =>
      array(2, 2, (i, j) => sum(parts.map((part) => part[i][j])) + (bias ? BIAS[f] : 0)),
    );
    let drawing = words("input", -0.5, 1.5) + words(`filter ${filter}`, -0.5, 5) + words("products", -0.5, 7.9) + words("output", -0.5, 11.2);
    x.forEach((plane, c) => {
      const top = c * 3.6;
      drawing += grid(plane, top, 0) + frame(top + row, column, 2, 2);
      drawing += words("⋆", top + 1.5, 3.5) + grid(weight[filter][c], top + 0.5, 4, "kernel");
      drawing += words("=", top + 1.5, 6.45) + grid(maps[filter][c], top + 0.5, 6.9, "zero") + frame(top + 0.5 + row, 6.9 + column, 1, 1, "tap");
      if (c < C - 1) drawing += words("+", top + 3, 7.9);
    });
    output.forEach((plane, f) => {
      drawing += grid(plane, f * 3.6 + 0.5, 10.2, f === filter ? "output" : "zero");
    });
    drawing += frame(filter * 3.6 + 0.5 + row, 10.2 + column, 1, 1);
    const terms = maps[filter].map((part) => String(part[row][column]).replace("-", "−"));
    if (bias) terms.push(`bias ${String(BIAS[filter]).replace("-", "−")}`);
    const parameters = F * C * 4 + (bias ? F : 0);
    return {
      drawing: `<g transform="translate(0 30)">${drawing}</g>`,
      width: 12.6,
      height: Math.max(C, F) * 3.6 + 0.6,
      words:
        `${C} channels in, ${F} out: ${F * C} kernels, ${parameters} parameters, ${F * C * 4 * 4} multiply-adds. ` +
        `Filter ${filter}, row ${row}, column ${column}: ${terms.join(" + ")} = ${String(output[filter][row][column]).replace("-", "−")}.`,
      numbers: { x, weight, bias: bias ? BIAS.slice(0, F) : null, output, parameters, multiply_adds: F * C * 4 * 4 },
    };
  }
}

customElements.define("explore-channels", Channels);
