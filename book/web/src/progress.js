// <course-progress>: on the first page, how far the reader is in each chapter; says nothing to newcomers.
import { reached } from "./_progress.js";

class Progress extends HTMLElement {
  connectedCallback() {
    const chapters = JSON.parse(this.querySelector("script").textContent);
    const begun = chapters
      .map(({ name, title, page, exercises, points }) => ({
        title, page, points,
        mine: exercises.reduce((sum, exercise) => sum + (reached(name, exercise)?.points ?? 0), 0),
      })) // prettier-ignore
      .filter(({ mine }) => mine > 0);
    if (!begun.length) return;
    const list = document.createElement("ul");
    for (const { title, page, points, mine } of begun) {
      const link = Object.assign(document.createElement("a"), { href: page, textContent: title });
      const bar = Object.assign(document.createElement("meter"), { max: points, value: mine });
      bar.setAttribute("aria-label", `${mine} of ${points} points`);
      const line = document.createElement("li");
      line.append(link, bar, ` ${mine} of ${points}`);
      list.append(line);
    }
    const head = Object.assign(document.createElement("p"), { textContent: "You were here. On this computer you have:" });
    this.append(head, list);
  }
}

customElements.define("course-progress", Progress);
