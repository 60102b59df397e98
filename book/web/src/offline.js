// Every page: what was read once can be read again without a network (service-worker.js).
import { keep } from "./_offline.js";

// Below ../../ lies the site, which may itself lie below some path.
const site = new URL("../../", import.meta.url);

function keepThisPage() {
  navigator.serviceWorker.register(new URL("service-worker.js", site)).then(
    () => {
      keep([location.href]);
      // What was fetched before the worker was there, and what comes until it takes over.
      new PerformanceObserver((seen) => keep(seen.getEntries().map((entry) => entry.name))).observe({
        type: "resource",
        buffered: true,
      });
    },
    () => {}, // a browser that may not keep anything: the page works all the same
  );
}

if (navigator.serviceWorker) {
  // The page itself comes first.
  if (document.readyState === "complete") keepThisPage();
  else addEventListener("load", keepThisPage, { once: true });
}
