// A worker's phone: a browser profile that outlives the browser, the site on a port that never changes (the storage
// belongs to it), and a browser that can be killed and started again.

import { launchKillable, makeProfile } from './launch.mjs';
import { DIST, serve } from './server.mjs';
import { open } from './app.mjs';

/** IndexedDB on SQLite instead of LevelDB, which Chromium is moving to. */
export const SQLITE = ['--enable-features=IdbSqliteBackingStore,IdbSqliteOnDiskRollout:UseSqliteForNewStores/true'];

/** The two databases below IndexedDB, each with the browser's arguments. */
export const BACKENDS = { LevelDB: [], SQLite: SQLITE };

/** A phone with the app open on it. Every start is on the same profile and the same address. */
export async function makePhone({ args = [], profile = makeProfile(), site = null, init, load = true } = {}) {
  const owned = !site;
  site ??= await serve(DIST);
  const phone = { site, profile, page: null, context: null, browser: null, start, restart, kill, shutDown, end, cdp };
  let running = null;

  async function start({ at = '', load = true } = {}) {
    running = await launchKillable(profile, { args });
    Object.assign(phone, { page: running.page, context: running.context, browser: running.browser });
    if (init) await running.context.addInitScript(init);
    if (load) await open(running.page, site, at);
    return phone.page;
  }
  /** The whole browser dies at once. */
  async function kill() {
    await running?.kill();
    running = null;
  }
  /** A kill and a new start. */
  async function restart(options) {
    await kill();
    return start(options);
  }
  /** The browser is asked to close and writes what it still has in hand: it does so after it has hung up. */
  async function shutDown() {
    const session = await phone.browser.newBrowserCDPSession();
    const gone = new Promise((done) => phone.browser.once('disconnected', done));
    await session.send('Browser.close').catch(() => {});
    await gone;
    await Promise.race([running.exited, new Promise((done) => setTimeout(done, 15000))]);
    await kill();
  }
  async function end() {
    await kill();
    if (owned) await site.stop().catch(() => {});
    profile.remove();
  }
  function cdp(page = phone.page) {
    return phone.context.newCDPSession(page);
  }

  try {
    await start({ load });
  } catch (error) {
    await end();
    throw error;
  }
  return phone;
}

/** Repeatable random numbers: the seed of a failed run is in its output. */
export function makeRandom(seed = Number(process.env.SEED ?? Date.now() % 1e6)) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, below: (limit) => Math.floor(next() * limit) };
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
