// What a reader has written and reached, kept on the reader's own machine and nowhere else.
const PREFIX = "convolution-by-hand";
const key = (notebook, name, what) => [PREFIX, notebook, name, what].join("/");

function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // a browser that keeps nothing: everything works, until the page is left
  }
}

function store(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // as above
  }
  dispatchEvent(new CustomEvent("course-progress"));
}

/** The reader's text for an exercise, or null. */
export const kept = (notebook, name) => stored(key(notebook, name, "text"));
export const keep = (notebook, name, text) => store(key(notebook, name, "text"), text);

/** The best verdict so far: {points, of}. */
export function reached(notebook, name) {
  return JSON.parse(stored(key(notebook, name, "points")) ?? "null");
}

export function mark(notebook, name, points) {
  const before = reached(notebook, name);
  if (!before || points.points >= before.points) {
    store(key(notebook, name, "points"), JSON.stringify(points));
  }
}

export function passed(notebook, name) {
  const points = reached(notebook, name);
  return points !== null && points.points === points.of;
}
