/* What scrolls sideways must be reachable by keyboard; what does not scroll must not stop the tab key. */
(() => {
  const boxes = ".pst-scrollable-table-container, .bd-article pre, .bd-article .katex-display";

  function update() {
    for (const box of document.querySelectorAll(boxes)) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  addEventListener("load", update);
  addEventListener("resize", update);
})();

/* On paper, answers and hints are open and the colours are the light ones; afterwards all is as before. */
(() => {
  const folded = ".bd-article details:not([open], .hide)";
  let opened = [];
  let theme = "";

  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(folded)];
    for (const details of opened) details.open = true;
    theme = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    document.documentElement.dataset.theme = theme;
  });
})();
