// Starts the app and watches over the start. The build fills in the two constants below.
//
// Invariant: whatever goes wrong, the person sees either the working app or the recovery page, never a white screen.
// Surprise: the recovery page needs no wasm, so it also works when the wasm itself is what is broken.

const BUILD = '__BUILD__';
const FILES = "__FILES__";
const ALIVE_WITHIN_MS = 20000;
const LOOK_FOR_UPDATE_MS = 60 * 60 * 1000;

const url = (name) => new URL(FILES[name], import.meta.url).href;
const scope = new URL('../', import.meta.url);
const element = (id) => document.getElementById(id);
const recovery = element('recovery');

globalThis.PENDAMPING = {
  build: BUILD,
  workerBoot: FILES['worker-boot.js'] && url('worker-boot.js'),
  regions: url('wilayah_l1_l3.csv'),
  files: Object.fromEntries(Object.keys(FILES).map((name) => [name, url(name)])),
  updateReady: false,
};

// The browser offers to install once, often before the app has started; the app asks the person when it helps them.
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  globalThis.pendampingInstall = () => event.prompt();
});

// --- The watchdog ---------------------------------------------------------------------------------------------------

let over = false;
const watchdog = setTimeout(() => recover('timeout'), ALIVE_WITHIN_MS);

globalThis.pendampingAlive = () => {
  clearTimeout(watchdog);
  element('boot-shell')?.remove();
};
globalThis.pendampingCrashed = () => recover('crash');
addEventListener('error', (event) => {
  if (event.error instanceof WebAssembly.RuntimeError) recover('crash');
});
addEventListener('unhandledrejection', (event) => {
  if (event.reason instanceof WebAssembly.RuntimeError) recover('crash');
});

// The reason is one of our own words: an error's text could hold what somebody typed.
function recover(reason) {
  if (over) return;
  over = true;
  clearTimeout(watchdog);
  recovery.hidden = false;
  element('boot-shell')?.remove();
  document.body.replaceChildren(recovery);
  element('recovery-reason').textContent = reason;
  element('recovery-reload').onclick = () => location.reload();
  element('recovery-backup').onclick = () => attempt(downloadSealedRows);
  element('recovery-previous').onclick = () => attempt(usePreviousBuild);
  element('recovery-reload').focus();
}

async function attempt(action) {
  const status = element('recovery-status');
  status.textContent = '…';
  try {
    status.textContent = await action();
  } catch (error) {
    status.textContent = `Gagal (${error.name}). Coba muat ulang. / Failed. Try to reload.`;
  }
}

// --- The sealed backup: every row of our databases as it is stored, still encrypted ------------------------------------

async function downloadSealedRows() {
  const parts = [`{"format":"pendamping-sealed-rows","version":1,"build":"${BUILD}","databases":[`];
  let rows = 0;
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('pendamping')) continue;
    const database = await settled(indexedDB.open(name));
    parts.push(parts.length > 1 ? ',' : '', JSON.stringify({ name, version: database.version }).slice(0, -1), ',"stores":{');
    let separator = '';
    for (const store of database.objectStoreNames) {
      parts.push(`${separator}${JSON.stringify(store)}:[`);
      separator = ',';
      // One row at a time: a phone may not have the memory for all of them twice.
      const keys = await settled(database.transaction(store).objectStore(store).getAllKeys());
      for (const [index, key] of keys.entries()) {
        const value = await settled(database.transaction(store).objectStore(store).get(key));
        parts.push(index ? ',' : '', JSON.stringify({ key: await plain(key), value: await plain(value) }));
        rows += 1;
      }
      parts.push(']');
    }
    parts.push('}}');
    database.close();
  }
  parts.push(']}');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type: 'application/json' }));
  link.download = 'pendamping-cadangan-tersegel.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return `${rows} baris tersegel diunduh. Simpan berkasnya. / ${rows} sealed rows downloaded. Keep the file.`;
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new DOMException('blocked', 'TimeoutError'));
  });
}

// JSON has no bytes: they become {"base64": "..."}, everything else keeps its shape.
async function plain(value) {
  if (value instanceof Blob) return plain(await value.arrayBuffer());
  if (value instanceof ArrayBuffer) return { base64: base64(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) return { base64: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (value instanceof Date) return { date: value.toISOString() };
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).map(async ([name, inner]) => [name, await plain(inner)]);
    return Object.fromEntries(await Promise.all(entries));
  }
  return value;
}

function base64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

async function usePreviousBuild() {
  const active = (await navigator.serviceWorker?.getRegistration(scope))?.active;
  const found = active && (await ask(active, { type: 'USE_PREVIOUS' }));
  if (!found) return 'Tidak ada versi sebelumnya di perangkat ini. / There is no previous version on this device.';
  location.reload();
  return '…';
}

function ask(worker, message) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
    setTimeout(() => resolve(false), 3000);
    worker.postMessage(message, [port2]);
  });
}

// --- Offline and updates ----------------------------------------------------------------------------------------------

let registration;
let asked = false;

function announce() {
  // Without a controller this is the first visit: nothing older is running, so there is nothing to update.
  if (!registration?.waiting || !navigator.serviceWorker.controller) return;
  PENDAMPING.updateReady = true;
  dispatchEvent(new CustomEvent('pendamping-update'));
}

globalThis.pendampingApplyUpdate = () => {
  if (!registration?.waiting) return false;
  asked = true;
  registration.waiting.postMessage({ type: 'SKIP_WAITING' });
  return true;
};

async function goOffline() {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // Another tab may have asked; this one may hold an unsaved form, so only the asking tab reloads.
    if (asked) location.reload();
  });
  registration = await navigator.serviceWorker.register(new URL('sw.js', scope), { scope, updateViaCache: 'none' });
  announce();
  registration.addEventListener('updatefound', () => {
    const fresh = registration.installing;
    fresh?.addEventListener('statechange', () => fresh.state === 'installed' && announce());
  });
  let last = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - last < LOOK_FOR_UPDATE_MS) return;
    last = Date.now();
    registration.update().catch(() => {});
  });
}

// --- Files that were opened with the app, or shared with it ------------------------------------------------------------

// Only holds on the files: nothing is read before the vault is open and the page that takes files in asks for them.
const arrived = [];
const LOST = 'lost';
const RECEIVE = '#/terima';
const SHARED = '#/terima/';

globalThis.pendampingArrived = () => arrived.splice(0);

function arrive(files) {
  arrived.push(...files);
  location.hash = RECEIVE;
  dispatchEvent(new CustomEvent('pendamping-files'));
}

// The worker has what was shared in its memory only, and does not live for long: it is asked at once.
async function fetchShared() {
  if (!location.hash.startsWith(SHARED)) return;
  const name = location.hash.slice(SHARED.length);
  history.replaceState(history.state, '', RECEIVE);
  const worker = navigator.serviceWorker?.controller;
  const files = worker && (await ask(worker, { type: 'SHARED', name }));
  arrive(files || [LOST]);
}

globalThis.launchQueue?.setConsumer(async ({ files, targetURL }) => {
  const target = targetURL ? new URL(targetURL) : location;
  if (files?.length) {
    const held = await Promise.all(files.map((file) => file.getFile().catch(() => LOST)));
    arrive(held);
  } else if (target.pathname === new URL('terima', scope).pathname) {
    // Shared, and given to a window that is open without what was shared.
    arrive([LOST]);
  } else if (target.hash && target.hash !== location.hash && !target.hash.startsWith(SHARED)) {
    // The window that is open does not go there by itself.
    location.hash = target.hash;
  }
});
fetchShared();

// --- Start ------------------------------------------------------------------------------------------------------------

try {
  const { default: init } = await import(url('app.js'));
  await init({ module_or_path: url('app.wasm') });
} catch (error) {
  console.error(`pendamping: ${error?.name}`);
  recover('start');
}
// After the app, so that the download for offline use never delays the first screen; also after a failed start, so
// that a repaired version can arrive.
goOffline().catch(() => {});
