// What is at rest and what leaves the phone: nothing readable, no key, no request to anybody else.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  alive, firstStart, go, inside, lock, nameField, openHome, openNewPerson, prepareChangeOfPassphrase, pressSave,
  recover, savePerson, savedPerson, search, unlock,
} from './lib/app.mjs';
import { inTable } from './lib/database.mjs';
import { waitFor } from './lib/launch.mjs';
import { BACKENDS, makePhone } from './lib/phone.mjs';

let phone;
afterEach(async () => {
  await phone?.end();
  phone = null;
});

for (const [backend, args] of Object.entries(BACKENDS)) {
  test(`p10_nothing_typed_is_readable_in_the_profile (${backend})`, async (t) => {
    phone = await makePhone({ args });
    const { page } = phone;
    const canaries = [];
    const canary = () => canaries[canaries.push(`kenari${canaries.length}x${randomLetters()}`) - 1];
    const worker = canary();
    await firstStart(page, { name: worker });

    await openNewPerson(page);
    await fillEverything(page, canary);
    await pressSave(page);
    const id = await savedPerson(page);
    // A free note asks for one text, a SOAP note for four.
    for (const kind of ['Catatan bebas', 'SOAP']) {
      await go(page, `/baru/note/${id}`);
      await page.getByRole('button', { name: 'Simpan', exact: true }).waitFor();
      await page.getByRole('radio', { name: kind }).check();
      await fillEverything(page, canary);
      await pressSave(page);
      await page.waitForFunction(() => !location.hash.startsWith('#/baru/'));
    }
    assert.equal(await search(page, canaries[1]), 1, 'the person is not found by the name');

    // A draft, a search term and a changed name are typed as well.
    await openNewPerson(page);
    await nameField(page).fill(canary());
    await page.getByRole('navigation', { name: 'Utama' }).getByRole('link', { name: 'Beranda' }).click();
    await waitFor(() => inTable(page, 'drafts', 'count'), { what: 'the sealed draft' });
    await search(page, canary());

    const outside = await page.evaluate(async () => {
      const urls = [];
      for (const name of await caches.keys()) urls.push(...(await (await caches.open(name)).keys()).map((it) => it.url));
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, urls, document.title, location.href, history.state]);
    });
    await lock(page);
    const shown = await page.content();
    for (const word of canaries) {
      assert.ok(!outside.includes(word), `${word} stands outside the database`);
      assert.ok(!shown.includes(word), `${word} is in the locked page`);
    }
    // An orderly end makes the browser write its history, sessions and caches.
    await phone.shutDown();
    t.diagnostic(`${canaries.length} canaries`);
    assert.ok(canaries.length > 20);
    assert.deepEqual(found(phone.profile.folder, canaries), []);
  });
}

test('p12_neither_passphrase_nor_code_nor_any_key_object_is_on_disk', async () => {
  phone = await makePhone();
  const { page } = phone;
  const { words, code } = await firstStart(page);
  await savePerson(page, 'Siti Aminah');
  const change = await prepareChangeOfPassphrase(page, words);
  await change.press();
  await page.getByText('Frasa sandi diganti').waitFor();
  await lock(page);
  const third = await recover(page, code);
  await inside(page);
  await lock(page);
  await unlock(page, third);
  assert.deepEqual(await page.evaluate(keyObjects), [], 'a CryptoKey in a store is readable on disk');
  await phone.kill();
  const secrets = [words, change.words, third, code, code.replaceAll('-', '')];
  assert.deepEqual(found(phone.profile.folder, secrets), []);
});

test('p12_what_was_meant_for_a_worker_is_wiped_where_none_takes_it_and_the_vault_opens_all_the_same', async () => {
  phone = await makePhone({ init: refuseWorkers });
  const { page } = phone;
  const { words } = await firstStart(page);
  for (const how of ['none starts', 'none takes it']) {
    await page.evaluate((to) => localStorage.setItem('workers', to), how);
    await lock(page);
    const begun = Date.now();
    await unlock(page, words);
    // The page derives the key by itself in seconds; a worker that never answers would be waited for a minute.
    assert.ok(Date.now() - begun < 10000, `${how}: the unlock hung`);
    const copies = await page.evaluate(() => globalThis.meant.map((it) => [...it]));
    assert.ok(copies.length > 0, `${how}: no passphrase was seen`);
    for (const copy of copies) assert.ok(copy.length > 0 && copy.every((byte) => byte === 0), `${how}: a passphrase is still there`);
  }
});

test('the scan for canaries finds them where they are', async () => {
  phone = await makePhone();
  await phone.page.evaluate(() => {
    localStorage.setItem('probe', 'kenariterang');
    localStorage.setItem('probe64', btoa('xykenaribasis'));
  });
  const seen = () => [...new Set(found(phone.profile.folder, ['kenariterang', 'kenaribasis']).map((it) => it.word))].sort();
  // The browser writes localStorage some seconds late, and a quick end may come before that.
  await waitFor(() => seen().length === 2, { what: 'both words on disk', timeout: 45000, every: 250 });
  await phone.shutDown();
  assert.deepEqual(seen(), ['kenaribasis', 'kenariterang']);
});

test('p30_a_whole_session_asks_nobody_but_its_own_host', async () => {
  phone = await makePhone({ load: false });
  const asked = [];
  phone.context.on('request', (request) => asked.push({ method: request.method(), url: request.url(), body: request.postData() }));
  await phone.page.goto(phone.site.url);
  await alive(phone.page);
  const { words } = await firstStart(phone.page);
  const id = await savePerson(phone.page, 'Siti Aminah');
  await search(phone.page, 'Siti');
  for (const place of [`/orang/${id}`, `/baru/note/${id}`, '/kasus', '/kontak', '/laporan', '/setelan', '/sampah', '/selisih', '/']) {
    await go(phone.page, place);
    await phone.page.locator('#isi').waitFor();
  }
  await lock(phone.page);
  await unlock(phone.page, words);
  const own = asked.filter((it) => /^(data|blob):/.test(it.url) === false);
  assert.ok(own.length > 3);
  assert.deepEqual(own.filter((it) => !it.url.startsWith(phone.site.url) || it.method !== 'GET' || it.body || it.url.includes('?')), []);
});

test('p31_a_cold_start_without_host_and_network_opens_and_saves', async () => {
  phone = await makePhone();
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  const { words } = await firstStart(phone.page);
  await savePerson(phone.page, 'Siti Aminah');
  await phone.site.stop();
  await phone.restart();
  await unlock(phone.page, words);
  assert.equal(await search(phone.page, 'Siti'), 1);
  await openHome(phone.page);
  await savePerson(phone.page, 'Budi Santoso');
  await phone.restart();
  await unlock(phone.page, words);
  assert.equal(await search(phone.page, 'Budi'), 1);
  await phone.site.start();
});

/** Keeps what was meant for workers under `passphrase`; while asked to, none starts or none takes it. */
function refuseWorkers() {
  globalThis.meant = [];
  const { set } = Reflect;
  Reflect.set = (to, name, value, ...more) => {
    if (name === 'passphrase' && value instanceof Uint8Array) globalThis.meant.push(value);
    return set(to, name, value, ...more);
  };
  const Original = Worker;
  globalThis.Worker = class extends Original {
    constructor(...given) {
      if (localStorage.getItem('workers') === 'none starts') throw new Error('refused');
      super(...given);
    }

    postMessage(message, ...more) {
      if (message.passphrase && localStorage.getItem('workers') === 'none takes it') throw new Error('refused');
      return super.postMessage(message, ...more);
    }
  };
}

const randomLetters = () => Array.from({ length: 9 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join('');

/** Types a canary of its own into every field of the form that takes text. */
async function fillEverything(page, canary) {
  const closed = page.locator('#isi form details:not([open]) > summary');
  while (await closed.count()) await closed.first().click();
  const fields = page.locator('#isi form').locator('input[type="text"]:not([inputmode="numeric"]):not([inputmode="decimal"]), textarea:not([inputmode="tel"]):not([inputmode="numeric"])');
  for (const field of await fields.all()) {
    if (await field.isVisible()) await field.fill(canary());
  }
}

/** Every value in every store that is a CryptoKey or holds one. */
async function keyObjects() {
  const holds = (value) =>
    value instanceof CryptoKey || (value && typeof value === 'object' && !ArrayBuffer.isView(value) && Object.values(value).some(holds));
  const keys = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
    });
    for (const store of database.objectStoreNames) {
      const rows = await new Promise((done) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      if (rows.some(holds)) keys.push(`${name}/${store}`);
    }
    database.close();
  }
  return keys;
}

/** Where words stand in the files of a folder, as UTF-8, UTF-16 and base64 at each of the three offsets. */
function found(folder, words) {
  const needles = words.flatMap((word) => [
    { word, as: 'utf-8', bytes: Buffer.from(word) },
    { word, as: 'utf-16', bytes: Buffer.from(word, 'utf16le') },
    ...[0, 1, 2].map((offset) => ({ word, as: `base64+${offset}`, bytes: Buffer.from(base64Inside(word, offset)) })),
    ...[0, 1, 2].map((offset) => ({ word, as: `base64+${offset} utf-16`, bytes: Buffer.from(base64Inside(word, offset), 'utf16le') })),
  ]);
  const hits = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    let bytes;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      // A browser that still runs has thrown it away since the folder was listed.
      if (error.code === 'ENOENT') continue;
      throw error;
    }
    for (const { word, as, bytes: needle } of needles) if (bytes.includes(needle)) hits.push({ word, as, path });
  }
  return hits;
}

/** The characters of base64 that do not depend on what stands around the word. */
function base64Inside(word, offset) {
  const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(word)]).toString('base64');
  const end = Math.floor(((offset + Buffer.byteLength(word)) * 8) / 6);
  return text.slice(Math.ceil((offset * 8) / 6), end);
}
