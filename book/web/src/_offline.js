// What the page asks of the service worker (service-worker.js), where there is one.

/** Have files of this site at hand when the network is gone: their addresses. */
export async function keep(addresses) {
  const registration = await navigator.serviceWorker?.ready;
  registration?.active.postMessage({ keep: addresses });
}
