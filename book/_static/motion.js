/* Moving pictures (book/figures/motion.py): what is marked data-from and data-to is shown in those
   frames. They play only on the screen, and not for those who ask for less motion. */
(() => {
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function animate(box) {
    const captions = box.dataset.frames.split("|");
    const parts = [...box.querySelectorAll("[data-from]")];
    const play = box.querySelector(".motion-play");
    const caption = box.querySelector(".motion-caption");
    let frame = captions.length - 1;
    let timer = 0;
    let wanted = !still.matches;

    function show(next) {
      frame = next % captions.length;
      caption.textContent = `${frame + 1} of ${captions.length}: ${captions[frame]}`;
      for (const part of parts) {
        const from = Number(part.dataset.from);
        const to = Number(part.dataset.to ?? captions.length);
        part.style.display = from <= frame && frame <= to ? "" : "none";
      }
    }

    function run(on) {
      clearInterval(timer);
      timer = on ? setInterval(() => show(frame + 1), 1000 * Number(box.dataset.seconds)) : 0;
      play.textContent = on ? "Pause" : "Play";
    }

    play.addEventListener("click", () => {
      wanted = !timer;
      run(wanted);
    });
    box.querySelector(".motion-step").addEventListener("click", () => {
      wanted = false;
      run(false);
      caption.setAttribute("aria-live", "polite");
      show(frame + 1);
    });
    box.classList.add("motion-ready");
    show(0);
    new IntersectionObserver(([seen]) => run(wanted && seen.isIntersecting)).observe(box);
    addEventListener("beforeprint", () => {
      run(false);
      show(captions.length - 1);
    });
  }

  addEventListener("DOMContentLoaded", () => document.querySelectorAll(".motion").forEach(animate));
})();
