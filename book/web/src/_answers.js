// Answers as people type them, and how they are compared with the right one.

const MINUS = /[−–‒]/g;
const SPACES = /[\s\u00a0\u2009\u202f'’_]/g;

/** A plain decimal: its value, and how many decimals and digits that count it was given with. */
function decimal(text) {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return [];
  const [, behind = ""] = text.split(/e/i)[0].split(".");
  const digits = text.replace(/e.*$/i, "").replace(/^[+-]?[0.]*/, "").replace(".", "").length;
  return [{ value: Number(text), decimals: /e/i.test(text) ? Infinity : behind.length, digits }];
}

/**
 * Every number that a text may mean: 8,320 is 8320 or 8.32; 3/4 is 0.75; 12 % is 12 or 0.12.
 * Words around it, as in "about 4 times", do not count.
 */
export function readings(text) {
  const bare = text.replace(MINUS, "-").replace(SPACES, "").toLowerCase();
  const [, plain, percent] = bare.match(/^(?:[^\d.,+-]|[+-](?![\d.,]))*(.*?)(%|percent)?[^\d%]*$/) ?? [];
  if (!plain) return [];
  if (plain.includes("/")) {
    const [above, below, ...more] = plain.split("/").map((part) => decimal(part.replace(",", "."))[0]?.value);
    const value = more.length ? NaN : above / below;
    return Number.isFinite(value) ? [{ value, decimals: Infinity, digits: Infinity }] : [];
  }
  const found = [];
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(plain)) found.push(...decimal(plain.replaceAll(",", "")));
  if (/^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/.test(plain)) {
    found.push(...decimal(plain.replaceAll(".", "").replace(",", ".")));
  }
  if (!/[.,].*[.,]/.test(plain)) found.push(...decimal(plain.replace(",", ".")));
  const hundredth = (r) => ({ value: r.value / 100, decimals: r.decimals + 2, digits: r.digits });
  return percent ? [...found, ...found.map(hundredth)] : found;
}

/** All numbers in a text, in order: "2 × 3", "(2, 3)" and "2 3" are the same. */
export function several(text) {
  return (text.replace(MINUS, "-").match(/(?<![\d.])-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

const close = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

/** Whether a number is meant: exactly, or rounded to two digits or more where it has no end. */
function means(reading, value, within = 0) {
  const off = Math.abs(reading.value - value);
  if (close(reading.value, value) || off <= within) return true;
  return !Number.isInteger(value) && reading.digits >= 2 && off <= 0.5000001 * 10 ** -reading.decimals;
}

/** What each kind of reply makes of a text: nothing if it cannot be read, else a comparison. */
export function read(kind, text) {
  if (kind === "number") {
    const found = readings(text);
    return found.length ? (value, within) => found.some((one) => means(one, value, within)) : null;
  }
  if (kind === "choice" || kind === "yes-no") return (value) => value === text;
  let numbers = several(text);
  if (kind === "set") numbers = [...new Set(numbers)].sort((a, b) => a - b);
  if (!numbers.length) return null;
  return (value) => value.length === numbers.length && value.every((one, n) => close(numbers[n], one));
}
