// <course-notebook>: what the reader has reached in a chapter, and their work as a notebook to hand in.
import { kept, reached } from "./_progress.js";

/** A copy of the released notebook with the reader's text in the cells that they wrote in. */
export function filledIn(notebook, name) {
  const copy = structuredClone(notebook);
  for (const cell of copy.cells) {
    const meta = cell.metadata.nbgrader;
    const text = meta?.solution ? kept(name, meta.grade_id) : null;
    // As a list of lines, which is how notebooks keep it.
    if (text !== null) cell.source = text.split(/(?<=\n)/);
  }
  return copy;
}

class Notebook extends HTMLElement {
  connectedCallback() {
    if (this.line) return;
    this.name = this.getAttribute("name");
    this.names = this.getAttribute("exercises").split(" ");
    this.most = Number(this.getAttribute("points"));
    this.line = document.createElement("p");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Take my work to class";
    button.title = "Download the notebook with what you wrote on this page";
    button.addEventListener("click", () => this.download());
    const way = document.createElement("p");
    way.append(button);
    this.prepend(this.line, way);
    addEventListener("course-progress", () => this.update());
    this.update();
  }

  update() {
    const points = this.names.reduce((sum, name) => sum + (reached(this.name, name)?.points ?? 0), 0);
    this.line.textContent = `${points} of ${this.most} points on this page so far. Your text is kept in this browser.`;
  }

  async download() {
    const source = new URL(`../notebooks/${this.name}.ipynb`, import.meta.url);
    const notebook = filledIn(await (await fetch(source)).json(), this.name);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1)], { type: "application/json" }));
    link.download = `${this.name}.ipynb`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

customElements.define("course-notebook", Notebook);
