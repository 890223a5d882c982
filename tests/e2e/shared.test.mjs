// Files that the system gives to the app: shared with it, or opened with it. They lead to the page that takes files in,
// after the vault was opened, and are nowhere on the disk meanwhile.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { firstStart, go, inside, lock, open, savePerson, unlock } from './lib/app.mjs';
import { launch } from './lib/launch.mjs';
import { exportAll } from './lib/pages.mjs';
import { serve } from './lib/server.mjs';

const PATIENCE = 60000;
const folder = mkdtempSync(join(tmpdir(), 'pendamping-bagi-'));
const FILE = join(folder, 'serah.json');
/** What is in the file and nowhere else. */
const NAME = 'Ratna Kusumawardani';

let site;
let browser;
let sheet;
let sender;
before(async () => {
  site = await serve();
  browser = await launch();
  const context = await newContext();
  sender = await context.newPage();
  await open(sender, site);
  await firstStart(sender, { name: 'Tono' });
  await savePerson(sender, NAME);
  await exportAll(sender, FILE);
  await context.close();
  sheet = await shareSheet();
});
after(async () => {
  await browser?.close();
  await site?.stop();
  sheet?.close();
  rmSync(folder, { recursive: true, force: true });
});

const newContext = () => browser.newContext({ locale: 'id-ID', timezoneId: 'Asia/Jakarta' });

/** A page that posts files as the system's share sheet does. It is not of the app, whose policy forbids forms to post. */
async function shareSheet() {
  const html = `<form method="post" enctype="multipart/form-data" action="${site.url}terima"><input type="file" name="berkas" multiple><button>x</button></form>`;
  const server = createServer((request, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(html));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

async function share(page, files) {
  await page.goto(`http://127.0.0.1:${sheet.address().port}/`);
  await page.locator('input').setInputFiles(files);
  await page.locator('button').click();
}

/** A fresh office whose service worker is in charge. */
async function office(context) {
  const page = await context.newPage();
  await open(page, site);
  const { words } = await firstStart(page, { name: 'Rina' });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  return { page, words };
}

/** Everything that the caches hold, as text. */
const cached = (page) =>
  page.evaluate(async () => {
    const texts = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        texts.push(request.url);
        if (!/\.(wasm|png)$/.test(request.url)) texts.push(await (await cache.match(request)).text());
      }
    }
    return texts.join('\n');
  });

test('a_shared_file_waits_for_the_unlock_in_memory_alone_and_is_then_previewed', { timeout: 300000 }, async () => {
  const context = await newContext();
  const { page, words } = await office(context);
  assert.ok(readFileSync(FILE, 'utf8').includes(NAME));
  const before = site.requests.length;
  await share(page, [FILE]);
  await page.getByRole('heading', { name: 'Buka catatan' }).waitFor({ timeout: PATIENCE });
  assert.equal(new URL(page.url()).hash, '#/terima');
  assert.ok(!site.requests.slice(before).includes('terima'), 'the file must never be sent to the host');
  assert.ok(!(await page.locator('body').textContent()).includes('Pratinjau'));
  assert.ok(!(await cached(page)).includes(NAME));

  await unlock(page, words);
  await page.getByRole('heading', { name: 'Pratinjau' }).waitFor({ timeout: PATIENCE });
  await page.getByText('Tono').first().waitFor();
  assert.ok(!(await cached(page)).includes(NAME));
  await page.getByRole('button', { name: 'Terima', exact: true }).click();
  await page.getByText('Diterima: 1 catatan baru').waitFor({ timeout: PATIENCE });

  // Given out once: the same address has nothing any more, and says so.
  await lock(page);
  await page.evaluate(() => (location.hash = '#/terima/00000000-0000-4000-8000-000000000000'));
  await page.reload();
  await unlock(page, words);
  await page.getByText('Berkas yang dibagikan tidak sampai ke sini').waitFor({ timeout: PATIENCE });
  await context.close();
});

test('what_a_restarted_worker_lost_is_said_in_words', { timeout: 300000 }, async () => {
  const context = await newContext();
  const { page, words } = await office(context);
  // The page is kept from asking until the worker was stopped, as a phone with little memory does it.
  await context.addInitScript(() => {
    const post = ServiceWorker.prototype.postMessage;
    ServiceWorker.prototype.postMessage = function (...given) {
      if (given[0]?.type !== 'SHARED') return post.apply(this, given);
      globalThis.askNow = () => post.apply(this, given);
    };
  });
  await share(page, [FILE]);
  await page.waitForFunction(() => globalThis.askNow);
  const cdp = await context.newCDPSession(page);
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.stopAllWorkers');
  await page.evaluate(() => askNow());
  await unlock(page, words);
  await page.getByText('Berkas yang dibagikan tidak sampai ke sini').waitFor({ timeout: PATIENCE });
  assert.equal(await page.getByRole('heading', { name: 'Pratinjau' }).count(), 0);
  await context.close();
});

test('a_file_opened_with_the_app_leads_to_its_preview_whether_the_app_is_open_or_locked', { timeout: 300000 }, async () => {
  const context = await newContext();
  await context.addInitScript(() => {
    // As the browser does it: what is launched before there is a consumer waits for it.
    const waiting = [];
    let consumer;
    const queue = {
      setConsumer(take) {
        consumer = take;
        for (const one of waiting.splice(0)) consumer(one);
      },
    };
    Object.defineProperty(globalThis, 'launchQueue', { value: queue });
    globalThis.launchFile = (name, text, target = location.href) => {
      let reads = 0;
      const file = new File([text], name, { type: 'application/json' });
      for (const way of ['arrayBuffer', 'slice', 'text', 'stream']) {
        const real = file[way].bind(file);
        file[way] = (...given) => ((reads += 1), real(...given));
      }
      globalThis.readsOfFile = () => reads;
      consumer({ files: [{ getFile: async () => file }], targetURL: target });
    };
    globalThis.launchPlace = (target) => consumer({ files: [], targetURL: target });
  });
  const { page, words } = await office(context);
  const text = readFileSync(FILE, 'utf8');

  await go(page, '/orang');
  await page.evaluate(([name, body]) => launchFile(name, body), ['terbuka.json', text]);
  await page.getByRole('heading', { name: 'Pratinjau' }).waitFor({ timeout: PATIENCE });

  await page.evaluate(() => launchPlace(new URL('./#/catat', location.href).href));
  await page.waitForFunction(() => location.hash === '#/catat');
  await page.evaluate(() => launchPlace(new URL('./', location.href).href));
  assert.equal(await page.evaluate(() => location.hash), '#/catat', 'a plain start only brings the window to the front');

  await lock(page);
  await page.evaluate(([name, body]) => launchFile(name, body), ['terkunci.json', text]);
  await page.waitForFunction(() => location.hash === '#/terima');
  assert.equal(await page.evaluate(() => readsOfFile()), 0, 'nothing is read while the vault is locked');
  await unlock(page, words);
  await page.getByRole('heading', { name: 'Pratinjau' }).waitFor({ timeout: PATIENCE });
  assert.ok((await page.evaluate(() => readsOfFile())) > 0);
  await inside(page);
  await context.close();
});
