// The operations that the explorers show, window by window, on plain arrays of arrays.

/** How many places a window has: the formula of chapter 3. */
export function outputSize(n, k, stride = 1, padding = 0, dilation = 1) {
  return Math.floor((n + 2 * padding - dilation * (k - 1) - 1) / stride) + 1;
}

export const array = (rows, columns, make) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => make(i, j)));

export const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Cross-correlation of one picture with one kernel; strides, padding and dilation as pairs. */
export function correlate(x, w, [sH, sW] = [1, 1], [pH, pW] = [0, 0], [dH, dW] = [1, 1]) {
  const rows = outputSize(x.length, w.length, sH, pH, dH);
  const columns = outputSize(x[0].length, w[0].length, sW, pW, dW);
  return array(rows, columns, (i, j) =>
    sum(w.flatMap((line, a) => line.map((v, b) => v * (x[i * sH + a * dH - pH]?.[j * sW + b * dW - pW] ?? 0)))),
  );
}

/** Transposed convolution: every value of x stamps w on the output; then the padding is cropped. */
export function stamp(x, w, stride = 1, padding = 0) {
  const full = array((x.length - 1) * stride + w.length, (x[0].length - 1) * stride + w[0].length, () => 0);
  x.forEach((line, i) =>
    line.forEach((value, j) =>
      w.forEach((row, a) => row.forEach((v, b) => (full[i * stride + a][j * stride + b] += value * v))),
    ),
  );
  return crop(full, padding);
}

export const crop = (x, p) => x.slice(p, x.length - p).map((line) => line.slice(p, line.length - p));
