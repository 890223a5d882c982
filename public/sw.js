// The service worker: one build, complete or not at all.
//
// Invariants: a page gets all its files from one build's cache; a build whose files are not all there and intact is
// never installed, so the old one stays; nothing but the listed files of our own origin is ever cached. A file that was
// shared with the app is personal data: it is in this worker's memory until the page asks for it, and nowhere else.
// Surprise: it never takes over by itself. A new version waits until somebody asks for it (SKIP_WAITING).

const BUILD = '__BUILD__';
// Path within the site to SHA-256 (hex).
const PRECACHE = "__PRECACHE__";
const PREFIX = 'pendamping-build-';
const CACHE = PREFIX + BUILD;
// Holds the name of the build cache to serve when the person went back to the previous build.
const CHOICE = 'pendamping-choice';
const SCOPE = registration.scope;
const INDEX = new URL('index.html', SCOPE).href;
// Where the system's share sheet posts files to; the manifest says the same.
const SHARE = new URL('terima', SCOPE).href;

const listed = new Map(Object.entries(PRECACHE).map(([path, hash]) => [new URL(path, SCOPE).href, hash]));

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === 'POST' && request.mode === 'navigate' && url.href === SHARE) event.respondWith(share(request));
  if (request.method !== 'GET' || url.origin !== location.origin || !url.href.startsWith(SCOPE)) return;
  if (request.mode === 'navigate') event.respondWith(page(url));
  else event.respondWith(file(request));
});
self.addEventListener('message', (event) => {
  const reply = (value) => event.ports[0]?.postMessage(value);
  if (event.data?.type === 'SKIP_WAITING') self.skipWaiting();
  if (event.data?.type === 'SHARED') reply(handOut(event.data.name));
  if (event.data?.type === 'USE_PREVIOUS') event.waitUntil(usePrevious().then(reply, () => reply(false)));
});

async function install() {
  // Everything is fetched and checked before anything is stored.
  const files = await Promise.all([...listed].map(async ([url, hash]) => [url, await fetchIntact(url, hash)]));
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(files.map(([url, response]) => cache.put(url, response)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function fetchIntact(url, hash) {
  const bytes = hash.match(/../g).map((pair) => String.fromCharCode(parseInt(pair, 16))).join('');
  const response = await fetch(url, { cache: 'reload', integrity: `sha256-${btoa(bytes)}`, credentials: 'same-origin', redirect: 'error' });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response;
}

async function activate() {
  const older = (await builds()).filter((name) => name !== CACHE);
  // The newest of the older builds stays, for pages that still run it and as the way back.
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
  await caches.delete(CHOICE);
  await self.clients.claim();
}

// In the order in which they were made.
async function builds() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}

async function chosen() {
  const choice = (await caches.has(CHOICE)) && (await caches.match(SCOPE, { cacheName: CHOICE }));
  const name = choice ? await choice.text() : CACHE;
  return (await caches.has(name)) ? name : CACHE;
}

async function usePrevious() {
  const running = await chosen();
  const other = running === CACHE ? (await builds()).filter((name) => name !== CACHE).at(-1) : CACHE;
  if (!other) return false;
  await (await caches.open(CHOICE)).put(SCOPE, new Response(other));
  return true;
}

// The files that were shared last, and the name under which the page asks for them. A browser that stops this worker
// before that loses them, and the page says so.
let shared = { name: '', files: [] };

async function share(request) {
  const name = crypto.randomUUID();
  try {
    const form = await request.formData();
    shared = { name, files: form.getAll('berkas').filter((one) => one instanceof File) };
  } catch {
    shared = { name: '', files: [] };
  }
  return Response.redirect(`${SCOPE}#/terima/${name}`, 303);
}

function handOut(name) {
  if (!name || name !== shared.name) return false;
  const { files } = shared;
  shared = { name: '', files: [] };
  return files;
}

async function page(url) {
  // The page's links are relative to the scope, so an address below it is sent up.
  const path = url.href.slice(SCOPE.length).split(/[?#]/)[0];
  if (path !== '' && path !== 'index.html') return path.includes('.') ? fetch(url) : Response.redirect(SCOPE);
  const stored = await caches.match(INDEX, { cacheName: await chosen() });
  return stored ?? fetch(INDEX, { cache: 'no-cache' });
}

async function file(request) {
  // Names under assets/ carry their hash, so a page of another kept build finds exactly its own files here.
  const url = request.url.split(/[?#]/)[0];
  for (const cacheName of new Set([await chosen(), CACHE, ...(await builds())])) {
    const stored = await caches.match(url, { cacheName });
    if (stored) return stored;
  }
  // A listed file that the browser dropped from the cache must still be the one of this build.
  return listed.has(url) ? fetchIntact(url, listed.get(url)) : fetch(request);
}
