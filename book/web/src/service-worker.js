// The service worker of the site: what was read once can be read again without a network.
//
// offline.json names every file of the site with its hash, and is written when the book is built.
// A page comes from the network whenever there is one, together with the newest list; the parts that
// the page then asks for are taken from what is kept if, by that list, they are still the same.
// So nothing old is shown online, a new build replaces the old one file by file, and Python is
// fetched again only when it is another Python.
const site = registration.scope;
const LIST = `${site}offline.json`;
const STORE = `convolution-by-hand ${new URL(site).pathname}`;

let list = null; // a promise of {path: hash}
let swept = null; // the list by which the store was last put in order

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(site)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else event.respondWith(part(event));
});

addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(Promise.allSettled(event.data.keep.map(keep)));
});

/** A page: the network's, else the kept one, else a list of those that are kept. */
async function page(event) {
  const { request } = event;
  list = newest();
  event.waitUntil(list.then(sweep));
  try {
    const found = await fetch(request, { cache: "no-cache" });
    event.waitUntil(store(request.url, found.clone()));
    return found;
  } catch {
    return (await kept(request.url)) ?? contents();
  }
}

/** A part of a page: the kept one if it is still the same, else the network's. */
async function part(event) {
  const { request } = event;
  const found = await kept(request.url);
  if (found) return found;
  const fetched = await fetch(request, { cache: "no-cache" });
  event.waitUntil(store(request.url, fetched.clone()));
  return fetched;
}

/** Fetch a file of the list and keep it, unless that was done. */
async function keep(address) {
  if ((await place(address)) && !(await kept(address))) {
    await store(address, await fetch(address, { cache: "no-cache" }));
  }
}

/** The list from the network, else the one that was kept. */
async function newest() {
  const cache = await caches.open(STORE);
  try {
    const found = await fetch(LIST, { cache: "no-cache" });
    if (found.status === 404) await registration.unregister(); // another site lies here now
    if (found.ok) {
      await cache.put(LIST, found.clone());
      return await found.json();
    }
  } catch {
    // no network
  }
  return (await (await cache.match(LIST))?.json()) ?? {};
}

const pathOf = (address) => {
  const path = decodeURI(address.split(/[?#]/)[0].slice(site.length));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
};

/** Where a file is kept: its path with its hash, or null if the list does not know it. */
async function place(address) {
  if (!address.startsWith(site)) return null;
  const path = pathOf(address);
  const hash = (await (list ??= newest()))[path];
  return hash ? `${site}${encodeURI(path)}?${hash}` : null;
}

async function kept(address) {
  const at = await place(address);
  return at ? await (await caches.open(STORE)).match(at) : undefined;
}

async function store(address, response) {
  const at = response.ok ? await place(address) : null;
  // A disk that is full keeps no more; the reader has got the page all the same.
  if (at) await (await caches.open(STORE)).put(at, response).catch(() => {});
}

/** After a new build: fetch anew what has changed of all that is kept, and let go of what is gone. */
async function sweep(files) {
  const order = JSON.stringify(files);
  if (order === swept) return;
  swept = order;
  const cache = await caches.open(STORE);
  for (const { url } of await cache.keys()) {
    const [path, hash] = [pathOf(url), url.split("?")[1]];
    if (url === LIST || files[path] === hash) continue;
    try {
      await keep(site + encodeURI(path));
      await cache.delete(url);
    } catch {
      swept = null; // the network went away: at the next page, then
    }
  }
}

/** In place of a page that is not kept: those that are. */
async function contents() {
  const cache = await caches.open(STORE);
  const pages = [];
  for (const { url } of await cache.keys()) {
    if (!url.includes(".html?") || url.includes("/lite/")) continue;
    const title = (await (await cache.match(url)).text()).match(/<title>([^<]*)<\/title>/)?.[1];
    pages.push(`<li><a href="${url.split("?")[0]}">${title?.split("—")[0] ?? url}</a></li>`);
  }
  const words = pages.length ? "These are here:" : "None has been read on this computer yet.";
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Not here without a network</title>
<meta name="viewport" content="width=device-width"><style>:root{color-scheme:light dark}
body{font:1.1rem/1.6 system-ui,sans-serif;margin:15vh auto;max-width:34rem;padding:0 1rem}</style>
<h1>There is no network, and this page was not read before</h1><p>${words}</p><ul>${pages.sort().join("")}</ul></html>`;
  return new Response(text, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
