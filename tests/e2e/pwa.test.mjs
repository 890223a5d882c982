// What an installed app promises: installable, offline from the second start, updated only when asked, never broken by
// a bad deploy, and silent towards everybody but its own host.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchPersistent, makeProfile } from './lib/launch.mjs';
import { screenshot } from './lib/report.mjs';
import { DIST, serve } from './lib/server.mjs';

let folders;
let next;
let site;
let profile;
let context;

before(async () => {
  folders = await mkdtemp(join(tmpdir(), 'pendamping-site-'));
  next = await makeNextBuild('next');
});
after(() => rm(folders, { recursive: true, force: true }));

beforeEach(async () => {
  site = await serve(DIST);
  profile = makeProfile();
  context = await launchPersistent(profile);
});
afterEach(async () => {
  await context.close();
  await site.stop().catch(() => {});
  profile.remove();
});

test('the app is installable', async () => {
  const page = await openOnline();
  const cdp = await context.newCDPSession(page);
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  assert.deepEqual(installabilityErrors, []);
  const { errors } = await cdp.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
});

test('the policy allows no inline script, no eval and no other host, as header and as meta tag', async () => {
  const page = await context.newPage();
  const response = await page.goto(site.url);
  const header = response.headers()['content-security-policy'];
  const meta = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  assert.equal(header, `${meta}; frame-ancestors 'none'`);
  assert.match(header, /^default-src 'none'/);
  assert.doesNotMatch(header, /'unsafe-|\*|https?:/);
  const blocked = await page.evaluate(() => fetch('https://example.org/').then(() => false, () => true));
  assert.ok(blocked);
});

test('p30_only_files_of_our_own_host_are_asked_for', async () => {
  const asked = [];
  context.on('request', (request) => asked.push(request.url()));
  await openOnline();
  const foreign = asked.filter((url) => !url.startsWith(site.url) && !url.startsWith('data:') && !url.startsWith('blob:'));
  assert.ok(asked.length > 3);
  assert.deepEqual(foreign, []);
});

test('p31_the_app_starts_cold_with_the_host_gone', async () => {
  await openOnline();
  await context.close();
  await site.stop();
  context = await launchPersistent(profile);
  const page = await context.newPage();
  await page.goto(site.url);
  await alive(page);
  await screenshot(page, 'pwa-offline');
  // What is loaded later must be there as well.
  const region = await page.evaluate(async () => (await (await fetch(PENDAMPING.regions)).text()).slice(0, 9));
  assert.equal(region, 'kode,nama');
  for (const name of ['worker.wasm', 'worker.js', 'files.wasm', 'files.js']) {
    const status = await page.evaluate(async (file) => (await fetch(PENDAMPING.files[file])).status, name);
    assert.equal(status, 200, name);
  }
  await site.start();
});

test('p32_an_update_waits_until_it_is_asked_for_in_this_tab', async () => {
  const page = await openOnline();
  const other = await context.newPage();
  await other.goto(site.url);
  await alive(other);
  const old = await buildOf(page);
  const heard = page.evaluate(() => new Promise((done) => addEventListener('pendamping-update', () => done(true))));
  site.folder = next.folder;
  await other.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()));
  assert.ok(await heard);
  await page.reload();
  await alive(page);
  assert.equal(await buildOf(page), old, 'a reload alone must not change the version');
  await page.waitForFunction(() => PENDAMPING.updateReady);

  await other.evaluate(() => (globalThis.unsaved = 'a form'));
  await Promise.all([page.waitForEvent('load'), page.evaluate(() => void pendampingApplyUpdate())]);
  await alive(page);
  assert.equal(await buildOf(page), next.build);
  assert.equal(await other.evaluate(() => globalThis.unsaved), 'a form', 'the other tab must not be reloaded');

  const caches = await page.evaluate(() => globalThis.caches.keys());
  assert.deepEqual(caches, [`pendamping-build-${old}`, `pendamping-build-${next.build}`]);
});

test('p32_a_broken_deploy_leaves_the_old_version_working', async () => {
  const page = await openOnline();
  const old = await buildOf(page);
  const broken = await makeNextBuild('broken');
  await truncateWasm(broken.folder);
  site.folder = broken.folder;
  const ended = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const seen = new Promise((done) => {
      registration.addEventListener('updatefound', () => {
        const fresh = registration.installing;
        fresh.addEventListener('statechange', () => done(fresh.state));
      });
    });
    registration.update().catch(() => {});
    return seen;
  });
  assert.equal(ended, 'redundant');
  await page.reload();
  await alive(page);
  assert.equal(await buildOf(page), old);
  assert.deepEqual(await page.evaluate(() => caches.keys()), [`pendamping-build-${old}`]);
});

test('p32_the_person_can_go_back_to_the_previous_build', async () => {
  const page = await openOnline();
  const old = await buildOf(page);
  site.folder = next.folder;
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()));
  await page.waitForFunction(() => PENDAMPING.updateReady);
  await Promise.all([page.waitForEvent('load'), page.evaluate(() => void pendampingApplyUpdate())]);
  await alive(page);
  await page.evaluate(() => pendampingCrashed());
  await Promise.all([page.waitForEvent('load'), page.click('#recovery-previous')]);
  await alive(page);
  assert.equal(await buildOf(page), old);
});

test('an app that cannot start shows the recovery page, which saves the sealed rows', async () => {
  const broken = await makeNextBuild('dead');
  await truncateWasm(broken.folder);
  site.folder = broken.folder;
  const page = await context.newPage();
  await page.goto(site.url);
  await page.getByRole('heading', { name: 'Pendamping tidak bisa dibuka' }).waitFor();
  await screenshot(page, 'pwa-recovery');
  await page.evaluate(() => new Promise((done, failed) => {
    const opening = indexedDB.open('pendamping-test', 3);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('tail').put({ sealed: new Uint8Array([0, 1, 254, 255]) }, 7);
    };
    opening.onsuccess = () => {
      opening.result.close();
      done();
    };
    opening.onerror = failed;
  }));
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#recovery-backup')]);
  const backup = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(backup.format, 'pendamping-sealed-rows');
  assert.deepEqual(backup.databases, [
    { name: 'pendamping-test', version: 3, stores: { tail: [{ key: 7, value: { sealed: { base64: 'AAH+/w==' } } }] } },
  ]);
});

test('an unknown file is missing, never the page under another name', async () => {
  const page = await openOnline();
  const status = await page.evaluate(async () => (await fetch('./assets/app-0000000000.js')).status);
  assert.equal(status, 404);
});

/** A page with the running app, and the service worker in charge. */
async function openOnline() {
  const page = await context.newPage();
  await page.goto(site.url);
  await alive(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  return page;
}

async function alive(page) {
  await page.waitForFunction(() => globalThis.PENDAMPING && !document.getElementById('boot-shell'));
  assert.equal(await page.locator('#recovery').isVisible(), false, 'the recovery page is shown');
}

const buildOf = (page) => page.locator('meta[name="application-name"]').getAttribute('data-build');

/** A copy of the site under another build id: its page says so, and its service worker lists that page's hash. */
async function makeNextBuild(name) {
  const folder = join(folders, name);
  await cp(DIST, folder, { recursive: true });
  const worker = await readFile(join(folder, 'sw.js'), 'utf8');
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  const [, old] = worker.match(/const BUILD = '(\w+)'/);
  const build = createHash('sha256').update(name).digest('hex').slice(0, 12);
  const changed = page.replaceAll(old, build);
  await writeFile(join(folder, 'index.html'), changed);
  await writeFile(join(folder, 'sw.js'), worker.replaceAll(old, build).replace(sha256(page), sha256(changed)));
  return { folder, build };
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

async function truncateWasm(folder) {
  const [name] = (await readFile(join(folder, 'sw.js'), 'utf8')).match(/assets\/app-\w+\.wasm/);
  await truncate(join(folder, name), 100);
}
