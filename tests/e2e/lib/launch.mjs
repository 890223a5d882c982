// Chromium for the tests: with a throw-away profile, or with one that outlives the browser.
//
// A persistent profile is a must for installability (other contexts count as incognito) and for every promise about
// what survives a kill.

import { chromium } from 'playwright-core';
import { spawn, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium's program: the variable CHROMIUM, else the usual places. */
export const CHROMIUM = process.env.CHROMIUM ?? CANDIDATES.find(existsSync);

/** No sandbox because CI runs as root; the rest keeps the browser from talking to anybody by itself. */
export const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--metrics-recording-only',
];

/** An empty profile folder, and how to remove it. */
export function makeProfile() {
  const folder = mkdtempSync(join(tmpdir(), 'pendamping-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/** A browser context on a profile that stays after closing. Extra options are Playwright's. */
export async function launchPersistent(profile, options = {}) {
  const { args = [], ...rest } = options;
  return chromium.launchPersistentContext(profile.folder ?? profile, {
    executablePath: CHROMIUM,
    args: [...FLAGS, ...args],
    // Playwright's own headless flag chooses another program; ours is in FLAGS.
    headless: false,
    locale: 'id-ID',
    timezoneId: 'Asia/Jakarta',
    ...rest,
  });
}

/** A browser with throw-away contexts, for tests that need no profile. */
export async function launch(options = {}) {
  const { args = [], ...rest } = options;
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...args], headless: false, ...rest });
}

/**
 * Chromium as a process group of its own on a persistent profile, driven over CDP, so that a test can kill all of it at
 * once as a dying phone does. Start it again with the same profile (and the same server port) to look at what is left.
 */
export async function launchKillable(profile, { args = [] } = {}) {
  const folder = profile.folder ?? profile;
  const portFile = join(folder, 'DevToolsActivePort');
  rmSync(portFile, { force: true });
  rmSync(join(folder, 'SingletonLock'), { force: true });
  const flags = [...FLAGS, ...args, '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'];
  const child = spawn(CHROMIUM, flags, { detached: true, stdio: 'ignore' });
  const exited = new Promise((done) => child.once('exit', done));
  const port = await waitFor(() => existsSync(portFile) && readFileSync(portFile, 'utf8').split('\n')[0]);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const context = browser.contexts()[0];
  return {
    browser,
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    /** Resolves when the browser's process has ended. */
    exited,
    /** SIGKILL to the browser and all its children; resolves when the browser is gone. */
    kill: async () => {
      killGroup(child.pid);
      await exited;
      await browser.close().catch(() => {});
    },
    close: async () => {
      await browser.close().catch(() => {});
      killGroup(child.pid);
      await exited;
    },
  };
}

/** Kills a whole process group; the zygotes that Chromium moves to groups of their own are found by their parents. */
export function killGroup(pid) {
  for (const one of [...descendants(pid), pid]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is already gone.
  }
}

function descendants(pid) {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = table.trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent) => rows.filter(([, of]) => of === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** Polls until the function gives something truthy; the tests' only way of waiting outside a page. */
export async function waitFor(look, { timeout = 15000, every = 50, what = 'the awaited state' } = {}) {
  const end = Date.now() + timeout;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`${what} did not come within ${timeout} ms`);
    await new Promise((done) => setTimeout(done, every));
  }
}
