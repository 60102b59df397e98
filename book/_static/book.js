/* What scrolls sideways must be reachable by keyboard; what does not scroll must not stop the tab key. */
(() => {
  const boxes = ".pst-scrollable-table-container, .bd-article pre, .bd-article div.math";

  function update() {
    for (const box of document.querySelectorAll(boxes)) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  addEventListener("load", update);
  addEventListener("resize", update);
})();
