// What the page asks of the service worker (service-worker.js), where there is one.

/** Whether a file of this site is on this machine already, so that to ask for it costs nothing. */
export async function isKept(address) {
  return Boolean(await window.caches?.match(address, { ignoreSearch: true }).catch(() => null));
}

/** Have files of this site at hand when the network is gone: their addresses. */
export async function keep(addresses) {
  const registration = await navigator.serviceWorker?.ready;
  registration?.active.postMessage({ keep: addresses });
}
